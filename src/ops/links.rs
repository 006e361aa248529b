//! The link table: shown, written to a file, read from one.

use std::path::PathBuf;

use super::report::LinksReport;
use super::{Face, OpsError};

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder of `crosswalk.yaml`.
    pub workspace: PathBuf,
    /// The connection's name.
    pub connection: String,
    /// What is done with the table.
    pub task: LinksTask,
}

/// What is done with the link table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinksTask {
    /// Show it.
    Show,
    /// Write it to a file, a link a line.
    Export(PathBuf),
    /// Take links from such a file.
    Import(PathBuf),
}

/// The link table: shown, written to a file, read from one.
///
/// # Errors
/// When it could not be done at all; trouble of single employees is in the report.
pub async fn run(options: Options, face: &Face<'_>) -> Result<LinksReport, OpsError> {
    let _ = (options, face.stop.asked());
    Err(OpsError::later("`links` is not built yet"))
}
