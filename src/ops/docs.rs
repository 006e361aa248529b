//! The field table of a help page.

use std::path::PathBuf;

use super::OpsError;
use super::report::DocsReport;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder of `crosswalk.yaml`.
    pub workspace: PathBuf,
    /// The system's name.
    pub system: String,
}

/// The field table of a help page.
///
/// # Errors
/// When it could not be done at all; trouble of single employees is in the report.
pub async fn run(options: Options) -> Result<DocsReport, OpsError> {
    let _ = options;
    Err(OpsError::later("`docs` is not built yet"))
}
