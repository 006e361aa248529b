//! The report of `docs`: the field table of a help page.

use serde::Serialize;

use super::Report;

/// The field table of one system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct DocsReport {
    /// The system's name in a workspace.
    pub system: String,
    /// The system's name for people.
    pub name: String,
    /// The rows, by group in the schema's order.
    pub rows: Vec<DocsRow>,
    /// What people should know: lossy lines, settings that should be chosen knowingly.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct DocsRow {
    pub group: String,
    pub hr_field: String,
    pub provider_field: String,
    pub mandatory: bool,
    /// The kind of record it is sent for, where a file has several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// It is of a record of theirs (a day of leave), not of the employee.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub owned: bool,
    /// Reading it back cannot always give the very same value.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub lossy: bool,
}

impl Report for DocsReport {}
