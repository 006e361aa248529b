//! Links in the store. An employee has at most one active link on a connection, and so has a provider's record.

use rusqlite::{Connection, OptionalExtension, Row};

use crate::record::{Key, LinkedBy};

use super::error::StoreError;
use super::link::{EMPLOYEE, Link};
use super::opening::Store;
use super::row::utc;

const COLUMNS: &str =
    "SELECT hr_key, provider_key, since, by, unlinked FROM link WHERE connection = ?1 AND entity = ?2";

impl Store {
    /// The active links of a connection's people, by HR key.
    pub async fn links(&self, connection: &str) -> Result<Vec<Link>, StoreError> {
        self.links_of(connection, EMPLOYEE).await
    }

    /// How many active links a connection's people have.
    pub async fn link_count(&self, connection: &str) -> Result<u64, StoreError> {
        let connection = connection.to_owned();
        self.inner
            .owner
            .read(move |db| {
                let sql = "SELECT count(*) FROM link WHERE connection = ?1 AND entity = ?2 AND unlinked = 0";
                let count: i64 = db.prepare_cached(sql)?.query_row((connection, EMPLOYEE), |row| row.get(0))?;
                Ok(count.unsigned_abs())
            })
            .await
    }

    /// The active links of any entity's records, by HR key.
    pub async fn links_of(&self, connection: &str, entity: &str) -> Result<Vec<Link>, StoreError> {
        self.list(connection, entity, false).await
    }

    /// The pairs that a person unlinked, by HR key; one employee may have several.
    pub async fn remembered_unlinks(&self, connection: &str) -> Result<Vec<Link>, StoreError> {
        self.list(connection, EMPLOYEE, true).await
    }

    async fn list(&self, connection: &str, entity: &str, unlinked: bool) -> Result<Vec<Link>, StoreError> {
        let (connection, entity) = (connection.to_owned(), entity.to_owned());
        self.inner
            .owner
            .read(move |db| {
                let sql = format!("{COLUMNS} AND unlinked = ?3 ORDER BY hr_key, id");
                let mut statement = db.prepare_cached(&sql)?;
                let rows = statement.query_map((connection, entity, unlinked), of_row)?;
                Ok(rows.collect::<Result<_, _>>()?)
            })
            .await
    }

    /// The active link of an HR employee.
    pub async fn link_of_hr(&self, connection: &str, hr_key: &Key) -> Result<Option<Link>, StoreError> {
        let (connection, hr_key) = (connection.to_owned(), hr_key.clone());
        self.inner.owner.read(move |db| active(db, &connection, EMPLOYEE, Side::Hr, &hr_key)).await
    }

    /// The active link of a provider's record.
    pub async fn link_of_provider(&self, connection: &str, provider_key: &Key) -> Result<Option<Link>, StoreError> {
        let (connection, provider_key) = (connection.to_owned(), provider_key.clone());
        self.inner.owner.read(move |db| active(db, &connection, EMPLOYEE, Side::Provider, &provider_key)).await
    }

    /// Links two people. The pair itself, already linked, stays as it is. Refused when either side is linked elsewhere,
    /// and when a rule would link a pair that a person unlinked; anything but a rule revives such a pair.
    /// A link that says `unlinked` is stored as a remembered one.
    pub async fn put_link(&self, connection: &str, link: Link) -> Result<(), StoreError> {
        let connection = connection.to_owned();
        self.inner.owner.write(move |tx| put(tx, &connection, EMPLOYEE, &link)).await
    }

    /// Unlinks people by hand and remembers the pairs; what was last synced of them is forgotten. Gives the links as
    /// they are now, without the employees that were not linked.
    pub async fn unlink(&self, connection: &str, hr_keys: &[Key]) -> Result<Vec<Link>, StoreError> {
        self.end(connection, hr_keys, true).await
    }

    /// Removes links without remembering the pairs, as when an employee leaves the scope.
    pub async fn forget_links(&self, connection: &str, hr_keys: &[Key]) -> Result<Vec<Link>, StoreError> {
        self.end(connection, hr_keys, false).await
    }

    async fn end(&self, connection: &str, hr_keys: &[Key], remember: bool) -> Result<Vec<Link>, StoreError> {
        let (connection, hr_keys) = (connection.to_owned(), hr_keys.to_vec());
        self.inner
            .owner
            .write(move |tx| {
                let mut ended = Vec::new();
                for hr_key in hr_keys {
                    let Some(mut link) = active(tx, &connection, EMPLOYEE, Side::Hr, &hr_key)? else { continue };
                    link.unlinked = true;
                    let change = if remember { "UPDATE link SET unlinked = 1" } else { "DELETE FROM link" };
                    tx.execute(
                        &format!("{change} WHERE connection = ?1 AND entity = ?2 AND hr_key = ?3 AND unlinked = 0"),
                        (&connection, EMPLOYEE, &hr_key),
                    )?;
                    forget_synced(tx, &connection, EMPLOYEE, &hr_key)?;
                    ended.push(link);
                }
                Ok(ended)
            })
            .await
    }
}

/// The side of a link that a key belongs to.
#[derive(Clone, Copy)]
pub(super) enum Side {
    Hr,
    Provider,
}

/// The active link of a key.
pub(super) fn active(
    db: &Connection,
    connection: &str,
    entity: &str,
    side: Side,
    key: &Key,
) -> Result<Option<Link>, StoreError> {
    let column = match side {
        Side::Hr => "hr_key",
        Side::Provider => "provider_key",
    };
    let sql = format!("{COLUMNS} AND {column} = ?3 AND unlinked = 0");
    Ok(db.prepare_cached(&sql)?.query_row((connection, entity, key), of_row).optional()?)
}

/// Makes a link within a transaction; the rules are those of [`Store::put_link`].
pub(super) fn put(db: &Connection, connection: &str, entity: &str, link: &Link) -> Result<(), StoreError> {
    let since = utc(&link.since)?;
    let of_hr = active(db, connection, entity, Side::Hr, &link.hr_key)?;
    let same = of_hr.as_ref().is_some_and(|there| there.provider_key == link.provider_key);
    if same && !link.unlinked {
        return Ok(());
    }
    if !link.unlinked {
        if let Some(there) = of_hr {
            return Err(StoreError::AlreadyLinked { to: there.provider_key });
        }
        if let Some(there) = active(db, connection, entity, Side::Provider, &link.provider_key)? {
            return Err(StoreError::Taken { by: there.hr_key });
        }
        if link.by == LinkedBy::Rule && is_remembered(db, connection, entity, link)? {
            return Err(StoreError::UnlinkedByHand {
                hr_key: link.hr_key.clone(),
                provider_key: link.provider_key.clone(),
            });
        }
    }
    if same {
        forget_synced(db, connection, entity, &link.hr_key)?;
    }
    db.prepare_cached(
        "INSERT INTO link (connection, entity, hr_key, provider_key, since, by, unlinked) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) \
         ON CONFLICT (connection, entity, hr_key, provider_key) \
         DO UPDATE SET since = excluded.since, by = excluded.by, unlinked = excluded.unlinked",
    )?
    .execute((connection, entity, &link.hr_key, &link.provider_key, since, link.by, link.unlinked))?;
    Ok(())
}

fn is_remembered(db: &Connection, connection: &str, entity: &str, link: &Link) -> Result<bool, StoreError> {
    let sql = format!("{COLUMNS} AND hr_key = ?3 AND provider_key = ?4 AND unlinked = 1");
    Ok(db.prepare_cached(&sql)?.exists((connection, entity, &link.hr_key, &link.provider_key))?)
}

/// What was synced belongs to a pair: it ends with the link.
fn forget_synced(db: &Connection, connection: &str, entity: &str, hr_key: &Key) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM synced WHERE connection = ?1 AND entity = ?2 AND hr_key = ?3")?
        .execute((connection, entity, hr_key))?;
    Ok(())
}

fn of_row(row: &Row<'_>) -> rusqlite::Result<Link> {
    Ok(Link {
        hr_key: row.get(0)?,
        provider_key: row.get(1)?,
        since: row.get(2)?,
        by: row.get(3)?,
        unlinked: row.get(4)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "2026-11-22T08:00:00Z";

    fn link(hr_key: &str, provider_key: &str, by: LinkedBy) -> Link {
        Link { hr_key: hr_key.into(), provider_key: provider_key.into(), since: NOW.into(), by, unlinked: false }
    }

    #[tokio::test]
    async fn one_link_each_way_and_connections_apart() {
        let store = Store::in_memory().await.unwrap();
        store.put_link("p", link("h1", "1", LinkedBy::Rule)).await.unwrap();
        store.put_link("p", link("h1", "1", LinkedBy::Hand)).await.unwrap();
        assert_eq!(store.links("p").await.unwrap(), [link("h1", "1", LinkedBy::Rule)], "the pair stays as it is");
        let error = store.put_link("p", link("h1", "2", LinkedBy::Hand)).await.unwrap_err();
        assert!(matches!(&error, StoreError::AlreadyLinked { to } if to.as_str() == "1"));
        let error = store.put_link("p", link("h2", "1", LinkedBy::Hand)).await.unwrap_err();
        assert!(matches!(&error, StoreError::Taken { by } if by.as_str() == "h1"));
        store.put_link("q", link("h2", "1", LinkedBy::Hand)).await.unwrap();
        assert_eq!(store.link_of_hr("p", &"h1".into()).await.unwrap().unwrap().provider_key, "1".into());
        assert_eq!(store.link_of_provider("p", &"1".into()).await.unwrap().unwrap().hr_key, "h1".into());
        assert_eq!(store.link_of_provider("p", &"2".into()).await.unwrap(), None);
        assert_eq!(store.links_of("p", "leave").await.unwrap(), []);
    }

    #[tokio::test]
    async fn unlinked_by_hand_is_remembered_until_a_hand_links_again() {
        let store = Store::in_memory().await.unwrap();
        let hash = store.hash_key().hash("city", "x");
        for provider_key in ["1", "2"] {
            store.put_link("p", link("h", provider_key, LinkedBy::Create)).await.unwrap();
            store.put_synced("p", vec![("h".into(), vec![("city".into(), hash.into())])]).await.unwrap();
            let ended = store.unlink("p", &["h".into(), "nobody".into()]).await.unwrap();
            assert_eq!(ended, [Link { unlinked: true, ..link("h", provider_key, LinkedBy::Create) }]);
        }
        assert!(store.synced("p").await.unwrap().is_empty());
        assert_eq!(store.links("p").await.unwrap(), []);
        assert_eq!(store.remembered_unlinks("p").await.unwrap().len(), 2);
        let by_rule = store.put_link("p", link("h", "1", LinkedBy::Rule)).await;
        assert!(matches!(by_rule, Err(StoreError::UnlinkedByHand { .. })));
        store.put_link("p", link("h", "1", LinkedBy::Hand)).await.unwrap();
        assert_eq!(store.links("p").await.unwrap(), [link("h", "1", LinkedBy::Hand)]);
        assert_eq!(store.remembered_unlinks("p").await.unwrap().len(), 1);
    }

    #[tokio::test]
    async fn an_unlink_that_is_no_persons_is_not_remembered() {
        let store = Store::in_memory().await.unwrap();
        store.put_link("p", link("h", "1", LinkedBy::Rule)).await.unwrap();
        assert_eq!(store.forget_links("p", &["h".into()]).await.unwrap().len(), 1);
        assert_eq!(store.remembered_unlinks("p").await.unwrap(), []);
        store.put_link("p", link("h", "1", LinkedBy::Rule)).await.unwrap();
    }

    #[tokio::test]
    async fn a_remembered_pair_can_be_carried_from_store_to_store() {
        let store = Store::in_memory().await.unwrap();
        let remembered = Link { unlinked: true, ..link("h", "1", LinkedBy::Rule) };
        store.put_link("p", link("h", "2", LinkedBy::Rule)).await.unwrap();
        store.put_link("p", remembered.clone()).await.unwrap();
        assert_eq!(store.remembered_unlinks("p").await.unwrap(), [remembered]);
        assert_eq!(store.links("p").await.unwrap().len(), 1);
        let bad = Link { since: "Ada".into(), ..link("x", "y", LinkedBy::Hand) };
        assert!(matches!(store.put_link("p", bad).await, Err(StoreError::NotATime)));
    }
}
