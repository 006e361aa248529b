//! A plan as a file: keys, field names and keyed hashes, never a value.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::exchange::Exchange;
use super::open::{Kind, Session};
use super::owned::OwnedExchange;
use crate::engine::Boundary;
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
    /// Records of owners of a period, in place of the people themselves.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(in crate::ops) records: Option<PlannedPeriod>,
    /// What was approved.
    pub(in crate::ops) changes: Vec<PlannedChange>,
}

/// Which records of owners.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::ops) struct PlannedPeriod {
    kind: Kind,
    from: Date,
    to: Date,
    correct: bool,
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
            records: None,
            changes: changes
                .map(|change| planned(&key, exchange.direction, chosen(exchange, change), change))
                .collect(),
        }
    }

    /// The file of a plan of owners' records.
    pub(in crate::ops) fn of_records(
        session: &Session,
        exchange: &OwnedExchange,
        changes: &[Change],
        made: String,
    ) -> Self {
        let key = session.store.hash_key();
        let changes = changes.iter().filter(|change| change.outcome == Outcome::Planned);
        let OwnedExchange { kind, from, to, correct, .. } = exchange;
        Self {
            crosswalk_plan: 1,
            connection: session.connection.clone(),
            direction: Direction::Export,
            made,
            create: Vec::new(),
            records: Some(PlannedPeriod { kind: *kind, from: *from, to: *to, correct: *correct }),
            changes: changes.map(|change| planned(&key, Direction::Export, None, change)).collect(),
        }
    }

    fn keys(&self) -> Selection {
        let mut keys: Vec<Key> = Vec::new();
        for key in self.changes.iter().filter_map(|change| change.source(self.direction)) {
            if !keys.contains(key) {
                keys.push(key.clone());
            }
        }
        Selection::Keys(keys)
    }

    /// The exchange of owners' records that computes the same again.
    pub(in crate::ops) fn owned(&self, show_sensitive: bool) -> Option<OwnedExchange> {
        let PlannedPeriod { kind, from, to, correct } = self.records.clone()?;
        let (selection, boundary) = (self.keys(), Boundary::none());
        Some(OwnedExchange { kind, selection, from, to, correct, show_sensitive, boundary })
    }

    /// Holds a fresh plan of owners' records against this one: says of each of its changes whether it is as approved,
    /// and gives back who had something approved that does not come out any more.
    pub(in crate::ops) fn compare(&self, key: &HashKey, fresh: &[&Change]) -> (Vec<bool>, BTreeSet<Key>) {
        let mut left: Vec<&PlannedChange> = self.changes.iter().collect();
        let mut is_approved = |change: &&Change| {
            let now = planned(key, self.direction, None, change);
            let found = left.iter().position(|approved| **approved == now);
            found.map(|at| left.swap_remove(at)).is_some()
        };
        let approved = fresh.iter().map(|change| change.outcome != Outcome::Planned || is_approved(change)).collect();
        (approved, left.into_iter().filter_map(|change| change.source(self.direction).cloned()).collect())
    }

    /// The exchange that computes the same again. Its brakes are off: a person approved what is in the file.
    pub(in crate::ops) fn exchange(&self) -> Exchange {
        let mut exchange = Exchange::following(self.direction, self.keys());
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
            if Some(&planned(key, self.direction, chosen(exchange, change), change)) != was.copied() {
                change.works.clear();
                stale(change);
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

/// One side is another one than when a person looked.
pub(in crate::ops) fn stale(change: &mut Change) {
    let over = change.action == Action::Nothing && change.issues.is_empty();
    change.outcome = Outcome::Stale;
    let message = if over {
        "nothing is left to do: both sides agree already; perhaps this plan was carried out before"
    } else {
        "no longer as approved: one side changed since the plan was made; plan again"
    };
    change.issues.push(Issue::new("stale", message));
}

fn chosen(exchange: &Exchange, change: &Change) -> Option<Chosen> {
    let source = change.source_key.as_ref()?;
    let choice = exchange.choices.get(source).copied().or(exchange.usual)?;
    Some(Chosen::of(choice, exchange.wishes.of(source)))
}

fn planned(key: &HashKey, direction: Direction, chosen: Option<Chosen>, change: &Change) -> PlannedChange {
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
    let (source, target) = (change.source_key.clone(), change.target_key.clone());
    let (hr_key, provider_key) = match direction {
        Direction::Export => (source, target),
        Direction::Import => (target, source),
    };
    PlannedChange { hr_key, provider_key, action: change.action, chosen, fields: fields.collect() }
}
