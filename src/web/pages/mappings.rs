//! The system files, for people who do not read YAML. Reading only.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use serde_json::{Value, json};

use super::super::answer::{Answer, page as render, to};
use super::super::console::Shared;
use super::super::form::Form;
use super::super::guard::Who;
use super::super::trials::{self, Trial};
use super::person::encoded;
use super::runs::when;
use crate::ops::report::DescribeReport;
use crate::ops::{cases, describe, shelf};

pub(in crate::web) async fn page(State(console): State<Shared>, who: Who) -> Answer {
    let report = shelf::list(&shelf::Options { workspace: console.workspace.clone() })?;
    let mut rows = Vec::new();
    for row in &report.systems {
        let options = describe::Options { workspace: console.workspace.clone(), system: row.system.clone() };
        let described = describe::run(options).await?;
        let errors = described.problems.iter().filter(|problem| problem.severity == "error").count();
        let (fields, warnings) = (described.rows.len(), described.problems.len() - errors);
        rows.push(json!({ "system": row.system, "name": described.name, "file": described.file, "own": row.file.is_some(), "fields": fields, "errors": errors, "warnings": warnings }));
    }
    render(&console, Some(&who), "mappings.html", "mappings", json!({ "rows": rows }))
}

pub(in crate::web) async fn one(State(console): State<Shared>, who: Who, Path(system): Path<String>) -> Answer {
    show(&console, &who, system).await
}

/// Runs the system's own cases, against simulated systems: nothing outside is asked.
pub(in crate::web) async fn test(State(console): State<Shared>, _: Who, Path(system): Path<String>, _: Form) -> Answer {
    trials::start(&console, &system).await?;
    to(&format!("/mappings/{}#cases", encoded(&system)))
}

async fn show(console: &Shared, who: &Who, system: String) -> Answer {
    let options = describe::Options { workspace: console.workspace.clone(), system: system.clone() };
    let report = describe::run(options).await?;
    let trial = console.trials.of(&system);
    let (tested, running, failed) = match &trial {
        None => (None, false, None),
        Some(Trial::Running(_)) => (None, true, None),
        Some(Trial::Done(at, report)) => (Some((at, report)), false, None),
        Some(Trial::Failed(error)) => (None, false, Some(error)),
    };
    let mut context = json!(report);
    let more = json!({
        "lines": lines(&report), "groups": groups(&report), "samples": samples(console, &report),
        "mandatory": mandatory(&report, false), "mandatory_owned": mandatory(&report, true),
        "tested": tested.map(|(_, report)| &**report), "tested_at": tested.map(|(at, _)| when(&at.to_string())),
        "running": running, "untested": failed.map(|error| json!({ "message": error.message, "help": error.help })),
        "operates": who.operates(),
    });
    if let (Value::Object(context), Value::Object(more)) = (&mut context, more) {
        context.extend(more);
    }
    render(console, Some(who), "mapping.html", "mappings", context)
}

/// Fields without which nothing is sent, whatever else the record holds: of employees, or of their records.
fn mandatory(report: &DescribeReport, owned: bool) -> Vec<&str> {
    let rows = report.rows.iter().filter(|row| row.mandatory && row.owned == owned && row.when.is_none());
    rows.map(|row| row.hr_field.as_str()).collect()
}

/// The text with its problems below the lines that they are about.
fn lines(report: &DescribeReport) -> Value {
    let line = |(number, text): (usize, &str)| {
        let problems: Vec<&_> = report.problems.iter().filter(|problem| problem.line == number + 1).collect();
        json!({ "number": number + 1, "text": text, "problems": problems })
    };
    report.text.lines().enumerate().map(line).collect()
}

/// The field table by group, in its order.
fn groups(report: &DescribeReport) -> Value {
    let mut order: Vec<&str> = Vec::new();
    let mut groups: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
    for row in &report.rows {
        if !order.contains(&row.group.as_str()) {
            order.push(&row.group);
        }
        groups.entry(&row.group).or_default().push(json!(row));
    }
    order.iter().map(|group| json!({ "group": group, "rows": groups.get(group) })).collect()
}

/// At most so many samples on the page.
const SAMPLES: usize = 3;

fn samples(console: &Shared, report: &DescribeReport) -> Value {
    let Ok(samples) = cases::samples_of(&console.workspace, &report.system) else { return json!([]) };
    let text = |value: &Value| serde_json::to_string_pretty(value).unwrap_or_default();
    let shown = samples.iter().filter(|sample| !sample.requests.is_empty()).take(SAMPLES).map(|sample| {
        let requests: Vec<Value> =
            sample.requests.iter().map(|sent| json!({ "call": sent.call, "body": sent.body })).collect();
        json!({ "case": sample.case, "record": text(&sample.record), "parts": text(&sample.parts), "requests": requests, "issues": sample.issues })
    });
    shown.collect()
}
