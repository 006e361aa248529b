//! One line of the crosswalk.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{ClearedAs, OneOrMany};

/// One line of the crosswalk: employee field <-> system place. Employee fields are bare, system places start with
/// the part.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct FieldSpec {
    /// The employee field, a dotted path.
    pub field: Option<String>,
    /// Several employee fields joined into one place, and split again.
    pub fields: Option<Vec<String>>,
    /// The first of these that has a value.
    pub first: Option<Vec<FieldSpec>>,
    /// A constant or a template.
    pub value: Option<Value>,
    /// Several shapes: the employee field that decides.
    pub case: Option<String>,
    /// The shapes of a `case`, by the deciding value.
    pub of: Option<IndexMap<String, CaseShapeSpec>>,
    /// The system's place, read and written; or `settings.x`, a setting that holds a place.
    pub at: Option<String>,
    /// Read there.
    pub from: Option<String>,
    /// Written there.
    pub to: Option<String>,
    /// Must have a value: always, only to create, or when a condition holds.
    pub required: Option<RequiredSpec>,
    /// When it is written.
    pub write: Option<WriteMode>,
    /// From the employee's form to the system's; backwards by the inverse. A list is applied in order.
    pub transform: Option<TransformSpec>,
    /// employee value: system value; or `settings.x`, `lookup.x`.
    pub table: Option<TableSpec>,
    /// What a value outside the table does: `hold` (left out), `omit`, or the value to take.
    pub otherwise: Option<Value>,
    /// Taken where there is no value.
    pub default: Option<Value>,
    /// The line counts only when this holds, over settings, lookup and employee.
    pub when: Option<String>,
    /// What an empty employee field does to the system's: keep, clear or hold.
    pub on_null: Option<String>,
    /// How "no value" is written.
    pub cleared_as: Option<ClearedAs>,
    /// Values that count as null, on either side.
    pub empty: Option<Vec<Value>>,
    /// Longest text, in characters.
    pub max_length: Option<LengthSpec>,
    /// What a value that cannot be turned does: hold the record, or leave the field out and report.
    pub invalid: Option<Invalid>,
    /// When two values count as equal.
    pub compare: Option<Compare>,
    /// What a date does that lies before the one that is there: `send` (when left out), or `hold`.
    pub earlier: Option<Earlier>,
    /// Sent whenever the part (`any`) or that place is sent.
    pub send_with: Option<String>,
    /// The value is another record's key, translated by the links of that kind.
    pub link: Option<String>,
    /// What a key without a link does.
    pub unlinked: Option<Unlinked>,
    /// Group in the field table, where it differs from the schema's.
    pub group: Option<String>,
    /// Name in the field table.
    pub label: Option<String>,
    /// Help for people.
    pub help: Option<String>,
    /// The way back cannot give the very same value; said in docs.
    pub lossy: bool,
}

/// One shape of a `case`.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseShapeSpec {
    /// A value there tells the case on reading.
    pub seen: String,
    /// The lines of this shape.
    pub fields: Vec<FieldSpec>,
}

/// When a field is mandatory.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
#[allow(missing_docs)]
pub enum RequiredSpec {
    Flag(bool),
    Word(RequiredWord),
    When { when: String },
}

/// The word `create`: mandatory only to create.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum RequiredWord {
    Create,
}

/// When a line is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum WriteMode {
    Always,
    Create,
    Update,
    IfEmpty,
}

/// What a date does that lies before the one that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Earlier {
    Send,
    Hold,
}

/// A transform by name, or a name with parameters, or a list of either.
pub type TransformSpec = OneOrMany<Value>;

/// A value table.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
#[allow(missing_docs)]
pub enum TableSpec {
    Name(String),
    Rows(IndexMap<String, Value>),
}

/// The words of `otherwise`; anything else is a value.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub enum Otherwise {
    Hold,
    Omit,
    Value(Value),
}

/// Longest text.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
#[allow(missing_docs)]
pub enum LengthSpec {
    Of(usize),
    With { of: usize, longer: Longer },
}

/// What too long a text does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Longer {
    Cut,
    Hold,
}

/// What a value that cannot be turned does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Invalid {
    Hold,
    Omit,
}

/// When two values count as equal. Dates and decimals are always compared as such.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Compare {
    Exact,
    IgnoreCase,
    Digits,
    Phone,
    Folded,
    Compact,
}

/// What a key without a link does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Unlinked {
    Omit,
    Hold,
    Later,
}
