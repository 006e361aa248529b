//! The report of `demo`.

use serde::Serialize;

use super::{ChangeReport, Report, Verdict};

/// What the demonstration did.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct DemoReport {
    /// The steps, in order.
    pub steps: Vec<DemoStep>,
    /// Everything came out as it should, held people included.
    pub expected: bool,
    /// What did not; or what to try next.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct DemoStep {
    /// What is shown: "First export".
    pub title: String,
    /// In a sentence or two.
    pub text: String,
    /// What the command reported.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub report: Option<ChangeReport>,
}

impl Report for DemoReport {
    fn verdict(&self) -> Verdict {
        if self.expected { Verdict::Good } else { Verdict::Trouble }
    }
}
