//! Who did what in the console, and when. Keys, field names and counts; never a value.

use super::error::StoreError;
use super::opening::Store;

/// One line of the record.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditRow {
    /// Its number; a greater one is later.
    pub id: i64,
    /// RFC 3339 UTC.
    pub at: String,
    /// Who.
    pub who: String,
    /// A stable word: `log-in`, `reveal`, `unlink` …
    pub what: String,
    /// On which connection, where it is about one.
    pub connection: Option<String>,
    /// What about it.
    pub details: serde_json::Value,
}

impl Store {
    /// Writes a line; its number is given here.
    pub async fn audit(&self, row: AuditRow) -> Result<(), StoreError> {
        self.inner
            .owner
            .write(move |tx| {
                tx.execute(
                    "INSERT INTO audit (at, who, what, connection, details) VALUES (?1, ?2, ?3, ?4, ?5)",
                    (row.at, row.who, row.what, row.connection, row.details.to_string()),
                )?;
                Ok(())
            })
            .await
    }

    /// Lines before a number (none: from the end), the latest first.
    pub async fn audited(&self, before: Option<i64>, limit: u32) -> Result<Vec<AuditRow>, StoreError> {
        self.inner
            .owner
            .read(move |db| {
                let mut statement = db.prepare_cached(
                    "SELECT id, at, who, what, connection, details FROM audit WHERE ?1 IS NULL OR id < ?1 \
                     ORDER BY id DESC LIMIT ?2",
                )?;
                let rows = statement.query_map((before, limit), |row| {
                    let details: String = row.get(5)?;
                    Ok(AuditRow {
                        id: row.get(0)?,
                        at: row.get(1)?,
                        who: row.get(2)?,
                        what: row.get(3)?,
                        connection: row.get(4)?,
                        details: serde_json::from_str(&details).unwrap_or_default(),
                    })
                })?;
                rows.collect::<Result<_, _>>().map_err(Into::into)
            })
            .await
    }
}
