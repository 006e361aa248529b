//! Validates system files and the workspace: all problems at once.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::OpsError;
use super::report::CheckReport;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder of `crosswalk.yaml`.
    pub workspace: PathBuf,
    /// System files or folders of them; none: the workspace and its mappings.
    pub paths: Vec<PathBuf>,
    /// Warnings count as trouble.
    pub deny_warnings: bool,
}

/// The report with the texts that its diagnostics point into.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked {
    /// What is wrong.
    pub report: CheckReport,
    /// File name -> text.
    pub sources: BTreeMap<String, String>,
}

/// Checks them.
///
/// # Errors
/// When a file cannot be read.
pub fn run(options: &Options) -> Result<Checked, OpsError> {
    let _ = options;
    Err(OpsError::later("`check` is not built yet"))
}
