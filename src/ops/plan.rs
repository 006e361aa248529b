//! Computes a plan and keeps it in a file.

use std::path::PathBuf;

use super::report::ChangeReport;
use super::{Face, OpsError};
use crate::ops::export::ExportChoice;
use crate::ops::import::ImportChoice;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder of `crosswalk.yaml`.
    pub workspace: PathBuf,
    /// The connection's name.
    pub connection: String,
    /// What is planned.
    pub choice: PlanChoice,
    /// Where the plan goes (mode 0600).
    pub out: PathBuf,
    /// Sensitive values are not masked.
    pub show_sensitive: bool,
}

/// What is planned.
#[derive(Debug, Clone)]
pub enum PlanChoice {
    /// An export.
    Export(ExportChoice),
    /// An import.
    Import(ImportChoice),
}

/// Computes a plan and keeps it in a file.
///
/// # Errors
/// When it could not be done at all; trouble of single employees is in the report.
pub async fn run(options: Options, face: &Face<'_>) -> Result<ChangeReport, OpsError> {
    let _ = (options, face.stop.asked());
    Err(OpsError::later("`plan` is not built yet"))
}
