//! Settling: finding out what came of requests whose answer was lost, before anything is planned.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use super::carry::Task;
use super::create::{hash, settle_lines};
use super::gather::{Read, one};
use super::{EngineError, Gathering, retire};
use crate::mapping::spec::SettleAmong;
use crate::plan::{Diff, Profile, entry_for};
use crate::record::{Datum, Key};
use crate::store::{Settled, Step, StepId, StepKind, StepState};

/// A request that timed out may still be executing: without the file's own word, so many time-outs are waited.
const PATIENCE: u32 = 5;

/// What settling one step found.
#[derive(Debug, Clone)]
pub struct Settlement {
    /// The step.
    pub step: Step,
    /// What was found.
    pub result: Settled,
}

/// Settles all open steps of the task's connection, then takes away former entries that a crash left behind. A create
/// counts as not done only after two complete reads, the first not before the request can no longer be executing.
///
/// # Errors
/// When the target cannot be read, or the store fails.
pub async fn settle(task: &Task<'_>) -> Result<Vec<Settlement>, EngineError> {
    let store = &task.journal.store;
    let mut settled = Vec::new();
    let open = store.open_steps(&task.journal.connection).await?;
    let open: Vec<Step> = open.into_iter().filter(|step| ours(task, step)).collect();
    for step in &open {
        if step.state == StepState::Started {
            store.doubt(step.id).await?;
        }
    }
    if let Some(longest) = open.iter().map(|step| waiting(task, step)).max() {
        tokio::time::sleep(longest).await;
    }
    let (persons, parts): (Vec<Step>, Vec<Step>) =
        open.into_iter().partition(|step| step.kind == StepKind::CreatePerson);
    if !persons.is_empty() {
        settled.extend(settle_persons(task, persons).await?);
    }
    for step in parts {
        let result = settle_part(task, &step).await?;
        store.settle(step.id, result.clone()).await?;
        settled.push(Settlement { step, result });
    }
    let pending = store.pending_retires(&task.journal.connection).await?.into_iter();
    for step in pending.filter(|step| ours(task, step)) {
        let (Some(key), Some(former)) = (&step.target, &step.retire) else { continue };
        let parts = &task.side.crosswalk.entity.parts;
        if let Some(number) = parts.iter().position(|part| part.name == step.part) {
            retire::retire(task, &step.source, key, &parts[number], number, former, step.entry.as_ref()).await?;
        }
    }
    Ok(settled)
}

/// Whether a step is of this task's kind of record and goes its way.
fn ours(task: &Task<'_>, step: &Step) -> bool {
    step.entity == task.journal.entity && step.direction == task.journal.direction
}

/// How long a step must still wait before a read can say that it was not done.
fn waiting(task: &Task<'_>, step: &Step) -> Duration {
    let after = task.side.crosswalk.entity.settle.as_ref().and_then(|settle| settle.after);
    let after = after.unwrap_or_else(|| task.side.client.timeout() * PATIENCE);
    let elapsed = step.started.parse::<Timestamp>().map_or(Duration::ZERO, |started| {
        Duration::try_from(Timestamp::now().duration_since(started)).unwrap_or_default()
    });
    after.saturating_sub(elapsed)
}

async fn settle_persons(task: &Task<'_>, steps: Vec<Step>) -> Result<Vec<Settlement>, EngineError> {
    let store = &task.journal.store;
    let (first, second) = (Gathering::all(task.side).await?, Gathering::all(task.side).await?);
    let complete = first.complete && second.complete;
    let links = store.links(&task.journal.connection).await?;
    let mut taken: HashSet<Key> =
        links.into_iter().filter(|link| !link.unlinked).map(|link| task.journal.target_of(link)).collect();
    let mut found: HashMap<StepId, Vec<Key>> = HashMap::new();
    for step in &steps {
        found.insert(step.id, alike(task, step, &second.profiles, &taken).await?);
    }
    let mut settled = Vec::new();
    for step in steps {
        let mine = found.get(&step.id).cloned().unwrap_or_default();
        let contested = mine.iter().any(|key| found.iter().any(|(id, keys)| *id != step.id && keys.contains(key)));
        let result = match (mine.as_slice(), complete, contested) {
            ([key], _, false) if !taken.contains(key) => Settled::Found(key.clone()),
            ([], true, _) => Settled::Absent,
            _ => Settled::Unknown,
        };
        if let Settled::Found(key) = &result {
            taken.insert(key.clone());
        }
        store.settle(step.id, result.clone()).await?;
        settled.push(Settlement { step, result });
    }
    Ok(settled)
}

/// The profiles that a lost creation may have made.
async fn alike(
    task: &Task<'_>,
    step: &Step,
    profiles: &[Profile],
    taken: &HashSet<Key>,
) -> Result<Vec<Key>, EngineError> {
    let crosswalk = &task.side.crosswalk;
    let Some(settle) = &crosswalk.entity.settle else { return Ok(Vec::new()) };
    let known = match settle.among {
        SettleAmong::New => task.journal.store.known(&step.run).await?,
        SettleAmong::All => HashSet::new(),
    };
    let key = task.journal.store.hash_key();
    let lines = settle_lines(crosswalk, &settle.by);
    let looks = |profile: &Profile| {
        lines.iter().all(|line| {
            let there = crosswalk.lines[*line].read.as_ref().and_then(|(part, place)| {
                profile.parts.get(*part).and_then(|part| part.entries.first()).and_then(|entry| place.get(entry))
            });
            let now = hash(&key, crosswalk, *line, &Datum::maybe(there));
            step.settle.iter().any(|(field, sent)| *field == crosswalk.lines[*line].named() && *sent == now)
        })
    };
    let fits = profiles.iter().filter(|profile| !known.contains(&profile.key) && !taken.contains(&profile.key));
    Ok(fits.filter(|profile| !lines.is_empty() && looks(profile)).map(|profile| profile.key.clone()).collect())
}

/// A later part is settled by reading it: nothing left to write means it was done.
async fn settle_part(task: &Task<'_>, step: &Step) -> Result<Settled, EngineError> {
    let crosswalk = &task.side.crosswalk;
    let number = crosswalk.entity.parts.iter().position(|part| part.name == step.part);
    let (Some(number), Some(key)) = (number, &step.target) else { return Ok(Settled::Absent) };
    let part = &crosswalk.entity.parts[number];
    let entries: Vec<Value> = if part.get.is_some() {
        match one(task.side, number, key).await.map_err(|trouble| task.side.error(trouble))? {
            Read::Entries(entries) => entries,
            Read::Missing => Vec::new(),
        }
    } else {
        let all = Gathering::all(task.side).await?;
        let profile = all.profiles.into_iter().find(|profile| profile.key == *key);
        match profile.and_then(|mut profile| profile.parts.get_mut(number).map(std::mem::take)) {
            Some(state) if state.read => state.entries,
            _ => return Ok(Settled::Unknown),
        }
    };
    if step.kind == StepKind::Retire {
        return Ok(if entries.is_empty() { Settled::Absent } else { Settled::Found(key.clone()) });
    }
    let Some(person) = task.people.get(&step.source) else { return Ok(Settled::Absent) };
    let slots = crosswalk.sources.take(&person.record);
    let mapped = crosswalk.forward(&slots, Some(&person.record));
    let mut diff = Diff::default();
    diff.part(crosswalk, &mapped, number, entry_for(crosswalk, part, number, &mapped, &entries));
    Ok(if diff.works.is_empty() { Settled::Found(key.clone()) } else { Settled::Absent })
}
