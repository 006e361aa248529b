//! The report of `list`: the rows of a screen.

use serde::{Deserialize, Serialize};

use super::{Candidate, FieldChange, Report};
use crate::record::{Action, Direction, Issue, Key, Situation};

/// Which rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Tab {
    /// Without a link.
    Unlinked,
    /// With a link.
    Linked,
    /// All of them.
    #[default]
    All,
}

impl Tab {
    /// The word in reports and on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unlinked => "unlinked",
            Self::Linked => "linked",
            Self::All => "all",
        }
    }
}

/// How many rows each tab has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct Counts {
    pub unlinked: u64,
    pub linked: u64,
    pub all: u64,
}

/// One tab of one connection.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct ListReport {
    pub connection: String,
    pub direction: Direction,
    pub tab: Tab,
    pub counts: Counts,
    pub rows: Vec<ListRow>,
    /// Who of the other side has no link, where it was asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<Other>,
    /// What concerns the whole list: an incomplete read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// Somebody of the other side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Other {
    /// The other side's key.
    pub key: Key,
    /// The name there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What tells them from others of that name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
}

/// One employee.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct ListRow {
    /// The HR system's key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hr_key: Option<Key>,
    /// The provider's key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider_key: Option<Key>,
    /// The name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What tells them from others of that name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// Whether there is a link.
    pub linked: bool,
    /// A person took the link away; no rule ties these two again.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub unlinked_by_hand: bool,
    /// What was found.
    pub situation: Situation,
    /// What an export or import would do.
    pub action: Action,
    /// Mandatory employee fields without a value.
    pub missing: Vec<String>,
    /// What would change.
    pub fields: Vec<FieldChange>,
    /// Why it would be held.
    pub issues: Vec<Issue>,
    /// Who on the other side it may be.
    pub candidates: Vec<Candidate>,
    /// What people should know.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

impl Report for ListReport {}
