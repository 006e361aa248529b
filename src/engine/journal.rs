//! The journal of one run: every step is written down before it is sent, and what came of it after.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use jiff::Timestamp;

use super::{Boundary, EngineError};
use crate::plan::{Change, FieldChange};
use crate::record::{Direction, Issue, Key, LinkedBy};
use crate::store::{
    ChangeRow, FieldRef, KeyedHash, Link, NewStep, RunId, StepId, StepKind, Store, StoreError, Success,
};

/// One run's journal.
#[derive(Debug, Clone)]
pub struct Journal {
    /// Where it is kept.
    pub store: Store,
    /// The run.
    pub run: RunId,
    /// Its connection.
    pub connection: String,
    /// The kind of record.
    pub entity: String,
    /// Which way the records go.
    pub direction: Direction,
    /// Cuts the run short in tests.
    pub boundary: Boundary,
    lines: Arc<AtomicU32>,
}

/// What is about to be sent.
#[derive(Debug, Clone)]
pub(super) struct Intent {
    pub(super) source: Key,
    pub(super) target: Option<Key>,
    pub(super) part: String,
    pub(super) slot: &'static str,
    pub(super) kind: StepKind,
    pub(super) repeatable: bool,
    pub(super) retire: Option<Key>,
    pub(super) settle: Vec<(String, KeyedHash)>,
}

impl Intent {
    /// Whose part it is about, for boundaries.
    pub(super) fn whom(&self) -> String {
        format!("{} {}.{}", self.source, self.part, self.slot)
    }
}

/// What became of an intent before it was sent.
pub(super) enum Started {
    /// It is written down.
    Step(StepId),
    /// Somebody who looks the same is being created, or in doubt.
    Clash,
}

impl Journal {
    /// The journal of a run that was begun.
    #[must_use]
    pub fn new(
        store: Store,
        run: RunId,
        connection: String,
        entity: String,
        direction: Direction,
        boundary: Boundary,
    ) -> Self {
        Self { store, run, connection, entity, direction, boundary, lines: Arc::default() }
    }

    /// The same journal for what goes the other way.
    #[must_use]
    pub fn facing(&self, direction: Direction) -> Self {
        Self { direction, ..self.clone() }
    }

    /// A link as the store keeps it, from the keys as they travel.
    pub(super) fn link(&self, source: Key, target: Key, by_hand: bool) -> Link {
        let by = match self.direction {
            _ if by_hand => LinkedBy::Hand,
            Direction::Export => LinkedBy::Rule,
            Direction::Import => LinkedBy::Import,
        };
        let (hr_key, provider_key) = match self.direction {
            Direction::Export => (source, target),
            Direction::Import => (target, source),
        };
        Link { hr_key, provider_key, since: now(), by, unlinked: false }
    }

    /// The key of a link on the side that is written to.
    pub(super) fn target_of(&self, link: Link) -> Key {
        match self.direction {
            Direction::Export => link.provider_key(),
            Direction::Import => link.hr_key(),
        }
    }

    /// Who makes the link of somebody just created.
    pub(super) fn maker(&self) -> LinkedBy {
        match self.direction {
            Direction::Export => LinkedBy::Create,
            Direction::Import => LinkedBy::Import,
        }
    }

    pub(super) async fn start(&self, intent: Intent) -> Result<Started, EngineError> {
        let whom = intent.whom();
        self.boundary.pass("before a step is written down", &whom)?;
        let step = NewStep {
            run: self.run.clone(),
            connection: self.connection.clone(),
            entity: self.entity.clone(),
            direction: self.direction,
            source: intent.source,
            target: intent.target,
            part: intent.part,
            slot: intent.slot.to_owned(),
            kind: intent.kind,
            repeatable: intent.repeatable,
            retire: intent.retire,
            settle: intent.settle,
            started: now(),
        };
        let started = match self.store.start_step(step).await {
            Ok(step) => Started::Step(step),
            Err(StoreError::SettleClash { .. } | StoreError::Unsettled { .. }) => return Ok(Started::Clash),
            Err(error) => return Err(error.into()),
        };
        self.boundary.pass("after a step is written down", &whom)?;
        Ok(started)
    }

    pub(super) async fn succeed(
        &self,
        step: StepId,
        whom: &str,
        target: Option<Key>,
        link: Option<LinkedBy>,
        entry: Option<Key>,
    ) -> Result<(), EngineError> {
        self.boundary.pass("before a success is written down", whom)?;
        self.store.succeed(step, Success { target, link, entry }).await?;
        self.boundary.pass("after a success is written down", whom)
    }

    pub(super) async fn fail(&self, step: StepId, whom: &str, issue: Issue) -> Result<(), EngineError> {
        self.boundary.pass("before a refusal is written down", whom)?;
        self.store.fail(step, issue).await?;
        self.boundary.pass("after a refusal is written down", whom)
    }

    pub(super) async fn doubt(&self, step: StepId, whom: &str) -> Result<(), EngineError> {
        self.boundary.pass("before a doubt is written down", whom)?;
        self.store.doubt(step).await?;
        self.boundary.pass("after a doubt is written down", whom)
    }

    /// Writes down what came of one person, without values.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn record(&self, change: &Change) -> Result<(), EngineError> {
        let whom = change.source_key.as_ref().map_or("", Key::as_str);
        self.boundary.pass("before an outcome is written down", whom)?;
        let line = self.lines.fetch_add(1, Ordering::Relaxed);
        self.store.record_change(&self.run, line, row(self.direction, change)).await?;
        self.boundary.pass("after an outcome is written down", whom)
    }
}

/// Now, as the journal writes it.
#[must_use]
pub(super) fn now() -> String {
    Timestamp::now().to_string()
}

fn row(direction: Direction, change: &Change) -> ChangeRow {
    let field = |field: &FieldChange| FieldRef {
        field: field.field.clone(),
        path: field.path.clone(),
        group: field.group.clone(),
    };
    let (source, target) = (change.source_key.clone(), change.target_key.clone());
    let (hr_key, provider_key) = match direction {
        Direction::Export => (source, target),
        Direction::Import => (target, source),
    };
    ChangeRow {
        hr_key,
        provider_key,
        situation: change.situation.as_str().to_owned(),
        action: change.action.as_str().to_owned(),
        outcome: change.outcome.as_str().to_owned(),
        fields: change.fields.iter().map(field).collect(),
        issues: change.issues.iter().map(kept).collect(),
    }
}

/// An issue as it is kept: a provider's own words may hold anything, names and accounts among it, and stand only in the
/// report of the run.
fn kept(issue: &Issue) -> Issue {
    let words = match issue.code.as_str() {
        "rejected" => "the provider refused it; its words were in the report of the run",
        "denied" => "the provider does not let us in",
        "conflict" if issue.field.is_none() => "the provider says it exists already; match it by hand",
        "missing" => "the provider no longer knows this person or part",
        "throttled" => "the provider asks to go slower; run it again later",
        "not-done" => "it could not be sent; run it again",
        "in-doubt" => "the answer was lost, so this may or may not have been done; run settle",
        "stale" | "expired" => "it was changed meanwhile, or the login ran out; look again",
        _ => return issue.clone(),
    };
    Issue { message: words.to_owned(), ..issue.clone() }
}
