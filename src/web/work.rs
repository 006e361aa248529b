//! What people started: a preview, then the run they agreed to. It goes on when the page is closed.
//!
//! A [`Work`] is planned (reads only), waits for a person to agree, and is carried out as far as it is still as approved.
//! It lives in memory, names and values with it, for as long as the program; what happened stands in the store, without
//! them. A program that was ended in the middle leaves steps in doubt, which are settled at the next start.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use tokio::sync::watch;

use super::answer::Refused;
use super::console::Console;
use crate::ops::export::{self, Entity, ExportChoice};
use crate::ops::plan::{Approval, PlanChoice, Question};
use crate::ops::report::{ChangeReport, SettleReport, Tab};
use crate::ops::{Face, OpsError, Progress, Selection, Stop, Unattended, apply, plan, settle};
use crate::record::{Choice, Direction, Key, Outcome};

/// How long a preview waits for somebody to agree: it holds names and values, and what it shows grows old.
const WAITS: SignedDuration = SignedDuration::from_hours(1);

/// What is to be done.
#[derive(Debug, Clone)]
pub(super) enum Task {
    /// Employees or their leave: planned, looked at, carried out as approved.
    Exchange(PlanChoice),
    /// Finding out what became of requests whose answer was lost.
    Settle,
}

impl Task {
    /// Which way it goes.
    pub(super) fn direction(&self) -> Direction {
        match self {
            Self::Exchange(PlanChoice::Import(_)) => Direction::Import,
            Self::Exchange(PlanChoice::Export(_)) | Self::Settle => Direction::Export,
        }
    }

    /// The kind of record.
    pub(super) fn entity(&self) -> Entity {
        match self {
            Self::Exchange(PlanChoice::Export(choice)) => choice.entity,
            _ => Entity::Employee,
        }
    }
}

/// How far it is.
#[derive(Debug, Clone)]
pub(super) enum Stage {
    /// Reads and computes.
    Planning,
    /// Waits for a person.
    Planned(Arc<ChangeReport>, Arc<Approval>),
    /// Sends.
    Sending,
    /// Over, with what came of it.
    Done(Arc<ChangeReport>),
    /// Doubts were settled.
    Settled(Arc<SettleReport>),
    /// It could not be done.
    Failed(OpsError),
    /// A person decided against it.
    Withdrawn,
}

/// One employee who is through.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) name: String,
    pub(super) outcome: Outcome,
}

/// How it goes.
#[derive(Debug, Clone, Default)]
pub(super) struct Going {
    pub(super) phase: String,
    pub(super) total: Option<u64>,
    pub(super) through: u64,
    /// The latest last; not all of a long run.
    pub(super) lines: VecDeque<Line>,
}

/// Lines that are kept to be shown.
const LINES: usize = 500;

/// Something that a person started.
pub(super) struct Work {
    pub(super) id: String,
    pub(super) connection: String,
    pub(super) task: Task,
    /// Who started it.
    pub(super) by: String,
    pub(super) started: Timestamp,
    pub(super) stop: Stop,
    state: Mutex<(Stage, Going)>,
    turns: watch::Sender<u64>,
}

impl Work {
    /// Begins in a stage.
    pub(super) fn new(connection: &str, task: Task, by: &str, stage: Stage) -> Self {
        Self {
            id: ulid::Ulid::new().to_string(),
            connection: connection.to_owned(),
            task,
            by: by.to_owned(),
            started: Timestamp::now(),
            stop: Stop::new(),
            state: Mutex::new((stage, Going::default())),
            turns: watch::channel(0).0,
        }
    }

    /// How far it is and how it goes.
    pub(super) fn state(&self) -> (Stage, Going) {
        lock(&self.state).clone()
    }

    /// Hears of every turn.
    pub(super) fn turns(&self) -> watch::Receiver<u64> {
        self.turns.subscribe()
    }

    /// Nothing more will come of it by itself.
    pub(super) fn is_over(&self) -> bool {
        !matches!(lock(&self.state).0, Stage::Planning | Stage::Sending | Stage::Planned(..))
    }

    /// Requests are under way.
    pub(super) fn is_busy(&self) -> bool {
        matches!(lock(&self.state).0, Stage::Planning | Stage::Sending)
    }

    fn turn(&self, change: impl FnOnce(&mut (Stage, Going))) {
        change(&mut lock(&self.state));
        self.turns.send_modify(|turn| *turn += 1);
    }

    /// A preview that nobody agreed to in time is dropped, with what stood in it.
    pub(super) fn grow_old(&self, now: Timestamp) {
        let waits = matches!(lock(&self.state).0, Stage::Planned(..));
        if waits && now.duration_since(self.started) > WAITS {
            let message = "nobody agreed to this within an hour, and what it showed may have changed";
            self.stage(Stage::Failed(OpsError::usage(message).help("start it again from the list; nothing was sent")));
        }
    }

    fn stage(&self, stage: Stage) {
        self.turn(|state| state.0 = stage);
    }
}

impl Progress for Work {
    fn started(&self, phase: &str, total: Option<u64>) {
        self.turn(|(_, going)| {
            if total.is_some() || going.total.is_none() {
                going.total = total;
            }
            going.phase = phase.to_owned();
        });
    }

    fn employee(&self, name: &str, outcome: Outcome) {
        self.turn(|(_, going)| {
            going.through += 1;
            going.lines.push_back(Line { name: name.to_owned(), outcome });
            if going.lines.len() > LINES {
                going.lines.pop_front();
            }
        });
    }

    fn finished(&self) {}
}

/// Hears phases alone.
pub(super) struct Hears<'a>(&'a (dyn Fn(String) + Sync));

impl<'a> Hears<'a> {
    pub(super) fn phases(tell: &'a (dyn Fn(String) + Sync)) -> Self {
        Self(tell)
    }
}

impl Progress for Hears<'_> {
    fn started(&self, phase: &str, _total: Option<u64>) {
        (self.0)(phase.to_owned());
    }
    fn employee(&self, _name: &str, _outcome: Outcome) {}
    fn finished(&self) {}
}

/// Starts something; what has to be looked at first is planned, nothing else.
pub(super) fn start(console: &Arc<Console>, connection: &str, task: Task, by: &str) -> Arc<Work> {
    let settles = matches!(task, Task::Settle);
    let stage = if settles { Stage::Sending } else { Stage::Planning };
    let work = Arc::new(Work::new(connection, task, by, stage));
    console.works.add(&work);
    let (console, going) = (Arc::clone(console), Arc::clone(&work));
    on_its_own(move |at_work| {
        at_work.block_on(async {
            if settles { settled(&console, &going).await } else { planned(&console, &going).await }
        });
    });
    work
}

/// On a thread of its own: what people wait for on other pages is not kept waiting by a large company's plan.
pub(super) fn on_its_own(work: impl FnOnce(&tokio::runtime::Handle) + Send + 'static) {
    let at_work = tokio::runtime::Handle::current();
    tokio::task::spawn_blocking(move || work(&at_work));
}

async fn planned(console: &Console, work: &Work) {
    let face = Face { progress: work, consent: &Unattended, stop: work.stop.clone() };
    work.started("Reading both systems to see what would change", None);
    let stage = match &work.task {
        Task::Exchange(choice) => {
            let question = Question {
                workspace: console.workspace.clone(),
                connection: work.connection.clone(),
                choice: choice.clone(),
                show_sensitive: true,
            };
            let asked = Box::pin(plan::ask(question, &face)).await;
            asked.map(|(report, approval)| Stage::Planned(Arc::new(report), Arc::new(approval)))
        }
        Task::Settle => return,
    };
    let stopped = work.stop.is_set();
    work.stage(match stage {
        _ if stopped => Stage::Withdrawn,
        Ok(stage) => stage,
        Err(error) => Stage::Failed(error),
    });
}

/// A person agrees: that is written down first, so that nothing is sent that nobody is known to have agreed to. False
/// when it is not waiting for anybody.
///
/// # Errors
/// When somebody else has a run under way there.
pub(super) async fn confirmed(console: &Arc<Console>, work: &Arc<Work>, by: &str) -> Result<bool, Refused> {
    let Stage::Planned(report, _) = work.state().0 else { return Ok(false) };
    if let Some(other) = console.works.busy(&work.connection) {
        let message = format!("{} has a run under way on this connection: wait until it is over, then agree", other.by);
        return Err(Refused { status: StatusCode::CONFLICT, error: OpsError::world("busy", message) });
    }
    let what = if work.task.direction() == Direction::Export { "export-confirmed" } else { "import-confirmed" };
    let details = json!({
        "work": work.id, "entity": report.entity, "count": report.to_send(), "created_all_the_same": all_the_same(&work.task),
    });
    console.access.record(by, what, Some(&work.connection), details).await?;
    Ok(agree(console, work))
}

/// Whom somebody wants created though somebody like that is there.
fn all_the_same(task: &Task) -> Vec<&Key> {
    match task {
        Task::Exchange(PlanChoice::Export(choice)) => choice.create.iter().collect(),
        Task::Exchange(PlanChoice::Import(choice)) => {
            let created = choice.decided.iter().filter(|decided| decided.action == Choice::Create);
            created.map(|decided| &decided.provider_key).collect()
        }
        Task::Settle => Vec::new(),
    }
}

/// A person agreed: carries it out. False when it is not waiting for anybody.
fn agree(console: &Arc<Console>, work: &Arc<Work>) -> bool {
    let mut approval = None;
    work.turn(|(stage, going)| {
        if let Stage::Planned(_, kept) = stage {
            approval = Some(Arc::clone(kept));
            *stage = Stage::Sending;
            *going = Going { phase: "Reading both systems once more".into(), ..Going::default() };
        }
    });
    let Some(approval) = approval else { return false };
    let (console, work) = (Arc::clone(console), Arc::clone(work));
    on_its_own(move |at_work| at_work.block_on(carried_out(&console, &work, &approval)));
    true
}

async fn carried_out(console: &Console, work: &Work, approval: &Approval) {
    let face = Face { progress: work, consent: &Unattended, stop: work.stop.clone() };
    let done = Box::pin(apply::approved(&console.workspace, approval, true, &face)).await;
    work.stage(match done {
        Ok(report) => Stage::Done(Arc::new(report)),
        Err(error) => Stage::Failed(error),
    });
    console.readings.changed(&work.connection);
}

/// Starts what was agreed to beforehand: changed fields of linked employees, and nothing else.
pub(super) fn unattended(console: &Arc<Console>, connection: &str, by: &str) {
    let choice = ExportChoice::of(Selection::Tab(Tab::Linked));
    let task = Task::Exchange(PlanChoice::Export(choice.clone()));
    let work = Arc::new(Work::new(connection, task, by, Stage::Sending));
    console.works.add(&work);
    let console = Arc::clone(console);
    on_its_own(move |at_work| {
        at_work.block_on(async {
            let face = Face { progress: &*work, consent: &Unattended, stop: work.stop.clone() };
            let (workspace, connection) = (console.workspace.clone(), work.connection.clone());
            let options = export::Options { workspace, connection, choice, dry_run: false, show_sensitive: true };
            let done = Box::pin(export::run(options, &face)).await;
            if let Err(error) = &done {
                // Nobody watches, and what could not even begin is no run: it is written down, or at least shown.
                let details = json!({ "code": error.code });
                let _ = console.access.record(&work.by, "export-failed", Some(&work.connection), details).await;
            }
            work.stage(match done {
                Ok(report) => Stage::Done(Arc::new(report)),
                Err(error) => Stage::Failed(error),
            });
            console.readings.changed(&work.connection);
        });
    });
}

async fn settled(console: &Console, work: &Work) {
    let face = Face { progress: work, consent: &Unattended, stop: work.stop.clone() };
    work.started("Looking up what became of requests whose answer was lost", None);
    let options = settle::Options { workspace: console.workspace.clone(), connection: Some(work.connection.clone()) };
    work.stage(match Box::pin(settle::run(options, &face)).await {
        Ok(report) => Stage::Settled(Arc::new(report)),
        Err(error) => Stage::Failed(error),
    });
    console.readings.changed(&work.connection);
}

/// A person decided against it, or wants it to stop. What is under way is waited for.
pub(super) fn withdraw(work: &Work) {
    work.stop.stop();
    work.turn(|(stage, _)| {
        if matches!(stage, Stage::Planned(..)) {
            *stage = Stage::Withdrawn;
        }
    });
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
