//! Creates and updates at the provider.

use std::path::PathBuf;

use jiff::civil::Date;

use super::report::{ChangeReport, Tab};
use super::session::{Exchange, Kind, OwnedExchange, Session};
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
    /// For leave: what was sent before may be changed and taken away.
    pub correct: bool,
    /// This run's word on the brakes.
    pub brakes: Vec<Brake>,
}

impl ExportChoice {
    /// Employees, without any of the choices.
    #[must_use]
    pub fn of(selection: Selection) -> Self {
        let (create, brakes, entity) = (Vec::new(), Vec::new(), Entity::Employee);
        Self { selection, create, entity, from: None, to: None, correct: false, brakes }
    }

    /// What is asked for makes sense for its kind of record.
    ///
    /// # Errors
    /// When it does not.
    pub fn check(&self) -> Result<(), OpsError> {
        if self.entity == Entity::Employee {
            return match (self.from.or(self.to), self.correct) {
                (None, false) => Ok(()),
                (None, true) => Err(OpsError::usage("--correct is about leave").help("add --entity leave")),
                (Some(_), _) => Err(OpsError::usage("--from and --to are about leave").help("add --entity leave")),
            };
        }
        self.period()?;
        if self.selection == Selection::Tab(Tab::Unlinked) {
            return Err(OpsError::usage("leave is exported for linked employees")
                .help("say --linked, --all, or name employees by their HR key"));
        }
        if !self.create.is_empty() || !self.brakes.is_empty() {
            let word = if self.create.is_empty() { "--brakes" } else { "--create" };
            return Err(OpsError::usage(format!("{word} is about employees, not about leave")).help("leave it out"));
        }
        Ok(())
    }

    /// The exchange of leave.
    ///
    /// # Errors
    /// When it says no period.
    pub(in crate::ops) fn owned(self, show_sensitive: bool, boundary: Boundary) -> Result<OwnedExchange, OpsError> {
        let (from, to) = self.period()?;
        let Self { selection, correct, .. } = self;
        Ok(OwnedExchange { kind: Kind::Leave, selection, from, to, correct, show_sensitive, boundary })
    }

    /// First and last day.
    fn period(&self) -> Result<(Date, Date), OpsError> {
        let help = "as `--from 2026-02-01 --to 2026-02-28`";
        let (Some(from), Some(to)) = (self.from, self.to) else {
            return Err(OpsError::usage("which days? leave is exported for a period").help(help));
        };
        if from > to {
            return Err(OpsError::usage("the period ends before it begins").help(help));
        }
        Ok((from, to))
    }
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
    choice.check()?;
    let session = Session::open(&options.workspace, &options.connection, Direction::Export, &face.stop).await?;
    if choice.entity == Entity::Leave {
        let exchange = choice.owned(options.show_sensitive, boundary)?;
        if options.dry_run {
            session.nobody_at_work().await?;
            return exchange.look(&session).await.map(|(report, _)| report);
        }
        return exchange.run(&session, face, None).await;
    }
    let mut exchange = Exchange::following(Direction::Export, choice.selection);
    exchange.create = choice.create;
    exchange.brakes = choice.brakes;
    exchange.show_sensitive = options.show_sensitive;
    exchange.boundary = boundary;
    if options.dry_run { dry_run(&session, &exchange).await } else { exchange.run(&session, face, &|_| {}).await }
}

/// Looks only: nothing here can write.
pub(in crate::ops) async fn dry_run(session: &Session, exchange: &Exchange) -> Result<ChangeReport, OpsError> {
    session.nobody_at_work().await?;
    let look = exchange.look(session).await?;
    let mut report = look.reporting.planned(look.prepared.plan);
    report.notes.extend(look.prepared.notes);
    report.interrupted = session.stop.is_set();
    Ok(report)
}
