//! One request about one record of an owner.

use serde_json::{Value, json};

use super::day::{hashes, telling};
use super::deliver::OwnerWork;
use crate::engine::EngineError;
use crate::engine::carry::Task;
use crate::engine::journal::Intent;
use crate::engine::steps::{Brings, Sent, mark, person_scope, send};
use crate::expr::Scope;
use crate::mapping::compiled::WriteSlot;
use crate::mapping::crosswalk::{Mapped, Out};
use crate::plan::{Change, Deed, Entry, Identity, PartWork, Payload, WorkKind, values_of_entry};
use crate::record::{Issue, Key, Outcome};
use crate::store::{KeyedHash, StepKind};

/// Does what an errand says, and says in the change what came of it.
pub(super) async fn carry(
    task: &Task<'_>,
    identity: &Identity,
    owner: &OwnerWork,
    deed: &Deed,
    change: &mut Change,
) -> Result<(), EngineError> {
    let crosswalk = &task.side.crosswalk;
    let part = &crosswalk.entity.parts[0];
    match deed {
        Deed::Nothing => Ok(()),
        Deed::Create(record) => {
            let slots = crosswalk.sources.take(record);
            let mapped = crosswalk.forward(&slots, Some(record));
            let scope = Payload::new(crosswalk, &mapped).desired(scope_of(task, owner, record, None));
            let step = Writing { owner, word: "create", kind: StepKind::Other, entry: None };
            one(task, step, &part.create, &scope, wanted(task, identity, &mapped), change).await
        }
        Deed::Update { record, entry, lines } => {
            let slots = crosswalk.sources.take(record);
            let mapped = crosswalk.forward(&slots, Some(record));
            let base = Some(&entry.value);
            let work =
                PartWork { part: 0, kind: WorkKind::Update, lines: lines.clone(), entry: Some(entry.value.clone()) };
            let scope = scope_of(task, owner, record, Some(&entry.key));
            let scope = Payload::new(crosswalk, &mapped).part(scope, &work, base);
            let step = Writing { owner, word: "update", kind: StepKind::Other, entry: Some(entry) };
            one(task, step, &part.update, &scope, wanted(task, identity, &mapped), change).await
        }
        Deed::Delete(entry) => {
            let current = json!({ (part.name.as_str()): entry.value });
            let scope = scope_of(task, owner, &Value::Null, Some(&entry.key)).with("current", &current);
            let there = values_of_entry(crosswalk, &entry.value);
            let known = hashes(&task.journal.store.hash_key(), crosswalk, identity.lines(), &there);
            let step = Writing { owner, word: "delete", kind: StepKind::Retire, entry: Some(entry) };
            one(task, step, part.delete.as_slice(), &scope, known, change).await
        }
    }
}

/// A step to be written down.
struct Writing<'w> {
    owner: &'w OwnerWork,
    word: &'static str,
    kind: StepKind,
    entry: Option<&'w Entry>,
}

/// Sends the first request whose condition holds.
async fn one(
    task: &Task<'_>,
    step: Writing<'_>,
    slots: &[WriteSlot],
    scope: &Scope,
    settle: Vec<(String, KeyedHash)>,
    change: &mut Change,
) -> Result<(), EngineError> {
    let mut chosen = None;
    for slot in slots {
        match slot.when.as_ref().map(|when| when.holds(scope)) {
            None | Some(Ok(true)) => chosen = chosen.or(Some(slot)),
            Some(Ok(false)) => {}
            Some(Err(error)) => {
                let message = format!("a request's condition cannot be evaluated: {}", error.message);
                change.hold(Issue::new("not-evaluated", message).at(&slot.call.at));
                return Ok(());
            }
        }
    }
    let Some(slot) = chosen else {
        change.hold(Issue::new("no-request", format!("the system file has no `{}` for this", step.word)));
        return Ok(());
    };
    let brings = if step.word == "create" { Brings::Record } else { Brings::Nothing };
    let intent = Intent {
        source: step.owner.source.clone(),
        target: Some(step.owner.target.clone()),
        part: task.side.crosswalk.entity.parts[0].name.clone(),
        slot: step.word,
        kind: step.kind,
        repeatable: slot.repeatable,
        retire: step.entry.filter(|_| step.kind == StepKind::Retire).map(|entry| entry.key.clone()),
        settle,
    };
    match send(task, slot, scope, intent, brings).await? {
        Sent::Done(_) => change.outcome = Outcome::Done,
        Sent::Refused(trouble) => mark(task, change, &trouble, false),
        Sent::Doubtful(trouble) => mark(task, change, &trouble, true),
        Sent::Clash => {
            change.hold(Issue::new("in-doubt", "the same request is in doubt already; run settle, then export again"));
        }
    }
    Ok(())
}

/// What a lost request is recognised by: what it sends.
fn wanted(task: &Task<'_>, identity: &Identity, mapped: &Mapped<'_>) -> Vec<(String, KeyedHash)> {
    let crosswalk = &task.side.crosswalk;
    let values: Vec<Option<Value>> = mapped
        .outs
        .iter()
        .map(|out| match out {
            Out::Value(datum) => datum.to_value(),
            Out::Silent | Out::Clear => None,
        })
        .collect();
    hashes(&task.journal.store.hash_key(), crosswalk, &telling(crosswalk, identity), &values)
}

fn scope_of(task: &Task<'_>, owner: &OwnerWork, record: &Value, key: Option<&Key>) -> Scope {
    person_scope(task, record, key).with("owner", &json!({ "key": owner.target.as_str() }))
}
