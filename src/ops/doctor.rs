//! Can we reach it, are the credentials accepted, does it offer what is needed.

use std::path::PathBuf;

use super::report::DoctorReport;
use super::{Face, OpsError};

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder of `crosswalk.yaml`.
    pub workspace: PathBuf,
    /// One connection, or all of them; the HR system either way.
    pub connection: Option<String>,
}

/// Can we reach it, are the credentials accepted, does it offer what is needed.
///
/// # Errors
/// When it could not be done at all; trouble of single employees is in the report.
pub async fn run(options: Options, face: &Face<'_>) -> Result<DoctorReport, OpsError> {
    let _ = (options, face.stop.asked());
    Err(OpsError::later("`doctor` is not built yet"))
}
