//! The rows of a screen.

use std::path::PathBuf;

use super::report::{ListReport, Tab};
use super::{Face, OpsError};
use crate::record::Direction;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder of `crosswalk.yaml`.
    pub workspace: PathBuf,
    /// The connection's name.
    pub connection: String,
    /// Which way.
    pub direction: Direction,
    /// Which rows.
    pub tab: Tab,
    /// Sensitive values are not masked.
    pub show_sensitive: bool,
}

/// The rows of a screen.
///
/// # Errors
/// When it could not be done at all; trouble of single employees is in the report.
pub async fn run(options: Options, face: &Face<'_>) -> Result<ListReport, OpsError> {
    let _ = (options, face.stop.asked());
    Err(OpsError::later("`list` is not built yet"))
}
