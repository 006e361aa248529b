//! The report of `test`.

use serde::Serialize;

use super::{Report, Verdict};

/// How the cases went.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct TestReport {
    pub passed: u64,
    pub failed: u64,
    pub skipped: u64,
    pub cases: Vec<CaseRow>,
}

impl TestReport {
    /// Both, one after the other.
    pub fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
        self.cases.extend(other.cases);
    }
}

/// One case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct CaseRow {
    /// The system's name.
    pub system: String,
    /// The case's name.
    pub name: String,
    /// Passed or skipped.
    pub ok: bool,
    /// What differed, or why it was skipped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The case's file.
    pub file: String,
    /// Where it stands in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
}

impl Report for TestReport {
    fn verdict(&self) -> Verdict {
        if self.failed > 0 { Verdict::Trouble } else { Verdict::Good }
    }
}
