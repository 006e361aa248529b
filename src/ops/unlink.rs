//! Takes links away; nothing changes at the provider.

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
    /// The HR system's keys.
    pub hr_keys: Vec<Key>,
}

/// Takes links away; nothing changes at the provider.
///
/// # Errors
/// When it could not be done at all; trouble of single employees is in the report.
pub async fn run(options: Options, face: &Face<'_>) -> Result<LinksReport, OpsError> {
    let _ = (options, face.stop.asked());
    Err(OpsError::later("`unlink` is not built yet"))
}
