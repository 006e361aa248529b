//! A kind of record: its parts, fields, matching and safety.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Compare, FieldSpec, OneOrMany, PickSpec, SlotSpec};

/// How one kind of record is read, written and matched.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EntitySpec {
    /// The owner's kind, for records of an owner: `employee`.
    pub of: Option<String>,
    /// The record's own JSON Schema, a path beside this file; left out: the shipped one.
    pub schema: Option<String>,
    /// The pieces with requests of their own, in the order of writing. The first one's create makes the person.
    #[serde(default)]
    pub parts: IndexMap<String, PartSpec>,
    /// The crosswalk: one line for each field.
    #[serde(default)]
    pub fields: Vec<FieldSpec>,
    /// What an empty employee field does to the system's: for all lines that do not say otherwise.
    pub on_null: Option<String>,
    /// What counts as null in an employee record, `[""]` when left out.
    pub empty: Option<Vec<Value>>,
    /// Lists in the employee record that count as one of their entries: field: which.
    #[serde(default)]
    pub pick: IndexMap<String, PickSpec>,
    /// Records that must wait for a person.
    #[serde(default)]
    pub hold: Vec<HoldSpec>,
    /// How unlinked people are recognised.
    #[serde(rename = "match")]
    pub matching: Option<MatchSpec>,
    /// Whose record it is, after a create whose answer was lost.
    pub settle: Option<SettleSpec>,
    /// How much one run may change.
    pub brakes: Option<BrakesSpec>,
    /// What leaving the scope means.
    pub leaving_scope: Option<LeavingSpec>,
    /// For records of an owner: equal in these means the same record. Fields of the record, or members that a line
    /// writes; the first one is the day.
    #[serde(default)]
    pub identity: Vec<String>,
    /// For records of an owner: several records that are the same are one at the system, with these fields added up.
    #[serde(default)]
    pub add_up: Vec<String>,
    /// For records of an owner: what happens to those not wanted any more.
    pub surplus: Option<Surplus>,
    /// What a person must still do at the provider for someone just created.
    #[serde(default)]
    pub by_hand: Vec<String>,
}

/// A piece of a system's employee with its own requests. It has one shape: the one that is written.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PartSpec {
    /// Reads all of them.
    pub list: Option<SlotSpec>,
    /// Reads one.
    pub get: Option<SlotSpec>,
    /// Looks one up by an employee field.
    pub find: Option<OneOrMany<SlotSpec>>,
    /// Makes one.
    pub create: Option<OneOrMany<SlotSpec>>,
    /// Changes one. Without it a difference makes a new entry.
    pub update: Option<OneOrMany<SlotSpec>>,
    /// Takes one away; records of an owner only.
    pub delete: Option<SlotSpec>,
    /// Takes the former entry (`previous.<part>`) away after the one made in its place was read back.
    pub retire: Option<SlotSpec>,
    /// Entries equal in these members are the same entry.
    pub identity: Vec<String>,
    /// Beside an entry that is there, another one: `any` (when left out), `later` (an earlier one waits for a person, and
    /// so does changing one that is not the present one), `hold` (waits for a person).
    pub another: Option<Another>,
    /// Has a create, yet may exist as soon as the person does: read before creating.
    pub born: bool,
    /// Made only if these have values.
    pub needs: Option<NeedsSpec>,
    /// Read, never written.
    pub drop: Vec<String>,
    /// Objects sent whole when anything in them changes.
    pub whole: Vec<String>,
    /// Element order; members not named come last.
    pub order: Vec<String>,
    /// How "no value" is written.
    pub cleared_as: Option<ClearedAs>,
    /// Errors of all its slots, before the connection's.
    pub errors: Vec<super::ErrorSpec>,
}

/// What another entry beside the present one means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Another {
    #[default]
    Any,
    Later,
    Hold,
}

/// Which members must have values.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
#[allow(missing_docs)]
pub enum NeedsSpec {
    All(Vec<String>),
    Any { any: Vec<String> },
}

/// How "no value" is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum ClearedAs {
    Nil,
    Empty,
    Omit,
}

/// What an empty employee field does to the system's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum OnNull {
    Keep,
    Clear,
    Hold,
}

/// A record that must wait for a person.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HoldSpec {
    /// Over employee, settings, lookup and run; an absent field counts as null.
    pub when: String,
    /// The employee field it is about.
    pub field: Option<String>,
    /// Why, and what to do.
    pub message: String,
    /// Left out: always.
    pub on: Option<HoldOn>,
}

/// When a hold rule is asked: only when the person would be created.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum HoldOn {
    Create,
}

/// How unlinked people are recognised.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MatchSpec {
    /// Tried in order; a candidate's score is its best rule's.
    pub rules: Vec<RuleSpec>,
    /// A lone candidate with at least this score is linked; `never`: people decide.
    pub link_at: Option<LinkAt>,
    /// A candidate with at least this score is shown, and holds a creation.
    pub suggest_at: Option<f64>,
}

/// One rule: equal in all these employee fields, compared as their lines say.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleSpec {
    /// Employee fields, all of which must have a value and be equal.
    pub by: Vec<String>,
    /// Between 0 and 1.
    pub score: f64,
    /// How their values are compared by this rule; left out: as their lines say.
    pub compare: Option<Compare>,
    /// Employee fields that rule somebody out: known on both sides, and different.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unless: Vec<String>,
    /// Over settings.
    pub when: Option<String>,
}

/// From which score a lone candidate is linked.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
#[allow(missing_docs)]
pub enum LinkAt {
    Score(f64),
    Never(NeverWord),
}

/// The word `never`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum NeverWord {
    Never,
}

/// Whose record it is, after a create whose answer was lost.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SettleSpec {
    /// Employee fields that must all be equal.
    pub by: Vec<String>,
    /// Where to look.
    pub among: Option<SettleAmong>,
    /// How long a request whose answer was lost may still be at work, as `10m`: "not there" counts only afterwards. Left
    /// out: five times `connect.limits.timeout`.
    pub after: Option<String>,
}

/// Among which records: those not there at the start, or all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum SettleAmong {
    New,
    All,
}

/// How much one run may change: a count, or a percentage of the linked people. `none` takes a brake off.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs)]
pub struct BrakesSpec {
    pub create: Option<AmountSpec>,
    pub update: Option<AmountSpec>,
    pub unlink: Option<AmountSpec>,
    pub leaving: Option<AmountSpec>,
}

/// `10`, `30%` or `none`.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
#[allow(missing_docs)]
pub enum AmountSpec {
    Count(u64),
    Text(String),
}

/// What leaving the scope means.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
#[allow(missing_docs)]
pub enum LeavingSpec {
    Word(LeavingWord),
    Set { set: IndexMap<String, Value> },
}

/// Keep the link and send nothing, or take the link away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum LeavingWord {
    Keep,
    Unlink,
}

/// What happens to records of an owner that are not wanted any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Surplus {
    Keep,
    DeleteOwn,
}
