//! What `map` says at its end; the records themselves went out one by one.

use serde::Serialize;

use super::{Report, Verdict};
use crate::record::{Issue, Key};

/// How many lines were read, and how they fared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, schemars::JsonSchema)]
pub struct MapReport {
    /// Lines with a record.
    pub read: u64,
    /// Records that went out.
    pub written: u64,
    /// Lines that did not.
    pub refused: u64,
}

/// A line that did not go out, as it stands on stderr.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Refused {
    /// From 1.
    pub line: u64,
    /// The record's key, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<Key>,
    /// Why.
    pub issues: Vec<Issue>,
}

impl Report for MapReport {
    fn verdict(&self) -> Verdict {
        if self.refused > 0 { Verdict::Trouble } else { Verdict::Good }
    }
}
