//! The report of `links`, `match` and `unlink`.

use serde::{Deserialize, Serialize};

use super::Report;
use crate::record::{Key, LinkedBy};

/// The link table, or the rows of it that a command touched.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
pub struct LinksReport {
    /// By HR key.
    pub links: Vec<LinkRow>,
}

/// This HR employee is that provider employee.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct LinkRow {
    /// The HR system's key.
    pub hr_key: Key,
    /// The provider's key.
    pub provider_key: Key,
    /// RFC 3339, UTC.
    pub since: String,
    /// How it came about.
    pub by: LinkedBy,
    /// Taken away by hand and remembered: no rule makes it again.
    #[serde(default)]
    pub unlinked: bool,
}

impl Report for LinksReport {}
