//! The JSON Schemas of the files people write.

use serde_json::Value;

use super::cases::spec::CaseFile;
use super::workspace::WorkspaceSpec;
use super::{OpsError, shipped};
use crate::mapping::shape;

/// Which schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// System files.
    Mapping,
    /// The employee record.
    Employee,
    /// `crosswalk.yaml`.
    Workspace,
    /// Case files.
    Case,
}

/// The schema as JSON text, as it stands in `schemas/`.
///
/// # Errors
/// When this build does not carry it.
pub fn run(kind: Kind) -> Result<String, OpsError> {
    match kind {
        Kind::Mapping => pretty(&shape::schema()),
        Kind::Workspace => pretty(&shape::schema_of::<WorkspaceSpec>("workspace", "Crosswalk workspace")),
        Kind::Employee => kept("employee"),
        Kind::Case => pretty(&shape::schema_of::<CaseFile>("case", "Crosswalk case file")),
    }
}

fn kept(name: &str) -> Result<String, OpsError> {
    shipped::schema(name)
        .map(|file| file.text)
        .ok_or_else(|| OpsError::later(format!("the `{name}` schema is not built yet")))
}

fn pretty(schema: &Value) -> Result<String, OpsError> {
    serde_json::to_string_pretty(schema)
        .map(|text| text + "\n")
        .map_err(|error| OpsError::world("output", format!("the schema cannot be written: {error}")))
}
