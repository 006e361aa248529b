//! What a run did about one record, without its values.

use serde::{Deserialize, Serialize};

use crate::record::{Issue, Key};

/// One line of a run's report, as `show` gives it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ChangeRow {
    /// The HR system's key.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub hr_key: Option<Key>,
    /// The provider's key.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub provider_key: Option<Key>,
    /// What was found: a word.
    pub situation: String,
    /// What was to be done: a word.
    pub action: String,
    /// What came of it: a word.
    pub outcome: String,
    /// Which fields it is about.
    pub fields: Vec<FieldRef>,
    /// Why it is held, or what a person should know.
    pub issues: Vec<Issue>,
}

/// A field of a change: its names, never what is in it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FieldRef {
    /// The employee field.
    pub field: String,
    /// The system's field.
    pub path: String,
    /// Group for people.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub group: Option<String>,
}
