//! The report of `export`, `import`, `plan` and `apply`.

use serde::{Deserialize, Serialize};

use super::{Candidate, FieldChange, Report, Summary, Verdict};
use crate::record::{Action, Choice, Direction, FieldState, Issue, Key, Outcome, Situation};

/// Attempts on the wire, retries included, token requests not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct Requests {
    pub read: u64,
    pub write: u64,
}

/// What is kept of a run as a whole: counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct Counted {
    /// Counts of its changes.
    #[serde(flatten)]
    pub summary: Summary,
    /// Its requests.
    pub requests: Requests,
}

/// What a run did, or would do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ChangeReport {
    /// The run's id; a plan that was not carried out has one too, if it was recorded.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub run: Option<String>,
    /// The connection's name.
    pub connection: String,
    /// The kind of record, where it is not employees.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub entity: Option<String>,
    /// Which way.
    pub direction: Direction,
    /// Nothing could be sent.
    pub dry_run: bool,
    /// Counts.
    pub summary: Summary,
    /// Requests.
    pub requests: Requests,
    /// One entry an employee, in a stable order.
    pub changes: Vec<Change>,
    /// What concerns the run as a whole: an incomplete read, a setting left at a default that people should choose.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub notes: Vec<String>,
    /// In a plan: kinds of changes that are held because there are too many of them.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub braked: Vec<Braked>,
    /// It was asked to stop before it was through.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub interrupted: bool,
}

/// A kind of change of which there are more than its brake allows in one run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Braked {
    /// `create`, `update`, `unlink` or `leaving`.
    pub kind: String,
    /// So many there are.
    pub count: u64,
    /// So many are allowed.
    pub limit: u64,
}

impl ChangeReport {
    /// How many rows would be sent.
    #[must_use]
    pub fn to_send(&self) -> usize {
        self.changes.iter().filter(|change| change.outcome == Outcome::Planned).count()
    }

    /// To how many this was done.
    #[must_use]
    pub fn done(&self, action: Action) -> usize {
        self.changes.iter().filter(|change| change.action == action && change.outcome == Outcome::Done).count()
    }
}

/// One employee.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Change {
    /// The HR system's key.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub hr_key: Option<Key>,
    /// The provider's key.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub provider_key: Option<Key>,
    /// The name; not stored.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub name: Option<String>,
    /// What tells it from others of that name; not stored.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub about: Option<String>,
    /// What was found.
    pub situation: Situation,
    /// What is done about it.
    pub action: Action,
    /// In an import: what was chosen.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub choice: Option<Choice>,
    /// What came of it.
    pub outcome: Outcome,
    /// Mandatory employee fields without a value.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub missing: Vec<String>,
    /// Field by field.
    pub fields: Vec<FieldChange>,
    /// Why it is held or failed, and what people should know.
    pub issues: Vec<Issue>,
    /// Somebody like that is there already: it is held, or there a second time (`look-alike`).
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub candidates: Vec<Candidate>,
    /// What must still be done by hand.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub notes: Vec<String>,
}

impl Change {
    /// How many values that stand at the target this takes the place of, or took.
    #[must_use]
    pub fn replaces(&self) -> usize {
        if !matches!(self.outcome, Outcome::Planned | Outcome::Done) {
            return 0;
        }
        let stands = |field: &&FieldChange| {
            let there = field.before.as_ref().is_some_and(|value| !value.is_null() && value != "");
            there && field.state != Some(FieldState::Equal) && field.before != field.after
        };
        self.fields.iter().filter(stands).count()
    }

    /// Held, or there is a reason to look at it though it is not.
    #[must_use]
    pub fn needs_a_look(&self) -> bool {
        self.outcome == Outcome::Held || (!self.issues.is_empty() && self.outcome != Outcome::Skipped)
    }
}

impl Report for ChangeReport {
    fn verdict(&self) -> Verdict {
        if self.interrupted {
            Verdict::Interrupted
        } else if self.summary.has_trouble() || self.changes.iter().any(Change::needs_a_look) {
            Verdict::Trouble
        } else {
            Verdict::Good
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Change, ChangeReport, Requests};
    use crate::ops::report::{FieldChange, Report, Summary, Verdict};
    use crate::record::{Action, Direction, Issue, Outcome, Situation};

    fn report() -> ChangeReport {
        let born = FieldChange {
            field: Some("birthDate".into()),
            path: Some("personal.Birthday".into()),
            group: Some("Personal".into()),
            after: Some(json!("1815-12-10T00:00:00")),
            ..FieldChange::default()
        };
        let ada = Change {
            hr_key: Some("65f".into()),
            provider_key: Some("503295".into()),
            name: Some("Ada Lovelace".into()),
            about: None,
            situation: Situation::Absent,
            action: Action::Create,
            choice: None,
            outcome: Outcome::Done,
            missing: vec![],
            fields: vec![born],
            issues: vec![],
            candidates: vec![],
            notes: vec![],
        };
        let held = Change {
            hr_key: Some("65e".into()),
            provider_key: None,
            name: None,
            situation: Situation::Incomplete,
            action: Action::Hold,
            outcome: Outcome::Held,
            fields: vec![],
            issues: vec![Issue::new("mandatory-missing", "…").field("hireDate").at("mappings/x.yaml:88")],
            ..ada.clone()
        };
        let changes = vec![ada, held];
        ChangeReport {
            run: Some("01J".into()),
            connection: "payroll".into(),
            entity: None,
            direction: Direction::Export,
            dry_run: false,
            summary: Summary::of(&changes),
            requests: Requests { read: 6, write: 5 },
            changes,
            notes: vec![],
            braked: vec![],
            interrupted: false,
        }
    }

    #[test]
    fn the_report_is_the_one_that_programs_rely_on() {
        let expected = json!({"run":"01J","connection":"payroll","direction":"export","dry_run":false,
         "summary":{"create":1,"update":0,"link":0,"unlink":0,"nothing":0,"hold":1,"failed":0,"in_doubt":0,"stale":0,"skipped":0},
         "requests":{"read":6,"write":5},
         "changes":[{"hr_key":"65f","provider_key":"503295","name":"Ada Lovelace","situation":"absent","action":"create","outcome":"done",
           "fields":[{"field":"birthDate","path":"personal.Birthday","group":"Personal","after":"1815-12-10T00:00:00","sensitive":false}],
           "issues":[]},
          {"hr_key":"65e","situation":"incomplete","action":"hold","outcome":"held","fields":[],
           "issues":[{"code":"mandatory-missing","field":"hireDate","message":"…","where":"mappings/x.yaml:88"}]}]});
        assert_eq!(serde_json::to_value(report()).unwrap(), expected);
        assert_eq!(serde_json::from_value::<ChangeReport>(expected).unwrap(), report());
        assert_eq!(report().verdict(), Verdict::Trouble);
    }

    #[test]
    fn null_is_a_value_and_absent_is_none() {
        let field = FieldChange { before: Some(Value::Null), ..FieldChange::default() };
        let json = serde_json::to_value(&field).unwrap();
        assert_eq!(json, json!({ "before": null, "sensitive": false }));
        assert_eq!(serde_json::from_value::<FieldChange>(json).unwrap(), field);
    }
}
