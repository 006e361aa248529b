//! What people wish for the records of the source, one by one or all alike.

use std::collections::BTreeMap;

use crate::record::Key;

/// What is to become of a record of the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Wish {
    /// What follows from its situation: created, linked by a rule that is trusted, or changed.
    #[default]
    Follow,
    /// A new record at the target.
    Create,
    /// Tied to a record of the target, which stays as it is.
    KeepTarget,
    /// Tied to a record of the target, which takes the source's values.
    TakeSource,
    /// Left alone. With a partner: tied to it, and nothing else.
    Leave,
}

/// Whose value of a single field counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Take {
    /// The source's.
    Source,
    /// The target's.
    Target,
}

/// A wish for one record, or for all that have none of their own.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Decision {
    /// What is to become of it.
    pub wish: Wish,
    /// The target's record that a person chose for it.
    pub partner: Option<Key>,
    /// Somebody looked at this very record: what only the target changed may be overwritten, too.
    pub single: bool,
    /// Single fields, by the employee field.
    pub fields: BTreeMap<String, Take>,
}

impl Decision {
    /// Nothing at all is wished.
    #[must_use]
    pub fn leaves(&self) -> bool {
        self.wish == Wish::Leave && self.partner.is_none()
    }
}

/// Everybody's wishes.
#[derive(Debug, Clone, Default)]
pub struct Wishes {
    /// For records that have none of their own.
    pub usual: Decision,
    /// By the source's key.
    pub single: BTreeMap<Key, Decision>,
}

impl Wishes {
    /// The one that counts for a record.
    #[must_use]
    pub fn of(&self, source: &Key) -> &Decision {
        self.single.get(source).unwrap_or(&self.usual)
    }
}
