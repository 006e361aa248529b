//! Overview, links, runs, systems; matching and unlinking by hand.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::Deserialize;

use super::super::answer::{Answer, Refused, json_answer};
use super::super::console::Shared;
use super::super::guard::Who;
use super::super::linking;
use super::asked::{Asked, Body};
use crate::ops::links::{self, LinksTask};
use crate::ops::{Face, Stop, Unattended, describe, doctor, overview, runs, shelf, show, test};
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

/// The system's own cases, against simulated systems.
pub(super) async fn cases(State(console): State<Shared>, _: Who, Path(system): Path<String>) -> Answer {
    let (workspace, systems) = (console.workspace.clone(), vec![system]);
    let at_work = tokio::runtime::Handle::current();
    let ran =
        tokio::task::spawn_blocking(move || at_work.block_on(test::run(test::Options { workspace, systems }, &face())));
    let report = ran.await.map_err(|error| crate::ops::OpsError::world("cases", error.to_string()))??;
    Ok(json_answer(StatusCode::OK, &report))
}
