//! What happened: the runs, each with its changes, and what is in doubt.

use std::collections::HashMap;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::answer::{Answer, Refused, page as render, to};
use super::super::console::Shared;
use super::super::form::Form;
use super::super::guard::Who;
use super::super::words::{self, Sides};
use super::super::work::{self, Task};
use super::{fields, screen};
use crate::ops::export::Entity;
use crate::ops::report::{RunRow, ShowReport};
use crate::ops::{overview, runs, show};
use crate::record::{Action, Direction, Key};

/// Runs on one page.
const PAGE: usize = 50;
/// Changes on one page.
const CHANGES: usize = 100;

#[derive(Debug, Deserialize)]
pub(in crate::web) struct Asked {
    connection: Option<String>,
    #[serde(default)]
    page: usize,
}

pub(in crate::web) async fn page(State(console): State<Shared>, who: Who, Query(asked): Query<Asked>) -> Answer {
    let connection = asked.connection.filter(|name| !name.is_empty());
    let report =
        runs::run(runs::Options { workspace: console.workspace.clone(), connection: connection.clone() }).await?;
    let overview = overview::run(overview::Options { workspace: console.workspace.clone() }).await?;
    let pages = report.runs.len().div_ceil(PAGE).max(1);
    let page = asked.page.min(pages - 1);
    let rows: Vec<Value> = report.runs.iter().skip(page * PAGE).take(PAGE).map(row_context).collect();
    let doubts: Vec<Value> = overview
        .connections
        .iter()
        .filter(|known| known.in_doubt > 0)
        .map(|known| json!({ "connection": known.connection, "label": known.label, "in_doubt": known.in_doubt }))
        .collect();
    let under_way: Vec<Value> = console
        .works
        .all()
        .iter()
        .filter(|work| !work.is_over())
        .map(|work| json!({ "id": work.id, "by": work.by, "connection": work.connection, "verb": if work.task.entity() == Entity::Leave { "Leave" } else { words::direction(work.task.direction()) }, "waits": !work.is_busy() }))
        .collect();
    let connections: Vec<Value> = overview
        .connections
        .iter()
        .map(|known| json!({ "connection": known.connection, "label": known.label }))
        .collect();
    let context = json!({
        "rows": rows, "page": page, "pages": pages, "connection": connection, "connections": connections,
        "doubts": doubts, "under_way": under_way, "operates": who.operates(),
    });
    render(&console, Some(&who), "runs.html", "runs", context)
}

/// One run in a line.
pub(super) fn row_context(run: &RunRow) -> Value {
    json!({
        "run": run.run, "connection": run.connection, "entity": run.entity, "verb": if run.settles { "Settle" } else { words::direction(run.direction) },
        "started": when(&run.started), "ended": run.ended.as_deref().map(when),
        "state": words::run_state(run.state, &run.summary), "summary": run.summary,
    })
}

/// Up to the minute, as people read it.
pub(super) fn when(time: &str) -> String {
    time.get(..16).map_or_else(|| time.to_owned(), |minute| format!("{} UTC", minute.replace('T', " ")))
}

pub(in crate::web) async fn one(
    State(console): State<Shared>,
    who: Who,
    Path(run): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let report = kept(&console, &run).await?;
    let direction = report.report.direction;
    let connection = &report.report.connection;
    let sides = match screen::find(&console, connection).await {
        Ok((hr, connection)) => Sides::of(&hr, &connection),
        Err(_) => Sides { hr: "HR".into(), provider: connection.clone() },
    };
    let names = names(&console, connection, direction);
    let pages = report.report.changes.len().div_ceil(CHANGES).max(1);
    let page = asked.page.min(pages - 1);
    let rows: Vec<Value> = report
        .report
        .changes
        .iter()
        .skip(page * CHANGES)
        .take(CHANGES)
        .map(|change| {
            let mut row = fields::change(change, &sides, direction, false);
            let name = change.hr_key.as_ref().and_then(|key| names.get(key));
            if let (Some(name), Value::Object(row)) = (name, &mut row) {
                row.insert("name".into(), json!(name));
            }
            row
        })
        .collect();
    let in_doubt = report.report.summary.in_doubt;
    let done = |action| report.report.done(action);
    let made = json!({ "create": done(Action::Create), "update": done(Action::Update), "link": done(Action::Link), "unlink": done(Action::Unlink) });
    let work = report.report.run.as_deref().and_then(|run| console.works.of_run(run));
    let context = json!({
        "run": report.report.run, "connection": connection, "verb": words::direction(direction),
        "entity": report.report.entity, "started": when(&report.started), "ended": report.ended.as_deref().map(when),
        "state": words::run_state(report.state, &report.report.summary), "summary": report.report.summary, "requests": report.report.requests,
        "rows": rows, "page": page, "pages": pages, "in_doubt": in_doubt, "operates": who.operates(),
        "hr": sides.hr, "provider": sides.provider, "made": made, "work": work.map(|work| work.id.clone()),
    });
    render(&console, Some(&who), "run.html", "runs", context)
}

/// Names are not kept with a run; those of people who stand in a list that was read are known all the same.
fn names(console: &Shared, connection: &str, direction: Direction) -> HashMap<Key, String> {
    let snapshot = console.readings.known(connection, direction);
    let rows = snapshot.iter().flat_map(|snapshot| &snapshot.report.rows);
    rows.filter_map(|row| Some((row.hr_key.clone()?, row.name.clone()?))).collect()
}

async fn kept(console: &Shared, run: &str) -> Result<ShowReport, Refused> {
    let options = show::Options { workspace: console.workspace.clone(), run: run.to_owned() };
    show::run(options).await.map_err(|error| Refused { status: axum::http::StatusCode::NOT_FOUND, error })
}

/// As a table for a spreadsheet: a line a field, or a line a person without fields. No names and no values: they are not
/// kept.
pub(in crate::web) async fn csv(State(console): State<Shared>, _: Who, Path(run): Path<String>) -> Answer {
    let report = kept(&console, &run).await?;
    let mut text = String::from("hr_key,provider_key,situation,action,outcome,field,path,group,issues\r\n");
    for change in &report.report.changes {
        let issues: Vec<String> =
            change.issues.iter().map(|issue| format!("{}: {}", issue.code, issue.message)).collect();
        let key = |key: &Option<Key>| key.as_ref().map(ToString::to_string).unwrap_or_default();
        let person = [
            key(&change.hr_key),
            key(&change.provider_key),
            change.situation.to_string(),
            change.action.to_string(),
            change.outcome.to_string(),
        ];
        let mut line = |field: [&str; 3]| {
            let cells = person
                .iter()
                .map(String::as_str)
                .chain(field)
                .chain([issues.join("; ")].iter().map(String::as_str))
                .map(cell)
                .collect::<Vec<_>>();
            text.push_str(&cells.join(","));
            text.push_str("\r\n");
        };
        if change.fields.is_empty() {
            line(["", "", ""]);
        }
        for field in &change.fields {
            let word = |word: &Option<String>| word.clone().unwrap_or_default();
            line([&word(&field.field), &word(&field.path), &word(&field.group)]);
        }
    }
    Ok(download(text, "text/csv; charset=utf-8", &format!("run-{run}.csv")))
}

/// Quoted where it must be; what a spreadsheet would compute is told as text.
fn cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if formula { format!("'{text}") } else { text.to_owned() };
    if text.contains(['"', ',', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

pub(in crate::web) async fn json(State(console): State<Shared>, _: Who, Path(run): Path<String>) -> Answer {
    let report = kept(&console, &run).await?;
    let text = serde_json::to_string_pretty(&report)
        .map_err(|error| crate::ops::OpsError::world("json", error.to_string()))?;
    Ok(download(text, "application/json", &format!("run-{run}.json")))
}

fn download(text: String, kind: &'static str, name: &str) -> Response {
    let safe: String = name.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.')).collect();
    let mut response = text.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{safe}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

/// Looks up what became of requests whose answer was lost.
pub(in crate::web) async fn settle(State(console): State<Shared>, who: Who, form: Form) -> Answer {
    let (_, connection) = screen::find(&console, form.must("connection")?).await?;
    console.access.record(who.name(), "settle", Some(&connection.connection), json!({})).await?;
    let work = work::start(&console, &connection.connection, Task::Settle, who.name());
    to(&format!("/work/{}", work.id))
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn a_spreadsheet_reads_text_as_text() {
        assert_eq!(cell("plain"), "plain");
        assert_eq!(cell("a,\"b\""), "\"a,\"\"b\"\"\"");
        assert_eq!(cell("=1+1"), "'=1+1");
    }
}
