//! What cases of several kinds expect.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

/// Why a record is held, or what was left out.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IssueSpec {
    /// The stable word: `mandatory-missing`, `invalid-value` …
    pub code: String,
    /// The employee field it is about.
    pub field: Option<String>,
    /// A piece of the message.
    pub says: Option<String>,
}

/// One field that changes.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeSpec {
    /// `part.place`.
    pub path: String,
    /// The employee field; not looked at when left out.
    pub field: Option<String>,
    /// What stands there; left out: nothing does.
    #[serde(default, deserialize_with = "there", skip_serializing_if = "Option::is_none")]
    pub before: Option<Value>,
    /// What will stand there; null: no value.
    pub after: Value,
}

/// A key that is there has a value, null too.
fn there<'de, D: Deserializer<'de>>(value: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(value).map(Some)
}

/// How a part is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WriteWord {
    #[allow(missing_docs)]
    Create,
    #[allow(missing_docs)]
    Update,
}

/// One request.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SendSpec {
    /// `Service/Operation` for SOAP, else verb and path: `PATCH /people/17`.
    pub call: String,
    /// The body's value before it is written. For XML the order of members counts, and numbers are equal to their
    /// text.
    pub body: Option<Value>,
    /// The whole body as it goes out.
    pub text: Option<String>,
    /// Pieces of the body as it goes out.
    #[serde(default)]
    pub holds: Vec<String>,
    /// Pieces that the body must not hold.
    #[serde(default)]
    pub lacks: Vec<String>,
    /// Headers as they go out, at least these.
    #[serde(default)]
    pub headers: indexmap::IndexMap<String, String>,
}
