//! A change: one action with its field changes; and the plan: all of them.

use serde_json::Value;

use super::Candidate;
use super::brakes::BrakeWord;
use super::merge::Sides;
use crate::mapping::crosswalk::BoundLine;
use crate::record::{Action, FieldState, Issue, Key, Outcome, Situation};

/// One field, before and after.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldChange {
    /// Number of the line in the crosswalk.
    pub line: usize,
    /// The employee field.
    pub field: String,
    /// `part.place`.
    pub path: String,
    /// Group for people.
    pub group: Option<String>,
    /// What stands there; none: nothing.
    pub before: Option<Value>,
    /// What will; null: no value.
    pub after: Option<Value>,
    /// Of a new entry: what the one that counts until then holds there.
    pub beside: Option<Value>,
    /// Masked unless one asks.
    pub sensitive: bool,
    /// In a merge: how the sides compare.
    pub state: Option<FieldState>,
    /// Who changed it since both sides last agreed; none: never agreed on.
    pub changed: Option<Sides>,
    /// In a merge: the source's place that it comes from.
    pub from: Option<String>,
}

impl FieldChange {
    /// What people know the field to be until now: what stands there, or in the entry that counts.
    #[must_use]
    pub fn known(&self) -> Option<&Value> {
        self.before.as_ref().or(self.beside.as_ref())
    }

    /// A change of what a line writes.
    #[must_use]
    pub fn of(line: &BoundLine, number: usize, before: Option<Value>, after: Option<Value>) -> Self {
        Self {
            line: number,
            field: line.named().to_owned(),
            path: line.path.clone(),
            group: line.fields.first().and_then(|field| field.group.clone()),
            before,
            after,
            beside: None,
            sensitive: line.fields.iter().any(|field| field.sensitive),
            state: None,
            changed: None,
            from: None,
        }
    }
}

/// How a part is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WorkKind {
    /// The part's create.
    Create,
    /// The part's update.
    Update,
}

/// What one part needs.
#[derive(Debug, Clone, PartialEq)]
pub struct PartWork {
    /// Number of the part.
    pub part: usize,
    /// How it is written.
    pub kind: WorkKind,
    /// Lines that differ.
    pub lines: Vec<usize>,
    /// The entry as it was read; none: there is none.
    pub entry: Option<Value>,
}

/// One person's change.
#[derive(Debug, Clone)]
pub struct Change {
    /// The source's key; none for a profile without a person.
    pub source_key: Option<Key>,
    /// The target's key.
    pub target_key: Option<Key>,
    /// For people.
    pub name: String,
    /// What tells it from others of that name; may be empty.
    pub about: String,
    /// What was found.
    pub situation: Situation,
    /// What will be done.
    pub action: Action,
    /// What came of it.
    pub outcome: Outcome,
    /// Field by field.
    pub fields: Vec<FieldChange>,
    /// Why it is held, or what went wrong.
    pub issues: Vec<Issue>,
    /// What people should know: values left out, work left for their hands.
    pub notes: Vec<String>,
    /// Mandatory fields that have no value.
    pub missing: Vec<String>,
    /// Who it could be.
    pub candidates: Vec<Candidate>,
    /// What each part needs; empty for a creation (all parts follow the person's own create).
    pub works: Vec<PartWork>,
    /// What the person counts as where a merge took values from both sides; none: the source's record.
    pub merged: Option<Value>,
    /// The link is somebody's own choice.
    pub by_hand: bool,
    /// Employee fields that differ and were left so: both sides do not agree on them.
    pub open: Vec<String>,
}

impl Change {
    /// Nothing is done yet about somebody.
    #[must_use]
    pub fn nothing(source: &Key, target: Option<&Key>, name: &str, situation: Situation) -> Self {
        Self {
            source_key: Some(source.clone()),
            target_key: target.cloned(),
            name: name.to_owned(),
            about: String::new(),
            situation,
            action: Action::Nothing,
            outcome: Outcome::Done,
            fields: Vec::new(),
            issues: Vec::new(),
            notes: Vec::new(),
            missing: Vec::new(),
            candidates: Vec::new(),
            works: Vec::new(),
            merged: None,
            by_hand: false,
            open: Vec::new(),
        }
    }

    /// A person who was about to be linked and is held instead belongs to nobody.
    pub(super) fn unless_tied(&mut self) {
        if self.action == Action::Hold {
            self.target_key = None;
        }
    }

    /// Turns it into a hold for these reasons.
    pub fn wait(&mut self, issues: Vec<Issue>) {
        for issue in issues {
            self.hold(issue);
        }
    }

    /// Turns it into a hold for a reason.
    pub fn hold(&mut self, issue: Issue) {
        self.action = Action::Hold;
        self.outcome = Outcome::Held;
        self.works.clear();
        self.issues.push(issue);
    }
}

/// All changes, in a stable order.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// In the order of the source, then what only the links know.
    pub changes: Vec<Change>,
    /// Kinds of changes that were held because there are too many of them.
    pub braked: Vec<Braked>,
}

/// A kind of change of which there are more than its brake allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Braked {
    /// Which.
    pub word: BrakeWord,
    /// So many there are.
    pub count: u64,
    /// So many are allowed in one run.
    pub limit: u64,
}
