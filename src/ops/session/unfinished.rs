//! Creations that were cut short: completing them counts as neither creation nor update.

use std::collections::BTreeSet;

use super::open::Session;
use crate::ops::OpsError;
use crate::record::{Direction, Key};

impl Session {
    /// People (by the key where they come from when going this way) who were made and never seen through: both sides
    /// have not agreed on anything of them yet.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(in crate::ops) async fn unfinished(&self, direction: Direction) -> Result<BTreeSet<Key>, OpsError> {
        let pairs = self.store.half_made(&self.connection).await?.into_iter();
        let source = |(hr, provider): (Key, Key)| match direction {
            Direction::Export => hr,
            Direction::Import => provider,
        };
        Ok(pairs.map(source).collect())
    }
}
