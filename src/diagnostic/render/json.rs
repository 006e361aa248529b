//! The rows of the `check` report.

use serde::Serialize;
use serde_json::{Value, json as value};

use crate::diagnostic::{Diagnostic, Severity};

/// One diagnostic as scripts know it. Names are stable; more may come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row<'d> {
    /// `CW0301`.
    pub code: &'d str,
    /// `error` or `warning`.
    pub severity: Severity,
    /// What is wrong and why.
    pub message: &'d str,
    /// As the caller named it.
    pub file: &'d str,
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// From 1.
    pub end_line: usize,
    /// From 1, just behind the last character.
    pub end_column: usize,
    /// What to do; left out where there is nothing to say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<&'d str>,
}

/// One row a diagnostic, in their order.
#[must_use]
pub fn rows(diagnostics: &[Diagnostic]) -> Vec<Row<'_>> {
    diagnostics.iter().map(row).collect()
}

fn row(one: &Diagnostic) -> Row<'_> {
    Row {
        code: one.code.id,
        severity: one.severity,
        message: &one.message,
        file: &one.file,
        line: one.start.line,
        column: one.start.column,
        end_line: one.end.line,
        end_column: one.end.column,
        help: one.help.as_deref(),
    }
}

/// The whole report: how many files were looked at, and the rows.
#[must_use]
pub fn json(files: usize, diagnostics: &[Diagnostic]) -> Value {
    value!({ "files": files, "diagnostics": rows(diagnostics) })
}
