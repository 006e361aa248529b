//! The reports of `runs` and `show`: what happened, without names and values.

use serde::Serialize;

use super::{ChangeReport, Report, Summary};
use crate::record::{Direction, RunState};

/// Runs, the latest first.
#[derive(Debug, Clone, PartialEq, Default, Serialize, schemars::JsonSchema)]
pub struct RunsReport {
    /// The rows.
    pub runs: Vec<RunRow>,
}

/// One run.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct RunRow {
    /// Its id.
    pub run: String,
    /// The connection's name.
    pub connection: String,
    /// The kind of record.
    pub entity: String,
    /// Which way.
    pub direction: Direction,
    /// It looked for lost answers, and sent nothing else.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub settles: bool,
    /// RFC 3339, UTC.
    pub started: String,
    /// As above; none while it runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended: Option<String>,
    /// Where it stands.
    pub state: RunState,
    /// Counts.
    pub summary: Summary,
}

/// One run with its changes.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct ShowReport {
    /// As the run's own report, without names and values.
    #[serde(flatten)]
    pub report: ChangeReport,
    /// RFC 3339, UTC.
    pub started: String,
    /// As above; none while it runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended: Option<String>,
    /// Where it stands.
    pub state: RunState,
}

impl Report for RunsReport {}
impl Report for ShowReport {}
