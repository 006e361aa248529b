//! A step: one request that changes something.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::record::{Direction, Issue, Key, LinkedBy, words};

use super::hash::KeyedHash;
use super::run::RunId;
use super::state::{StepEvent, StepState};

/// The number of a step in its store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StepId(pub(super) i64);

impl fmt::Display for StepId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

words! {
    /// What a step does, as far as settling is concerned.
    StepKind {
        /// Makes a person. Settled by looking for that person at the target.
        CreatePerson = "create-person",
        /// Makes a later part of a person. Settled by reading the part.
        CreatePart = "create-part",
        /// Changes what is there.
        Update = "update",
        /// Takes a former entry away.
        Retire = "retire",
        /// Anything else.
        Other = "other",
    }
}

/// A step about to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewStep {
    /// Its run.
    pub run: RunId,
    /// The run's connection.
    pub connection: String,
    /// The entity of the record.
    pub entity: String,
    /// Which way the record goes.
    pub direction: Direction,
    /// The key of the record where it comes from.
    pub source: Key,
    /// The key of the record where it goes, unless the step makes it.
    pub target: Option<Key>,
    /// The part of the record.
    pub part: String,
    /// The slot of the part whose request it is.
    pub slot: String,
    /// What it does.
    pub kind: StepKind,
    /// Sending it twice does no more than sending it once.
    pub repeatable: bool,
    /// Of a step that adds an entry: the former entry, to be taken away after the new one was read back. Of a step that
    /// retires: the entry it takes away.
    pub retire: Option<Key>,
    /// The keyed hashes, as sent, of what `settle` names: field and hash.
    pub settle: Vec<(String, KeyedHash)>,
    /// RFC 3339 UTC.
    pub started: String,
}

/// What a well-formed success said.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Success {
    /// The record's key where it went, if the answer gave it.
    pub target: Option<Key>,
    /// Link the record, and who makes that link.
    pub link: Option<LinkedBy>,
    /// The key of the entry that was made.
    pub entry: Option<Key>,
}

/// What settling found out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settled {
    /// The system had acted. The key is the made person's, of any other step the entry's.
    Found(Key),
    /// The system had not acted.
    Absent,
    /// It cannot be told.
    Unknown,
}

impl Settled {
    /// The event of the transition table.
    #[must_use]
    pub fn event(&self) -> StepEvent {
        match self {
            Self::Found(_) => StepEvent::Find,
            Self::Absent => StepEvent::Miss,
            Self::Unknown => StepEvent::GiveUp,
        }
    }
}

/// A step of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its number; later steps have greater ones.
    pub id: StepId,
    /// What was to be sent. The target's key is filled in once it is known.
    pub what: NewStep,
    /// What is known of it.
    pub state: StepState,
    /// The key of the entry that it made.
    pub entry: Option<Key>,
    /// Why it failed.
    pub issue: Option<Issue>,
}

impl NewStep {
    /// The two keys as links hold them: the HR system's, the provider's.
    #[must_use]
    pub fn pair(&self) -> (Option<&Key>, Option<&Key>) {
        match self.direction {
            Direction::Export => (Some(&self.source), self.target.as_ref()),
            Direction::Import => (self.target.as_ref(), Some(&self.source)),
        }
    }
}

impl NewStep {
    /// The key of the record where it comes from, seen by somebody who goes this way; none while the other way has not
    /// made it yet.
    #[must_use]
    pub fn source_in(self, direction: Direction) -> Option<Key> {
        if self.direction == direction { Some(self.source) } else { self.target }
    }
}

impl std::ops::Deref for Step {
    type Target = NewStep;

    fn deref(&self) -> &NewStep {
        &self.what
    }
}
