//! Why a use case could not do its work. Trouble of single records is in the report, not here.

use serde::Serialize;

use crate::diagnostic::Diagnostic;
use crate::diagnostic::render::{Row, rows};
use crate::store::StoreError;

/// What kind of trouble ended a use case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// It was asked for in a way that makes no sense.
    Usage,
    /// A file is not right.
    Configuration,
    /// The network, the disk, another process.
    World,
    /// It is planned and not there yet.
    Later,
}

/// A use case ended without a report. Holds no personal value and no secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct OpsError {
    /// Stable word: `usage`, `workspace`, `unknown-connection`, `busy`, `network`, `store`, `later` …
    pub code: &'static str,
    /// What and why.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// What kind.
    pub kind: ErrorKind,
    /// The problems behind a configuration error, each with its place.
    pub diagnostics: Vec<Diagnostic>,
}

impl OpsError {
    fn new(kind: ErrorKind, code: &'static str, message: String) -> Self {
        Self { code, message, help: None, kind, diagnostics: Vec::new() }
    }

    /// The command line asks for something that makes no sense.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Usage, "usage", message.into())
    }

    /// A file is not right, or is not there.
    pub fn configuration(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Configuration, code, message.into())
    }

    /// The network, the disk or another process.
    pub fn world(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(ErrorKind::World, code, message.into())
    }

    /// Comes with a later version.
    pub fn later(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Later, "later", message.into())
    }

    /// Files with errors: the first problems go into the message, all of them along.
    #[must_use]
    pub fn invalid(code: &'static str, what: &str, diagnostics: Vec<Diagnostic>) -> Self {
        let count = diagnostics.len();
        let problems = if count == 1 { "a problem" } else { "problems" };
        let first = diagnostics
            .first()
            .map(|d| format!(": {}:{}:{}: {}", d.file, d.start.line, d.start.column, d.message))
            .unwrap_or_default();
        let more = if count > 1 { format!(" (and {} more)", count - 1) } else { String::new() };
        let help = diagnostics.first().and_then(|d| d.help.clone());
        let error = Self::configuration(code, format!("{what} has {problems}{first}{more}"));
        let help = match help {
            Some(help) if count == 1 => help,
            _ => "`crosswalk check` lists every problem with its place and what to do".into(),
        };
        Self { help: Some(help), diagnostics, ..error }
    }

    /// The same with advice.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl From<StoreError> for OpsError {
    fn from(error: StoreError) -> Self {
        Self::world(error.code(), error.to_string())
    }
}

impl Serialize for OpsError {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Inner<'a> {
            code: &'a str,
            message: &'a str,
            #[serde(skip_serializing_if = "Option::is_none")]
            help: Option<&'a str>,
            #[serde(skip_serializing_if = "Vec::is_empty")]
            diagnostics: Vec<Row<'a>>,
        }
        #[derive(Serialize)]
        struct Outer<'a> {
            error: Inner<'a>,
        }
        let diagnostics = rows(&self.diagnostics);
        let error = Inner { code: self.code, message: &self.message, help: self.help.as_deref(), diagnostics };
        Outer { error }.serialize(serializer)
    }
}
