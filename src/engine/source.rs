//! People of the source: read, mapped into employee records, scoped.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{EngineError, Gathering, Side};
use crate::expr::Condition;
use crate::mapping::compiled::Rule;
use crate::plan::{Called, Person, Profile};
use crate::record::{Issue, Key};

/// Everyone of the source, or the ones asked for.
#[derive(Debug, Clone, Default)]
pub struct Source {
    /// In the system's order.
    pub people: Vec<Person>,
    /// What was read of each, in the same order.
    pub profiles: Vec<Profile>,
    /// These are all there are.
    pub complete: bool,
    /// What was missing of a proof that the listing is complete.
    pub doubts: Vec<String>,
    /// Asked for by key, and not there.
    pub gone: BTreeSet<Key>,
}

/// Reads people and makes employee records of them. `keys`: only these, one by one. `scope` says who belongs to the
/// connection; one that fails on a record holds it. What a listing does not give is read one by one for those that
/// `wanted` says; of the others it stays unread, and so absent.
///
/// # Errors
/// When the system cannot be read.
pub async fn people(
    side: &Side,
    scope: Option<&Condition>,
    keys: Option<&[Key]>,
    wanted: &(dyn Fn(&Key) -> bool + Sync),
) -> Result<Source, EngineError> {
    let mut gathering = Gathering::default();
    match keys {
        Some(keys) if can_get(side) => gathering.details(side, keys).await?,
        _ => {
            gathering = Gathering::all(side).await?;
            let lacking = |profile: &&Profile| {
                let parts = side.crosswalk.entity.parts.iter().zip(&profile.parts);
                parts.into_iter().any(|(part, state)| !state.read && part.list.is_none() && part.get.is_some())
            };
            let single = gathering.profiles.iter().filter(lacking).map(|profile| profile.key.clone());
            let single: Vec<Key> = single.filter(wanted).collect();
            gathering.details(side, &single).await?;
        }
    }
    let mut seen = BTreeSet::new();
    gathering.profiles.retain(|profile| seen.insert(profile.key.clone()));
    let people = gathering.profiles.iter().map(|profile| person(side, scope, profile)).collect();
    let Gathering { complete, doubts, gone, profiles } = gathering;
    Ok(Source { people, profiles, complete, doubts, gone })
}

/// Whether every part can be read for one person.
fn can_get(side: &Side) -> bool {
    side.crosswalk.entity.parts.iter().all(|part| part.get.is_some())
}

fn person(side: &Side, scope: Option<&Condition>, profile: &Profile) -> Person {
    let crosswalk = &side.crosswalk;
    let (mut record, mut issues, notes) = crosswalk.reverse(&profile.present());
    let named = record.get("key").and_then(Key::of).filter(|key| *key != profile.key);
    if let Value::Object(map) = &mut record {
        map.insert("key".into(), Value::String(profile.key.0.clone()));
    }
    let names = crosswalk.scope_of(&record);
    let Called { name, about } = Called::in_scope(crosswalk, &record, &names);
    let in_scope = match scope.map(|scope| scope.holds(&names)) {
        None => true,
        Some(Ok(holds)) => holds,
        Some(Err(error)) => {
            issues.push(Issue::new("scope", format!("the connection's scope cannot be evaluated: {}", error.message)));
            true
        }
    };
    let leaver = match crosswalk.entity.leaver.as_ref().map(|leaver| leaver.holds(&names)) {
        None => false,
        Some(Ok(holds)) => holds,
        Some(Err(error)) => {
            let message = format!("whether somebody has left cannot be evaluated (`x-leaver`): {}", error.message);
            issues.push(Issue::new("leaver", message));
            false
        }
    };
    let by_key = crosswalk.entity.matching.rules.iter().filter(|rule| goes_by_key(rule));
    let sure = by_key.map(|rule| rule.score).reduce(f64::max);
    Person { key: profile.key.clone(), name, about, record, issues, notes, in_scope, leaver, claim: named.zip(sure) }
}

/// A rule that the key alone decides: the system keeps the other side's key.
fn goes_by_key(rule: &Rule) -> bool {
    rule.by.len() == 1 && rule.by[0] == "key" && rule.when.is_none()
}
