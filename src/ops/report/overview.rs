//! The report of `overview`: every connection with how it stands.

use serde::Serialize;

use super::{Report, RunRow, Tab};

/// The connections of a workspace.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct OverviewReport {
    /// The HR system.
    pub hr: SystemName,
    /// In the order of the workspace file.
    pub connections: Vec<ConnectionOverview>,
}

/// A system in people's words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct SystemName {
    /// Its name in a workspace.
    pub system: String,
    /// Its name for people.
    pub name: String,
    /// Its name in a word.
    pub short: String,
}

/// One connection.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct ConnectionOverview {
    /// Its name in the workspace.
    pub connection: String,
    /// Its name for people.
    pub label: String,
    /// The provider.
    pub provider: SystemName,
    /// The provider's own words.
    pub words: Words,
    /// Days of leave can be sent there.
    pub leave: bool,
    /// How many employees have a link.
    pub linked: u64,
    /// How many requests nobody knows the outcome of.
    pub in_doubt: u64,
    /// When linked employees are exported by themselves next, RFC 3339 UTC; while the console runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// Its last run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last: Option<RunRow>,
    /// Why it cannot be used, and what to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trouble: Option<String>,
}

/// The words on the screens of one connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct Words {
    pub unlinked: String,
    pub linked: String,
    pub all: String,
    pub unlink: String,
    /// The tab that an export's screen opens on.
    pub opens: Tab,
}

impl Report for OverviewReport {}
