//! Accounts of the console, and the one-time token of the first start.

use rusqlite::{OptionalExtension, Row};

use super::error::StoreError;
use super::opening::Store;
use crate::record::Role;

/// Somebody who may use the console.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its number.
    pub id: i64,
    /// As the person writes it.
    pub name: String,
    /// What the person may do.
    pub role: Role,
    /// Argon2id, as a PHC string; none: the person logs in elsewhere.
    pub password: Option<String>,
    /// May log in.
    pub enabled: bool,
    /// RFC 3339 UTC.
    pub created: String,
}

const COLUMNS: &str = "id, name, role, password, enabled, created";

fn account(row: &Row<'_>) -> rusqlite::Result<Account> {
    let role: String = row.get(2)?;
    Ok(Account {
        id: row.get(0)?,
        name: row.get(1)?,
        // A role of a later version may do the least.
        role: Role::of(&role).unwrap_or(Role::Viewer),
        password: row.get(3)?,
        enabled: row.get(4)?,
        created: row.get(5)?,
    })
}

/// Names are the same in whatever letters they are written.
fn folded(name: &str) -> String {
    name.to_lowercase()
}

impl Store {
    /// All accounts, by name.
    pub async fn accounts(&self) -> Result<Vec<Account>, StoreError> {
        self.inner
            .owner
            .read(|db| {
                let mut statement = db.prepare_cached(&format!("SELECT {COLUMNS} FROM account ORDER BY folded"))?;
                let rows = statement.query_map([], account)?;
                rows.collect::<Result<_, _>>().map_err(Into::into)
            })
            .await
    }

    /// One account by its name.
    pub async fn account(&self, name: &str) -> Result<Option<Account>, StoreError> {
        let folded = folded(name);
        self.inner
            .owner
            .read(move |db| {
                let sql = format!("SELECT {COLUMNS} FROM account WHERE folded = ?1");
                Ok(db.prepare_cached(&sql)?.query_row([folded], account).optional()?)
            })
            .await
    }

    /// Adds an account; false when the name is taken.
    pub async fn add_account(
        &self,
        name: &str,
        role: Role,
        password: String,
        created: String,
    ) -> Result<bool, StoreError> {
        let (folded, name) = (folded(name), name.to_owned());
        self.inner
            .owner
            .write(move |tx| {
                let added = tx.execute(
                    "INSERT INTO account (folded, name, role, password, created) VALUES (?1, ?2, ?3, ?4, ?5) \
                     ON CONFLICT (folded) DO NOTHING",
                    (folded, name, role.as_str(), password, created),
                )?;
                Ok(added == 1)
            })
            .await
    }

    /// Makes the first owner and uses the first start's token up; false when it is not that token (any more).
    pub async fn begin(
        &self,
        token: Vec<u8>,
        name: &str,
        password: String,
        created: String,
    ) -> Result<bool, StoreError> {
        let (folded, name) = (folded(name), name.to_owned());
        self.inner
            .owner
            .write(move |tx| {
                if tx.execute("DELETE FROM first_start WHERE hash = ?1", [token])? == 0 {
                    return Ok(false);
                }
                tx.execute(
                    "INSERT INTO account (folded, name, role, password, created) VALUES (?1, ?2, ?3, ?4, ?5) \
                     ON CONFLICT (folded) DO UPDATE SET role = excluded.role, password = excluded.password, enabled = 1",
                    (folded, name, Role::Owner.as_str(), password, created),
                )?;
                Ok(true)
            })
            .await
    }

    /// Puts the token of a first start in the former one's place, unless there is an owner who can log in; then false.
    pub async fn put_first_start(&self, token: Vec<u8>) -> Result<bool, StoreError> {
        self.inner
            .owner
            .write(move |tx| {
                let owners: i64 = tx.query_row(
                    "SELECT count(*) FROM account WHERE enabled AND role = ?1",
                    [Role::Owner.as_str()],
                    |row| row.get(0),
                )?;
                if owners > 0 {
                    tx.execute("DELETE FROM first_start", [])?;
                    return Ok(false);
                }
                tx.execute(
                    "INSERT INTO first_start (id, hash) VALUES (1, ?1) ON CONFLICT (id) DO UPDATE SET hash = excluded.hash",
                    [token],
                )?;
                Ok(true)
            })
            .await
    }

    /// Changes an account and ends all its sessions; [`StoreError::NoOwner`], and nothing is changed, when no owner who
    /// can log in would be left.
    pub async fn change_account(&self, id: i64, change: AccountChange) -> Result<(), StoreError> {
        self.inner
            .owner
            .write(move |tx| {
                tx.execute(
                    "UPDATE account SET role = coalesce(?2, role), enabled = coalesce(?3, enabled), \
                     password = coalesce(?4, password) WHERE id = ?1",
                    (id, change.role.map(Role::as_str), change.enabled, change.password),
                )?;
                let owners: i64 = tx.query_row(
                    "SELECT count(*) FROM account WHERE enabled AND role = ?1",
                    [Role::Owner.as_str()],
                    |row| row.get(0),
                )?;
                if owners == 0 {
                    return Err(StoreError::NoOwner);
                }
                tx.execute("DELETE FROM web_session WHERE account = ?1", [id])?;
                Ok(())
            })
            .await
    }
}

/// What is changed of an account; what is none stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccountChange {
    /// What the person may do.
    pub role: Option<Role>,
    /// Whether the person may log in.
    pub enabled: Option<bool>,
    /// Argon2id, as a PHC string.
    pub password: Option<String>,
}
