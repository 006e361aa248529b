//! Who is let in: sessions of browsers, tokens of programs. Only hashes of either are kept.

use rusqlite::OptionalExtension;

use super::error::StoreError;
use super::opening::Store;
use crate::record::Role;

/// A token of a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiToken {
    /// Its number.
    pub id: i64,
    /// What it is for.
    pub label: String,
    /// What it may do.
    pub role: Role,
    /// Who made it.
    pub made_by: String,
    /// RFC 3339 UTC.
    pub created: String,
    /// Seconds since 1970; none: never.
    pub expires: Option<i64>,
    /// The last day it was used: YYYY-MM-DD.
    pub used: Option<String>,
}

impl Store {
    /// Lets a browser in.
    pub async fn add_session(&self, hash: Vec<u8>, account: i64, now: i64) -> Result<(), StoreError> {
        self.inner
            .owner
            .write(move |tx| {
                tx.execute(
                    "INSERT INTO web_session (hash, account, created, seen) VALUES (?1, ?2, ?3, ?3)",
                    (hash, account, now),
                )?;
                Ok(())
            })
            .await
    }

    /// Whose session it is: name and role, if it was begun and last seen after these times and the account may log in.
    /// It is seen now; that is noted once a minute at most.
    pub async fn session(
        &self,
        hash: Vec<u8>,
        now: i64,
        begun_after: i64,
        seen_after: i64,
    ) -> Result<Option<(String, Role)>, StoreError> {
        let looked = hash.clone();
        let found = self
            .inner
            .owner
            .read(move |db| {
                let mut statement = db.prepare_cached(
                    "SELECT name, role, seen FROM web_session JOIN account ON account.id = web_session.account \
                     WHERE hash = ?1 AND enabled AND web_session.created > ?2 AND seen > ?3",
                )?;
                let row = statement.query_row((looked, begun_after, seen_after), |row| {
                    Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, i64>(2)?))
                });
                Ok(row.optional()?)
            })
            .await?;
        let Some((name, role, seen)) = found else { return Ok(None) };
        if now - seen >= 60 {
            self.inner
                .owner
                .write(move |tx| {
                    tx.execute("UPDATE web_session SET seen = ?2 WHERE hash = ?1", (hash, now))?;
                    Ok(())
                })
                .await?;
        }
        Ok(Role::of(&role).map(|role| (name, role)))
    }

    /// The session is over; those of others that ended long ago go with it.
    pub async fn end_session(&self, hash: Vec<u8>, begun_before: i64) -> Result<(), StoreError> {
        self.inner
            .owner
            .write(move |tx| {
                tx.execute("DELETE FROM web_session WHERE hash = ?1 OR created < ?2", (hash, begun_before))?;
                Ok(())
            })
            .await
    }

    /// Makes a token; its number.
    pub async fn add_token(&self, hash: Vec<u8>, token: ApiToken) -> Result<i64, StoreError> {
        self.inner
            .owner
            .write(move |tx| {
                tx.execute(
                    "INSERT INTO api_token (hash, label, role, made_by, created, expires) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                    (hash, token.label, token.role.as_str(), token.made_by, token.created, token.expires),
                )?;
                Ok(tx.last_insert_rowid())
            })
            .await
    }

    /// All tokens, the latest first.
    pub async fn tokens(&self) -> Result<Vec<ApiToken>, StoreError> {
        self.inner
            .owner
            .read(|db| {
                let mut statement = db.prepare_cached(
                    "SELECT id, label, role, made_by, created, expires, used FROM api_token ORDER BY id DESC",
                )?;
                let rows = statement.query_map([], |row| {
                    let role: String = row.get(2)?;
                    Ok(ApiToken {
                        id: row.get(0)?,
                        label: row.get(1)?,
                        role: Role::of(&role).unwrap_or(Role::Viewer),
                        made_by: row.get(3)?,
                        created: row.get(4)?,
                        expires: row.get(5)?,
                        used: row.get(6)?,
                    })
                })?;
                rows.collect::<Result<_, _>>().map_err(Into::into)
            })
            .await
    }

    /// Whose token it is: label, role and the account that stands for it, if it has not expired and that account may log
    /// in. It may do no more than that account. It is used today; that is noted once a day.
    pub async fn token(
        &self,
        hash: Vec<u8>,
        now: i64,
        today: String,
    ) -> Result<Option<(String, Role, String)>, StoreError> {
        let found = self
            .inner
            .owner
            .read(move |db| {
                let mut statement = db.prepare_cached(
                    "SELECT t.id, t.label, t.role, t.used, a.role, a.name FROM api_token t JOIN account a ON a.name = t.made_by \
                     WHERE t.hash = ?1 AND (t.expires IS NULL OR t.expires > ?2) AND a.enabled = 1",
                )?;
                let row = statement.query_row((hash, now), |row| {
                    let used: Option<String> = row.get(3)?;
                    let roles = [row.get::<_, String>(2)?, row.get::<_, String>(4)?];
                    Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, roles, used, row.get::<_, String>(5)?))
                });
                Ok(row.optional()?)
            })
            .await?;
        let Some((id, label, roles, used, maker)) = found else { return Ok(None) };
        if used.as_ref() != Some(&today) {
            self.inner
                .owner
                .write(move |tx| {
                    tx.execute("UPDATE api_token SET used = ?2 WHERE id = ?1", (id, today))?;
                    Ok(())
                })
                .await?;
        }
        let role =
            roles.iter().map(|role| Role::of(role)).collect::<Option<Vec<_>>>().and_then(|all| all.into_iter().min());
        Ok(role.map(|role| (label, role, maker)))
    }

    /// Takes a token away; false when there is none of that number.
    pub async fn revoke_token(&self, id: i64) -> Result<bool, StoreError> {
        self.inner.owner.write(move |tx| Ok(tx.execute("DELETE FROM api_token WHERE id = ?1", [id])? == 1)).await
    }
}
