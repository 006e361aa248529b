//! A problem before it has a line and a column.

use std::ops::Range;

use super::Code;
use crate::record::Pointer;

/// How bad it is. A file with errors does not compile; warnings fail only with `--deny-warnings`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The file cannot be used.
    Error,
    /// It can, but this is most likely not what was meant.
    Warning,
}

/// Where in the document a problem sits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Spot {
    /// The value behind the pointer.
    Value(Pointer),
    /// The key that the pointer ends in.
    Key(Pointer),
    /// A piece, in bytes, of the decoded text behind the pointer.
    Inside(Pointer, Range<usize>),
}

/// One problem: what, why and what to do, at a [`Spot`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Which kind.
    pub code: &'static Code,
    /// How bad.
    pub severity: Severity,
    /// Where.
    pub spot: Spot,
    /// What is wrong and why, one or two sentences, without a personal value.
    pub message: String,
    /// What to do, with a did-you-mean where there is one.
    pub help: Option<String>,
}

impl Finding {
    /// An error at `spot`.
    pub fn error(code: &'static Code, spot: Spot, message: impl Into<String>) -> Self {
        Self { code, severity: Severity::Error, spot, message: message.into(), help: None }
    }

    /// A warning at `spot`.
    pub fn warning(code: &'static Code, spot: Spot, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, spot, message) }
    }

    /// The same with advice.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
