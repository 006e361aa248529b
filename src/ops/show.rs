//! One run with its changes.

use std::path::PathBuf;

use super::OpsError;
use super::report::{Change, ChangeReport, Counted, FieldChange, ShowReport, Summary};
use super::runs::{existing, row};
use super::workspace::Workspace;
use crate::record::{Action, Outcome, RunState, Situation};
use crate::store::{ChangeRow, EMPLOYEE, Run};

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder of `crosswalk.yaml`.
    pub workspace: PathBuf,
    /// The run's id, or the beginning of it if that is clear.
    pub run: String,
}

/// Shows it, without names and values: they are not kept.
///
/// # Errors
/// When the workspace or its store cannot be read, or there is no such run, or there are several.
pub async fn run(options: Options) -> Result<ShowReport, OpsError> {
    let workspace = Workspace::open(&options.workspace)?;
    let nothing = || {
        OpsError::usage(format!("there is no run `{}`", options.run)).help("`crosswalk runs` lists them with their ids")
    };
    let store = existing(&workspace).await?.ok_or_else(nothing)?;
    let found = one(store.runs(None).await?, &options.run)?.ok_or_else(nothing)?;
    let changes: Vec<Change> = store.changes(&found.id).await?.into_iter().map(change).collect();
    let kept = found.summary.clone().and_then(|kept| serde_json::from_value::<Counted>(kept).ok());
    let row = row(found);
    // A run that an error ended, or that was cut short, kept no counts of its changes.
    let counted = matches!(row.state, RunState::Done | RunState::Stopped);
    let summary = if counted { row.summary } else { Summary::of(&changes) };
    let report = ChangeReport {
        run: Some(row.run),
        connection: row.connection,
        entity: Some(row.entity).filter(|entity| entity != EMPLOYEE),
        direction: row.direction,
        dry_run: false,
        summary,
        requests: kept.unwrap_or_default().requests,
        changes,
        notes: Vec::new(),
        braked: Vec::new(),
        interrupted: matches!(row.state, RunState::Stopped | RunState::Interrupted),
    };
    Ok(ShowReport { report, started: row.started, ended: row.ended, state: row.state })
}

/// The run whose id this is, or the only one that begins so.
fn one(runs: Vec<Run>, wanted: &str) -> Result<Option<Run>, OpsError> {
    let wanted = wanted.to_uppercase();
    let mut found: Vec<Run> = runs.into_iter().filter(|run| run.id.as_str().starts_with(&wanted)).collect();
    if found.len() > 1 {
        let message = format!("{} runs begin with `{wanted}`", found.len());
        return Err(OpsError::usage(message).help("write more of the id"));
    }
    Ok(found.pop())
}

/// Words that this version does not know come from a later one: they are shown as what asks for a person.
fn change(row: ChangeRow) -> Change {
    let field = |field: crate::store::FieldRef| FieldChange {
        field: Some(field.field).filter(|name| !name.is_empty()),
        path: Some(field.path).filter(|path| !path.is_empty()),
        group: field.group,
        ..FieldChange::default()
    };
    Change {
        hr_key: row.hr_key,
        provider_key: row.provider_key,
        name: None,
        about: None,
        situation: Situation::of(&row.situation).unwrap_or(Situation::Incomplete),
        action: Action::of(&row.action).unwrap_or(Action::Hold),
        choice: None,
        outcome: Outcome::of(&row.outcome).unwrap_or(Outcome::Held),
        missing: Vec::new(),
        fields: row.fields.into_iter().map(field).collect(),
        issues: row.issues,
        candidates: Vec::new(),
        notes: Vec::new(),
    }
}
