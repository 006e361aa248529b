//! Lists, plans and runs.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::super::answer::{Answer, Refused, json_answer};
use super::super::console::Shared;
use super::super::guard::Who;
use super::super::work::{self, Stage, Task, Work, confirmed, withdraw};
use super::asked::{Asked, Body};
use crate::ops::export::{Entity, ExportChoice};
use crate::ops::import::ImportChoice;
use crate::ops::plan::PlanChoice;
use crate::ops::report::{ChangeReport, FieldChange, SettleReport, Tab, mask};
use crate::ops::{Brake, Decided, Face, OpsError, Selection, Stop, Unattended, list, overview};
use crate::record::{Choice, Direction, Key, Role};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ListQuery {
    /// Which way.
    direction: Direction,
    /// Which rows; all of them without it.
    #[serde(default)]
    tab: Tab,
    /// Sensitive values are not masked; needs the role operator, and is written down.
    #[serde(default)]
    show_sensitive: bool,
}

/// The rows of a screen, read now.
pub(super) async fn employees(
    State(console): State<Shared>,
    who: Who,
    Path(connection): Path<String>,
    Asked(asked): Asked<ListQuery>,
) -> Answer {
    if asked.show_sensitive {
        if who.role() < Role::Operator {
            return Err(Refused::forbidden("unmasked values need the role operator"));
        }
        let details = json!({ "direction": asked.direction, "tab": asked.tab });
        console.access.record(who.name(), "reveal", Some(&connection), details).await?;
    }
    let options = list::Options {
        workspace: console.workspace.clone(),
        connection,
        direction: asked.direction,
        tab: asked.tab,
        show_sensitive: asked.show_sensitive,
        others: false,
    };
    let face = Face { progress: &Unattended, consent: &Unattended, stop: Stop::new() };
    let report = Box::pin(list::run(options, &face)).await?;
    Ok(json_answer(StatusCode::OK, &report))
}

/// What is to be planned: one of the three.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum WorkRequest {
    /// Employees, to the provider.
    Export(ExportRequest),
    /// Employees, into the HR system.
    Import(ImportRequest),
    /// Days of leave, to the provider.
    Leave(LeaveRequest),
    /// Finding out what became of requests whose answer was lost.
    Settle(SettleRequest),
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ExportRequest {
    /// HR keys; or a tab.
    #[serde(default)]
    keys: Vec<Key>,
    tab: Option<Tab>,
    /// Created although candidates exist; HR keys.
    #[serde(default)]
    create: Vec<Key>,
    /// As `update=100%`.
    #[serde(default)]
    #[schemars(inner(regex(pattern = "^(create|update|unlink|leaving)=(none|[0-9]{1,6}|[0-9]{1,2}%|100%)$")))]
    brakes: Vec<String>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ImportRequest {
    /// Provider keys; or a tab; or those that are decided.
    #[serde(default)]
    keys: Vec<Key>,
    tab: Option<Tab>,
    /// For rows that are not decided.
    action: Option<Choice>,
    /// Row by row.
    #[serde(default)]
    decided: Vec<Decided>,
    /// As `update=100%`.
    #[serde(default)]
    #[schemars(inner(regex(pattern = "^(create|update|unlink|leaving)=(none|[0-9]{1,6}|[0-9]{1,2}%|100%)$")))]
    brakes: Vec<String>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LeaveRequest {
    /// HR keys; all who are linked without them.
    #[serde(default)]
    keys: Vec<Key>,
    /// First day, YYYY-MM-DD.
    #[schemars(extend("format" = "date"))]
    from: String,
    /// Last day, YYYY-MM-DD.
    #[schemars(extend("format" = "date"))]
    to: String,
    /// What was sent before may be changed and taken away.
    #[serde(default)]
    correct: bool,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SettleRequest {}

/// Something that was started.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct WorkReport {
    work: String,
    connection: String,
    direction: Direction,
    /// Who started it.
    by: String,
    /// RFC 3339 UTC.
    started: String,
    stage: StageWord,
    /// What it does at the moment.
    #[serde(skip_serializing_if = "Option::is_none")]
    phase: Option<String>,
    /// Employees who are through.
    through: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<u64>,
    /// What is planned, or what came of it; sensitive values are masked.
    #[serde(skip_serializing_if = "Option::is_none")]
    report: Option<ChangeReport>,
    #[serde(skip_serializing_if = "Option::is_none")]
    settled: Option<SettleReport>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<WorkError>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct WorkError {
    code: String,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<String>,
}

#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum StageWord {
    Planning,
    Planned,
    Sending,
    Done,
    Settled,
    Failed,
    Withdrawn,
}

fn told(work: &Work) -> WorkReport {
    let (stage, going) = work.state();
    let (mut report, mut settled, mut error) = (None, None, None);
    let word = match stage {
        Stage::Planning => StageWord::Planning,
        Stage::Sending => StageWord::Sending,
        Stage::Withdrawn => StageWord::Withdrawn,
        Stage::Planned(planned, _) => {
            report = Some(masked(&planned));
            StageWord::Planned
        }
        Stage::Done(done) => {
            report = Some(masked(&done));
            StageWord::Done
        }
        Stage::Settled(found) => {
            settled = Some((*found).clone());
            StageWord::Settled
        }
        Stage::Failed(failed) => {
            error = Some(WorkError { code: failed.code.to_owned(), message: failed.message, help: failed.help });
            StageWord::Failed
        }
    };
    WorkReport {
        work: work.id.clone(),
        connection: work.connection.clone(),
        direction: work.task.direction(),
        by: work.by.clone(),
        started: work.started.to_string(),
        stage: word,
        phase: Some(going.phase).filter(|phase| !phase.is_empty()),
        through: going.through,
        total: going.total,
        report,
        settled,
        error,
    }
}

fn masked(report: &ChangeReport) -> ChangeReport {
    let mut report = report.clone();
    for change in &mut report.changes {
        let fields: &mut Vec<FieldChange> = &mut change.fields;
        mask(fields);
    }
    report
}

fn brakes(texts: &[String]) -> Result<Vec<Brake>, Refused> {
    texts.iter().map(|text| text.parse().map_err(Refused::usage)).collect()
}

/// Starts a plan, or settling; it is to be asked for until it is `planned`.
pub(super) async fn start(
    State(console): State<Shared>,
    who: Who,
    Path(connection): Path<String>,
    Body(request): Body<WorkRequest>,
) -> Answer {
    let report = overview::run(overview::Options { workspace: console.workspace.clone() }).await?;
    if !report.connections.iter().any(|known| known.connection == connection) {
        return Err(Refused::missing(format!("there is no connection `{connection}`")));
    }
    let none = "name keys, or a tab";
    let task = match request {
        WorkRequest::Settle(SettleRequest {}) => {
            console.access.record(who.name(), "settle", Some(&connection), json!({})).await?;
            Task::Settle
        }
        WorkRequest::Export(request) => Task::Exchange(PlanChoice::Export(ExportChoice {
            create: request.create,
            brakes: brakes(&request.brakes)?,
            ..ExportChoice::of(Selection::of(request.keys, request.tab, none)?)
        })),
        WorkRequest::Import(request) => {
            let chosen = !request.keys.is_empty() || request.tab.is_some();
            let selection = if chosen { Some(Selection::of(request.keys, request.tab, none)?) } else { None };
            let choice = ImportChoice {
                selection,
                action: request.action,
                decided: request.decided,
                brakes: brakes(&request.brakes)?,
                ..ImportChoice::default()
            };
            Task::Exchange(PlanChoice::Import(choice))
        }
        WorkRequest::Leave(request) => {
            let day = |text: &str| text.parse::<Date>().map_err(|_| Refused::usage("a day is written as 2026-02-28"));
            let linked = request.keys.is_empty();
            let choice = ExportChoice {
                entity: Entity::Leave,
                from: Some(day(&request.from)?),
                to: Some(day(&request.to)?),
                correct: request.correct,
                ..ExportChoice::of(if linked { Selection::Tab(Tab::Linked) } else { Selection::Keys(request.keys) })
            };
            choice.check()?;
            Task::Exchange(PlanChoice::Export(choice))
        }
    };
    let work = work::start(&console, &connection, task, who.name());
    Ok(json_answer(StatusCode::ACCEPTED, &told(&work)))
}

fn find(console: &Shared, id: &str) -> Result<std::sync::Arc<Work>, Refused> {
    console.works.get(id).ok_or_else(|| Refused::missing(format!("there is no work {id}")))
}

pub(super) async fn one(State(console): State<Shared>, _: Who, Path(id): Path<String>) -> Answer {
    Ok(json_answer(StatusCode::OK, &told(&*find(&console, &id)?)))
}

/// Carries out what is still as planned.
pub(super) async fn agreed(State(console): State<Shared>, who: Who, Path(id): Path<String>) -> Answer {
    let work = find(&console, &id)?;
    if !confirmed(&console, &work, who.name()).await? {
        return Err(Refused {
            status: StatusCode::CONFLICT,
            error: OpsError::usage("the work is not planned and waiting"),
        });
    }
    Ok(json_answer(StatusCode::ACCEPTED, &told(&work)))
}

/// Calls it off; what is under way is waited for.
pub(super) async fn withdrawn(State(console): State<Shared>, _: Who, Path(id): Path<String>) -> Answer {
    let work = find(&console, &id)?;
    if work.is_over() {
        return Err(OpsError::usage("the work is over: there is nothing to call off").into());
    }
    withdraw(&work);
    Ok(json_answer(StatusCode::ACCEPTED, &told(&work)))
}
