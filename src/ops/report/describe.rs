//! The report of `describe`: a system file for people who do not read YAML.

use serde::Serialize;
use serde_json::Value;

use super::{DocsRow, Report};

/// A system file in plain words.
#[derive(Debug, Clone, PartialEq, Default, Serialize, schemars::JsonSchema)]
pub struct DescribeReport {
    /// The system's name in a workspace.
    pub system: String,
    /// The system's name for people.
    pub name: String,
    /// The file as people know it.
    pub file: String,
    /// Its text.
    pub text: String,
    /// What is wrong with the text, by line.
    pub problems: Vec<TextProblem>,
    /// The field table; empty where the file cannot be used.
    pub rows: Vec<DocsRow>,
    /// What people should know of the rows.
    pub notes: Vec<String>,
    /// Value tables: employee's value, system's value.
    pub tables: Vec<ValueTable>,
    /// What a connection sets.
    pub settings: Vec<SettingRow>,
    /// How people without a link are recognised.
    pub rules: Vec<RuleRow>,
    /// From which score (0 to 1) one candidate alone is linked; none: people decide.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link_at: Option<f64>,
    /// From which score somebody is shown, and nobody created.
    pub suggest_at: f64,
    /// By which fields a person is found again whose creation was lost.
    pub settled_by: Vec<String>,
    /// What one run may change at most.
    pub brakes: Vec<BrakeRow>,
    /// When somebody waits for a person to look.
    pub holds: Vec<HoldRow>,
    /// What is asked of the system.
    pub requests: Vec<RequestRow>,
}

/// One problem of the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct TextProblem {
    pub code: &'static str,
    /// `error` or `warning`.
    pub severity: &'static str,
    pub message: String,
    pub line: usize,
    pub column: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
}

/// One value table.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct ValueTable {
    /// The employee field, or the setting that holds it.
    pub name: String,
    /// A connection may set another one.
    pub setting: bool,
    /// Employee's value, system's value.
    pub rows: Vec<(String, Value)>,
}

/// One declared setting.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct SettingRow {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    pub required: bool,
    pub secret: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<Value>,
    /// The words of a choice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<Value>,
}

/// One matching rule.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct RuleRow {
    /// Employee fields that are all equal.
    pub by: Vec<String>,
    /// 0 to 1.
    pub score: f64,
    /// Employee fields that rule somebody out where both sides know them and they differ.
    pub unless: Vec<String>,
    /// The rule counts only when this holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
}

/// One brake.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct BrakeRow {
    /// `create`, `update`, `unlink`, `leaving`.
    pub what: &'static str,
    /// In words.
    pub limit: String,
}

/// When somebody waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct HoldRow {
    /// Why, and what to do.
    pub message: String,
    /// The condition, as the file has it.
    pub when: String,
}

/// One request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct RequestRow {
    /// The piece of the system's employee that it is about.
    pub part: String,
    /// In plain words.
    pub what: &'static str,
    /// It changes something there.
    pub writes: bool,
    /// `POST /people`, or service and operation.
    pub call: String,
    /// It is sent only when this holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
}

impl Report for DescribeReport {}
