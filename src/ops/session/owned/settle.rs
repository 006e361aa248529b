//! Settling what is in doubt about records of owners.

use std::time::Duration;

use crate::engine::{Journal, Settlement, Side, Task, settle_owned};
use crate::http::WriteClient;
use crate::ops::OpsError;
use crate::ops::session::open::{Kind, Session, failed};
use crate::plan::Identity;
use crate::store::Step;

impl Session {
    /// Requests about this kind of record that are in doubt.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(in crate::ops) async fn open_records(&self, kind: Kind) -> Result<Vec<Step>, OpsError> {
        let open = self.store.open_steps(&self.connection).await?.into_iter();
        Ok(open.filter(|step| step.entity == kind.word()).collect())
    }

    /// Settles them by reading the days that they were about. `waits` hears how long it waits.
    ///
    /// # Errors
    /// When the provider does not let us in, or the store fails.
    pub(in crate::ops) async fn settle_records(
        &self,
        provider: &Side,
        journal: &Journal,
        waits: &(dyn Fn(Duration) + Sync),
    ) -> Result<Vec<Settlement>, OpsError> {
        let Some(identity) = Identity::of(&provider.crosswalk) else { return Ok(Vec::new()) };
        let writer = WriteClient::new(provider.client.clone());
        let task = Task::new(provider, &writer, journal, &[], self.stop.clone());
        settle_owned(&task, &identity, waits).await.map_err(failed)
    }
}
