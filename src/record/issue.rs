//! Trouble of one record: it is held, the others go on.

use serde::{Deserialize, Serialize};

/// Why a record is held, or what a person should know about it. Holds no personal value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Issue {
    /// Stable word: `mandatory-missing`, `invalid-value`, `outside-table`, `candidate-found`, `brake` …
    pub code: String,
    /// The employee field it is about.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub field: Option<String>,
    /// What is wrong and what to do, for a payroll clerk.
    pub message: String,
    /// `mappings/SYSTEM.yaml:88`: the line of the system file that asks for it.
    #[serde(rename = "where", skip_serializing_if = "Option::is_none", default)]
    pub at: Option<String>,
}

impl Issue {
    /// An issue without field and place.
    pub fn new(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { code: code.into(), field: None, message: message.into(), at: None }
    }

    /// The same, about a field.
    #[must_use]
    pub fn field(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// The same, asked for by a line of a file.
    #[must_use]
    pub fn at(mut self, at: impl Into<String>) -> Self {
        self.at = Some(at.into());
        self
    }
}
