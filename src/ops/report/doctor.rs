//! The report of `doctor`.

use serde::Serialize;

use super::{Report, Verdict};

/// What was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, schemars::JsonSchema)]
pub struct DoctorReport {
    /// In the order they were made.
    pub checks: Vec<DoctorCheck>,
}

/// One look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct DoctorCheck {
    /// The connection's name; `hr` for the HR system.
    pub connection: String,
    /// What was looked at: `settings`, `reachable`, `credentials`, `offers` …
    pub check: String,
    /// Whether it is well.
    pub ok: bool,
    /// What was found.
    pub message: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
}

impl Report for DoctorReport {
    fn verdict(&self) -> Verdict {
        if self.checks.iter().all(|check| check.ok) { Verdict::Good } else { Verdict::Trouble }
    }
}
