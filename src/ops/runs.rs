//! What happened.

use std::path::PathBuf;

use super::OpsError;
use super::report::{RunRow, RunsReport, Summary};
use super::workspace::Workspace;
use crate::store::{Run, Store};

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder of `crosswalk.yaml`.
    pub workspace: PathBuf,
    /// One connection, or all of them.
    pub connection: Option<String>,
}

/// The runs, the latest first. A workspace without a store has none; none is made.
///
/// # Errors
/// When the workspace or its store cannot be read, or there never was a connection of that name.
pub async fn run(options: Options) -> Result<RunsReport, OpsError> {
    let workspace = Workspace::open(&options.workspace)?;
    let connection = options.connection.as_deref();
    let runs = match existing(&workspace).await? {
        Some(store) => store.runs(connection).await?,
        None => Vec::new(),
    };
    if let (true, Some(connection)) = (runs.is_empty(), connection) {
        workspace.connection(connection)?;
    }
    Ok(RunsReport { runs: runs.into_iter().map(row).collect() })
}

/// The workspace's store, if there is one yet: looking does not make one.
pub(super) async fn existing(workspace: &Workspace) -> Result<Option<Store>, OpsError> {
    let path = workspace.store();
    if path.exists() { Ok(Some(Store::open(&path).await?)) } else { Ok(None) }
}

pub(super) fn row(run: Run) -> RunRow {
    RunRow {
        direction: run.direction,
        settles: run.summary.as_ref().is_some_and(|counts| counts.get("settled").is_some()),
        state: run.state,
        summary: run.summary.and_then(|counts| serde_json::from_value::<Summary>(counts).ok()).unwrap_or_default(),
        run: run.id.to_string(),
        connection: run.connection,
        entity: run.entity,
        started: run.started,
        ended: run.ended,
    }
}
