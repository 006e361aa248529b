//! A problem with its place in a file: what `check` reports.

use std::ops::Range;

use super::{Code, Severity};

/// Line and column, both from 1; columns count characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
}

/// One problem, ready to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which kind.
    pub code: &'static Code,
    /// How bad.
    pub severity: Severity,
    /// What is wrong and why.
    pub message: String,
    /// As the caller named it.
    pub file: String,
    /// First character.
    pub start: Position,
    /// Just behind the last character.
    pub end: Position,
    /// The same in bytes of the text.
    pub span: Range<usize>,
    /// What to do.
    pub help: Option<String>,
}
