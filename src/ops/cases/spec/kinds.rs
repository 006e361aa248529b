//! The kinds of cases that need no system to talk to.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{ChangeSpec, IssueSpec, SendSpec, WriteWord};

/// An employee record in, the system's parts out, or the reasons why it is held.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MapCase {
    /// The employee record.
    pub record: Map<String, Value>,
    /// The person is linked already: what is asked for only to create somebody is not.
    #[serde(default)]
    pub linked: bool,
    /// What must come.
    pub expect: MapExpect,
}

/// What must come of a `map`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MapExpect {
    /// Exactly these parts.
    pub parts: Option<IndexMap<String, Value>>,
    /// At least these values within the parts; a null stands for "not there".
    pub has: Option<IndexMap<String, Value>>,
    /// Places (`part.place`) that are emptied, exactly these.
    pub clears: Option<Vec<String>>,
    /// Why the record is held, in order; none when left out.
    #[serde(default)]
    pub issues: Vec<IssueSpec>,
    /// What was left out although it had a value; not looked at when left out.
    pub notes: Option<Vec<IssueSpec>>,
}

/// The system's parts or answers in, an employee record out.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReverseCase {
    /// The parts as they count after reading.
    pub parts: Option<IndexMap<String, Value>>,
    /// In place of `parts`: an answer for each part, as the system gives it: text, or the tree that it reads as. Parts
    /// that share a request need it once.
    pub answers: Option<IndexMap<String, Value>>,
    /// The answers are pages of listings.
    #[serde(default)]
    pub listed: bool,
    /// The system's key of the person.
    pub key: Option<String>,
    /// What must come.
    pub expect: ReverseExpect,
}

/// What must come of a `reverse`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReverseExpect {
    /// Exactly this record.
    pub record: Option<Map<String, Value>>,
    /// At least these fields. Null is the value null.
    pub has: Option<Map<String, Value>>,
    /// Fields that must not be there.
    #[serde(default)]
    pub without: Vec<String>,
    /// For `answers`: at least these values within the parts as they count after reading.
    pub reads: Option<IndexMap<String, Value>>,
    /// Why the record is held, in order; none when left out.
    #[serde(default)]
    pub issues: Vec<IssueSpec>,
    /// What was left out; not looked at when left out.
    pub notes: Option<Vec<IssueSpec>>,
}

/// An employee record to the system's parts and back again is the same, and so are the parts of the second time. Only
/// lines that both read and write count.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RoundTripCase {
    /// The employee record.
    pub record: Map<String, Value>,
    /// Fields that lose something on the way.
    #[serde(default)]
    pub except: Vec<String>,
}

/// An employee record against what the system holds: the fields that change.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DiffCase {
    /// The employee record.
    pub record: Map<String, Value>,
    /// What the system holds: an entry for each part, or a list of entries. A part left out holds nothing.
    #[serde(default)]
    pub present: IndexMap<String, Value>,
    /// Parts that were not read.
    #[serde(default)]
    pub unread: Vec<String>,
    /// What must come.
    pub expect: DiffExpect,
}

/// What must come of a `diff`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DiffExpect {
    /// The fields that change, exactly these, in order; none when left out.
    #[serde(default)]
    pub changes: Vec<ChangeSpec>,
    /// How each part that differs is written; not looked at when left out.
    pub writes: Option<IndexMap<String, WriteWord>>,
    /// Why the record is held, in order; none when left out.
    #[serde(default)]
    pub issues: Vec<IssueSpec>,
}

/// An employee record against what the system holds: the requests that are sent. Every request is written as it would
/// go out, and nothing is sent.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestCase {
    /// The employee record.
    pub record: Map<String, Value>,
    /// The system's key of the person; left out: the person is created.
    pub key: Option<String>,
    /// In a creation: the key that the system gives; `1` when left out.
    pub given_key: Option<String>,
    /// What the system holds: an entry for each part, or a list of entries. A part left out holds nothing. In a
    /// creation: what it holds when the person was just created.
    #[serde(default)]
    pub present: IndexMap<String, Value>,
    /// What must come.
    pub expect: RequestExpect,
}

/// What must come of a `request`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestExpect {
    /// Exactly these requests, in order.
    #[serde(default)]
    pub sends: Vec<SendSpec>,
    /// Why the record is held, in order; none when left out.
    #[serde(default)]
    pub issues: Vec<IssueSpec>,
}
