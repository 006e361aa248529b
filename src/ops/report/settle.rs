//! The report of `settle`.

use serde::Serialize;

use super::{Report, Verdict};
use crate::record::Key;

/// What became of the doubts.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, schemars::JsonSchema)]
pub struct SettleReport {
    /// Those that were looked at.
    pub settled: Vec<Settled>,
    /// How many are still in doubt.
    pub in_doubt: u64,
}

/// One request whose answer was lost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Settled {
    /// The run it belongs to.
    pub run: String,
    /// Whom it was about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hr_key: Option<Key>,
    /// Which request: `personal.create`.
    pub step: String,
    /// What was found.
    pub result: SettleResult,
    /// The key it got.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider_key: Option<Key>,
}

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SettleResult {
    /// It took effect.
    Found,
    /// It did not.
    Absent,
    /// Cannot be told.
    Unknown,
}

impl Report for SettleReport {
    fn verdict(&self) -> Verdict {
        if self.in_doubt > 0 { Verdict::Trouble } else { Verdict::Good }
    }
}
