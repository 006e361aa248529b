//! The root of a system file.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{ConnectSpec, EntitySpec, SlotSpec};

/// A system that holds employees: how to talk to it and how its fields correspond to the employee record.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SystemFile {
    /// Version of the language: 1.
    pub crosswalk: u32,
    /// The system's name in a workspace; the file is named after it.
    pub system: String,
    /// The system's name for people.
    pub name: String,
    /// The provider's own words on the screens.
    #[serde(default)]
    pub labels: Labels,
    /// What a workspace may or must set, by name.
    #[serde(default)]
    pub settings: IndexMap<String, SettingSpec>,
    /// How to talk to the system. Without it the file can only map records offline.
    pub connect: Option<ConnectSpec>,
    /// Reference data read once a run.
    #[serde(default)]
    pub lookups: IndexMap<String, SlotSpec>,
    /// How employees are read, written and matched.
    pub employee: Option<EntitySpec>,
    /// How days of leave of a linked employee are read and written.
    pub leave: Option<EntitySpec>,
}

/// Words for the tabs and the button, where the provider's own differ from the usual ones.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Labels {
    /// The tab of employees without a link.
    pub unlinked: String,
    /// The tab of employees with a link.
    pub linked: String,
    /// The tab of all.
    pub all: String,
    /// The button that takes a link away.
    pub unlink: String,
    /// What people call the system in a word, as in "Prefer Payroll"; without it its name.
    pub short: Option<String>,
    /// The tab that an export's screen opens on.
    pub opens: OpensOn,
}

/// A tab of an export's screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum OpensOn {
    #[default]
    Unlinked,
    Linked,
    All,
}

impl Default for Labels {
    fn default() -> Self {
        Self {
            unlinked: "Not linked".into(),
            linked: "Linked".into(),
            all: "All".into(),
            unlink: "Unlink".into(),
            short: None,
            opens: OpensOn::Unlinked,
        }
    }
}

/// One setting that a connection gives.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SettingSpec {
    /// What it holds.
    #[serde(rename = "type")]
    pub kind: SettingKind,
    /// The allowed words of a choice; for a place, the record it stands in (`employee`).
    pub of: Option<Value>,
    /// Taken when the workspace gives none. Without default and `optional` it must be given.
    pub default: Option<Value>,
    /// May be left out although it has no default.
    #[serde(default)]
    pub optional: bool,
    /// Given from the environment or a file only, and used in requests only.
    #[serde(default)]
    pub secret: bool,
    /// What it is for, in a sentence.
    pub description: Option<String>,
    /// A regular expression that the whole text must match.
    pub pattern: Option<String>,
    /// Said by docs, doctor and preview while the setting has its default: a choice that people should make knowingly.
    pub notice: Option<String>,
    /// The direction it is needed for (`export` or `import`); both when left out.
    pub direction: Option<String>,
}

/// The type of a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SettingKind {
    #[allow(missing_docs)]
    Text,
    #[allow(missing_docs)]
    Integer,
    #[allow(missing_docs)]
    Decimal,
    #[allow(missing_docs)]
    Boolean,
    #[allow(missing_docs)]
    Choice,
    #[allow(missing_docs)]
    Table,
    #[allow(missing_docs)]
    Place,
}
