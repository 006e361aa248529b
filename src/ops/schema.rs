//! The JSON Schemas of the files people write.

use super::{OpsError, shipped};

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

/// The schema as JSON text.
///
/// # Errors
/// When this build does not carry it.
pub fn run(kind: Kind) -> Result<String, OpsError> {
    let name = match kind {
        Kind::Mapping => "mapping",
        Kind::Employee => "employee",
        Kind::Workspace => "workspace",
        Kind::Case => "case",
    };
    shipped::schema(name)
        .map(|file| file.text)
        .ok_or_else(|| OpsError::later(format!("the `{name}` schema is not built yet")))
}
