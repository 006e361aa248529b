//! Starting a step before its request leaves, and saying how it ended.

use rusqlite::{Connection, OptionalExtension};

use crate::record::{Direction, Issue, Key, LinkedBy};

use super::error::StoreError;
use super::link::Link;
use super::links::{Side, active, put};
use super::opening::Store;
use super::row::{json, utc};
use super::runs::open_run;
use super::state::{StepEvent, StepState};
use super::step::{NewStep, Step, StepId, StepKind, Success};
use super::step_row::{get, save};

impl Store {
    /// Journals a step; it is durable when the answer comes back, and only then may its request leave.
    /// A step that creates a person is refused while an earlier creation of that person is not settled, while one that
    /// `settle` could not tell from it is not, when the employee is linked, and before the run's known keys are
    /// journalled. Any other step with `settle` hashes is refused while one of the same record and hashes is not
    /// settled. Steps without them are not compared.
    pub async fn start_step(&self, mut step: NewStep) -> Result<StepId, StoreError> {
        step.started = utc(&step.started)?;
        step.settle.sort_unstable();
        step.settle.dedup();
        let settle = json("settle", &step.settle)?;
        self.inner
            .owner
            .write(move |tx| {
                open_run(tx, &step.run, &step.connection)?;
                if step.kind == StepKind::CreatePerson {
                    may_create(tx, &step, &settle)?;
                } else if !step.settle.is_empty() {
                    may_write(tx, &step, &settle)?;
                }
                tx.prepare_cached(
                    "INSERT INTO step (run, connection, entity, source, target, part, slot, kind, repeatable, \
                     retire, settle, started, state, direction) \
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
                )?
                .execute((
                    &step.run,
                    &step.connection,
                    &step.entity,
                    &step.source,
                    &step.target,
                    &step.part,
                    &step.slot,
                    step.kind,
                    step.repeatable,
                    &step.retire,
                    &settle,
                    &step.started,
                    StepState::Started,
                    step.direction,
                ))?;
                Ok(StepId(tx.last_insert_rowid()))
            })
            .await
    }

    /// The step succeeded, and its link is made: both or neither. When the link is refused the step stays started; its
    /// caller says [`Store::doubt`] then, so that a person looks at it.
    pub async fn succeed(&self, step: StepId, success: Success) -> Result<(), StoreError> {
        self.inner
            .owner
            .write(move |tx| {
                let mut now = advance(tx, step, StepEvent::Succeed)?;
                now.what.target = success.target.or(now.what.target);
                now.entry = success.entry;
                if let Some(by) = success.link {
                    link(tx, &now, by)?;
                }
                save(tx, &now)
            })
            .await
    }

    /// The system refused before acting; the step may be planned again.
    pub async fn fail(&self, step: StepId, issue: Issue) -> Result<(), StoreError> {
        self.inner
            .owner
            .write(move |tx| {
                let mut now = advance(tx, step, StepEvent::Fail)?;
                now.issue = Some(issue);
                save(tx, &now)
            })
            .await
    }

    /// Nobody knows whether the system acted.
    pub async fn doubt(&self, step: StepId) -> Result<(), StoreError> {
        self.inner.owner.write(move |tx| save(tx, &advance(tx, step, StepEvent::Doubt)?)).await
    }
}

/// The step as it is after an event of the transition table; not saved yet.
pub(super) fn advance(db: &Connection, step: StepId, event: StepEvent) -> Result<Step, StoreError> {
    let mut now = get(db, step)?;
    now.state = now.state.after(event)?;
    Ok(now)
}

/// Links a step's record to the one that it made, since the step started.
pub(super) fn link(db: &Connection, step: &Step, by: LinkedBy) -> Result<(), StoreError> {
    let (Some(hr_key), Some(provider_key)) = step.pair() else { return Err(StoreError::NoTargetKey(step.id)) };
    let (hr_key, provider_key) = (hr_key.clone(), provider_key.clone());
    let link = Link { hr_key, provider_key, since: step.started.clone(), by, unlinked: false };
    put(db, &step.connection, &step.entity, &link)
}

/// The same about the same record is not under way or in doubt.
fn may_write(db: &Connection, step: &NewStep, settle: &str) -> Result<(), StoreError> {
    let open = db
        .prepare_cached(
            "SELECT id FROM step WHERE connection = ?1 AND entity = ?2 AND direction = ?3 AND source = ?4 AND part = ?5 \
             AND settle = ?6 AND state IN ('started', 'in-doubt', 'unknown')",
        )?
        .query_row((&step.connection, &step.entity, step.direction, &step.source, &step.part, settle), |row| row.get(0))
        .optional()?;
    match open {
        Some(id) => Err(StoreError::Unsettled { step: id, whom: step.source.clone() }),
        None => Ok(()),
    }
}

fn may_create(db: &Connection, step: &NewStep, settle: &str) -> Result<(), StoreError> {
    if !db.prepare_cached("SELECT 1 FROM known WHERE run = ?1")?.exists([&step.run])? {
        return Err(StoreError::KnownKeysMissing(step.run.clone()));
    }
    let (side, of) = match step.direction {
        Direction::Export => (Side::Hr, Link::provider_key as fn(Link) -> Key),
        Direction::Import => (Side::Provider, Link::hr_key as fn(Link) -> Key),
    };
    if let Some(there) = active(db, &step.connection, &step.entity, side, &step.source)? {
        return Err(StoreError::AlreadyLinked { to: of(there) });
    }
    let mut statement = db.prepare_cached(
        "SELECT id, source, settle FROM step WHERE connection = ?1 AND entity = ?2 AND direction = ?5 \
         AND state IN ('started', 'in-doubt', 'unknown') AND kind = 'create-person' AND (source = ?3 OR settle = ?4)",
    )?;
    let mut rows = statement.query((&step.connection, &step.entity, &step.source, settle, step.direction))?;
    while let Some(row) = rows.next()? {
        let other = (row.get(0)?, row.get(1)?);
        if other.1 == step.source {
            return Err(StoreError::Unsettled { step: other.0, whom: other.1 });
        }
        if !step.settle.is_empty() {
            return Err(StoreError::SettleClash { step: other.0, whom: other.1 });
        }
    }
    Ok(())
}
