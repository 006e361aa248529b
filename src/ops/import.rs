//! Merges the provider's employees into the HR system. Comes with a later version.

use std::path::PathBuf;

use super::report::ChangeReport;
use super::{Face, OpsError, Selection};
use crate::record::{Choice, Key};

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder of `crosswalk.yaml`.
    pub workspace: PathBuf,
    /// The connection's name.
    pub connection: String,
    /// Who is merged and how.
    pub choice: ImportChoice,
    /// On a transport that cannot change anything.
    pub dry_run: bool,
    /// Sensitive values are not masked.
    pub show_sensitive: bool,
}

/// Who is merged and how.
#[derive(Debug, Clone)]
pub struct ImportChoice {
    /// Which employees; keys are the provider's.
    pub selection: Selection,
    /// For rows that no decision names.
    pub action: Choice,
    /// Provider key and HR key.
    pub matches: Vec<(Key, Key)>,
    /// A decisions file (NDJSON).
    pub decisions: Option<PathBuf>,
}

/// Refuses: this version exports only.
///
/// # Errors
/// Always.
pub async fn run(options: Options, face: &Face<'_>) -> Result<ChangeReport, OpsError> {
    let _ = (options, face.stop.is_set());
    Err(OpsError::later("`import` comes with a later version; nothing was read or sent")
        .help("`crosswalk list CONNECTION` shows who is linked; `crosswalk match` links by hand"))
}
