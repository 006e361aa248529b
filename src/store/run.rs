//! A run: one execution on one connection.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::record::{Direction, RunState};

/// The id of a run: a ULID, so that later runs have greater ids.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RunId(String);

/// Text that is no run's id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a run's id is 26 letters and digits, as `runs` shows them")]
pub struct NoRunId;

impl RunId {
    pub(super) fn new(id: ulid::Ulid) -> Self {
        Self(id.to_string())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for RunId {
    type Err = NoRunId;

    fn from_str(text: &str) -> Result<Self, NoRunId> {
        ulid::Ulid::from_string(text).map(Self::new).map_err(|_| NoRunId)
    }
}

impl TryFrom<String> for RunId {
    type Error = NoRunId;

    fn try_from(text: String) -> Result<Self, NoRunId> {
        text.parse()
    }
}

impl From<RunId> for String {
    fn from(id: RunId) -> Self {
        id.0
    }
}

impl fmt::Display for RunId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A run as `runs` reports it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Run {
    /// Its id.
    #[serde(rename = "run")]
    pub id: RunId,
    /// The connection it worked on.
    pub connection: String,
    /// The kind of record.
    pub entity: String,
    /// Which way.
    pub direction: Direction,
    /// RFC 3339 UTC.
    pub started: String,
    /// RFC 3339 UTC; none while it runs, and if it was cut short.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended: Option<String>,
    /// How it stands.
    pub state: RunState,
    /// Counts, as the run gave them when it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<Value>,
}
