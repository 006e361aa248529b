//! Cases in several steps, over real HTTP, both ways.

use indexmap::IndexMap;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::IssueSpec;
use crate::ops::workspace::ConnectionLimits;
use crate::record::{Action, ChangedBy, Choice, FieldState, Outcome, Situation};
use crate::sandbox::Faults;

/// A simulated HR system, this system's simulated twin, a workspace of its own in a temporary folder, and a sequence of
/// steps: what people do, and what must come of it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StoryCase {
    /// The HR system's name.
    pub hr: String,
    /// The HR system's settings beside those that its twin accepts.
    #[serde(default)]
    pub hr_settings: IndexMap<String, Value>,
    /// What the HR system's twin holds, `{table: [rows]}`; its sample people when left out.
    pub people: Option<Value>,
    /// What this system's twin holds, `{table: [rows]}`; its own rows when left out.
    pub state: Option<Value>,
    /// Links that exist already: HR key to this system's key.
    #[serde(default)]
    pub links: IndexMap<String, String>,
    /// The connection's `scope`.
    pub scope: Option<String>,
    /// The connection's `limits`.
    pub limits: Option<ConnectionLimits>,
    /// In this order.
    pub steps: Vec<StepSpec>,
}

/// One step: exactly one of the things that people do, and what must come.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct StepSpec {
    /// Brings people from the HR system to this one.
    pub export: Option<ExportStep>,
    /// Brings days of leave of linked people from the HR system to this one.
    pub leave: Option<LeaveStep>,
    /// Settles what is in doubt.
    pub settle: Option<bool>,
    /// Brings people from this system to the HR system.
    pub import: Option<ImportStep>,
    /// Looks at the rows of a screen.
    pub list: Option<ListStep>,
    /// Links pairs by hand: HR key to this system's key.
    #[serde(rename = "match")]
    pub matching: Option<IndexMap<String, String>>,
    /// Unlinks people by hand, by the HR key.
    pub unlink: Option<Vec<String>>,
    /// Somebody changes a value in the HR system: a JSON Pointer into its tables, and the value.
    pub edit_hr: Option<IndexMap<String, Value>>,
    /// The same at this system.
    pub edit: Option<IndexMap<String, Value>>,
    /// Which requests go wrong at this system in this step.
    pub faults: Option<Faults>,
    /// Which requests go wrong at the HR system in this step.
    pub hr_faults: Option<Faults>,
    /// What must come.
    pub expect: StepExpect,
}

/// An export. Everybody, unless a choice is said.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs)]
pub struct ExportStep {
    pub choose: Option<Vec<String>>,
    pub create: Vec<String>,
    pub brakes: Vec<String>,
    pub dry_run: bool,
}

/// An export of leave. Everybody's, unless a choice is said.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct LeaveStep {
    #[schemars(with = "String")]
    pub from: Date,
    #[schemars(with = "String")]
    pub to: Date,
    #[serde(default)]
    pub choose: Option<Vec<String>>,
    #[serde(default)]
    pub tab: Option<TabWord>,
    #[serde(default)]
    pub correct: bool,
    #[serde(default)]
    pub dry_run: bool,
}

/// An import. Everybody, unless a choice is said.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs)]
pub struct ImportStep {
    pub choose: Option<Vec<String>>,
    pub tab: Option<TabWord>,
    #[schemars(with = "Option<String>")]
    pub action: Option<Choice>,
    #[serde(rename = "match")]
    pub matches: IndexMap<String, String>,
    pub create: Vec<String>,
    /// Lines of a decisions file.
    pub decisions: Vec<Value>,
    pub brakes: Vec<String>,
    pub dry_run: bool,
}

/// The rows of a screen.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs)]
pub struct ListStep {
    pub import: bool,
    pub tab: Option<TabWord>,
}

/// Which rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum TabWord {
    Unlinked,
    Linked,
    All,
}

/// What must come of a step.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct StepExpect {
    /// What becomes of each person, exactly these, in order; not looked at when left out.
    pub changes: Option<Vec<RowSpec>>,
    /// Some people among those of the report.
    pub among: Option<Vec<RowSpec>>,
    /// The requests that can change something, of both systems, in order; not looked at when left out.
    pub sends: Option<Vec<String>>,
    /// What this system's twin holds then: at least these values.
    pub state: Option<Value>,
    /// What the HR system's twin holds then: at least these values.
    pub hr_state: Option<Value>,
    /// The step is refused with a message that says this.
    pub refused: Option<String>,
}

/// What becomes of one person.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RowSpec {
    /// The HR system's key; not looked at when left out.
    pub hr: Option<String>,
    /// This system's key; not looked at when left out.
    pub provider: Option<String>,
    /// What was found.
    #[schemars(with = "Option<String>")]
    pub situation: Option<Situation>,
    /// What is done.
    #[schemars(with = "Option<String>")]
    pub action: Option<Action>,
    /// What was chosen.
    #[schemars(with = "Option<String>")]
    pub choice: Option<Choice>,
    /// What came of it.
    #[schemars(with = "Option<String>")]
    pub outcome: Option<Outcome>,
    /// The employee fields, in order.
    pub fields: Option<Vec<String>>,
    /// How the sides of some fields compare.
    #[schemars(with = "IndexMap<String, String>")]
    pub states: IndexMap<String, FieldState>,
    /// Who changed some fields.
    #[schemars(with = "IndexMap<String, String>")]
    pub changed_by: IndexMap<String, ChangedBy>,
    /// Values before, by the employee field.
    pub before: IndexMap<String, Value>,
    /// Values after.
    pub after: IndexMap<String, Value>,
    /// Keys of the candidates, in order.
    pub candidates: Option<Vec<String>>,
    /// Why it is held or failed, in order.
    pub issues: Option<Vec<IssueSpec>>,
    /// Pieces of what people are told besides; each must be found.
    #[serde(default)]
    pub notes: Vec<String>,
}
