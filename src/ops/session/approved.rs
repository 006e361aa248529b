//! A plan as a file: keys, field names and keyed hashes, never a value.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::exchange::Exchange;
use super::open::Session;
use crate::mapping::compiled::Amount;
use crate::ops::{Brake, Selection};
use crate::plan::{BrakeWord, Change, Decision, Plan, Take, Wish};
use crate::record::{Action, Choice, Direction, Issue, Key, Outcome};
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
    /// Created although candidates exist, by the key where they come from.
    pub(in crate::ops) create: Vec<Key>,
    /// What was approved.
    pub(in crate::ops) changes: Vec<PlannedChange>,
}

/// One person's approved change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::ops) struct PlannedChange {
    /// The HR system's key; none for somebody who is to be created there.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(in crate::ops) hr_key: Option<Key>,
    /// The provider's key; none for somebody who is to be created there.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(in crate::ops) provider_key: Option<Key>,
    /// What will be done.
    pub(in crate::ops) action: Action,
    /// In an import: what people chose.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(in crate::ops) chosen: Option<Chosen>,
    /// The fields, in order.
    pub(in crate::ops) fields: Vec<PlannedField>,
}

/// What people chose for one row of an import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::ops) struct Chosen {
    choice: Choice,
    /// For this very row, not for many alike.
    single: bool,
    /// Matched by hand.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    partner: Option<Key>,
    /// Single fields whose provider's value counts, and whose HR value does.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    fields: BTreeMap<String, Whose>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Whose {
    Hr,
    Provider,
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

impl PlanFile {
    /// The file of a plan: only what would be carried out.
    pub(in crate::ops) fn of(session: &Session, exchange: &Exchange, plan: &Plan, made: String) -> Self {
        let key = session.store.hash_key();
        let changes = plan.changes.iter().filter(|change| change.outcome == Outcome::Planned);
        Self {
            crosswalk_plan: 1,
            connection: session.connection.clone(),
            direction: exchange.direction,
            made,
            create: exchange.create.clone(),
            changes: changes.map(|change| planned(&key, exchange, change)).collect(),
        }
    }

    /// The exchange that computes the same again. Its brakes are off: a person approved what is in the file.
    pub(in crate::ops) fn exchange(&self) -> Exchange {
        let keys = self.changes.iter().filter_map(|change| change.source(self.direction).cloned()).collect();
        let mut exchange = Exchange::following(self.direction, Selection::Keys(keys));
        exchange.create.clone_from(&self.create);
        exchange.brakes = BrakeWord::ALL.iter().map(|word| Brake { word: *word, amount: Amount::Unlimited }).collect();
        for change in &self.changes {
            let (Some(key), Some(chosen)) = (change.source(self.direction), &change.chosen) else { continue };
            exchange.choices.insert(key.clone(), chosen.choice);
            exchange.wishes.single.insert(key.clone(), chosen.decision());
        }
        exchange
    }

    /// Leaves of a fresh plan only what is as approved; the rest is stale, and what was not approved is left out.
    pub(in crate::ops) fn approve(&self, key: &HashKey, exchange: &Exchange, plan: &mut Plan) {
        let approved = self.changes.iter().filter_map(|change| Some((change.source(self.direction)?, change)));
        let approved: BTreeMap<&Key, &PlannedChange> = approved.collect();
        plan.changes.retain(|change| change.source_key.as_ref().is_some_and(|key| approved.contains_key(key)));
        for change in &mut plan.changes {
            let was = change.source_key.as_ref().and_then(|key| approved.get(key));
            if Some(&planned(key, exchange, change)) != was.copied() {
                change.outcome = Outcome::Stale;
                change.works.clear();
                let message = "no longer as approved: one side changed since the plan was made; plan again";
                change.issues.push(Issue::new("stale", message));
            }
        }
    }
}

impl PlannedChange {
    fn source(&self, direction: Direction) -> Option<&Key> {
        match direction {
            Direction::Export => self.hr_key.as_ref(),
            Direction::Import => self.provider_key.as_ref(),
        }
    }
}

impl Chosen {
    fn of(choice: Choice, decision: &Decision) -> Self {
        let whose = |take: &Take| match take {
            Take::Source => Whose::Provider,
            Take::Target => Whose::Hr,
        };
        Self {
            choice,
            single: decision.single,
            partner: decision.partner.clone(),
            fields: decision.fields.iter().map(|(name, take)| (name.clone(), whose(take))).collect(),
        }
    }

    fn decision(&self) -> Decision {
        let wish = wish_of(self.choice);
        let take = |whose: &Whose| match whose {
            Whose::Hr => Take::Target,
            Whose::Provider => Take::Source,
        };
        let fields = self.fields.iter().map(|(name, whose)| (name.clone(), take(whose))).collect();
        Decision { wish, partner: self.partner.clone(), single: self.single, fields }
    }
}

/// What a choice of an import wishes: there the HR system is the target.
pub(in crate::ops) fn wish_of(choice: Choice) -> Wish {
    match choice {
        Choice::Create => Wish::Create,
        Choice::PreferHr => Wish::KeepTarget,
        Choice::PreferProvider => Wish::TakeSource,
        Choice::Match | Choice::Nothing => Wish::Leave,
    }
}

fn planned(key: &HashKey, exchange: &Exchange, change: &Change) -> PlannedChange {
    let hash = |side: &str, path: &str, value: Option<&Value>| {
        let text = value.map_or_else(String::new, |value| format!("={value}"));
        key.hash(&format!("plan {side} {path}"), &text).to_string()
    };
    let fields = change.fields.iter().map(|field| PlannedField {
        field: field.field.clone(),
        path: field.path.clone(),
        before: hash("before", &field.path, field.known()),
        after: hash("after", &field.path, field.after.as_ref()),
    });
    let chosen = change.source_key.as_ref().and_then(|source| {
        let choice = exchange.choices.get(source).copied().or(exchange.usual)?;
        Some(Chosen::of(choice, exchange.wishes.of(source)))
    });
    let (source, target) = (change.source_key.clone(), change.target_key.clone());
    let (hr_key, provider_key) = match exchange.direction {
        Direction::Export => (source, target),
        Direction::Import => (target, source),
    };
    PlannedChange { hr_key, provider_key, action: change.action, chosen, fields: fields.collect() }
}
