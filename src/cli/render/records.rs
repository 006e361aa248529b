//! Records of an owner (days of leave) that a payroll clerk can read: a block a person, a line a record.

use std::io::{self, Write};

use super::changes::{has_news, in_words, write_issue};
use super::style::{BAD, FAINT, GOOD, HEAD, LOOK};
use super::table::plain;
use super::value::value;
use crate::ops::report::{Change, ChangeReport, FieldChange};
use crate::record::{Action, Outcome};

/// Every record that says something, under its person.
pub(super) fn records(report: &ChangeReport, out: &mut dyn Write) -> io::Result<()> {
    let mut person = None;
    for change in report.changes.iter().filter(|change| has_news(change)) {
        let whose = (&change.hr_key, &change.provider_key);
        if person != Some(whose) {
            if person.is_some() {
                writeln!(out)?;
            }
            head(change, out)?;
            person = Some(whose);
        }
        line(change, out)?;
    }
    if person.is_some() {
        writeln!(out)?;
    }
    Ok(())
}

fn head(change: &Change, out: &mut dyn Write) -> io::Result<()> {
    let name = change.name.as_deref().map_or_else(|| "(no name)".to_owned(), plain);
    let keys = [("HR", &change.hr_key), ("provider", &change.provider_key)];
    let keys = keys.iter().filter_map(|(side, key)| key.as_ref().map(|key| format!("{side} {}", plain(key.as_str()))));
    let keys = keys.collect::<Vec<_>>().join(", ");
    writeln!(out, "{HEAD}{name}{HEAD:#} {FAINT}({keys}){FAINT:#}")
}

fn line(change: &Change, out: &mut dyn Write) -> io::Result<()> {
    let style = match change.outcome {
        Outcome::Done => GOOD,
        Outcome::Failed => BAD,
        Outcome::InDoubt | Outcome::Held | Outcome::Stale => LOOK,
        Outcome::Planned | Outcome::Skipped => HEAD,
    };
    let gone = goes_away(change);
    let words = match change.outcome {
        Outcome::Done if gone => "taken away".to_owned(),
        Outcome::Planned if gone => "would take away".to_owned(),
        _ => in_words(change),
    };
    let shown: Vec<String> = change.fields.iter().map(field).collect();
    let shown = shown.join(", ");
    writeln!(out, "  {style}{words}{style:#}{}{shown}", if shown.is_empty() { "" } else { ": " })?;
    for issue in &change.issues {
        write!(out, "  ")?;
        write_issue(issue, out)?;
    }
    Ok(())
}

/// Whether a record is taken away.
pub(super) fn goes_away(change: &Change) -> bool {
    change.action == Action::Update && !change.fields.is_empty() && change.fields.iter().all(goes)
}

/// It is there, and will not be.
fn goes(field: &FieldChange) -> bool {
    field.before.is_some() && field.after.as_ref().is_some_and(serde_json::Value::is_null)
}

/// The name at the provider, and the value; both values where they differ.
fn field(field: &FieldChange) -> String {
    let name = field.path.as_deref().or(field.field.as_deref()).unwrap_or_default();
    let name = plain(name.rsplit('.').next().unwrap_or(name));
    let (before, after) = (value(field.before.as_ref()), value(field.after.as_ref()));
    match (&field.before, &field.after) {
        (Some(_), Some(_)) if goes(field) || before == after => format!("{name} {before}"),
        (Some(_), Some(_)) => format!("{name} {before} -> {after}"),
        (Some(_), None) => format!("{name} {before}"),
        (None, Some(_)) => format!("{name} {after}"),
        (None, None) => name,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::cli::render::changes;
    use crate::ops::report::ChangeReport;

    #[test]
    fn a_line_a_day() {
        let day = |date: &str, hours: serde_json::Value| {
            json!([{"field": "date", "path": "event.date", "before": date, "after": date},
                   {"field": "hours", "path": "event.hours", "before": 8, "after": hours}])
        };
        let report = json!({"connection": "pay", "entity": "leave", "direction": "export", "dry_run": false,
            "requests": {"read": 4, "write": 2}, "summary": {"update": 2, "hold": 1, "nothing": 2, "skipped": 1},
            "changes": [
                {"hr_key": "1", "provider_key": "9", "name": "Ada Ek", "situation": "confirmed", "action": "update", "outcome": "done",
                 "issues": [], "fields": day("2026-02-09", json!(4))},
                {"hr_key": "1", "provider_key": "9", "name": "Ada Ek", "situation": "confirmed", "action": "nothing", "outcome": "done",
                 "issues": [], "fields": []},
                {"hr_key": "1", "provider_key": "9", "name": "Ada Ek", "situation": "confirmed", "action": "update", "outcome": "done",
                 "issues": [], "fields": [{"field": "date", "path": "event.date", "before": "2026-02-10", "after": null}]},
                {"hr_key": "2", "provider_key": "8", "name": "Bo", "situation": "confirmed", "action": "hold", "outcome": "held",
                 "issues": [{"code": "leave-differs", "message": "run it again with --correct"}], "fields": day("2026-02-11", json!(8.0))},
                {"hr_key": "3", "name": "Cy", "situation": "absent", "action": "nothing", "outcome": "skipped",
                 "issues": [{"code": "unlinked", "message": "not linked"}], "fields": []}]});
        let report: ChangeReport = serde_json::from_value(report).unwrap();
        let mut out = Vec::new();
        changes(&report, &mut out).unwrap();
        let shown: String = anstream::adapter::strip_bytes(&out).into_vec().try_into().unwrap();
        let expected = "Ada Ek (HR 1, provider 9)\n  updated: date 2026-02-09, hours 8 -> 4\n  taken away: date 2026-02-10\n\n\
            Bo (HR 2, provider 8)\n  held: date 2026-02-11, hours 8 -> 8.0\n    leave-differs run it again with --correct\n\n\
            Cy (HR 3)\n  left out\n    unlinked not linked\n\n\
            Done: 1 updated, 1 taken away.\n1 held: see the reason at each name; the others went on.\n1 left out: nothing was sent for them.\n\
            5 records, 1 unchanged; 4 requests read, 2 wrote\n";
        assert_eq!(shown, expected);
    }
}
