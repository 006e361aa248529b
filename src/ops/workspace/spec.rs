//! What `crosswalk.yaml` may say.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A workspace: where links and runs are kept, the HR system, and the connections to providers.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkspaceSpec {
    /// Where links and runs are kept: `sqlite:PATH`, relative to this folder.
    #[serde(default)]
    pub store: StoreSpec,
    /// Folder of the system files; a system that is not there is taken from the ones built in.
    #[serde(default = "mappings")]
    pub mappings: String,
    /// The HR system.
    pub hr: HrSpec,
    /// The connections, by the name used on the command line.
    #[serde(default)]
    pub connections: IndexMap<String, ConnectionSpec>,
}

fn mappings() -> String {
    "mappings".into()
}

/// A text, or where to read it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
#[allow(missing_docs)]
pub enum StoreSpec {
    Text(String),
    Reference(ReferenceSpec),
}

impl Default for StoreSpec {
    fn default() -> Self {
        Self::Text("sqlite:crosswalk.db".into())
    }
}

/// Where a value is read: an environment variable or a file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub enum ReferenceSpec {
    /// Name of an environment variable.
    Env(String),
    /// Path of a file, relative to this folder.
    File(String),
}

/// The HR system.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HrSpec {
    /// Name of its system file.
    pub system: String,
    /// Scheme, host and path prefix, in place of the system file's.
    pub base_url: Option<String>,
    /// What its system file declares. A secret is given as `{ env: NAME }` or `{ file: PATH }`.
    #[serde(default)]
    pub settings: IndexMap<String, Value>,
}

/// One account of a provider.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConnectionSpec {
    /// Name of its system file.
    pub system: String,
    /// Scheme, host and path prefix, in place of the system file's.
    pub base_url: Option<String>,
    /// What its system file declares. A secret is given as `{ env: NAME }` or `{ file: PATH }`.
    #[serde(default)]
    pub settings: IndexMap<String, Value>,
    /// Which employees belong here: a condition over `employee`; an absent field counts as null.
    pub scope: Option<String>,
    /// The connection's name for people.
    pub label: Option<String>,
    /// What an empty HR value does to the provider's.
    pub on_null: Option<OnNullWord>,
    /// When it runs by itself (cron).
    pub schedule: Option<String>,
    /// Time zone of the schedule and of the run's date; UTC when left out.
    pub timezone: Option<String>,
    /// How fast and how wide, where it differs from the system file's.
    pub limits: Option<ConnectionLimits>,
}

/// What an empty HR value does to the provider's: nothing, or it empties it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum OnNullWord {
    Keep,
    Clear,
}

/// How fast and how wide, where it differs from the system file's.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ConnectionLimits {
    /// Requests a second, at most.
    #[schemars(range(min = 1))]
    pub per_second: Option<u32>,
    /// Requests at once, at most.
    #[schemars(range(min = 1))]
    pub concurrent: Option<u32>,
    /// How long one request may take, as `30s`.
    #[schemars(regex(pattern = "^[0-9]+(ms|s|m|h)$"))]
    pub timeout: Option<String>,
    /// How long a request whose answer was lost may still be at work, as `10m`, in place of the system file's word: whom
    /// such a request was to create is looked for until then before anybody is created again.
    #[schemars(regex(pattern = "^[0-9]+(ms|s|m|h)$"))]
    pub settle_after: Option<String>,
}
