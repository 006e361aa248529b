//! The report of `check`.

use serde::Serialize;

use super::{Report, Verdict};
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

/// One problem as programs read it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct Problem<'a> {
    pub code: &'a str,
    pub severity: Severity,
    pub message: &'a str,
    pub file: &'a str,
    pub line: usize,
    pub column: usize,
    pub end_line: usize,
    pub end_column: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<&'a str>,
}

impl<'a> Problem<'a> {
    /// The same problem, flat.
    #[must_use]
    pub fn of(diagnostic: &'a Diagnostic) -> Self {
        Self {
            code: diagnostic.code.id,
            severity: diagnostic.severity,
            message: &diagnostic.message,
            file: &diagnostic.file,
            line: diagnostic.start.line,
            column: diagnostic.start.column,
            end_line: diagnostic.end.line,
            end_column: diagnostic.end.column,
            help: diagnostic.help.as_deref(),
        }
    }
}

impl Serialize for CheckReport {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Flat<'a> {
            files: usize,
            diagnostics: Vec<Problem<'a>>,
        }
        Flat { files: self.files, diagnostics: self.diagnostics.iter().map(Problem::of).collect() }
            .serialize(serializer)
    }
}

impl Report for CheckReport {
    fn verdict(&self) -> Verdict {
        let bad = |d: &Diagnostic| d.severity == Severity::Error || self.deny_warnings;
        if self.diagnostics.iter().any(bad) { Verdict::Trouble } else { Verdict::Good }
    }
}
