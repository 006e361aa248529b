//! What the journal says is still to be done.

use std::collections::BTreeSet;

use rusqlite::{Connection, Params};

use crate::record::{Direction, Key};

use super::error::StoreError;
use super::opening::Store;
use super::run::RunId;
use super::state::StepState;
use super::step::{Step, StepId};
use super::step_row::{COLUMNS, get, of_row};

impl Store {
    /// The steps to settle before anything is planned, the oldest first: those in doubt, those that settling could not
    /// tell, and those started by a run that is not this process's own or is over.
    pub async fn open_steps(&self, connection: &str) -> Result<Vec<Step>, StoreError> {
        let connection = connection.to_owned();
        let all = self
            .inner
            .owner
            .read(move |db| {
                let sql = format!(
                    "{COLUMNS} WHERE connection = ?1 AND state IN ('started', 'in-doubt', 'unknown') ORDER BY id"
                );
                select(db, &sql, [connection])
            })
            .await?;
        Ok(all.into_iter().filter(|step| step.state != StepState::Started || !self.is_live(&step.run)).collect())
    }

    /// How many steps of a connection are in doubt, those that settling could not tell among them.
    pub async fn in_doubt_count(&self, connection: &str) -> Result<usize, StoreError> {
        Ok(self.open_steps(connection).await?.len())
    }

    /// The steps that took effect and left a former entry which no later step of the same record and part has taken
    /// away, the oldest first.
    pub async fn pending_retires(&self, connection: &str) -> Result<Vec<Step>, StoreError> {
        let connection = connection.to_owned();
        self.inner
            .owner
            .read(move |db| {
                let sql = format!(
                    "{COLUMNS} AS made WHERE connection = ?1 AND retire IS NOT NULL AND kind <> 'retire' \
                     AND state IN ('succeeded', 'found') AND NOT EXISTS (SELECT 1 FROM step AS gone \
                     WHERE gone.kind = 'retire' AND gone.state IN ('succeeded', 'found') AND gone.id > made.id \
                     AND gone.connection = made.connection AND gone.entity = made.entity \
                     AND gone.direction = made.direction AND gone.source = made.source \
                     AND gone.part = made.part AND gone.retire = made.retire) ORDER BY id"
                );
                select(db, &sql, [connection])
            })
            .await
    }

    /// People (by the key where they come from) a creation of whom was lost and, as far as settling saw, never done.
    pub async fn lost_creations(&self, connection: &str, direction: Direction) -> Result<BTreeSet<Key>, StoreError> {
        let connection = connection.to_owned();
        self.inner
            .owner
            .read(move |db| {
                let mut statement = db.prepare_cached(
                    "SELECT DISTINCT source FROM step WHERE connection = ?1 AND direction = ?2 AND kind = 'create-person' \
                     AND state = 'absent'",
                )?;
                Ok(statement.query_map((connection, direction), |row| row.get(0))?.collect::<Result<_, _>>()?)
            })
            .await
    }

    /// Linked people whom a creation of ours made and of whom nothing was ever synced, HR's key first: what follows the
    /// creation was never seen through.
    pub async fn half_made(&self, connection: &str) -> Result<Vec<(Key, Key)>, StoreError> {
        let connection = connection.to_owned();
        self.inner
            .owner
            .read(move |db| {
                let mut statement = db.prepare_cached(
                    "SELECT DISTINCT link.hr_key, link.provider_key FROM step JOIN link ON link.connection = step.connection \
                     AND link.entity = step.entity AND link.unlinked = 0 \
                     AND link.hr_key = CASE step.direction WHEN 'export' THEN step.source ELSE step.target END \
                     AND link.provider_key = CASE step.direction WHEN 'export' THEN step.target ELSE step.source END \
                     WHERE step.connection = ?1 AND step.kind = 'create-person' AND step.state IN ('succeeded', 'found') \
                     AND NOT EXISTS (SELECT 1 FROM synced WHERE synced.connection = link.connection \
                     AND synced.entity = link.entity AND synced.hr_key = link.hr_key)",
                )?;
                let pair = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
                Ok(statement.query_map([connection], pair)?.collect::<Result<_, _>>()?)
            })
            .await
    }

    /// The steps of a run, in the order they started.
    pub async fn steps(&self, run: &RunId) -> Result<Vec<Step>, StoreError> {
        let run = run.clone();
        self.inner.owner.read(move |db| select(db, &format!("{COLUMNS} WHERE run = ?1 ORDER BY id"), [run])).await
    }

    /// One step.
    pub async fn step(&self, id: StepId) -> Result<Step, StoreError> {
        self.inner.owner.read(move |db| get(db, id)).await
    }
}

fn select(db: &Connection, sql: &str, params: impl Params) -> Result<Vec<Step>, StoreError> {
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query(params)?;
    let mut steps = Vec::new();
    while let Some(row) = rows.next()? {
        steps.push(of_row(row)?);
    }
    Ok(steps)
}
