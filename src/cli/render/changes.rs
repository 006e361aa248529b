//! The field diff that a payroll clerk can read: one block an employee, then banners and a summary line.

use std::io::{self, Write};

use super::records::{goes_away, records};
use super::style::{BAD, FAINT, GOOD, HEAD, LOOK};
use super::table::plain;
use super::value::value;
use crate::ops::report::{Candidate, Change, ChangeReport, FieldChange};
use crate::record::{Action, ChangedBy, Direction, FieldState, Issue, Outcome, Situation};

/// Every change that says something, then what it comes to.
pub(in crate::cli) fn changes(report: &ChangeReport, out: &mut dyn Write) -> io::Result<()> {
    if report.entity.is_some() {
        records(report, out)?;
        return banners(report, out);
    }
    for change in report.changes.iter().filter(|change| has_news(change)) {
        one(change, report.direction, out)?;
    }
    banners(report, out)
}

/// Nothing to do and nothing to say: counted, not shown.
pub(super) fn has_news(change: &Change) -> bool {
    change.action != Action::Nothing || change.outcome == Outcome::Skipped || !change.issues.is_empty()
}

fn one(change: &Change, direction: Direction, out: &mut dyn Write) -> io::Result<()> {
    let name = change.name.as_deref().map_or_else(|| "(no name)".to_owned(), plain);
    let keys = [("HR", &change.hr_key), ("provider", &change.provider_key)];
    let keys = keys.iter().filter_map(|(side, key)| key.as_ref().map(|key| format!("{side} {}", plain(key.as_str()))));
    let keys = keys.collect::<Vec<_>>().join(", ");
    let style = match change.outcome {
        Outcome::Done => GOOD,
        Outcome::Failed => BAD,
        Outcome::InDoubt | Outcome::Held | Outcome::Stale => LOOK,
        Outcome::Planned | Outcome::Skipped => HEAD,
    };
    writeln!(out, "{HEAD}{name}{HEAD:#} {FAINT}({keys}){FAINT:#}  {style}{}{style:#}", in_words(change))?;
    let widths = widths(&change.fields, direction);
    for field in &change.fields {
        let (from, to) = sides(field, direction);
        let (first, second) = widths;
        let (before, after) = (value(field.before.as_ref()), value(field.after.as_ref()));
        write!(out, "  {from:<first$} -> {to:<second$}  ")?;
        match (&field.before, &field.after) {
            // Not kept, or new: an arrow from nothing would only be in the way.
            (None, None) => {}
            (None, Some(_)) => write!(out, "{GOOD}{after}{GOOD:#}")?,
            _ => write!(out, "{BAD}{before}{BAD:#} -> {GOOD}{after}{GOOD:#}")?,
        }
        writeln!(out, "{}", standing(field, direction))?;
    }
    for issue in &change.issues {
        write_issue(issue, out)?;
    }
    for candidate in &change.candidates {
        write_candidate(candidate, out)?;
    }
    for note in &change.notes {
        writeln!(out, "  {LOOK}note{LOOK:#}: {}", plain(note))?;
    }
    writeln!(out)
}

/// How the sides compare, and who changed it since they last agreed.
pub(super) fn standing(field: &FieldChange, direction: Direction) -> String {
    let who = match (field.changed_by, direction) {
        (Some(ChangedBy::Both), _) => Some("changed on both sides"),
        (Some(ChangedBy::Hr), Direction::Import) => Some("changed in HR"),
        (Some(ChangedBy::Provider), Direction::Import) => Some("changed at the provider"),
        // What HR changed is what an export is for; what the provider changed is about to be overwritten.
        (Some(ChangedBy::Provider), Direction::Export) => Some("was changed at the provider since"),
        (Some(ChangedBy::Hr), Direction::Export) | (None, _) => None,
    };
    let words: Vec<String> =
        field.state.map(|state| state.to_string()).into_iter().chain(who.map(str::to_owned)).collect();
    if words.is_empty() { String::new() } else { format!("  {FAINT}[{}]{FAINT:#}", words.join(", ")) }
}

/// The names of both sides; the one that the values come from first.
pub(super) fn sides(field: &FieldChange, direction: Direction) -> (String, String) {
    let record = field.field.as_deref().map_or_else(|| "(constant)".to_owned(), plain);
    let written = field.path.as_deref().map_or_else(|| "(nothing)".to_owned(), plain);
    match direction {
        Direction::Export => (record, written),
        Direction::Import => (field.from.as_deref().map_or(record, plain), written),
    }
}

fn widths(fields: &[FieldChange], direction: Direction) -> (usize, usize) {
    fields
        .iter()
        .map(|field| sides(field, direction))
        .fold((0, 0), |(first, second), (from, to)| (first.max(from.chars().count()), second.max(to.chars().count())))
}

pub(super) fn in_words(change: &Change) -> String {
    let action = match change.action {
        Action::Create => "create",
        Action::Update => "update",
        Action::Link => "link",
        Action::Unlink => "unlink",
        Action::Nothing => "nothing to do",
        Action::Hold => "held",
    };
    match change.outcome {
        Outcome::Done => match change.action {
            Action::Create => "created".into(),
            Action::Update => "updated".into(),
            Action::Link => "linked".into(),
            Action::Unlink => "unlinked".into(),
            Action::Nothing | Action::Hold => action.into(),
        },
        Outcome::Planned => format!("would {action}"),
        Outcome::Held => "held".into(),
        Outcome::Failed => format!("{action}: failed"),
        Outcome::InDoubt => format!("{action}: in doubt"),
        Outcome::Stale => format!("{action}: changed meanwhile, not sent"),
        Outcome::Skipped => match stopped(change) {
            Some(Stopped::Midway) => format!("{action}: stopped on the way"),
            Some(Stopped::Before) => format!("{action}: stopped, not sent"),
            None if change.situation == Situation::OutOfScope => "left out: not in the connection's scope".into(),
            None => "left out".into(),
        },
    }
}

/// Where a wish to stop met a person.
#[derive(PartialEq, Eq)]
enum Stopped {
    Before,
    Midway,
}

fn stopped(change: &Change) -> Option<Stopped> {
    change.issues.iter().filter(|_| change.outcome == Outcome::Skipped).find_map(|issue| match issue.code.as_str() {
        "stopped" => Some(Stopped::Before),
        "stopped-midway" => Some(Stopped::Midway),
        _ => None,
    })
}

pub(super) fn write_issue(issue: &Issue, out: &mut dyn Write) -> io::Result<()> {
    let field = issue.field.as_deref().map(|field| format!("{}: ", plain(field))).unwrap_or_default();
    let place = issue.at.as_deref().map(|at| format!("  {FAINT}({}){FAINT:#}", plain(at))).unwrap_or_default();
    writeln!(out, "  {LOOK}{}{LOOK:#} {field}{}{place}", plain(&issue.code), plain(&issue.message))
}

pub(super) fn write_candidate(candidate: &Candidate, out: &mut dyn Write) -> io::Result<()> {
    let name = candidate.name.as_deref().map(plain).unwrap_or_default();
    let (key, because) = (plain(candidate.key.as_str()), plain(&candidate.because));
    let percent = (candidate.score * 100.0).round();
    let about =
        candidate.about.as_deref().map(|about| format!("  {FAINT}{}{FAINT:#}", plain(about))).unwrap_or_default();
    writeln!(out, "  maybe {key} {name} ({percent:.0} %: {because}){about}")
}

/// Green counts, red failures with what to do, and one line of everything.
fn banners(report: &ChangeReport, out: &mut dyn Write) -> io::Result<()> {
    for note in &report.notes {
        writeln!(out, "{LOOK}note{LOOK:#}: {}", plain(note))?;
    }
    let summary = &report.summary;
    let owned = report.entity.is_some();
    let outcome = |wanted: Outcome, action: Action| {
        let these = report.changes.iter().filter(|change| change.outcome == wanted && change.action == action);
        let away = these.clone().filter(|change| owned && goes_away(change)).count();
        (these.count() - away, away)
    };
    let done = if report.dry_run { Outcome::Planned } else { Outcome::Done };
    let words = [
        (Action::Create, "create", "created"),
        (Action::Update, "update", "updated"),
        (Action::Link, "link", "linked"),
        (Action::Unlink, "unlink", "unlinked"),
    ];
    let counts: Vec<String> = words
        .into_iter()
        .flat_map(|(action, plan, past)| {
            let (count, away) = outcome(done, action);
            let (word, gone) = if report.dry_run { (plan, "take away") } else { (past, "taken away") };
            [(count, word), (away, gone)]
        })
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    let lead = if report.dry_run { "Would be sent" } else { "Done" };
    let number =
        |wanted: &dyn Fn(&Change) -> bool| report.changes.iter().filter(|change| wanted(change)).count() as u64;
    let midway = number(&|change| stopped(change) == Some(Stopped::Midway));
    let unsent = number(&|change| stopped(change) == Some(Stopped::Before));
    let left_out = summary.skipped.saturating_sub(midway + unsent);
    let untouched = number(&|change| change.outcome == Outcome::Skipped && change.action != Action::Nothing);
    let same = summary.nothing.saturating_sub(summary.skipped.saturating_sub(untouched));
    // Nobody said anything about them, and the two are not the same.
    let left = number(&|change| {
        let pair = matches!(change.situation, Situation::Confirmed | Situation::Incomplete);
        let equal = change.fields.iter().all(|field| field.state == Some(FieldState::Equal));
        change.action == Action::Nothing && change.outcome == Outcome::Done && !(pair && equal)
    });
    let odd = number(&|change| change.outcome == Outcome::Done && change.needs_a_look());
    if counts.is_empty() && !summary.has_trouble() && summary.to_carry_out() + odd == 0 {
        match (same.saturating_sub(left), left_out) {
            _ if summary.nothing == 0 && report.changes.is_empty() => {
                writeln!(out, "{LOOK}Nothing to do: nobody takes part.{LOOK:#}")?;
            }
            (0, 0) if left > 0 => writeln!(out, "{LOOK}Nothing to do: nothing was chosen.{LOOK:#}")?,
            (same, _) if left > 0 => {
                writeln!(out, "{LOOK}Nothing to do: nothing was chosen, or both sides agree ({same}).{LOOK:#}")?;
            }
            (_, 0) => writeln!(out, "{GOOD}Nothing to do: both sides agree.{GOOD:#}")?,
            (0, _) => writeln!(out, "{LOOK}Nothing to do: everybody is left out.{LOOK:#}")?,
            (same, _) => writeln!(out, "{GOOD}Nothing to do: both sides agree about the other {same}.{GOOD:#}")?,
        }
    } else if !counts.is_empty() {
        writeln!(out, "{GOOD}{lead}: {}.{GOOD:#}", counts.join(", "))?;
    }
    let doubts = "`crosswalk settle` finds out whether it took effect";
    let troubles = [
        (summary.hold, "held", "see the reason at each name; the others went on", LOOK),
        (summary.failed, "failed", "see the reason at each name, mend it and export those again", BAD),
        (summary.in_doubt, "in doubt", doubts, BAD),
        (summary.stale, "changed meanwhile", "not sent; plan again", LOOK),
        (midway, "stopped on the way", "what is still missing stands at each name; run it again", LOOK),
        (unsent, "stopped", "nothing was sent for them; run it again", LOOK),
        (odd, "to look at", "see the reason at each name", LOOK),
        (left, "left as they are", "they differ or are not linked, and nothing was chosen for them", FAINT),
        (left_out, "left out", "nothing was sent for them", FAINT),
    ];
    for (count, word, help, style) in troubles.into_iter().filter(|(count, ..)| *count > 0) {
        writeln!(out, "{style}{count} {word}{style:#}: {help}.")?;
    }
    if report.interrupted {
        writeln!(out, "{LOOK}Stopped before it was through{LOOK:#}: run it again to go on.")?;
    }
    let run = report.run.as_deref().map(|run| format!(", run {run}")).unwrap_or_default();
    let (read, write) = (report.requests.read, report.requests.write);
    writeln!(
        out,
        "{FAINT}{} {}, {same} unchanged; {read} requests read, {write} wrote{run}{FAINT:#}",
        report.changes.len(),
        if report.entity.is_some() { "records" } else { "employees" },
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::changes;
    use crate::ops::report::ChangeReport;

    fn text(report: serde_json::Value) -> String {
        let report: ChangeReport = serde_json::from_value(report).unwrap();
        let mut out = Vec::new();
        changes(&report, &mut out).unwrap();
        anstream::adapter::strip_bytes(&out).into_vec().try_into().unwrap()
    }

    #[test]
    fn a_clerk_sees_who_what_and_why() {
        let shown = text(
            json!({"connection": "pay", "direction": "export", "dry_run": false, "requests": {"read": 6, "write": 1},
            "summary": {"update": 1, "hold": 1},
            "changes": [
                {"hr_key": "1", "provider_key": "9", "name": "O'Brien & Søn\u{1b}[2J", "situation": "confirmed", "action": "update",
                 "outcome": "done", "issues": [], "notes": ["wage tax"], "fields": [
                    {"field": "city", "path": "home.City", "before": "Delft", "after": null},
                    {"path": "home.Type", "after": "X"}]},
                {"hr_key": "2", "situation": "incomplete", "action": "hold", "outcome": "held", "fields": [],
                 "issues": [{"code": "mandatory-missing", "field": "city", "message": "fill it in", "where": "m.yaml:8"}]},
                {"hr_key": "3", "situation": "confirmed", "action": "nothing", "outcome": "done", "fields": [], "issues": []}]}),
        );
        let expected = "O'Brien & Søn\u{fffd}[2J (HR 1, provider 9)  updated\n  \
            city       -> home.City  Delft -> (empty)\n  (constant) -> home.Type  X\n  note: wage tax\n\n\
            (no name) (HR 2)  held\n  mandatory-missing city: fill it in  (m.yaml:8)\n\n\
            Done: 1 updated.\n1 held: see the reason at each name; the others went on.\n\
            3 employees, 0 unchanged; 6 requests read, 1 wrote\n";
        assert_eq!(shown, expected);
    }

    #[test]
    fn nothing_to_do_says_so() {
        let shown =
            text(json!({"connection": "pay", "direction": "export", "dry_run": true, "summary": {"nothing": 3},
            "requests": {"read": 6, "write": 0}, "changes": []}));
        assert!(shown.starts_with("Nothing to do: both sides agree.\n"), "{shown}");
    }

    /// People of one run: what is done, what came of it, and a reason.
    fn of(people: &[(&str, &str, Option<&str>)]) -> String {
        let change = |(action, outcome, issue): &(&str, &str, Option<&str>)| {
            let issues: Vec<_> = issue.iter().map(|code| json!({"code": code, "message": "why"})).collect();
            json!({"hr_key": "1", "situation": "confirmed", "action": action, "outcome": outcome, "fields": [], "issues": issues})
        };
        let changes: Vec<crate::ops::report::Change> =
            people.iter().map(|person| serde_json::from_value(change(person)).unwrap()).collect();
        let summary = crate::ops::report::Summary::of(&changes);
        text(json!({"connection": "pay", "direction": "export", "dry_run": false, "requests": {"read": 1, "write": 0},
            "summary": summary, "changes": changes}))
    }

    #[test]
    fn who_was_not_chosen_does_not_agree() {
        let person = |situation: &str, state: &str| {
            json!({"hr_key": "1", "situation": situation, "action": "nothing", "outcome": "done", "issues": [],
                "fields": [{"field": "city", "before": "Delft", "after": "Breda", "state": state}]})
        };
        let told = |changes: serde_json::Value| {
            let count = changes.as_array().unwrap().len();
            text(json!({"connection": "pay", "direction": "import", "dry_run": true, "summary": {"nothing": count},
                "requests": {"read": 6, "write": 0}, "changes": changes}))
        };
        let shown = told(json!([person("absent", "new")]));
        assert!(shown.starts_with("Nothing to do: nothing was chosen.\n1 left as they are: they differ"), "{shown}");
        let shown = told(json!([person("confirmed", "different"), person("confirmed", "equal")]));
        assert!(shown.contains("nothing was chosen, or both sides agree (1).\n1 left as they are"), "{shown}");
        let shown = told(json!([person("confirmed", "equal")]));
        assert!(shown.starts_with("Nothing to do: both sides agree.\n"), "{shown}");
        assert!(told(json!([])).starts_with("Nothing to do: nobody takes part.\n"));
    }

    #[test]
    fn who_is_left_out_does_not_agree() {
        let left_out = ("nothing", "skipped", None);
        let shown = of(&[left_out]);
        assert!(shown.contains("Nothing to do: everybody is left out.\n1 left out: nothing was sent"), "{shown}");
        assert!(!shown.contains("agree") && shown.contains("1 employees, 0 unchanged"), "{shown}");
        let shown = of(&[left_out, ("nothing", "done", None), ("nothing", "done", None)]);
        assert!(shown.contains("both sides agree about the other 2.\n1 left out"), "{shown}");
        assert!(shown.contains("3 employees, 2 unchanged"), "{shown}");
        let shown = of(&[("nothing", "done", Some("look-alike"))]);
        assert!(!shown.contains("agree") && shown.contains("1 to look at: see the reason at each name"), "{shown}");
    }

    #[test]
    fn who_was_stopped_on_the_way_was_not_left_out() {
        let shown = of(&[("create", "skipped", Some("stopped-midway")), ("create", "skipped", Some("stopped"))]);
        assert!(shown.contains("create: stopped on the way\n") && shown.contains("create: stopped, not sent\n"));
        assert!(shown.contains("1 stopped on the way: what is still missing"), "{shown}");
        assert!(shown.contains("1 stopped: nothing was sent") && !shown.contains("left out"), "{shown}");
    }
}
