//! The rows of a screen.

use std::io::{self, Write};

use super::style::{FAINT, HEAD, LOOK};
use super::table::{plain, table};
use crate::ops::report::{ListReport, ListRow, Tab};

/// A table, then why people would be held.
pub(in crate::cli) fn list(report: &ListReport, out: &mut dyn Write) -> io::Result<()> {
    let counts = &report.counts;
    let tabs = [(Tab::Unlinked, counts.unlinked), (Tab::Linked, counts.linked), (Tab::All, counts.all)];
    for (tab, count) in tabs {
        let style = if tab == report.tab { HEAD } else { FAINT };
        write!(out, "{style}{} ({count}){style:#}  ", tab.as_str())?;
    }
    writeln!(out)?;
    let header = ["HR key", "provider key", "name", "situation", "action", "missing", "fields"];
    table(out, header, report.rows.iter().map(row))?;
    for row in report.rows.iter().filter(|row| !row.issues.is_empty() || !row.candidates.is_empty()) {
        writeln!(out, "{HEAD}{}{HEAD:#}", plain(row.name.as_deref().unwrap_or("(no name)")))?;
        for issue in &row.issues {
            super::changes::write_issue(issue, out)?;
        }
        for candidate in &row.candidates {
            super::changes::write_candidate(candidate, out)?;
        }
    }
    for note in &report.notes {
        writeln!(out, "{LOOK}note{LOOK:#}: {}", plain(note))?;
    }
    Ok(())
}

fn row(row: &ListRow) -> [String; 7] {
    let key = |key: &Option<crate::record::Key>| key.as_ref().map(ToString::to_string).unwrap_or_default();
    [
        key(&row.hr_key),
        key(&row.provider_key),
        row.name.clone().unwrap_or_default(),
        row.situation.to_string(),
        row.action.to_string(),
        row.missing.join(", "),
        if row.fields.is_empty() { String::new() } else { row.fields.len().to_string() },
    ]
}
