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
use crate::engine::Boundary;
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
    let out = options.out.clone();
    let (report, Approval(file)) = asked(options.into(), face, true).await?;
    write(&out, &file)?;
    Ok(report)
}

/// What is asked for where a person decides at once.
#[derive(Debug, Clone)]
pub struct Question {
    /// The folder of `crosswalk.yaml`.
    pub workspace: PathBuf,
    /// The connection's name.
    pub connection: String,
    /// What is planned.
    pub choice: PlanChoice,
    /// Sensitive values are not masked.
    pub show_sensitive: bool,
}

impl From<Options> for Question {
    fn from(options: Options) -> Self {
        let Options { workspace, connection, choice, show_sensitive, .. } = options;
        Self { workspace, connection, choice, show_sensitive }
    }
}

/// What a person looked at and may agree to: what a plan file holds, without a file. No value stands in it.
#[derive(Debug, Clone)]
pub struct Approval(pub(in crate::ops) PlanFile);

impl Approval {
    /// Of a plan that does nothing.
    #[cfg(test)]
    pub(crate) fn of_nothing() -> Self {
        Self(PlanFile {
            crosswalk_plan: 1,
            connection: "pay".into(),
            direction: Direction::Export,
            made: String::new(),
            create: Vec::new(),
            records: None,
            changes: Vec::new(),
        })
    }

    /// Nothing would be carried out.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.changes.is_empty()
    }
}

/// Computes a plan for a person to look at; [`super::apply::approved`] carries it out. Sends nothing that changes
/// anything.
///
/// # Errors
/// As [`run`].
pub async fn ask(options: Question, face: &Face<'_>) -> Result<(ChangeReport, Approval), OpsError> {
    asked(options, face, false).await
}

/// `alone`: not while somebody is at work.
async fn asked(options: Question, face: &Face<'_>, alone: bool) -> Result<(ChangeReport, Approval), OpsError> {
    let made = Timestamp::now().to_string();
    let open = async |direction| {
        let session = Session::open(&options.workspace, &options.connection, direction, &face.stop).await?;
        if alone {
            session.nobody_at_work().await?;
        }
        Ok::<_, OpsError>(session)
    };
    let (direction, mut exchange) = match options.choice {
        PlanChoice::Export(choice) if choice.entity == Entity::Leave => {
            choice.check()?;
            let exchange = choice.owned(options.show_sensitive, Boundary::none())?;
            let session = open(Direction::Export).await?;
            let (report, changes) = exchange.look(&session).await?;
            let file = PlanFile::of_records(&session, &exchange, &changes, made);
            return Ok((report, Approval(file)));
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
    let session = open(direction).await?;
    let look = exchange.look(&session).await?;
    let file = PlanFile::of(&session, &exchange, &look.prepared.plan, made);
    let mut report = look.reporting.planned(look.prepared.plan);
    report.notes.extend(look.prepared.notes);
    Ok((report, Approval(file)))
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
