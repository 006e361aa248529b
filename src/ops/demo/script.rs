//! What a demonstration shows, as its file says it.

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::document::Document;
use crate::ops::report::{ChangeReport, Tab};
use crate::ops::{OpsError, shipped};
use crate::record::Choice;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Script {
    pub(super) scenes: Vec<Scene>,
}

/// Two systems, a workspace, and what is done.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Scene {
    /// The HR system's name.
    pub(super) hr: String,
    /// The HR system holds the people whom the provider brings for it, too.
    #[serde(default)]
    pub(super) beside: bool,
    /// The HR system's settings beside those that its twin accepts.
    #[serde(default)]
    pub(super) hr_settings: Map<String, Value>,
    /// The provider's name, and the connection's.
    pub(super) connection: String,
    /// The provider's settings beside those that its twin accepts.
    #[serde(default)]
    pub(super) settings: Map<String, Value>,
    /// The connection's scope.
    pub(super) scope: Option<String>,
    /// In this order.
    pub(super) steps: Vec<Step>,
}

/// What somebody does: edits first, then one export or import.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Step {
    pub(super) title: String,
    pub(super) text: String,
    /// A JSON Pointer into the HR system's tables, and the value.
    #[serde(default)]
    pub(super) edit_hr: IndexMap<String, Value>,
    /// The same at the provider.
    #[serde(default)]
    pub(super) edit: IndexMap<String, Value>,
    pub(super) export: Option<Who>,
    pub(super) import: Option<Who>,
    /// How much of the report is shown.
    #[serde(default)]
    pub(super) show: Show,
    /// What must come.
    #[serde(default)]
    pub(super) expect: Expect,
}

/// Who takes part, and how.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Who {
    pub(super) tab: Option<Rows>,
    #[serde(default)]
    pub(super) keys: Vec<String>,
    /// In an import.
    pub(super) action: Option<Choice>,
    #[serde(default)]
    pub(super) dry_run: bool,
}

/// Which rows.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Rows {
    Unlinked,
    Linked,
    All,
}

impl Rows {
    pub(super) fn tab(self) -> Tab {
        match self {
            Self::Unlinked => Tab::Unlinked,
            Self::Linked => Tab::Linked,
            Self::All => Tab::All,
        }
    }
}

/// How much of a report is shown.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Show {
    /// Everybody who has something to say.
    #[default]
    All,
    /// The same, and only the first two creations with their fields.
    Opening,
    /// Only those whom something was done about, or who are in a conflict.
    Changed,
}

/// Counts of the report; what is left out is not looked at.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Expect {
    create: Option<u64>,
    update: Option<u64>,
    link: Option<u64>,
    hold: Option<u64>,
    failed: Option<u64>,
    in_doubt: Option<u64>,
    writes: Option<u64>,
    /// The fields of everybody who was updated.
    fields: Option<Vec<String>>,
}

impl Expect {
    /// Whether a report is as it should be.
    pub(super) fn holds(&self, report: &ChangeReport) -> bool {
        let summary = &report.summary;
        let counts = [
            (self.create, summary.create),
            (self.update, summary.update),
            (self.link, summary.link),
            (self.hold, summary.hold),
            (self.failed, summary.failed),
            (self.in_doubt, summary.in_doubt),
            (self.writes, report.requests.write),
        ];
        let fields = self.fields.as_ref().is_none_or(|wanted| {
            let updated = report.changes.iter().filter(|change| change.action == crate::record::Action::Update);
            updated.into_iter().all(|change| {
                let there = change.fields.iter().filter_map(|field| field.field.as_deref());
                there.eq(wanted.iter().map(String::as_str))
            })
        });
        fields && counts.iter().all(|(wanted, came)| wanted.is_none_or(|wanted| wanted == *came))
    }
}

/// The shipped one.
///
/// # Errors
/// When it is not right.
pub(super) fn script() -> Result<Script, OpsError> {
    let broken = |why: String| OpsError::configuration("demo", format!("the demonstration's file is not right: {why}"));
    let file = shipped::mapping("demo/demo.yaml").ok_or_else(|| broken("it is missing".into()))?;
    let document =
        Document::parse(&file.name, &file.text).map_err(|problems| OpsError::invalid("demo", &file.name, problems))?;
    Script::deserialize(document.value()).map_err(|error| broken(error.to_string()))
}
