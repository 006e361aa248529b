//! What both sides last agreed on, as keyed hashes: tells later which side changed.

use std::collections::{BTreeMap, HashMap};

use crate::record::Key;

use super::error::StoreError;
use super::hash::KeyedHash;
use super::link::EMPLOYEE;
use super::opening::Store;

/// A value that both sides agreed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Synced {
    /// Of the value.
    pub hash: KeyedHash,
    /// Of how it was read: of another reading it cannot be told whether the value changed. None: not noted.
    pub reading: Option<KeyedHash>,
}

impl From<KeyedHash> for Synced {
    fn from(hash: KeyedHash) -> Self {
        Self { hash, reading: None }
    }
}

impl Store {
    /// Notes the last synced values of some fields of employees, all or none; other fields stay as noted before.
    pub async fn put_synced(
        &self,
        connection: &str,
        employees: Vec<(Key, Vec<(String, Synced)>)>,
    ) -> Result<(), StoreError> {
        let connection = connection.to_owned();
        self.inner
            .owner
            .write(move |tx| {
                let mut statement = tx.prepare_cached(
                    "INSERT INTO synced (connection, entity, hr_key, field, hash, reading) VALUES (?1, ?2, ?3, ?4, ?5, ?6) \
                     ON CONFLICT (connection, entity, hr_key, field) \
                     DO UPDATE SET hash = excluded.hash, reading = excluded.reading",
                )?;
                for (hr_key, fields) in &employees {
                    for (field, Synced { hash, reading }) in fields {
                        statement.execute((&connection, EMPLOYEE, hr_key, field, hash, reading))?;
                    }
                }
                Ok(())
            })
            .await
    }

    /// The last synced values of a connection's employees, by HR key and field.
    pub async fn synced(&self, connection: &str) -> Result<HashMap<Key, BTreeMap<String, Synced>>, StoreError> {
        let connection = connection.to_owned();
        self.inner
            .owner
            .read(move |db| {
                let mut all: HashMap<Key, BTreeMap<String, Synced>> = HashMap::new();
                let mut statement = db.prepare_cached(
                    "SELECT hr_key, field, hash, reading FROM synced WHERE connection = ?1 AND entity = ?2 ORDER BY hr_key",
                )?;
                let mut rows = statement.query((connection, EMPLOYEE))?;
                while let Some(row) = rows.next()? {
                    all.entry(row.get(0)?).or_default().insert(row.get(1)?, Synced { hash: row.get(2)?, reading: row.get(3)? });
                }
                Ok(all)
            })
            .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_last_value_of_each_field() {
        let store = Store::in_memory().await.unwrap();
        let key = store.hash_key();
        let reading = Some(key.hash("reading", "address.City"));
        let (old, new) = (key.hash("city", "Delft").into(), Synced { hash: key.hash("city", "Leiden"), reading });
        store.put_synced("p", vec![("h".into(), vec![("city".into(), old), ("street".into(), old)])]).await.unwrap();
        store.put_synced("p", vec![("h".into(), vec![("city".into(), new)])]).await.unwrap();
        store.put_synced("q", vec![("h".into(), vec![("city".into(), old)])]).await.unwrap();
        let synced = store.synced("p").await.unwrap();
        assert_eq!(synced.len(), 1);
        let expected = BTreeMap::from([("city".to_owned(), new), ("street".to_owned(), old)]);
        assert_eq!(synced[&Key::from("h")], expected);
    }
}
