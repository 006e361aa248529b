//! What is wanted, what is there, and what is done about it.

use serde_json::Value;

use crate::plan::Change;
use crate::record::{Issue, Key};

/// One record of an owner, as the source has it.
#[derive(Debug, Clone)]
pub struct OwnedRecord {
    /// The source's key of the record.
    pub key: Key,
    /// The record.
    pub record: Value,
    /// What was wrong on reading: it is held.
    pub issues: Vec<Issue>,
    /// What had a value there and was left out on reading.
    pub notes: Vec<Issue>,
}

/// One record of an owner, as the target holds it.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The target's key of the record.
    pub key: Key,
    /// In the part's own shape.
    pub value: Value,
}

/// What is done about one record of an owner.
#[derive(Debug, Clone)]
pub struct Errand {
    /// As it is told.
    pub change: Change,
    /// Its day: what is done about a day is done in order, and what fails stops the rest of the day.
    pub day: String,
    /// What is sent.
    pub deed: Deed,
}

/// What is sent about one record of an owner.
#[derive(Debug, Clone, PartialEq)]
pub enum Deed {
    /// Nothing.
    Nothing,
    /// What we made is taken away.
    Delete(Entry),
    /// What we made gets these lines of the record.
    Update {
        /// The wanted record.
        record: Value,
        /// What is there.
        entry: Entry,
        /// The lines that differ.
        lines: Vec<usize>,
    },
    /// The record is made.
    Create(Value),
}

impl Deed {
    /// The order within a day: what is too much goes first, what is new comes last, so that no day counts twice.
    #[must_use]
    pub fn turn(&self) -> u8 {
        match self {
            Self::Nothing => 0,
            Self::Delete(_) => 1,
            Self::Update { .. } => 2,
            Self::Create(_) => 3,
        }
    }

    /// Whether the same is sent about the same record: planned once, and computed again just before it is sent.
    #[must_use]
    pub fn is_still(&self, planned: &Self) -> bool {
        self == planned
    }
}
