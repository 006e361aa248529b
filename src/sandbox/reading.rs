//! Text to a spec. The one place that knows how YAML is read.

use super::types::Problems;
use crate::diagnostic::{Diagnostic, Position, Severity, codes};

/// Reads a file of this room: a twin or faults.
///
/// # Errors
/// What is wrong with it as YAML or in its shape.
pub(super) fn read<T: serde::de::DeserializeOwned>(file: &str, text: &str) -> Result<T, Vec<Diagnostic>> {
    let value: serde_json::Value = serde_yaml::from_str(text)
        .map_err(|error| vec![diagnostic(file, error.to_string().lines().next().unwrap_or_default().to_owned())])?;
    serde_json::from_value(value).map_err(|error| vec![diagnostic(file, error.to_string())])
}

/// Puts problems in their places.
pub(super) fn diagnostics(file: &str, _text: &str, problems: Problems) -> Vec<Diagnostic> {
    problems.into_iter().map(|(at, message)| diagnostic(file, format!("{at}: {message}"))).collect()
}

fn diagnostic(file: &str, message: String) -> Diagnostic {
    let start = Position { line: 1, column: 1 };
    Diagnostic {
        code: &codes::SANDBOX_FILE,
        severity: Severity::Error,
        message,
        file: file.to_owned(),
        start,
        end: start,
        span: 0..0,
        help: None,
    }
}
