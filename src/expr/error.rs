//! What goes wrong when an expression is compiled or evaluated.

use std::ops::Range;

use crate::diagnostic::Code;

/// A text that does not compile: the author's trouble.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExprError {
    /// Which kind of problem.
    pub code: &'static Code,
    /// The culprit, in bytes of the text.
    pub at: Range<usize>,
    /// What is wrong and why.
    pub message: String,
    /// What to do, with a did-you-mean where there is one.
    pub help: Option<String>,
}

/// An expression that could not be evaluated on this record. The message holds no value of the record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct EvalError {
    /// Why.
    pub message: String,
}

/// A value that a transform does not take. The message says what is expected and never shows the value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Refusal {
    /// "is no date (YYYY-MM-DD)": goes on after the field's name.
    pub message: String,
}
