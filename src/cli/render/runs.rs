//! What happened.

use std::io::{self, Write};

use super::changes::changes;
use super::style::HEAD;
use super::table::table;
use crate::ops::report::{RunsReport, ShowReport, Summary};
use crate::record::RunState;

/// A table, the latest first.
pub(in crate::cli) fn runs(report: &RunsReport, out: &mut dyn Write) -> io::Result<()> {
    if report.runs.is_empty() {
        return writeln!(out, "No runs yet.");
    }
    let rows = report.runs.iter().map(|run| {
        let state = state(run.state).to_owned();
        let way = if run.settles { "settle".to_owned() } else { run.direction.to_string() };
        let direction = about(&way, Some(&run.entity));
        [run.run.clone(), run.connection.clone(), direction, seconds(&run.started), state, counts(&run.summary)]
    });
    table(out, ["run", "connection", "direction", "started", "state", "changes"], rows)
}

/// When and where, then the changes.
pub(in crate::cli) fn show(report: &ShowReport, out: &mut dyn Write) -> io::Result<()> {
    let ended = report.ended.as_deref().unwrap_or("-");
    let (inner, state) = (&report.report, state(report.state));
    let direction = about(&inner.direction.to_string(), inner.entity.as_ref());
    writeln!(out, "{HEAD}{direction} {}{HEAD:#}  {} to {ended}, {state}\n", inner.connection, report.started)?;
    changes(inner, out)
}

/// Which way, and of what where it is not employees.
fn about(direction: &str, entity: Option<&String>) -> String {
    match entity.filter(|entity| *entity != "employee") {
        Some(entity) => format!("{direction} {entity}"),
        None => direction.to_owned(),
    }
}

/// A time without its fraction of a second.
fn seconds(time: &str) -> String {
    time.split_once('.').map_or_else(|| time.to_owned(), |(whole, _)| format!("{whole}Z"))
}

fn state(state: RunState) -> &'static str {
    match state {
        RunState::Running => "running",
        RunState::Done => "done",
        RunState::Stopped => "stopped by a person",
        RunState::Failed => "ended by an error",
        RunState::Interrupted => "cut short",
    }
}

fn counts(summary: &Summary) -> String {
    let counts = [
        (summary.create, "create"),
        (summary.update, "update"),
        (summary.link, "link"),
        (summary.unlink, "unlink"),
        (summary.nothing, "unchanged"),
        (summary.hold, "held"),
        (summary.failed, "failed"),
        (summary.in_doubt, "in doubt"),
        (summary.stale, "stale"),
        (summary.skipped, "left out"),
    ];
    let counts = counts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}"));
    counts.collect::<Vec<_>>().join(", ")
}
