//! What a plan rests on: people of the source, profiles of the target, and the ties between them.

use serde_json::Value;

use crate::record::{Issue, Key};

/// Someone of the source system.
#[derive(Debug, Clone)]
pub struct Person {
    /// The source's key.
    pub key: Key,
    /// For people; may be empty.
    pub name: String,
    /// What tells them from others of that name; may be empty.
    pub about: String,
    /// The employee record.
    pub record: Value,
    /// What was wrong on reading: the person is held.
    pub issues: Vec<Issue>,
    /// What had a value there and was left out on reading.
    pub notes: Vec<Issue>,
    /// Belongs to the connection.
    pub in_scope: bool,
    /// Inactive, or the end date is past: never created.
    pub leaver: bool,
    /// The target's key that the record itself names, and how sure the source's rules are of it.
    pub claim: Option<(Key, f64)>,
}

/// One part of a profile as it was read.
#[derive(Debug, Clone, Default)]
pub struct PartState {
    /// It was read, completely.
    pub read: bool,
    /// The entries that count: at most one where the part has no identity; the one that counts most first.
    pub entries: Vec<Value>,
    /// Entries that are there and do not count, of a part of which one counts.
    pub aside: Vec<Value>,
}

/// Someone of the target system.
#[derive(Debug, Clone)]
pub struct Profile {
    /// The target's key.
    pub key: Key,
    /// One for each part, in order.
    pub parts: Vec<PartState>,
}

impl Profile {
    /// A profile of which nothing was read yet.
    #[must_use]
    pub fn unread(key: Key, parts: usize) -> Self {
        Self { key, parts: vec![PartState::default(); parts] }
    }

    /// The entry of each part that counts most, for mapping back.
    #[must_use]
    pub fn present(&self) -> Vec<Option<&Value>> {
        self.parts.iter().map(|part| part.entries.first()).collect()
    }
}

/// This person of the source is that profile of the target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tie {
    /// The source's key.
    pub source: Key,
    /// The target's key.
    pub target: Key,
    /// False: taken away by hand, and remembered.
    pub active: bool,
}
