//! Settling a connection's doubts, whichever way their requests went.

use std::collections::BTreeSet;
use std::time::Duration;

use super::open::{Session, failed};
use super::reading::source_and_target;
use crate::engine::{Journal, Settlement, Side, Task, people, settle};
use crate::http::WriteClient;
use crate::ops::OpsError;
use crate::record::{Direction, Key};
use crate::store::{EMPLOYEE, Step};

impl Session {
    /// Settles what is in doubt, both ways; each side is read only when it must be. `waits` hears how long it waits.
    ///
    /// # Errors
    /// When a side cannot be read, or the store fails.
    pub(in crate::ops) async fn settle(
        &self,
        hr: &Side,
        provider: &Side,
        journal: &Journal,
        waits: &(dyn Fn(Duration) + Sync),
    ) -> Result<Vec<Settlement>, OpsError> {
        let mut settled = Vec::new();
        for direction in [Direction::Export, Direction::Import] {
            let keys = self.doubted(direction).await?;
            if keys.is_empty() {
                continue;
            }
            let (source, target) = source_and_target(direction, hr, provider);
            let keys: Vec<Key> = keys.into_iter().collect();
            let those = people(source, None, Some(&keys), &|key| keys.contains(key)).await.map_err(failed)?;
            let journal = journal.facing(direction);
            let writer = WriteClient::new(target.client.clone());
            let task = Task::new(target, &writer, &journal, &those.people, self.stop.clone());
            settled.extend(settle(&task, waits).await.map_err(failed)?);
        }
        Ok(settled)
    }

    /// Whose steps of one direction are to be settled or finished, by the source's key.
    async fn doubted(&self, direction: Direction) -> Result<BTreeSet<Key>, OpsError> {
        let open = self.store.open_steps(&self.connection).await?;
        let pending = self.store.pending_retires(&self.connection).await?;
        let all = open.into_iter().chain(pending).filter(|step| step.direction == direction && of_people(step));
        Ok(all.map(|step| step.what.source).collect())
    }

    /// People with a request in doubt, by the key where they come from when going this way.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(in crate::ops) async fn in_doubt(&self, direction: Direction) -> Result<BTreeSet<Key>, OpsError> {
        let open = self.store.open_steps(&self.connection).await?.into_iter();
        Ok(open.filter(of_people).filter_map(|step: Step| step.what.source_in(direction)).collect())
    }
}

/// Not about records of an owner: those are settled when the same kind is exported again.
fn of_people(step: &Step) -> bool {
    step.entity == EMPLOYEE
}
