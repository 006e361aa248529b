//! The report of `check`.

use serde::Serialize;

use super::{Report, Verdict};
use crate::diagnostic::render::json;
use crate::diagnostic::{Diagnostic, Severity};

/// All problems of the files that were checked.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CheckReport {
    /// How many files were read.
    pub files: usize,
    /// What is wrong with them.
    pub diagnostics: Vec<Diagnostic>,
    /// Warnings count as trouble too.
    pub deny_warnings: bool,
}

impl Serialize for CheckReport {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        json(self.files, &self.diagnostics).serialize(serializer)
    }
}

impl Report for CheckReport {
    fn verdict(&self) -> Verdict {
        let bad = |d: &Diagnostic| d.severity == Severity::Error || self.deny_warnings;
        if self.diagnostics.iter().any(bad) { Verdict::Trouble } else { Verdict::Good }
    }
}
