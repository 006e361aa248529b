//! What happened.

use std::path::PathBuf;

use super::OpsError;
use super::report::RunsReport;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder of `crosswalk.yaml`.
    pub workspace: PathBuf,
    /// One connection, or all of them.
    pub connection: Option<String>,
}

/// What happened.
///
/// # Errors
/// When it could not be done at all; trouble of single employees is in the report.
pub async fn run(options: Options) -> Result<RunsReport, OpsError> {
    let _ = options;
    Err(OpsError::later("`runs` is not built yet"))
}
