//! What a twin's YAML file says, as plain data: no expression is compiled yet and no type is looked up.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

/// A simulated system's file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TwinSpec {
    pub(super) twin: String,
    #[serde(default)]
    pub(super) summary: Option<String>,
    #[serde(default)]
    pub(super) base: String,
    pub(super) clock: String,
    #[serde(default)]
    pub(super) latency: Option<String>,
    #[serde(default)]
    pub(super) settings: IndexMap<String, Value>,
    #[serde(default)]
    pub(super) types: IndexMap<String, TypeSpec>,
    #[serde(default)]
    pub(super) tables: IndexMap<String, TableSpec>,
    #[serde(default)]
    pub(super) refusals: IndexMap<String, RefusalSpec>,
    #[serde(default)]
    pub(super) checks: IndexMap<String, CheckSpec>,
    #[serde(default)]
    pub(super) soap: Option<SoapSpec>,
    #[serde(default)]
    pub(super) json: Option<JsonSpec>,
    #[serde(default)]
    pub(super) xml: Option<XmlSpec>,
    pub(super) operations: IndexMap<String, OperationSpec>,
    #[serde(default)]
    pub(super) comparable: Option<Value>,
}

/// A named type: a list of words is an enumeration, a map is a record, a text such as `user*` is a list.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum TypeSpec {
    Enum(Vec<String>),
    List(String),
    Record(IndexMap<String, String>),
}

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TableSpec {
    #[serde(default)]
    pub(super) number: IndexMap<String, Value>,
    #[serde(default)]
    pub(super) rows: Vec<Value>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RefusalSpec {
    #[serde(default)]
    pub(super) status: Option<u16>,
    #[serde(default)]
    pub(super) fault: Option<String>,
    #[serde(default)]
    pub(super) code: Option<String>,
    #[serde(default)]
    pub(super) body: Option<Value>,
    #[serde(default)]
    pub(super) result: Option<String>,
    #[serde(default)]
    pub(super) headers: IndexMap<String, String>,
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CheckSpec {
    #[serde(default)]
    pub(super) when: Option<String>,
    #[serde(default)]
    pub(super) unless: Option<String>,
    pub(super) refuse: String,
}

/// A check written in place, or the name of one of `checks`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum CheckUse {
    Named(String),
    Here(CheckSpec),
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SoapSpec {
    pub(super) path: String,
    pub(super) namespace: String,
    pub(super) action: String,
    pub(super) header: String,
    #[serde(default)]
    pub(super) checks: Vec<CheckUse>,
    pub(super) no_action: String,
    pub(super) bad_action: String,
    pub(super) media_type: String,
    pub(super) unreadable: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct JsonSpec {
    #[serde(default)]
    pub(super) checks: Vec<CheckUse>,
    pub(super) no_route: String,
    pub(super) unreadable: String,
    #[serde(default)]
    pub(super) missing: Option<String>,
    #[serde(default)]
    pub(super) words: Words,
    #[serde(default)]
    pub(super) nulls: Nulls,
}

/// How enumeration words are spelt in JSON.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Words {
    /// As `types` has them.
    #[default]
    AsTyped,
    /// `LeaveOfAbsence` is written `LEAVE_OF_ABSENCE`; both are read.
    UpperSnake,
}

/// What null means in a JSON body.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Nulls {
    /// A value, allowed where the type says `nil`.
    #[default]
    Value,
    /// The same as leaving the member out.
    Absent,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct XmlSpec {
    pub(super) media: Vec<String>,
    #[serde(default)]
    pub(super) otherwise: Format,
}

/// A format of bodies.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Format {
    #[default]
    Json,
    Xml,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OperationSpec {
    #[serde(default)]
    pub(super) path: IndexMap<String, String>,
    #[serde(default)]
    pub(super) header: Option<String>,
    #[serde(default)]
    pub(super) query: Option<IndexMap<String, String>>,
    #[serde(default)]
    pub(super) request: Option<RequestSpec>,
    #[serde(default)]
    pub(super) result: Option<String>,
    #[serde(default, rename = "let")]
    pub(super) lets: IndexMap<String, Value>,
    #[serde(default)]
    pub(super) checks: Vec<CheckUse>,
    #[serde(default, rename = "do")]
    pub(super) steps: Vec<StepSpec>,
    #[serde(default)]
    pub(super) status: Option<u16>,
    #[serde(default)]
    pub(super) answer: Option<Value>,
}

/// The request's body: a type by its name, or a record written in place.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum RequestSpec {
    Named(String),
    Here(IndexMap<String, String>),
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct StepSpec {
    #[serde(default)]
    pub(super) insert: Option<String>,
    #[serde(default)]
    pub(super) change: Option<String>,
    #[serde(default)]
    pub(super) remove: Option<String>,
    #[serde(default, rename = "where")]
    pub(super) filter: Option<String>,
    #[serde(default)]
    pub(super) when: Option<String>,
    #[serde(default)]
    pub(super) row: Option<Value>,
    #[serde(default)]
    pub(super) set: Option<Value>,
    #[serde(default, rename = "as")]
    pub(super) name: Option<String>,
}
