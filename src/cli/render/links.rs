//! The link table, and what became of doubts.

use std::io::{self, Write};

use super::style::{GOOD, LOOK};
use super::table::table;
use crate::ops::report::{LinksReport, SettleReport, SettleResult};

/// A table.
pub(in crate::cli) fn links(report: &LinksReport, out: &mut dyn Write) -> io::Result<()> {
    if report.links.is_empty() {
        return writeln!(out, "No links.");
    }
    let rows = report.links.iter().map(|link| {
        let state = if link.unlinked { "unlinked by hand" } else { "linked" };
        let (hr, provider) = (link.hr_key.to_string(), link.provider_key.to_string());
        [hr, provider, link.since.clone(), link.by.to_string(), state.into()]
    });
    table(out, ["HR key", "provider key", "since", "by", "state"], rows)
}

/// A table and what is left.
pub(in crate::cli) fn settle(report: &SettleReport, out: &mut dyn Write) -> io::Result<()> {
    let rows = report.settled.iter().map(|row| {
        let result = match row.result {
            SettleResult::Found => "found: it took effect",
            SettleResult::Absent => "absent: it did not",
            SettleResult::Unknown => "cannot be told yet",
        };
        let provider = row.provider_key.as_ref().map(ToString::to_string).unwrap_or_default();
        [
            row.run.clone(),
            row.hr_key.as_ref().map(ToString::to_string).unwrap_or_default(),
            row.step.clone(),
            result.into(),
            provider,
        ]
    });
    table(out, ["run", "HR key", "step", "result", "provider key"], rows)?;
    match report.in_doubt {
        0 => writeln!(out, "{GOOD}Nothing is in doubt.{GOOD:#}"),
        left => writeln!(out, "{LOOK}{left} still in doubt{LOOK:#}: try again in a while, or look at the provider."),
    }
}
