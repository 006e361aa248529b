//! Finds out what became of requests whose answer was lost.

use std::path::PathBuf;

use jiff::Timestamp;

use super::report::{SettleReport, SettleResult, Settled};
use super::session::{Session, waiting_for};
use super::workspace::Workspace;
use super::{Face, OpsError};
use crate::engine::{Boundary, Journal, Settlement};
use crate::record::{Direction, RunState};
use crate::store;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder of `crosswalk.yaml`.
    pub workspace: PathBuf,
    /// One connection, or all of them.
    pub connection: Option<String>,
}

/// Finds out what became of requests whose answer was lost.
///
/// # Errors
/// When it could not be done at all; trouble of single employees is in the report.
pub async fn run(options: Options, face: &Face<'_>) -> Result<SettleReport, OpsError> {
    let workspace = Workspace::open(&options.workspace)?;
    let connections: Vec<String> = match &options.connection {
        Some(name) => {
            workspace.connection(name)?;
            vec![name.clone()]
        }
        None => workspace.spec().connections.keys().cloned().collect(),
    };
    let mut report = SettleReport::default();
    for connection in connections {
        one(&options, &connection, face, &mut report).await?;
    }
    Ok(report)
}

async fn one(options: &Options, connection: &str, face: &Face<'_>, report: &mut SettleReport) -> Result<(), OpsError> {
    let session = Session::open(&options.workspace, connection, Direction::Export, &face.stop).await?;
    let _lock = session.store.lock(connection).await?;
    let open = session.store.open_steps(connection).await?;
    let pending = session.store.pending_retires(connection).await?;
    if open.is_empty() && pending.is_empty() {
        return Ok(());
    }
    let (hr, provider) = (session.open_hr().await?, session.open_provider().await?);
    let now = || Timestamp::now().to_string();
    let run = session.store.begin_run(connection, Direction::Export, now()).await?;
    let entity = provider.crosswalk.entity.name.clone();
    let (store, name) = (session.store.clone(), connection.to_owned());
    let journal = Journal::new(store, run.clone(), name, entity, Direction::Export, Boundary::none());
    let waits = |left: std::time::Duration| face.progress.started(&waiting_for(left), None);
    let settled = session.settle(&hr, &provider, &journal, &waits).await;
    face.progress.finished();
    let state = if settled.is_ok() { RunState::Done } else { RunState::Failed };
    let (read, sent) = (hr.client.counts(), provider.client.counts());
    let counts = serde_json::json!({"requests": {"read": read.read + sent.read, "write": read.write + sent.write}});
    session.store.end_run(&run, state, now(), counts).await?;
    report.settled.extend(settled?.into_iter().map(row));
    report.in_doubt += session.store.in_doubt_count(connection).await? as u64;
    Ok(())
}

fn row(settlement: Settlement) -> Settled {
    let step = settlement.step;
    let (result, key) = match settlement.result {
        store::Settled::Found(key) => (SettleResult::Found, Some(key)),
        store::Settled::Absent => (SettleResult::Absent, None),
        store::Settled::Unknown => (SettleResult::Unknown, None),
    };
    let (hr_key, provider_key) = match step.direction {
        Direction::Export => (Some(step.source.clone()), key.or_else(|| step.target.clone())),
        Direction::Import => (key.or_else(|| step.target.clone()), Some(step.source.clone())),
    };
    Settled { run: step.run.to_string(), hr_key, step: format!("{}.{}", step.part, step.slot), result, provider_key }
}
