//! Finds out what became of requests whose answer was lost.

use std::path::PathBuf;

use super::report::SettleReport;
use super::{Face, OpsError};

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder of `crosswalk.yaml`.
    pub workspace: PathBuf,
    /// One connection, or all of them.
    pub connection: Option<String>,
}

/// Finds out what became of requests whose answer was lost.
///
/// # Errors
/// When it could not be done at all; trouble of single employees is in the report.
pub async fn run(options: Options, face: &Face<'_>) -> Result<SettleReport, OpsError> {
    let _ = (options, face.stop.asked());
    Err(OpsError::later("`settle` is not built yet"))
}
