//! Records of an owner that we made, as the journal knows.

use std::collections::{BTreeSet, HashMap};

use crate::record::{Direction, Key};

use super::error::StoreError;
use super::opening::Store;

impl Store {
    /// By the owner's key where they went: the keys of the records that this connection made there. Those that are gone
    /// since are among them.
    pub async fn made_entries(
        &self,
        connection: &str,
        entity: &str,
        direction: Direction,
    ) -> Result<HashMap<Key, BTreeSet<Key>>, StoreError> {
        let (connection, entity) = (connection.to_owned(), entity.to_owned());
        self.inner
            .owner
            .read(move |db| {
                let mut statement = db.prepare_cached(
                    "SELECT target, entry FROM step WHERE connection = ?1 AND entity = ?2 AND direction = ?3 \
                     AND slot = 'create' AND state IN ('succeeded', 'found') AND target IS NOT NULL \
                     AND entry IS NOT NULL",
                )?;
                let mut rows = statement.query((connection, entity, direction))?;
                let mut made: HashMap<Key, BTreeSet<Key>> = HashMap::new();
                while let Some(row) = rows.next()? {
                    made.entry(row.get(0)?).or_default().insert(row.get(1)?);
                }
                Ok(made)
            })
            .await
    }
}
