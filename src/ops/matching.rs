//! Links an HR employee and a provider employee by hand.

use std::path::PathBuf;

use super::report::LinksReport;
use super::{Face, OpsError};
use crate::record::Key;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder of `crosswalk.yaml`.
    pub workspace: PathBuf,
    /// The connection's name.
    pub connection: String,
    /// The HR system's key.
    pub hr_key: Key,
    /// The provider's key.
    pub provider_key: Key,
}

/// Links an HR employee and a provider employee by hand.
///
/// # Errors
/// When it could not be done at all; trouble of single employees is in the report.
pub async fn run(options: Options, face: &Face<'_>) -> Result<LinksReport, OpsError> {
    let _ = (options, face.stop.asked());
    Err(OpsError::later("`match` is not built yet"))
}
