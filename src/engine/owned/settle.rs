//! Settling: what came of requests about owners' records whose answer was lost.

use std::collections::BTreeSet;
use std::time::Duration;

use super::day::{day_of, hashes, telling};
use super::read::entries_of_owners;
use crate::engine::carry::Task;
use crate::engine::settle::{note, ours, waiting};
use crate::engine::{EngineError, Settlement};
use crate::http::Trouble;
use crate::mapping::spec::ErrorKind;
use crate::plan::{Entry, Identity, values_of_entry};
use crate::record::Key;
use crate::store::{Settled, Step, StepKind, StepState};

/// Settles all open steps of the task's kind of record by reading the day that each was about: whatever period a run is
/// about. It looks at once; only what is not found is waited for until its request can no longer be at work, and counts
/// as not done after two complete reads more. What cannot be read, or told, stays unknown and is asked again next time.
///
/// # Errors
/// When the target does not let us in, or the store fails.
pub async fn settle_owned(
    task: &Task<'_>,
    identity: &Identity,
    waits: &(dyn Fn(Duration) + Sync),
) -> Result<Vec<Settlement>, EngineError> {
    let store = &task.journal.store;
    let open = store.open_steps(&task.journal.connection).await?;
    let open: Vec<Step> = open.into_iter().filter(|step| ours(task, step)).collect();
    for step in open.iter().filter(|step| step.state == StepState::Started) {
        store.doubt(step.id).await?;
    }
    let mut settled = Vec::new();
    let mut left = Vec::new();
    for step in open {
        match look(task, identity, &step).await? {
            Some(Settled::Absent) => left.push(step),
            Some(result) => settled.push(note(task, step, result).await?),
            None => {}
        }
    }
    if let Some(longest) = left.iter().map(|step| waiting(task, step)).max()
        && !longest.is_zero()
    {
        waits(longest);
        if task.stop.unless(tokio::time::sleep(longest)).await.is_none() {
            return Err(EngineError::Stopped);
        }
    }
    for step in left {
        if task.stop.is_set() {
            break;
        }
        let mut result = look(task, identity, &step).await?;
        if result == Some(Settled::Absent) {
            result = look(task, identity, &step).await?;
        }
        if let Some(result) = result {
            settled.push(note(task, step, result).await?);
        }
    }
    Ok(settled)
}

/// What the target says now of a step; none when it was asked to stop.
async fn look(task: &Task<'_>, identity: &Identity, step: &Step) -> Result<Option<Settled>, EngineError> {
    let crosswalk = &task.side.crosswalk;
    let key = task.journal.store.hash_key();
    let (Some(owner), Some(day)) = (&step.target, day_of(&key, crosswalk, identity, step)) else {
        return Ok(Some(Settled::Unknown));
    };
    let mut read = entries_of_owners(task.side, std::slice::from_ref(owner), Some((&day, &day))).await;
    let present = match read.remove(owner) {
        Some(Ok(present)) => present,
        Some(Err(trouble)) => return unread(task, trouble),
        None => return Ok(Some(Settled::Unknown)),
    };
    if step.kind == StepKind::Retire {
        let Some(gone) = step.retire.as_ref().filter(|gone| present.iter().all(|entry| entry.key != **gone)) else {
            return Ok(Some(Settled::Absent));
        };
        return Ok(Some(Settled::Found(gone.clone())));
    }
    let made = task.journal.store.made_entries(&step.connection, &step.entity, step.direction).await?;
    let made = made.get(owner).cloned().unwrap_or_default();
    let creates = step.slot == "create";
    let lines = telling(crosswalk, identity);
    let alike = |entry: &&Entry| {
        let mut now = hashes(&key, crosswalk, &lines, &values_of_entry(crosswalk, &entry.value));
        now.sort_unstable();
        made.contains(&entry.key) != creates && now == step.settle
    };
    let found: BTreeSet<&Key> = present.iter().filter(alike).map(|entry| &entry.key).collect();
    let mut found = found.into_iter();
    Ok(Some(match (found.next(), found.next()) {
        (None, _) => Settled::Absent,
        (Some(key), None) => Settled::Found(key.clone()),
        (Some(_), Some(_)) => Settled::Unknown,
    }))
}

fn unread(task: &Task<'_>, trouble: Trouble) -> Result<Option<Settled>, EngineError> {
    match trouble.kind {
        _ if trouble.stopped => Ok(None),
        ErrorKind::Denied => Err(task.side.error(trouble)),
        _ => Ok(Some(Settled::Unknown)),
    }
}
