//! One field of a change, and one candidate for a match.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::record::{ChangedBy, FieldState, Key};

/// One field: before and after, with the names of both sides.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, schemars::JsonSchema)]
pub struct FieldChange {
    /// The employee field; none for a constant of the system file.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub field: Option<String>,
    /// The place that is written: `part.Name`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub path: Option<String>,
    /// In an import: the provider's place that it comes from.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub from: Option<String>,
    /// The group for people.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub group: Option<String>,
    /// At the target now; left out: there is none. `Some(Value::Null)` is the value null.
    #[serde(skip_serializing_if = "Option::is_none", default, deserialize_with = "present")]
    pub before: Option<Value>,
    /// At the target afterwards; as above.
    #[serde(skip_serializing_if = "Option::is_none", default, deserialize_with = "present")]
    pub after: Option<Value>,
    /// Masked unless one asks.
    #[serde(default)]
    pub sensitive: bool,
    /// In an import: how the sides compare.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub state: Option<FieldState>,
    /// For linked people: who changed it since both sides last agreed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub changed_by: Option<ChangedBy>,
}

/// A key that is there holds a value, null included.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

/// Somebody on the other side who may be this employee.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Candidate {
    /// The other side's key.
    pub key: Key,
    /// The name there; not stored.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub name: Option<String>,
    /// What tells them from others of that name; not stored.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub about: Option<String>,
    /// 0 to 1.
    pub score: f64,
    /// Which fields agree: "same birth date and last name".
    pub because: String,
}
