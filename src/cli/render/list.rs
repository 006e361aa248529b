//! The rows of a screen.

use std::io::{self, Write};

use super::changes::{sides, standing};
use super::style::{FAINT, HEAD, LOOK};
use super::table::{plain, table};
use super::value::value;
use crate::ops::report::{FieldChange, ListReport, ListRow, Tab};
use crate::record::{Direction, FieldState};

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
    let says = |row: &&ListRow| !row.issues.is_empty() || !row.candidates.is_empty() || merges(report, row);
    for row in report.rows.iter().filter(says) {
        writeln!(out, "{HEAD}{}{HEAD:#}", plain(row.name.as_deref().unwrap_or("(no name)")))?;
        for field in affected(row).filter(|_| merges(report, row)) {
            let (from, to) = sides(field, report.direction);
            let (found, now) = (value(field.after.as_ref()), value(field.before.as_ref()));
            writeln!(out, "  {from} -> {to}: found {found}, now {now}{}", standing(field, report.direction))?;
        }
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

/// Fields that are not the same on both sides.
fn affected(row: &ListRow) -> impl Iterator<Item = &FieldChange> {
    row.fields.iter().filter(|field| field.state != Some(FieldState::Equal))
}

/// Whether the row puts the fields of two records side by side.
fn merges(report: &ListReport, row: &ListRow) -> bool {
    report.direction == Direction::Import && row.hr_key.is_some() && affected(row).next().is_some()
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
        match affected(row).count() {
            0 => String::new(),
            count => count.to_string(),
        },
    ]
}
