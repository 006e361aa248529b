//! Changing a person's parts.

use super::EngineError;
use super::carry::Task;
use super::gather::{Read, one};
use super::journal::Intent;
use super::steps::{Brings, Sent, mark, person_scope, send};
use super::{retire, stopped};
use crate::expr::Scope;
use crate::http::Trouble;
use crate::mapping::compiled::{Part, WriteSlot};
use crate::mapping::crosswalk::Mapped;
use crate::plan::{Change, Diff, PartWork, Payload, Person, WorkKind, still_as_planned};
use crate::record::{Action, Issue, Key, Outcome};
use crate::store::{StepKind, StoreError};

/// Links a person by the file's rule, then updates.
pub(super) async fn link(
    task: &Task<'_>,
    change: &mut Change,
    person: &Person,
    mapped: &Mapped<'_>,
    payload: &Payload<'_>,
) -> Result<(), EngineError> {
    let Some(target) = change.target_key.clone() else { return Ok(()) };
    let link = task.journal.link(person.key.clone(), target, change.by_hand);
    task.journal.boundary.pass("before a link is written down", person.key.as_str())?;
    match task.journal.store.put_link(&task.journal.connection, link).await {
        Ok(()) => {}
        Err(
            error @ (StoreError::Taken { .. } | StoreError::AlreadyLinked { .. } | StoreError::UnlinkedByHand { .. }),
        ) => {
            change.hold(Issue::new(error.code(), error.to_string()));
            return Ok(());
        }
        Err(error) => return Err(error.into()),
    }
    task.journal.boundary.pass("after a link is written down", person.key.as_str())?;
    update(task, change, person, mapped, payload).await
}

/// Updates the parts that differ, in order; stops at the first that does not succeed.
pub(super) async fn update(
    task: &Task<'_>,
    change: &mut Change,
    person: &Person,
    mapped: &Mapped<'_>,
    payload: &Payload<'_>,
) -> Result<(), EngineError> {
    let Some(key) = change.target_key.clone() else { return Ok(()) };
    change.outcome = Outcome::Done;
    let works = change.works.clone();
    for (number, work) in works.iter().enumerate() {
        part(task, change, person, mapped, payload, &key, work.clone(), true).await?;
        if change.outcome != Outcome::Done {
            if number > 0 || change.action == Action::Link {
                stopped::midway(task, change, &works[number..]);
            }
            break;
        }
    }
    Ok(())
}

/// Writes one part. `approved`: only what the plan showed may change, and only if it is still so.
#[allow(clippy::too_many_arguments)]
pub(super) async fn part(
    task: &Task<'_>,
    change: &mut Change,
    person: &Person,
    mapped: &Mapped<'_>,
    payload: &Payload<'_>,
    key: &Key,
    mut work: PartWork,
    approved: bool,
) -> Result<(), EngineError> {
    let crosswalk = &task.side.crosswalk;
    let part = &crosswalk.entity.parts[work.part];
    let mut base = work.entry.clone();
    if part.get.is_some() && (part.fresh_base || part.born || approved || work.part == 0) {
        base = match one(task.side, work.part, key).await {
            Ok(Read::Entries(entries)) => crate::plan::entry_for(crosswalk, part, work.part, mapped, &entries).cloned(),
            Ok(Read::Missing) if work.part > 0 => None,
            Ok(Read::Missing) => {
                change.outcome = Outcome::Stale;
                change.issues.push(Issue::new("stale", "the profile is no longer there; look again"));
                return Ok(());
            }
            Err(trouble) => {
                mark(task, change, &trouble, false);
                return Ok(());
            }
        };
        if approved && !still_as_planned(crosswalk, &change.fields, work.part, base.as_ref()) {
            change.outcome = Outcome::Stale;
            let message = format!("{} was changed at the provider since the plan was made; look again", part.name);
            change.issues.push(Issue::new("stale", message));
            return Ok(());
        }
        let mut diff = Diff::default();
        diff.part(crosswalk, mapped, work.part, base.as_ref());
        let Some(mut fresh) = diff.works.pop() else { return Ok(()) };
        if approved {
            fresh.lines.retain(|line| work.lines.contains(line));
            if fresh.lines.is_empty() {
                return Ok(());
            }
        }
        work = fresh;
    }
    let creates = work.kind == WorkKind::Create;
    let slots = if creates { &part.create } else { &part.update };
    let scope = payload.part(person_scope(task, &person.record, Some(key)), &work, base.as_ref());
    let scope = match with_others(task, scope, slots, key).await {
        Ok(scope) => scope,
        Err(trouble) => {
            mark(task, change, &trouble, false);
            return Ok(());
        }
    };
    for slot in slots {
        if !counts(change, slot, &scope) {
            continue;
        }
        let former = if creates { retire::former(part, base.as_ref(), &scope) } else { None };
        let former = former.filter(|_| !entered_there(task, change, work.part));
        let intent = Intent {
            source: person.key.clone(),
            target: Some(key.clone()),
            part: part.name.clone(),
            slot: if creates { "create" } else { "update" },
            kind: if creates { StepKind::CreatePart } else { StepKind::Update },
            repeatable: slot.repeatable,
            retire: former.clone(),
            settle: Vec::new(),
        };
        let brings = if creates { Brings::Entry } else { Brings::Nothing };
        match send(task, slot, &scope, intent, brings).await? {
            Sent::Done(made) => {
                if let Some(former) = former {
                    retire_former(task, change, person, key, part, work.part, &former, made.as_ref()).await?;
                }
            }
            Sent::Refused(trouble) => {
                mark(task, change, &trouble, false);
                return Ok(());
            }
            Sent::Doubtful(trouble) => {
                mark(task, change, &trouble, true);
                return Ok(());
            }
            Sent::Clash => {
                change.hold(Issue::new("settle-clash", "an earlier request for this person is in doubt; run settle"));
                return Ok(());
            }
        }
    }
    Ok(())
}

/// Whether somebody changed a part at the target since both sides last agreed: their entry is left where it is.
fn entered_there(task: &Task<'_>, change: &mut Change, part: usize) -> bool {
    let crosswalk = &task.side.crosswalk;
    let of_part = |line: usize| crosswalk.lines[line].target.as_ref().is_some_and(|(of, _)| *of == part);
    let theirs = change.fields.iter().any(|field| of_part(field.line) && field.changed.is_some_and(|by| by.target));
    if theirs {
        let name = &crosswalk.entity.parts[part].name;
        change.notes.push(format!("the {name} that was entered there by hand was left beside the new one"));
    }
    theirs
}

/// `current` of the other parts that these requests name, as they are just now.
async fn with_others(task: &Task<'_>, scope: Scope, slots: &[WriteSlot], key: &Key) -> Result<Scope, Trouble> {
    let mut needed: Vec<usize> = slots.iter().flat_map(|slot| slot.needs_parts.iter().copied()).collect();
    needed.sort_unstable();
    needed.dedup();
    if needed.is_empty() {
        return Ok(scope);
    }
    let mut current = scope.get("current").cloned().unwrap_or_default();
    for number in needed {
        if let (Read::Entries(entries), Some(map)) = (one(task.side, number, key).await?, current.as_object_mut())
            && let Some(entry) = entries.into_iter().next()
        {
            map.insert(task.side.crosswalk.entity.parts[number].name.clone(), entry);
        }
    }
    Ok(scope.with("current", &current))
}

#[allow(clippy::too_many_arguments)]
async fn retire_former(
    task: &Task<'_>,
    change: &mut Change,
    person: &Person,
    key: &Key,
    part: &Part,
    number: usize,
    former: &Key,
    made: Option<&Key>,
) -> Result<(), EngineError> {
    match retire::retire(task, &person.key, key, part, number, former, made).await? {
        retire::Retired::Done => {}
        retire::Retired::NotReadBack => {
            change.notes.push(format!(
                "the new {} could not be read back, so the former one was left; run it again",
                part.name
            ));
        }
        retire::Retired::Trouble(trouble, doubtful) => mark(task, change, &trouble, doubtful),
    }
    Ok(())
}

/// Whether a request's condition holds; one that cannot be evaluated is reported and not sent.
fn counts(change: &mut Change, slot: &WriteSlot, scope: &Scope) -> bool {
    match slot.when.as_ref().map(|when| when.holds(scope)) {
        None => true,
        Some(Ok(holds)) => holds,
        Some(Err(error)) => {
            let issue =
                Issue::new("not-evaluated", format!("a request's condition cannot be evaluated: {}", error.message));
            change.issues.push(issue.at(&slot.call.at));
            change.outcome = Outcome::Failed;
            false
        }
    }
}
