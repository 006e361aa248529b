//! The root of a compiled file, and a kind of record.

use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::Value;

use super::{Connect, Line, Lookup, Part, Pick, WordRef};
use crate::expr::{Condition, Template};
use crate::mapping::spec::{Compare, HoldOn, Labels, OnNull, SettingSpec, SettleAmong, Surplus};
use crate::record::RecordSchema;

/// A compiled system file: it cannot be half-valid.
#[derive(Debug, Clone)]
pub struct Mapping {
    /// The file as people know it.
    pub file: String,
    /// The system's name in a workspace.
    pub system: String,
    /// The system's name for people.
    pub name: String,
    /// Its own words.
    pub labels: Labels,
    /// Declared settings.
    pub settings: IndexMap<String, SettingSpec>,
    /// How to talk to it; none: offline only.
    pub connect: Option<Arc<Connect>>,
    /// Reference data.
    pub lookups: Vec<Lookup>,
    /// Employees.
    pub employee: Option<Arc<Entity>>,
    /// Leave.
    pub leave: Option<Arc<Entity>>,
}

/// A kind of record: parts, lines, matching, safety.
#[derive(Debug, Clone)]
pub struct Entity {
    /// `employee`, `leave`.
    pub name: String,
    /// The record's fields.
    pub schema: Arc<RecordSchema>,
    /// In the order of writing.
    pub parts: Vec<Part>,
    /// In the order of the file.
    pub lines: Vec<Line>,
    /// For lines that do not say otherwise.
    pub on_null: Option<WordRef<OnNull>>,
    /// What counts as null in an employee record.
    pub empty: Vec<Value>,
    /// Lists of the record that count as one entry.
    pub picks: Vec<(String, Pick)>,
    /// Records that must wait.
    pub holds: Vec<Hold>,
    /// What the system's answers say for no value: sent, it comes back as nothing.
    pub comes_back_empty: Vec<Value>,
    /// How unlinked people are recognised.
    pub matching: Matching,
    /// Whose record it is after a lost create.
    pub settle: Option<Settle>,
    /// How much one run may change.
    pub brakes: Brakes,
    /// What leaving the scope means.
    pub leaving: Leaving,
    /// What a person must still do by hand for someone just created.
    pub by_hand: Vec<String>,
    /// Names a record to people.
    pub naming: Option<Template>,
    /// What tells namesakes apart.
    pub about: Option<Template>,
    /// Holds for records never to be created.
    pub leaver: Option<Condition>,
    /// For records of an owner.
    pub owned: Option<Owned>,
    /// The lookups that its block names: only these are read for it.
    pub lookups: Vec<String>,
}

/// What holds for records of an owner beside their parts and lines.
#[derive(Debug, Clone)]
pub struct Owned {
    /// Equal in these (fields of the record, or members that a line writes) means the same; the first one is the day.
    /// Empty: they can only be read.
    pub identity: Vec<String>,
    /// Fields added up where several records are the same.
    pub add_up: Vec<String>,
    /// What happens to those not wanted any more.
    pub surplus: Surplus,
}

/// A record that must wait for a person.
#[derive(Debug, Clone)]
pub struct Hold {
    /// Over employee, settings, lookup, run.
    pub when: Condition,
    /// The field it is about.
    pub field: Option<String>,
    /// Why and what to do.
    pub message: String,
    /// When it is asked.
    pub on: Option<HoldOn>,
    /// `file:line`.
    pub at: String,
}

/// How unlinked people are recognised.
#[derive(Debug, Clone)]
pub struct Matching {
    /// In order.
    pub rules: Vec<Rule>,
    /// From which score a lone candidate is linked.
    pub link_at: LinkThreshold,
    /// From which score a candidate is shown and holds a creation.
    pub suggest_at: f64,
}

/// One rule.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Employee fields, all equal and with a value.
    pub by: Vec<String>,
    /// 0 to 1.
    pub score: f64,
    /// How its values are compared; none: as their lines say.
    pub compare: Option<Compare>,
    /// Employee fields that rule somebody out: known on both sides, and different.
    pub unless: Vec<String>,
    /// Over settings.
    pub when: Option<Condition>,
}

/// From which score a lone candidate is linked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum LinkThreshold {
    /// People decide.
    Never,
    /// At least this.
    At(f64),
}

/// Whose record it is after a lost create.
#[derive(Debug, Clone)]
pub struct Settle {
    /// Employee fields, all equal.
    pub by: Vec<String>,
    /// Where to look.
    pub among: SettleAmong,
}

/// A brake's limit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Amount {
    /// No brake.
    Unlimited,
    /// At most so many.
    Count(u64),
    /// At most so many of a hundred linked people (rounded up, at least 1).
    Percent(f64),
}

/// How much one run may change.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Brakes {
    /// Persons created.
    pub create: Amount,
    /// Linked persons updated.
    pub update: Amount,
    /// Links taken away.
    pub unlink: Amount,
    /// Linked persons leaving the scope.
    pub leaving: Amount,
}

impl Default for Brakes {
    /// No losses; updates of at most a fifth of the linked people; creations unlimited.
    fn default() -> Self {
        Self {
            create: Amount::Unlimited,
            update: Amount::Percent(20.0),
            unlink: Amount::Count(0),
            leaving: Amount::Count(0),
        }
    }
}

/// What leaving the scope means.
#[derive(Debug, Clone, PartialEq)]
pub enum Leaving {
    /// Keep the link, send nothing.
    Keep,
    /// Take the link away.
    Unlink,
    /// Write these places.
    Set(Vec<(String, Value)>),
}
