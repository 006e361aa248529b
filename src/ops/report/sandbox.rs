//! The report of `sandbox`.

use serde::Serialize;

use super::Report;

/// The simulated systems that are up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct SandboxReport {
    /// In the order they were asked for.
    pub systems: Vec<SandboxSystem>,
    /// A `crosswalk.yaml` that talks to them, ready to be saved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workspace: Option<String>,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct SandboxSystem {
    /// The system's name.
    pub system: String,
    /// Where it listens.
    pub base_url: String,
}

impl Report for SandboxReport {}
