//! Runs in the store.

use std::collections::HashSet;
use std::time::SystemTime;

use rusqlite::{Connection, OptionalExtension, Row};
use serde_json::Value;

use super::error::StoreError;
use super::link::EMPLOYEE;
use super::lock::lock;
use super::opening::Store;
use super::row::{json, of_json, utc, word};
use super::run::{Run, RunId};
use crate::record::{Direction, RunState};

const COLUMNS: &str = "SELECT id, connection, direction, started, ended, state, summary, entity FROM run";

impl Store {
    /// Begins a run about employees: see [`Store::begin_run_of`].
    pub async fn begin_run(
        &self,
        connection: &str,
        direction: Direction,
        started: impl Into<String>,
    ) -> Result<RunId, StoreError> {
        self.begin_run_of(connection, EMPLOYEE, direction, started).await
    }

    /// Begins a run about a kind of record; its steps are this process's own until it ends. The caller holds the
    /// connection's lock.
    pub async fn begin_run_of(
        &self,
        connection: &str,
        entity: &str,
        direction: Direction,
        started: impl Into<String>,
    ) -> Result<RunId, StoreError> {
        let entity = word("entity", entity)?.to_owned();
        let started = utc(&started.into())?;
        let moment = started.parse::<jiff::Timestamp>().map_err(|_| StoreError::NotATime)?;
        let id = lock(&self.inner.ids)
            .generate_from_datetime(SystemTime::from(moment).max(SystemTime::UNIX_EPOCH))
            .map_err(|error| StoreError::Random(error.to_string()))?;
        let id = RunId::new(id);
        let (run, connection) = (id.clone(), connection.to_owned());
        self.inner
            .owner
            .write(move |tx| {
                tx.execute(
                    "INSERT INTO run (id, connection, direction, started, state, entity) \
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                    (&run, connection, direction, started, RunState::Running, entity),
                )?;
                Ok(())
            })
            .await?;
        lock(&self.inner.live).insert(id.clone());
        Ok(id)
    }

    /// Ends a run, once, as done, failed or stopped (any other state). The summary holds counts: text in it is refused, since nobody could vouch for it.
    pub async fn end_run(
        &self,
        run: &RunId,
        state: RunState,
        ended: impl Into<String>,
        summary: Value,
    ) -> Result<(), StoreError> {
        let ended = utc(&ended.into())?;
        if !counts_only(&summary) {
            return Err(StoreError::TextInSummary);
        }
        let summary = json("summary", &summary)?;
        let id = run.clone();
        let stored = match state {
            RunState::Done | RunState::Failed => state,
            RunState::Stopped | RunState::Running | RunState::Interrupted => RunState::Stopped,
        };
        self.inner
            .owner
            .write(move |tx| {
                let changed = tx.execute(
                    "UPDATE run SET state = ?1, ended = ?2, summary = ?3 WHERE id = ?4 AND state = 'running'",
                    (stored, ended, summary, &id),
                )?;
                match (changed, find(tx, &id)?) {
                    (1, _) => Ok(()),
                    (_, Some(_)) => Err(StoreError::RunOver(id)),
                    (_, None) => Err(StoreError::NoSuchRun(id)),
                }
            })
            .await?;
        lock(&self.inner.live).remove(run);
        Ok(())
    }

    /// The runs of a connection or of all, the latest first.
    pub async fn runs(&self, connection: Option<&str>) -> Result<Vec<Run>, StoreError> {
        let connection = connection.map(str::to_owned);
        let rows = self
            .inner
            .owner
            .read(move |db| {
                let mut statement =
                    db.prepare_cached(&format!("{COLUMNS} WHERE ?1 IS NULL OR connection = ?1 ORDER BY number DESC"))?;
                let rows = statement.query_map([connection], stored)?.collect::<Result<Vec<_>, _>>()?;
                Ok(rows)
            })
            .await?;
        let mut newer = HashSet::new();
        rows.into_iter()
            .map(|row| {
                let latest = newer.insert(row.0.connection.clone());
                self.reported(row, latest)
            })
            .collect()
    }

    /// One run; none if there is no such run.
    pub async fn run(&self, id: &RunId) -> Result<Option<Run>, StoreError> {
        let id = id.clone();
        let found = self
            .inner
            .owner
            .read(move |db| {
                let Some(row) = find(db, &id)? else { return Ok(None) };
                let last: RunId = db.query_row(
                    "SELECT id FROM run WHERE connection = ?1 ORDER BY number DESC LIMIT 1",
                    [&row.0.connection],
                    |row| row.get(0),
                )?;
                Ok(Some((row, last == id)))
            })
            .await?;
        found.map(|(row, latest)| self.reported(row, latest)).transpose()
    }

    /// A run that never ended is at work only if it is this process's own, or the latest of a connection that somebody
    /// else has locked.
    fn reported(&self, (mut run, summary): (Run, Option<String>), latest: bool) -> Result<Run, StoreError> {
        if run.state == RunState::Running
            && !self.is_live(&run.id)
            && !(latest && self.held_elsewhere(&run.connection)?)
        {
            run.state = RunState::Interrupted;
        }
        run.summary = summary.map(|text| of_json("summary", &text)).transpose()?;
        Ok(run)
    }

    /// Begun by this opening of the store and not ended.
    pub(super) fn is_live(&self, run: &RunId) -> bool {
        lock(&self.inner.live).contains(run)
    }
}

fn find(db: &Connection, id: &RunId) -> Result<Option<(Run, Option<String>)>, StoreError> {
    Ok(db.prepare_cached(&format!("{COLUMNS} WHERE id = ?1"))?.query_row([id], stored).optional()?)
}

fn stored(row: &Row<'_>) -> rusqlite::Result<(Run, Option<String>)> {
    let run = Run {
        id: row.get(0)?,
        connection: row.get(1)?,
        direction: row.get(2)?,
        started: row.get(3)?,
        ended: row.get(4)?,
        state: row.get(5)?,
        entity: row.get(7)?,
        summary: None,
    };
    Ok((run, row.get(6)?))
}

/// That a run is there, on that connection, and not over.
pub(super) fn open_run(db: &Connection, run: &RunId, connection: &str) -> Result<(), StoreError> {
    match find(db, run)? {
        Some((found, _)) if found.connection == connection => match found.state {
            RunState::Running => Ok(()),
            _ => Err(StoreError::RunOver(run.clone())),
        },
        _ => Err(StoreError::NoSuchRun(run.clone())),
    }
}

fn counts_only(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => true,
        Value::String(_) => false,
        Value::Array(items) => items.iter().all(counts_only),
        Value::Object(members) => members.values().all(counts_only),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const NOW: &str = "2026-11-22T08:00:00Z";

    #[tokio::test]
    async fn begun_ended_listed() {
        let store = Store::in_memory().await.unwrap();
        let one = store.begin_run("payroll", Direction::Export, NOW).await.unwrap();
        let two = store.begin_run("books", Direction::Import, NOW).await.unwrap();
        assert!(one < two, "later runs have greater ids");
        store.end_run(&one, RunState::Done, "2026-11-22T09:00:00+01:00", json!({"create": 1})).await.unwrap();
        let runs = store.runs(None).await.unwrap();
        assert_eq!(runs.iter().map(|run| &run.id).collect::<Vec<_>>(), [&two, &one]);
        assert_eq!(runs[0].state, RunState::Running);
        assert_eq!(
            serde_json::to_value(&runs[1]).unwrap(),
            json!({"run": one, "connection": "payroll", "entity": "employee", "direction": "export", "started": NOW,
                   "ended": "2026-11-22T08:00:00Z", "state": "done", "summary": {"create": 1}})
        );
        assert_eq!(store.runs(Some("books")).await.unwrap().len(), 1);
        assert_eq!(store.run(&one).await.unwrap().as_ref(), runs.get(1));
        assert_eq!(store.run(&"01ARZ3NDEKTSV4RRFFQ69G5FAV".parse().unwrap()).await.unwrap(), None);
        let again = store.end_run(&one, RunState::Failed, NOW, Value::Null).await;
        assert!(matches!(again, Err(StoreError::RunOver(_))));
    }

    #[tokio::test]
    async fn cut_short_is_told_from_at_work() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let worker = Store::open(&path).await.unwrap();
        let watcher = Store::open(&path).await.unwrap();
        let state = async |store: &Store, run: &RunId| store.run(run).await.unwrap().unwrap().state;
        let guard = worker.lock("payroll").await.unwrap();
        let first = worker.begin_run("payroll", Direction::Export, NOW).await.unwrap();
        assert_eq!(state(&watcher, &first).await, RunState::Running);
        assert_eq!(state(&worker, &first).await, RunState::Running);
        drop((guard, worker));
        assert_eq!(state(&watcher, &first).await, RunState::Interrupted);
        let guard = watcher.lock("payroll").await.unwrap();
        assert_eq!(state(&watcher, &first).await, RunState::Interrupted, "the lock is our own");
        let second = watcher.begin_run("payroll", Direction::Export, NOW).await.unwrap();
        let third = Store::open(&path).await.unwrap();
        let states: Vec<_> = third.runs(None).await.unwrap().into_iter().map(|run| (run.id, run.state)).collect();
        assert_eq!(states, [(second, RunState::Running), (first, RunState::Interrupted)]);
        drop(guard);
    }

    #[tokio::test]
    async fn text_has_no_place_in_a_run() {
        let store = Store::in_memory().await.unwrap();
        assert!(matches!(store.begin_run("p", Direction::Export, "Ada").await, Err(StoreError::NotATime)));
        let run = store.begin_run("p", Direction::Export, NOW).await.unwrap();
        let text = store.end_run(&run, RunState::Done, NOW, json!({"who": ["Ada"]})).await;
        assert!(matches!(text, Err(StoreError::TextInSummary)));
        assert!("Ada Lovelace".parse::<RunId>().is_err());
    }
}
