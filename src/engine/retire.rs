//! Taking a former entry away after the one made in its place was read back.

use serde_json::{Map, Value};

use super::carry::Task;
use super::gather::{Read, everything, one};
use super::journal::Intent;
use super::steps::{Brings, Sent, send};
use super::{EngineError, Side};
use crate::expr::{Place, Scope, Step};
use crate::http::Trouble;
use crate::mapping::compiled::{Body, Member, Part, WriteSlot};
use crate::record::Key;
use crate::store::StepKind;

/// What came of it.
pub(super) enum Retired {
    /// The former entry is gone.
    Done,
    /// The new entry was not seen: the former one stays.
    NotReadBack,
    /// The request did not succeed; true: it is in doubt.
    Trouble(Trouble, bool),
}

/// The key of the entry that a new one would push aside, when the file says that it must go then.
pub(super) fn former(part: &Part, entry: Option<&Value>, scope: &Scope) -> Option<Key> {
    let slot = part.retire.as_ref()?;
    let wanted = slot.when.as_ref().is_none_or(|when| when.holds(scope).unwrap_or(false));
    let id = key_place(part)?.get(entry?).and_then(Key::of);
    id.filter(|_| wanted)
}

/// The key of an entry that the file may have taken away.
pub(super) fn id_of(part: &Part, entry: &Value) -> Option<Key> {
    key_place(part)?.get(entry).and_then(Key::of)
}

/// Where an entry holds its key: the place under `previous.<part>` that the retiring request names first.
fn key_place(part: &Part) -> Option<Place> {
    let body = part.retire.as_ref()?.call.body.as_ref();
    let target = match &part.retire.as_ref()?.call.target {
        crate::mapping::compiled::Target::Http { path, .. } => Some(Body::Template(path.clone())),
        crate::mapping::compiled::Target::Soap { .. } => None,
    };
    body.and_then(|body| named(body, &part.name)).or_else(|| named(&target?, &part.name))
}

fn named(body: &Body, part: &str) -> Option<Place> {
    match body {
        Body::Template(template) => template.names().iter().find_map(|name| match name.path.split_first() {
            Some((first, [second, rest @ ..])) if first == "previous" && second == part && !rest.is_empty() => {
                Some(Place { steps: rest.iter().map(|step| Step::Member(step.clone())).collect() })
            }
            _ => None,
        }),
        Body::Literal(_) => None,
        Body::List(items) => items.iter().find_map(|item| named(item, part)),
        Body::Object(members) => members.iter().find_map(|member| match member {
            Member::Spread(body) | Member::Key(_, body) => named(body, part),
        }),
    }
}

/// Reads back; if the new entry counts now and the former one is still there, takes that away.
pub(super) async fn retire(
    task: &Task<'_>,
    source: &Key,
    key: &Key,
    part: &Part,
    number: usize,
    former: &Key,
    made: Option<&Key>,
) -> Result<Retired, EngineError> {
    let (Some(slot), Some(place)) = (&part.retire, key_place(part)) else { return Ok(Retired::Done) };
    let id = |entry: &Value| place.get(entry).and_then(Key::of);
    let counting = match one(task.side, number, key).await {
        Ok(Read::Entries(entries)) => entries.first().and_then(id),
        Ok(Read::Missing) => None,
        Err(trouble) => return Ok(Retired::Trouble(trouble, false)),
    };
    let seen = counting.as_ref().is_some_and(|now| now != former && made.is_none_or(|made| made == now));
    if !seen {
        return Ok(Retired::NotReadBack);
    }
    let all = match everything(task.side, number, key).await {
        Ok(all) => all,
        Err(trouble) => return Ok(Retired::Trouble(trouble, false)),
    };
    let Some(entry) = all.into_iter().find(|entry| id(entry).as_ref() == Some(former)) else {
        return Ok(Retired::Done);
    };
    let scope = scope(task.side, part, key, entry);
    let intent = Intent {
        source: source.clone(),
        target: Some(key.clone()),
        part: part.name.clone(),
        slot: "retire",
        kind: StepKind::Retire,
        repeatable: slot.repeatable,
        retire: Some(former.clone()),
        settle: Vec::new(),
    };
    Ok(match send(task, slot, &scope, intent, Brings::Nothing).await? {
        Sent::Done(..) => Retired::Done,
        Sent::Refused(trouble) => Retired::Trouble(trouble, false),
        Sent::Doubtful(trouble) => Retired::Trouble(trouble, true),
        Sent::Clash => Retired::NotReadBack,
    })
}

fn scope(side: &Side, part: &Part, key: &Key, entry: Value) -> Scope {
    let previous = Value::Object(Map::from_iter([(part.name.clone(), entry)]));
    side.scope.clone().with("key", &Value::String(key.0.clone())).with("previous", &previous)
}

/// The request that takes a former entry away once the new one was read back; none when the file does not ask for it.
/// `scope` is the one that the new entry's request saw.
#[must_use]
pub fn retiring<'p>(
    side: &Side,
    part: &'p Part,
    key: &Key,
    entry: Option<&Value>,
    scope: &Scope,
) -> Option<(&'p WriteSlot, Scope)> {
    former(part, entry, scope)?;
    Some((part.retire.as_ref()?, self::scope(side, part, key, entry?.clone())))
}
