//! A case file, and a case.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::{DiffCase, ExchangeCase, MapCase, RequestCase, ReverseCase, RoundTripCase, StoryCase};
use crate::mapping::spec::OnNull;

/// A file of cases: `mappings/SYSTEM/cases/NAME.yaml`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseFile {
    /// What the cases are about, for people.
    pub about: Option<String>,
    /// The connection's settings, for all cases of the file. A secret is never given: in its place stands `(name)`.
    #[serde(default)]
    pub settings: IndexMap<String, Value>,
    /// What the system's reference data says, by the lookup's name.
    #[serde(default)]
    pub lookups: IndexMap<String, Value>,
    /// The run's date, YYYY-MM-DD; 2026-03-15 when left out.
    pub date: Option<String>,
    /// Values that cases take over by YAML's `&name`, `*name` and `<<`; not looked at otherwise.
    pub share: Option<Value>,
    /// The cases, run in this order.
    pub cases: Vec<CaseSpec>,
}

/// A case: a name and exactly one kind.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseSpec {
    /// What holds, in a few words; unique in the file.
    pub name: String,
    /// Why it matters.
    pub why: Option<String>,
    /// Not run, for this reason.
    pub skip: Option<String>,
    /// Over the file's settings.
    #[serde(default)]
    pub settings: IndexMap<String, Value>,
    /// Over the file's lookups.
    #[serde(default)]
    pub lookups: IndexMap<String, Value>,
    /// Over the file's date.
    pub date: Option<String>,
    /// The connection's `on_null`.
    pub on_null: Option<OnNull>,
    /// Which kind of record: `employee` when left out.
    #[serde(default)]
    pub entity: EntityWord,
    /// An employee record in, the system's parts out, or the reasons why it is held.
    pub map: Option<MapCase>,
    /// The system's parts or answers in, an employee record out.
    pub reverse: Option<ReverseCase>,
    /// An employee record to the system's parts and back again is the same.
    pub round_trip: Option<RoundTripCase>,
    /// An employee record against what the system holds: the fields that change.
    pub diff: Option<DiffCase>,
    /// An employee record against what the system holds: the requests that are sent.
    pub request: Option<RequestCase>,
    /// Over real HTTP on this machine: people of a simulated HR system are exported to this system's simulated twin.
    pub exchange: Option<ExchangeCase>,
    /// Over real HTTP on this machine: several steps, exports and imports among them.
    pub story: Option<StoryCase>,
}

/// Which kind of record a case is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EntityWord {
    #[default]
    #[allow(missing_docs)]
    Employee,
    #[allow(missing_docs)]
    Leave,
}

impl CaseSpec {
    /// The kinds there are.
    pub const KINDS: [&'static str; 7] = ["map", "reverse", "round_trip", "diff", "request", "exchange", "story"];

    /// The kinds that the case is of.
    #[must_use]
    pub fn kinds(&self) -> Vec<&'static str> {
        let there = [
            self.map.is_some(),
            self.reverse.is_some(),
            self.round_trip.is_some(),
            self.diff.is_some(),
            self.request.is_some(),
            self.exchange.is_some(),
            self.story.is_some(),
        ];
        Self::KINDS.into_iter().zip(there).filter(|(_, there)| *there).map(|(kind, _)| kind).collect()
    }
}
