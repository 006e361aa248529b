//! Overview, links, runs, systems; matching and unlinking by hand.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::answer::{Answer, Refused, json_answer};
use super::super::console::Shared;
use super::super::guard::Who;
use super::super::linking;
use super::super::trials::{self, Trial};
use super::asked::{Asked, Body};
use crate::ops::links::{self, LinksTask};
use crate::ops::report::TestReport;
use crate::ops::{Face, Stop, Unattended, describe, doctor, overview, runs, shelf, show};
use crate::record::Key;

fn face() -> Face<'static> {
    Face { progress: &Unattended, consent: &Unattended, stop: Stop::new() }
}

pub(super) async fn connections(State(console): State<Shared>, _: Who) -> Answer {
    let report = overview::run(overview::Options { workspace: console.workspace.clone() }).await?;
    Ok(json_answer(StatusCode::OK, &report))
}

pub(super) async fn links(State(console): State<Shared>, _: Who, Path(connection): Path<String>) -> Answer {
    let options = links::Options { workspace: console.workspace.clone(), connection, task: LinksTask::Show };
    Ok(json_answer(StatusCode::OK, &links::run(options, &face()).await?))
}

/// Who is whom.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MatchRequest {
    #[schemars(length(min = 1))]
    hr_key: String,
    #[schemars(length(min = 1))]
    provider_key: String,
}

pub(super) async fn matched(
    State(console): State<Shared>,
    who: Who,
    Path(connection): Path<String>,
    Body(pair): Body<MatchRequest>,
) -> Answer {
    if pair.hr_key.is_empty() || pair.provider_key.is_empty() {
        return Err(Refused::usage("both keys must be given"));
    }
    let (hr, provider) = (Key::new(pair.hr_key), Key::new(pair.provider_key));
    let report = linking::matched(&console, &who, &connection, hr, provider).await?;
    Ok(json_answer(StatusCode::OK, &report))
}

/// Whose links are taken away.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UnlinkRequest {
    #[schemars(length(min = 1))]
    hr_keys: Vec<Key>,
}

pub(super) async fn unlinked(
    State(console): State<Shared>,
    who: Who,
    Path(connection): Path<String>,
    Body(asked): Body<UnlinkRequest>,
) -> Answer {
    if asked.hr_keys.is_empty() {
        return Err(Refused::usage("nobody is named"));
    }
    let report = linking::unlinked(&console, &who, &connection, asked.hr_keys).await?;
    Ok(json_answer(StatusCode::OK, &report))
}

pub(super) async fn checked(State(console): State<Shared>, _: Who, Path(connection): Path<String>) -> Answer {
    let options = doctor::Options { workspace: console.workspace.clone(), connection: Some(connection) };
    Ok(json_answer(StatusCode::OK, &Box::pin(doctor::run(options, &face())).await?))
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RunsQuery {
    /// One connection; all of them without it.
    connection: Option<String>,
}

pub(super) async fn runs(State(console): State<Shared>, _: Who, Asked(asked): Asked<RunsQuery>) -> Answer {
    let options = runs::Options { workspace: console.workspace.clone(), connection: asked.connection };
    Ok(json_answer(StatusCode::OK, &runs::run(options).await?))
}

pub(super) async fn run(State(console): State<Shared>, _: Who, Path(run): Path<String>) -> Answer {
    let options = show::Options { workspace: console.workspace.clone(), run };
    let shown = show::run(options).await;
    let report = shown.map_err(|error| Refused { status: StatusCode::NOT_FOUND, error })?;
    Ok(json_answer(StatusCode::OK, &report))
}

pub(super) async fn systems(State(console): State<Shared>, _: Who) -> Answer {
    Ok(json_answer(StatusCode::OK, &shelf::list(&shelf::Options { workspace: console.workspace.clone() })?))
}

pub(super) async fn system(State(console): State<Shared>, _: Who, Path(system): Path<String>) -> Answer {
    let options = describe::Options { workspace: console.workspace.clone(), system };
    Ok(json_answer(StatusCode::OK, &describe::run(options).await?))
}

/// How the cases of a system stand.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct TrialReport {
    system: String,
    state: TrialState,
    /// RFC 3339 UTC: since when they run, or until when they did.
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<String>,
    /// How they went.
    #[serde(skip_serializing_if = "Option::is_none")]
    report: Option<TestReport>,
    /// Why they could not be run.
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum TrialState {
    Running,
    Done,
    Failed,
}

fn told(system: String, trial: Trial) -> TrialReport {
    let (state, at, report, message) = match trial {
        Trial::Running(at) => (TrialState::Running, Some(at), None, None),
        Trial::Done(at, report) => (TrialState::Done, Some(at), Some((*report).clone()), None),
        Trial::Failed(error) => (TrialState::Failed, None, None, Some(error.message)),
    };
    TrialReport { system, state, at: at.map(|at| at.to_string()), report, message }
}

/// The system's own cases, against simulated systems; they are to be asked for until they are `done`.
pub(super) async fn test_cases(State(console): State<Shared>, _: Who, Path(system): Path<String>) -> Answer {
    let trial = trials::start(&console, &system).await?;
    Ok(json_answer(StatusCode::ACCEPTED, &told(system, trial)))
}

pub(super) async fn cases(State(console): State<Shared>, _: Who, Path(system): Path<String>) -> Answer {
    let missing = || Refused::missing(format!("the cases of `{system}` were not run since the console started"));
    let trial = console.trials.of(&system).ok_or_else(missing)?;
    Ok(json_answer(StatusCode::OK, &told(system, trial)))
}
