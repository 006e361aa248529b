//! Creates and updates at the provider.

use std::path::PathBuf;

use jiff::civil::Date;

use super::report::ChangeReport;
use super::session::{Exchange, Session};
use super::{Brake, Face, OpsError, Selection};
use crate::engine::Boundary;
use crate::record::{Direction, Key};

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
    #[cfg(debug_assertions)]
    if let Some(file) = std::env::var_os("CROSSWALK_KILL_AT") {
        return run_until(options, face, super::kill::at_each_once(file.into())).await;
    }
    run_until(options, face, Boundary::none()).await
}

/// As [`run`], cut short where the boundary says so: for tests of what a crash leaves behind.
///
/// # Errors
/// As [`run`]; `cut-short` when it was.
pub async fn run_until(options: Options, face: &Face<'_>, boundary: Boundary) -> Result<ChangeReport, OpsError> {
    let choice = options.choice;
    if choice.entity == Entity::Leave {
        return Err(OpsError::later("exporting leave comes with a later version"));
    }
    let session = Session::open(&options.workspace, &options.connection, Direction::Export, &face.stop).await?;
    let mut exchange = Exchange::following(Direction::Export, choice.selection);
    exchange.create = choice.create;
    exchange.brakes = choice.brakes;
    exchange.show_sensitive = options.show_sensitive;
    exchange.boundary = boundary;
    if options.dry_run { dry_run(&session, &exchange).await } else { exchange.run(&session, face, &|_| {}).await }
}

/// Looks only: nothing here can write.
pub(in crate::ops) async fn dry_run(session: &Session, exchange: &Exchange) -> Result<ChangeReport, OpsError> {
    let look = exchange.look(session).await?;
    let mut report = look.reporting.report(look.prepared.plan.changes);
    report.notes.extend(look.prepared.notes);
    report.interrupted = session.stop.is_set();
    Ok(report)
}
