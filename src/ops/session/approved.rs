//! A plan as a file: keys, field names and keyed hashes, never a value.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::open::Session;
use crate::plan::{Change, Plan};
use crate::record::{Action, Direction, Issue, Key, Outcome};
use crate::store::HashKey;

/// What `plan` writes and `apply` reads.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::ops) struct PlanFile {
    /// Version of the form: 1.
    pub(in crate::ops) crosswalk_plan: u32,
    /// The connection's name.
    pub(in crate::ops) connection: String,
    /// Which way.
    pub(in crate::ops) direction: Direction,
    /// RFC 3339 UTC.
    pub(in crate::ops) made: String,
    /// Created although candidates exist.
    pub(in crate::ops) create: Vec<Key>,
    /// What was approved.
    pub(in crate::ops) changes: Vec<PlannedChange>,
}

/// One person's approved change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::ops) struct PlannedChange {
    /// The HR system's key.
    pub(in crate::ops) hr_key: Key,
    /// The provider's key.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(in crate::ops) provider_key: Option<Key>,
    /// What will be done.
    pub(in crate::ops) action: Action,
    /// The fields, in order.
    pub(in crate::ops) fields: Vec<PlannedField>,
}

/// One approved field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::ops) struct PlannedField {
    field: String,
    path: String,
    before: String,
    after: String,
}

/// The file of a plan: only what would be carried out.
pub(in crate::ops) fn plan_file(session: &Session, plan: &Plan, create: Vec<Key>, made: String) -> PlanFile {
    let key = session.store.hash_key();
    let changes = plan.changes.iter().filter(|change| change.outcome == Outcome::Planned);
    PlanFile {
        crosswalk_plan: 1,
        connection: session.connection.clone(),
        direction: Direction::Export,
        made,
        create,
        changes: changes.filter_map(|change| planned(&key, change)).collect(),
    }
}

fn planned(key: &HashKey, change: &Change) -> Option<PlannedChange> {
    let hash = |side: &str, path: &str, value: Option<&Value>| {
        let text = value.map_or_else(String::new, |value| format!("={value}"));
        key.hash(&format!("plan {side} {path}"), &text).to_string()
    };
    let fields = change.fields.iter().map(|field| PlannedField {
        field: field.field.clone(),
        path: field.path.clone(),
        before: hash("before", &field.path, field.before.as_ref()),
        after: hash("after", &field.path, field.after.as_ref()),
    });
    Some(PlannedChange {
        hr_key: change.source_key.clone()?,
        provider_key: change.target_key.clone(),
        action: change.action,
        fields: fields.collect(),
    })
}

/// Leaves of a fresh plan only what is as approved; the rest is stale, and what was not approved is left out.
pub(in crate::ops) fn approve(key: &HashKey, approved: &PlanFile, plan: &mut Plan) {
    let approved: BTreeMap<&Key, &PlannedChange> =
        approved.changes.iter().map(|change| (&change.hr_key, change)).collect();
    plan.changes.retain(|change| change.source_key.as_ref().is_some_and(|key| approved.contains_key(key)));
    for change in &mut plan.changes {
        let was = change.source_key.as_ref().and_then(|key| approved.get(key));
        if planned(key, change).as_ref() != was.copied() {
            change.outcome = Outcome::Stale;
            change.works.clear();
            let message = "no longer as approved: one side changed since the plan was made; plan again";
            change.issues.push(Issue::new("stale", message));
        }
    }
}
