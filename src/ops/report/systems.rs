//! The reports of `systems`: which system files there are, and the text of one.

use serde::Serialize;

use super::Report;

/// The systems that a workspace can name.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, schemars::JsonSchema)]
pub struct SystemsReport {
    /// By name.
    pub systems: Vec<SystemRow>,
}

/// One system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct SystemRow {
    /// Its name in a workspace.
    pub system: String,
    /// Its name for people; none when its file cannot be read so far.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The workspace's own file; none: the one that comes with the program.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// A file of that name comes with the program, whether the workspace has its own or not.
    pub shipped: bool,
    /// There is a simulated system for `sandbox`.
    pub twin: bool,
}

/// One file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct SystemTextReport {
    /// The system's name in a workspace.
    pub system: String,
    /// Where it stands.
    pub file: String,
    /// As it stands there.
    pub text: String,
}

impl Report for SystemsReport {}
impl Report for SystemTextReport {}
