//! The provider's keys that a run's plan rests on: what is not among them came later.

use std::collections::{BTreeSet, HashSet};

use rusqlite::OptionalExtension;

use crate::record::Key;

use super::error::StoreError;
use super::keyset::{pack, unpack};
use super::opening::Store;
use super::run::RunId;
use super::runs::open_run;

impl Store {
    /// Journals the provider's keys of the complete read that the run's plan rests on, possibly none. No step of the
    /// run may create a person before. Called again it adds: what was once known stays known.
    pub async fn known_keys(&self, run: &RunId, connection: &str, keys: Vec<Key>) -> Result<(), StoreError> {
        let (run, connection) = (run.clone(), connection.to_owned());
        self.inner
            .owner
            .write(move |tx| {
                open_run(tx, &run, &connection)?;
                let mut all: BTreeSet<Key> = keys.into_iter().collect();
                let before: Option<Vec<u8>> =
                    tx.query_row("SELECT keys FROM known WHERE run = ?1", [&run], |row| row.get(0)).optional()?;
                if let Some(before) = before {
                    all.extend(unpack(&before).ok_or(StoreError::Damaged("known"))?);
                }
                tx.execute(
                    "INSERT INTO known (run, keys) VALUES (?1, ?2) ON CONFLICT (run) DO UPDATE SET keys = excluded.keys",
                    (&run, pack(&all)),
                )?;
                Ok(())
            })
            .await
    }

    /// The journalled keys of a run; none if it journalled none, and then it created nobody.
    pub async fn known(&self, run: &RunId) -> Result<HashSet<Key>, StoreError> {
        let run = run.clone();
        self.inner
            .owner
            .read(move |db| {
                let bytes: Option<Vec<u8>> =
                    db.query_row("SELECT keys FROM known WHERE run = ?1", [&run], |row| row.get(0)).optional()?;
                unpack(&bytes.unwrap_or_default()).ok_or(StoreError::Damaged("known"))
            })
            .await
    }
}
