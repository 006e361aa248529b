//! Settling: finding out what came of requests whose answer was lost, before anything is planned.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use super::carry::Task;
use super::create::{hash, hash_as_before, settle_lines};
use super::gather::{Read, everything, one};
use super::{EngineError, Gathering, retire};
use crate::mapping::crosswalk::{Out, normal, same, text_of};
use crate::mapping::spec::{Compare, SettleAmong};
use crate::plan::{Diff, Profile, entry_for};
use crate::record::{Datum, Key};
use crate::store::{Settled, Step, StepId, StepKind, StepState};

/// What settling one step found.
#[derive(Debug, Clone)]
pub struct Settlement {
    /// The step.
    pub step: Step,
    /// What was found.
    pub result: Settled,
}

/// Settles all open steps of the task's connection, then takes away former entries that a crash left behind. It looks
/// at once: what is found is settled by that. Only what is not found yet is waited for until its request can no longer
/// be executing (`waits` hears how long that is), and counts as not done only then: a creation after two complete reads
/// more. A wish to stop ends the waiting, and what was waited for stays in doubt.
///
/// # Errors
/// When the target cannot be read, the store fails, or it was told to stop while it waited.
pub async fn settle(task: &Task<'_>, waits: &(dyn Fn(Duration) + Sync)) -> Result<Vec<Settlement>, EngineError> {
    let store = &task.journal.store;
    let mut settled = Vec::new();
    let open = store.open_steps(&task.journal.connection).await?;
    let open: Vec<Step> = open.into_iter().filter(|step| ours(task, step)).collect();
    for step in &open {
        if step.state == StepState::Started {
            store.doubt(step.id).await?;
        }
    }
    let (mut persons, parts): (Vec<Step>, Vec<Step>) =
        open.into_iter().partition(|step| step.kind == StepKind::CreatePerson);
    let mut read = None;
    if !persons.is_empty() {
        let over = persons.iter().all(|step| waiting(task, step).is_zero());
        let now = Gathering::all(task.side).await?;
        persons = look(task, persons, &now, None, &mut settled).await?;
        read = over.then_some(now.complete);
    }
    let mut later = Vec::new();
    for step in parts {
        // Whether a former entry is gone says nothing of the request while that may be at work.
        let early = !waiting(task, &step).is_zero();
        match if early && step.kind == StepKind::Retire { Settled::Absent } else { settle_part(task, &step).await? } {
            Settled::Absent | Settled::Unknown if early => later.push(step),
            result => settled.push(note(task, step, result).await?),
        }
    }
    if let Some(longest) = persons.iter().chain(&later).map(|step| waiting(task, step)).max()
        && !longest.is_zero()
    {
        waits(longest);
        if task.stop.unless(tokio::time::sleep(longest)).await.is_none() {
            return Err(EngineError::Stopped);
        }
        read = None;
    }
    if !persons.is_empty() {
        let first = match read {
            Some(complete) => complete,
            None => Gathering::all(task.side).await?.complete,
        };
        let second = Gathering::all(task.side).await?;
        look(task, persons, &second, Some(first && second.complete), &mut settled).await?;
    }
    for step in later {
        let result = settle_part(task, &step).await?;
        settled.push(note(task, step, result).await?);
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
pub(super) fn ours(task: &Task<'_>, step: &Step) -> bool {
    step.entity == task.journal.entity && step.direction == task.journal.direction
}

/// How long a step must still wait before a read can say that it was not done.
pub(super) fn waiting(task: &Task<'_>, step: &Step) -> Duration {
    let elapsed = step.started.parse::<Timestamp>().map_or(Duration::ZERO, |started| {
        Duration::try_from(Timestamp::now().duration_since(started)).unwrap_or_default()
    });
    task.side.client.patience().saturating_sub(elapsed)
}

/// Writes down what was found.
pub(super) async fn note(task: &Task<'_>, step: Step, result: Settled) -> Result<Settlement, EngineError> {
    task.journal.store.settle(step.id, result.clone()).await?;
    Ok(Settlement { step, result })
}

/// Looks for lost creations in what was read, and gives back those that are still open. `complete`: this look is the
/// last, and whether everybody was seen; none: what is not clear stays open.
async fn look(
    task: &Task<'_>,
    steps: Vec<Step>,
    there: &Gathering,
    complete: Option<bool>,
    settled: &mut Vec<Settlement>,
) -> Result<Vec<Step>, EngineError> {
    let links = task.journal.store.links(&task.journal.connection).await?;
    let mut taken: HashSet<Key> =
        links.into_iter().filter(|link| !link.unlinked).map(|link| task.journal.target_of(link)).collect();
    let mut found: HashMap<StepId, Vec<Key>> = HashMap::new();
    let mut strangers: HashSet<StepId> = HashSet::new();
    for step in &steps {
        let (mine, others) = alike(task, step, &there.profiles, &taken).await?;
        found.insert(step.id, mine);
        if others {
            strangers.insert(step.id);
        }
    }
    let mut open = Vec::new();
    for step in steps {
        let mine = found.get(&step.id).cloned().unwrap_or_default();
        let contested = mine.iter().any(|key| found.iter().any(|(id, keys)| *id != step.id && keys.contains(key)));
        let result = match (mine.as_slice(), complete) {
            ([key], _) if !contested && !taken.contains(key) && !strangers.contains(&step.id) => {
                Settled::Found(key.clone())
            }
            (_, None) => {
                open.push(step);
                continue;
            }
            ([], Some(true)) if !strangers.contains(&step.id) => Settled::Absent,
            _ => Settled::Unknown,
        };
        if let Settled::Found(key) = &result {
            taken.insert(key.clone());
        }
        settled.push(note(task, step, result).await?);
    }
    Ok(open)
}

/// The profiles that a lost creation may have made, and whether somebody else looks the same by what it is recognised by:
/// a half-made person holds nothing yet that contradicts the record it was made of.
async fn alike(
    task: &Task<'_>,
    step: &Step,
    profiles: &[Profile],
    taken: &HashSet<Key>,
) -> Result<(Vec<Key>, bool), EngineError> {
    let crosswalk = &task.side.crosswalk;
    let Some(settle) = &crosswalk.entity.settle else { return Ok((Vec::new(), false)) };
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
            let there = Datum::maybe(there);
            let now = [hash(&key, crosswalk, *line, &there), hash_as_before(&key, crosswalk, *line, &there)];
            step.settle.iter().any(|(field, sent)| *field == crosswalk.lines[*line].named() && now.contains(sent))
        })
    };
    let fits = profiles.iter().filter(|profile| !known.contains(&profile.key) && !taken.contains(&profile.key));
    let look: Vec<&Profile> = fits.filter(|profile| !lines.is_empty() && looks(profile)).collect();
    let (mine, others): (Vec<&Profile>, Vec<&Profile>) =
        look.into_iter().partition(|profile| !contradicts(task, step, profile));
    Ok((mine.into_iter().map(|profile| profile.key.clone()).collect(), !others.is_empty()))
}

/// Whether a profile holds a value that the matching rules know people by and that is another one than the record's.
/// Nothing, an empty text and numbers that systems give by themselves are what a new profile holds.
fn contradicts(task: &Task<'_>, step: &Step, profile: &Profile) -> bool {
    let crosswalk = &task.side.crosswalk;
    let Some(person) = task.people.get(&step.source) else { return false };
    let slots = crosswalk.sources.take(&person.record);
    let mapped = crosswalk.forward(&slots, Some(&person.record));
    let known: HashSet<&String> = crosswalk.entity.matching.rules.iter().flat_map(|rule| &rule.by).collect();
    crosswalk.lines.iter().zip(&mapped.outs).any(|(line, out)| {
        let (Out::Value(wanted), Some((part, place))) = (out, &line.read) else { return false };
        if line.target.is_none() || !line.fields.iter().any(|field| known.contains(&field.path)) {
            return false;
        }
        let entry = profile.parts.get(*part).and_then(|part| part.entries.first());
        let there = Datum::maybe(entry.and_then(|entry| place.get(entry)));
        let empty = text_of(&there).is_none_or(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
        let alike = |compare| normal(wanted, compare) == normal(&there, compare);
        !empty && !same(wanted, &there, line.compare) && !alike(line.compare) && !alike(Compare::Folded)
    })
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
        let all = everything(task.side, number, key).await.map_err(|trouble| task.side.error(trouble))?;
        let there =
            all.iter().any(|entry| retire::id_of(part, entry).is_some_and(|id| Some(&id) == step.retire.as_ref()));
        return Ok(if there { Settled::Absent } else { Settled::Found(key.clone()) });
    }
    let Some(person) = task.people.get(&step.source) else { return Ok(Settled::Absent) };
    let slots = crosswalk.sources.take(&person.record);
    let mapped = crosswalk.forward(&slots, Some(&person.record));
    let mut diff = Diff::default();
    let entry = entry_for(crosswalk, part, number, &mapped, &entries);
    diff.part(crosswalk, &mapped, number, entry);
    let id = entry.and_then(|entry| retire::id_of(part, entry));
    Ok(if diff.works.is_empty() { Settled::Found(id.unwrap_or_else(|| key.clone())) } else { Settled::Absent })
}
