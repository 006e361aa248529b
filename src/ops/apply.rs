//! Carries out a plan from a file, as far as it is still as approved.

use std::path::PathBuf;

use super::report::ChangeReport;
use super::{Face, OpsError};

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder of `crosswalk.yaml`.
    pub workspace: PathBuf,
    /// The plan.
    pub file: PathBuf,
    /// Sensitive values are not masked.
    pub show_sensitive: bool,
}

/// Carries out a plan from a file, as far as it is still as approved.
///
/// # Errors
/// When it could not be done at all; trouble of single employees is in the report.
pub async fn run(options: Options, face: &Face<'_>) -> Result<ChangeReport, OpsError> {
    let _ = (options, face.stop.asked());
    Err(OpsError::later("`apply` is not built yet"))
}
