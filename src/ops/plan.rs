//! Computes a plan and keeps it in a file.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::export::{Entity, ExportChoice};
use super::import::{self, ImportChoice};
use super::report::ChangeReport;
use super::session::{Exchange, PlanFile, Session};
use super::{Face, OpsError};
use crate::record::Direction;

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

/// Computes a plan and keeps it in a file. Sends nothing that changes anything.
///
/// # Errors
/// When it could not be done at all; trouble of single employees is in the report.
pub async fn run(options: Options, face: &Face<'_>) -> Result<ChangeReport, OpsError> {
    let (direction, mut exchange) = match options.choice {
        PlanChoice::Export(choice) if choice.entity == Entity::Leave => {
            return Err(OpsError::later("a plan of leave is not kept in a file yet")
                .help("look with `export NAME … --entity leave --dry-run`, then export"));
        }
        PlanChoice::Export(choice) => {
            let mut exchange = Exchange::following(Direction::Export, choice.selection);
            exchange.create = choice.create;
            exchange.brakes = choice.brakes;
            (Direction::Export, exchange)
        }
        PlanChoice::Import(choice) => (Direction::Import, import::exchange(&choice)?),
    };
    exchange.show_sensitive = options.show_sensitive;
    let session = Session::open(&options.workspace, &options.connection, direction, &face.stop).await?;
    let look = exchange.look(&session).await?;
    let file = PlanFile::of(&session, &exchange, &look.prepared.plan, Timestamp::now().to_string());
    write(&options.out, &file)?;
    let mut report = look.reporting.report(look.prepared.plan.changes);
    report.notes.extend(look.prepared.notes);
    Ok(report)
}

/// For its owner's eyes only.
fn write(path: &Path, file: &PlanFile) -> Result<(), OpsError> {
    let failed = |error: std::io::Error| {
        OpsError::world("files", format!("the plan cannot be written to {}: {error}", path.display()))
    };
    let mut open = OpenOptions::new();
    open.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut open, 0o600);
    let mut out = open.open(path).map_err(failed)?;
    #[cfg(unix)]
    std::fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).map_err(failed)?;
    let text = serde_json::to_string_pretty(file).map_err(|error| failed(error.into()))?;
    out.write_all(text.as_bytes()).and_then(|()| out.write_all(b"\n")).and_then(|()| out.sync_all()).map_err(failed)
}
