//! One run with its changes.

use std::path::PathBuf;

use super::OpsError;
use super::report::ShowReport;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder of `crosswalk.yaml`.
    pub workspace: PathBuf,
    /// The run's id, or the beginning of it if that is clear.
    pub run: String,
}

/// One run with its changes.
///
/// # Errors
/// When it could not be done at all; trouble of single employees is in the report.
pub async fn run(options: Options) -> Result<ShowReport, OpsError> {
    let _ = options;
    Err(OpsError::later("`show` is not built yet"))
}
