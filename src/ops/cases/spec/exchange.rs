//! Cases over real HTTP against simulated systems.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::IssueSpec;
use crate::ops::workspace::ConnectionLimits;
use crate::record::{Action, Outcome, Situation};
use crate::sandbox::Faults;

/// People of a simulated HR system are exported to this system's simulated twin, by the code of `crosswalk export`, in
/// a workspace of its own in a temporary folder. Then the same is done again, until nothing is left to send.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExchangeCase {
    /// The HR system's name.
    pub hr: String,
    /// The HR system's settings beside those that its twin accepts.
    #[serde(default)]
    pub hr_settings: IndexMap<String, Value>,
    /// What the HR system's twin holds, `{table: [rows]}`; its sample people when left out.
    pub people: Option<Value>,
    /// What this system's twin holds, `{table: [rows]}`; its own rows when left out. The numbering of the tables goes on.
    pub state: Option<Value>,
    /// Who takes part, by the HR system's key; everyone when left out.
    pub choose: Option<Vec<String>>,
    /// Created although candidates exist.
    #[serde(default)]
    pub create: Vec<String>,
    /// Links that exist already: HR key to this system's key.
    #[serde(default)]
    pub links: IndexMap<String, String>,
    /// This run's word on the brakes: `update=100%`.
    #[serde(default)]
    pub brakes: Vec<String>,
    /// The connection's `scope`.
    pub scope: Option<String>,
    /// The connection's `limits`. A lost creation that is not found counts as not done after `settle_after`.
    pub limits: Option<ConnectionLimits>,
    /// Which requests go wrong at this system, in the first run.
    pub faults: Option<Faults>,
    /// What must come.
    pub expect: ExchangeExpect,
}

/// What must come of an `exchange`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExchangeExpect {
    /// What becomes of each person, exactly these, in order; not looked at when left out.
    pub changes: Option<Vec<PersonSpec>>,
    /// The requests that can change something, as this system's twin names its operations, in the order in which they
    /// came in; not looked at when left out.
    pub sends: Option<Vec<String>>,
    /// What a second run, without faults, sends to finish what the first one could not; left out: there is no such run.
    pub resumes: Option<Vec<String>>,
    /// What the twin holds in the end: at least these values, `{table: [rows]}`.
    pub state: Option<Value>,
    /// One more run sends nothing that could change something: true when left out.
    #[serde(default = "yes")]
    pub settled: bool,
}

fn yes() -> bool {
    true
}

/// What becomes of one person.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonSpec {
    /// The HR system's key.
    pub key: String,
    /// What was found; not looked at when left out.
    #[schemars(with = "Option<String>")]
    pub situation: Option<Situation>,
    /// What is done.
    #[schemars(with = "String")]
    pub action: Action,
    /// What came of it; not looked at when left out.
    #[schemars(with = "Option<String>")]
    pub outcome: Option<Outcome>,
    /// The places that change, `part.place`, in order; not looked at when left out.
    pub fields: Option<Vec<String>>,
    /// Why it is held or failed, in order; not looked at when left out.
    pub issues: Option<Vec<IssueSpec>>,
}
