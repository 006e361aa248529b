//! A slot of a part: one request and how its answer is read.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{ErrorSpec, Format, PageSpec, TableSpec};

/// One, or a list of them. The list comes first: `T` may be any value, a list included.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
#[allow(missing_docs)]
pub enum OneOrMany<T> {
    Many(Vec<T>),
    One(T),
}

impl<T> OneOrMany<T> {
    /// All of them, in order.
    pub fn as_slice(&self) -> &[T] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Many(many) => many,
        }
    }
}

/// One request and how its answer is read. Which words may stand where: see the language's documentation; check tells.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SlotSpec {
    /// Verb and path: `GET /people/{{ key }}`.
    pub request: Option<String>,
    /// `Service/Operation`.
    pub soap: Option<String>,
    /// `part.slot`: that request, with what is said here changed; sent once.
    pub like: Option<String>,
    /// Query parameters; a list repeats the name, an absent value is left out.
    pub query: IndexMap<String, Value>,
    /// What is sent; `...` puts the keys of an object in.
    pub body: Option<Value>,
    /// Headers of this request.
    pub headers: IndexMap<String, String>,
    /// The body's format, where it differs from the connection's.
    pub format: Option<BodyFormat>,
    /// Sent only when this condition holds.
    pub when: Option<String>,
    /// Once for each of a finite list; `each.value` in templates.
    pub each: Option<String>,
    /// JSONPath to the answer's entries, one for each person.
    pub items: Option<String>,
    /// Where the key stands: a path in the item, or a JSONPath in the answer. In a lookup: the table's key.
    pub key: Option<String>,
    /// In a lookup: the value, or the table's value.
    pub value: Option<String>,
    /// Where an item holds its owner's key.
    pub owner: Option<String>,
    /// JSONPath to this part's entries within an item, or to the record in an answer.
    pub record: Option<String>,
    /// Which of several entries counts.
    pub pick: Option<PickSpec>,
    /// Short for `pick: { latest: … }`.
    pub latest: Option<OneOrMany<String>>,
    /// Written place: read place, with table or transform.
    #[serde(rename = "as")]
    pub read_as: IndexMap<String, AsSpec>,
    /// Flat related lists put in by id.
    pub join: IndexMap<String, JoinSpec>,
    /// Paging of this slot, over the connection's.
    pub page: Option<PageSpec>,
    /// Errors of this slot, before the connection's.
    pub errors: Vec<ErrorSpec>,
    /// In `find`: the employee field it looks for.
    pub by: Option<String>,
    /// Writing the same again does no harm: may be sent again when the answer was lost.
    pub repeatable: bool,
    /// Name of the XML root element of what is sent.
    pub root: Option<String>,
    /// In a probe: JSONPath that must find something.
    pub expect: Option<String>,
    /// In a probe: what one of the things found must be equal to.
    pub equals: Option<String>,
    /// A request by POST that only reads; a case proves it.
    pub reads: bool,
}

/// How a body is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum BodyFormat {
    Json,
    Xml,
    Soap,
    Form,
    MergePatch,
    JsonPatch,
    ScimPatch,
}

impl From<Format> for BodyFormat {
    fn from(format: Format) -> Self {
        match format {
            Format::Xml => Self::Xml,
            Format::Soap => Self::Soap,
            Format::Form => Self::Form,
            Format::Json | Format::Csv | Format::Fixed => Self::Json,
        }
    }
}

/// Which of several entries of a dated list counts.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PickSpec {
    /// The greatest of these members; the next decides among equals.
    pub latest: Option<OneOrMany<String>>,
    /// Entries whose first `latest` member is later than this do not count: a date, `run.date` or `settings.x`.
    pub until: Option<String>,
    /// The entry whose `id` equals this place of another part: `employee.employmentId`.
    pub id: Option<String>,
}

/// Where an answer has a written place.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
#[allow(missing_docs)]
pub enum AsSpec {
    From(String),
    With {
        from: String,
        /// Value read: value of the part; or `settings.x`, `lookup.x`.
        #[serde(default)]
        table: Option<TableSpec>,
        /// A value outside the table is left out; without this word it stays as it is.
        #[serde(default)]
        otherwise: Option<OmitWord>,
        #[serde(default)]
        transform: Option<String>,
    },
}

/// The word `omit`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum OmitWord {
    Omit,
}

/// A flat related list put in by id.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct JoinSpec {
    /// JSONPath to the related entries in the answer.
    pub items: String,
    /// The item's member that names the related entry.
    pub id: String,
    /// The related entry's member that it is named by; `id` when left out.
    pub by: Option<String>,
}
