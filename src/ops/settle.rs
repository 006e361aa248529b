//! Finds out what became of requests whose answer was lost.

use std::path::PathBuf;

use jiff::Timestamp;

use super::report::{SettleReport, SettleResult, Settled};
use super::session::{Kind, Session, ended_by, waiting_for};
use super::workspace::Workspace;
use super::{Face, OpsError};
use crate::engine::{Boundary, Journal, Settlement, Side};
use crate::http::Requests;
use crate::record::{Direction, RunState};
use crate::store::{self, EMPLOYEE};

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
    let _locks = session.lock().await?;
    let open = session.store.open_steps(connection).await?;
    let pending = session.store.pending_retires(connection).await?;
    if open.iter().chain(&pending).any(|step| step.entity == EMPLOYEE) {
        people(&session, face, report).await?;
    }
    for kind in Kind::ALL {
        if !session.open_records(kind).await?.is_empty() {
            records(&session, kind, face, report).await?;
        }
    }
    report.in_doubt += session.store.in_doubt_count(connection).await? as u64;
    Ok(())
}

async fn people(session: &Session, face: &Face<'_>, report: &mut SettleReport) -> Result<(), OpsError> {
    let (hr, provider) = (session.open_hr().await?, session.open_provider().await?);
    let journal = begin(session, &provider).await?;
    let waits = |left: std::time::Duration| face.progress.waits(&waiting_for(left));
    let settled = session.settle(&hr, &provider, &journal, &waits).await;
    end(session, face, &journal, &[&hr, &provider], settled, report).await
}

async fn records(session: &Session, kind: Kind, face: &Face<'_>, report: &mut SettleReport) -> Result<(), OpsError> {
    let provider = session.provider_records(kind, None).await?;
    let journal = begin(session, &provider).await?;
    let waits = |left: std::time::Duration| face.progress.waits(&waiting_for(left));
    let settled = session.settle_records(&provider, &journal, &waits).await;
    end(session, face, &journal, &[&provider], settled, report).await
}

async fn begin(session: &Session, provider: &Side) -> Result<Journal, OpsError> {
    let (store, name) = (session.store.clone(), session.connection.clone());
    let entity = provider.crosswalk.entity.name.clone();
    let run = store.begin_run_of(&name, &entity, Direction::Export, Timestamp::now().to_string()).await?;
    Ok(Journal::new(store, run, name, entity, Direction::Export, Boundary::none()))
}

async fn end(
    session: &Session,
    face: &Face<'_>,
    journal: &Journal,
    sides: &[&Side],
    settled: Result<Vec<Settlement>, OpsError>,
    report: &mut SettleReport,
) -> Result<(), OpsError> {
    face.progress.finished();
    let state = settled.as_ref().map_or_else(ended_by, |_| RunState::Done);
    let sum = |count: fn(Requests) -> u64| sides.iter().map(|side| count(side.client.counts())).sum::<u64>();
    let (read, write) = (sum(|counts| counts.read), sum(|counts| counts.write));
    let found = settled.as_ref().map_or(0, Vec::len);
    let counts = serde_json::json!({"requests": {"read": read, "write": write}, "settled": found});
    session.store.end_run(&journal.run, state, Timestamp::now().to_string(), counts).await?;
    report.settled.extend(settled?.into_iter().map(row));
    Ok(())
}

fn row(settlement: Settlement) -> Settled {
    let step = settlement.step;
    let (result, key) = match settlement.result {
        store::Settled::Found(key) => (SettleResult::Found, Some(key)),
        store::Settled::Absent => (SettleResult::Absent, None),
        store::Settled::Unknown => (SettleResult::Unknown, None),
    };
    // What was found of an owner's record is its own key; the person's is known.
    let key = key.filter(|_| step.entity == EMPLOYEE);
    let (hr_key, provider_key) = match step.direction {
        Direction::Export => (Some(step.source.clone()), key.or_else(|| step.target.clone())),
        Direction::Import => (key.or_else(|| step.target.clone()), Some(step.source.clone())),
    };
    Settled { run: step.run.to_string(), hr_key, step: format!("{}.{}", step.part, step.slot), result, provider_key }
}
