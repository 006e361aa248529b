//! The record of who did what.

use serde::Serialize;
use serde_json::Value;

use super::entering::{Access, now};
use crate::ops::OpsError;
use crate::store::AuditRow;

/// One line.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct AuditEntry {
    /// Its number; a greater one is later.
    pub id: i64,
    /// RFC 3339 UTC.
    pub at: String,
    /// Who: an account's name, or a token's label.
    pub who: String,
    /// A stable word: `log-in`, `reveal`, `export-confirmed` …
    pub what: String,
    /// The connection, where it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection: Option<String>,
    /// Keys, field names, counts; never a value.
    pub details: Value,
}

impl Access {
    /// Writes down who did what. `details` holds keys, field names and counts; never a personal value.
    ///
    /// # Errors
    /// When the store cannot be used: then what was to be recorded is not done.
    pub async fn record(
        &self,
        who: &str,
        what: &str,
        connection: Option<&str>,
        details: Value,
    ) -> Result<(), OpsError> {
        let (who, what, connection) = (who.to_owned(), what.to_owned(), connection.map(str::to_owned));
        Ok(self.store.audit(AuditRow { id: 0, at: now(), who, what, connection, details }).await?)
    }

    /// That what was written down did not happen after all.
    ///
    /// # Errors
    /// When the store cannot be used.
    pub async fn refused(
        &self,
        who: &str,
        what: &str,
        connection: Option<&str>,
        error: &OpsError,
    ) -> Result<(), OpsError> {
        self.record(who, &format!("{what}-refused"), connection, serde_json::json!({ "code": error.code })).await
    }

    /// What was written down, the latest first: at most `limit` lines before a number.
    ///
    /// # Errors
    /// When the store cannot be used.
    pub async fn recorded(&self, before: Option<i64>, limit: u32) -> Result<Vec<AuditEntry>, OpsError> {
        let entry = |row: AuditRow| {
            let AuditRow { id, at, who, what, connection, details } = row;
            AuditEntry { id, at, who, what, connection, details }
        };
        Ok(self.store.audited(before, limit).await?.into_iter().map(entry).collect())
    }
}
