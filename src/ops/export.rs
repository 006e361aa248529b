//! Creates and updates at the provider.

use std::path::PathBuf;

use jiff::civil::Date;

use super::report::ChangeReport;
use super::{Brake, Face, OpsError, Selection};
use crate::record::Key;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder of `crosswalk.yaml`.
    pub workspace: PathBuf,
    /// The connection's name.
    pub connection: String,
    /// What is sent and to whom.
    pub choice: ExportChoice,
    /// On a transport that cannot change anything.
    pub dry_run: bool,
    /// Sensitive values are not masked.
    pub show_sensitive: bool,
}

/// What is sent and to whom.
#[derive(Debug, Clone)]
pub struct ExportChoice {
    /// Which employees.
    pub selection: Selection,
    /// Created although candidates exist; HR keys.
    pub create: Vec<Key>,
    /// Which records.
    pub entity: Entity,
    /// First day, for leave.
    pub from: Option<Date>,
    /// Last day, for leave.
    pub to: Option<Date>,
    /// This run's word on the brakes.
    pub brakes: Vec<Brake>,
}

/// Which records are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Entity {
    /// The employees themselves.
    #[default]
    Employee,
    /// Their days of leave.
    Leave,
}

/// Creates and updates at the provider.
///
/// # Errors
/// When it could not be done at all; trouble of single employees is in the report.
pub async fn run(options: Options, face: &Face<'_>) -> Result<ChangeReport, OpsError> {
    let _ = (options, face.stop.asked());
    Err(OpsError::later("`export` is not built yet"))
}
