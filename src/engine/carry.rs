//! Carrying a plan out, several people at once.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, OnceLock};

use futures_util::stream::{self, StreamExt, TryStreamExt};

use super::{EngineError, Journal, Side};
use super::{create, stopped, update};
use crate::http::{Stop, WriteClient};
use crate::plan::{Change, Payload, Person, Plan, fingerprint};
use crate::record::{Action, Key, Outcome};

/// All that carrying out needs.
pub struct Task<'t> {
    /// The target.
    pub side: &'t Side,
    /// The right to write to it.
    pub writer: &'t WriteClient,
    /// The run's journal.
    pub journal: &'t Journal,
    /// Everyone of the source.
    pub people: HashMap<&'t Key, &'t Person>,
    /// People at once, at most.
    pub concurrent: usize,
    /// Asks to stop.
    pub stop: Stop,
    halted: AtomicBool,
    known: OnceLock<HashSet<Key>>,
}

/// What came of a plan.
#[derive(Debug, Default)]
pub struct Carried {
    /// Every change of the plan, in its order, with its outcome.
    pub changes: Vec<Change>,
}

impl<'t> Task<'t> {
    /// A task over these people.
    #[must_use]
    pub fn new(
        side: &'t Side,
        writer: &'t WriteClient,
        journal: &'t Journal,
        people: &'t [Person],
        stop: Stop,
    ) -> Self {
        let concurrent = side.client.concurrent();
        let people = people.iter().map(|person| (&person.key, person)).collect();
        Self { side, writer, journal, people, concurrent, stop, halted: AtomicBool::new(false), known: OnceLock::new() }
    }

    /// Whether somebody with this key was there before the run: nobody new then.
    pub(super) fn knew(&self, key: &Key) -> bool {
        self.known.get().is_some_and(|known| known.contains(key))
    }

    /// The provider does not let us in: no further request starts.
    pub(super) fn halt(&self) {
        self.halted.store(true, Ordering::Relaxed);
    }

    pub(super) fn at_rest(&self) -> bool {
        self.stop.is_set() || self.halted.load(Ordering::Relaxed)
    }
}

/// Sends what the plan says. `known` are the keys of the complete read that the plan rests on; they are written down
/// before the first creation. People whose creations could not be told apart afterwards are created one after the
/// other. `done` hears of each person.
///
/// # Errors
/// When the store fails or the run is cut short. Trouble of one person is in the change.
pub async fn carry_out(
    task: &Task<'_>,
    plan: Plan,
    known: Vec<Key>,
    done: &(dyn Fn(&Change) + Sync),
) -> Result<Carried, EngineError> {
    let _ = task.known.set(known.iter().cloned().collect());
    if plan.changes.iter().any(|change| change.action == Action::Create && change.outcome == Outcome::Planned) {
        task.journal.boundary.pass("before the known keys are written down", "")?;
        task.journal.store.known_keys(&task.journal.run, &task.journal.connection, known).await?;
    }
    let total = plan.changes.len();
    let groups = group(task, plan);
    let finished: Mutex<Vec<(usize, Change)>> = Mutex::new(Vec::with_capacity(total));
    let finished_in = &finished;
    let group_of_people = |group: Vec<(usize, Change)>| async move {
        for (number, change) in group {
            let change = one(task, change).await?;
            if change.action != Action::Nothing || !change.issues.is_empty() {
                task.journal.record(&change).await?;
                done(&change);
            }
            if let Ok(mut finished) = finished_in.lock() {
                finished.push((number, change));
            }
        }
        Ok::<(), EngineError>(())
    };
    stream::iter(groups.into_iter().map(group_of_people)).buffer_unordered(task.concurrent).try_collect::<()>().await?;
    let mut all = finished.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    all.sort_by_key(|(number, _)| *number);
    Ok(Carried { changes: all.into_iter().map(|(_, change)| change).collect() })
}

/// Changes that must not be under way together share a group.
fn group(task: &Task<'_>, plan: Plan) -> Vec<Vec<(usize, Change)>> {
    let mut groups: Vec<Vec<(usize, Change)>> = Vec::new();
    let mut alike: HashMap<String, usize> = HashMap::new();
    for (number, change) in plan.changes.into_iter().enumerate() {
        let print = if change.action == Action::Create { look(task, &change) } else { None };
        match print.and_then(|print| {
            let next = groups.len();
            let index = *alike.entry(print).or_insert(next);
            (index < next).then_some(index)
        }) {
            Some(index) => groups[index].push((number, change)),
            None => groups.push(vec![(number, change)]),
        }
    }
    groups
}

/// What a created person would be recognised by.
fn look(task: &Task<'_>, change: &Change) -> Option<String> {
    let crosswalk = &task.side.crosswalk;
    let settle = crosswalk.entity.settle.as_ref()?;
    let person = task.people.get(change.source_key.as_ref()?)?;
    let slots = crosswalk.sources.take(&person.record);
    let mapped = crosswalk.forward(&slots, Some(&person.record));
    let lines = create::settle_lines(crosswalk, &settle.by);
    fingerprint(crosswalk, &lines, |line| create::wanted(&mapped, line))
}

async fn one(task: &Task<'_>, mut change: Change) -> Result<Change, EngineError> {
    let acts = matches!(change.action, Action::Create | Action::Update | Action::Link | Action::Unlink);
    if !acts || change.outcome != Outcome::Planned {
        return Ok(change);
    }
    if task.at_rest() {
        stopped::before(&mut change);
        return Ok(change);
    }
    let Some(source) = change.source_key.clone() else { return Ok(change) };
    if change.action == Action::Unlink {
        task.journal.store.forget_links(&task.journal.connection, std::slice::from_ref(&source)).await?;
        change.outcome = Outcome::Done;
        return Ok(change);
    }
    let Some(person) = task.people.get(&source).copied() else {
        change.outcome = Outcome::Stale;
        return Ok(change);
    };
    let merged = change.merged.take().map(|record| Person { record, ..person.clone() });
    let person = merged.as_ref().unwrap_or(person);
    let crosswalk = &task.side.crosswalk;
    let slots = crosswalk.sources.take(&person.record);
    let mapped = crosswalk.forward(&slots, Some(&person.record));
    let payload = Payload::new(crosswalk, &mapped);
    match change.action {
        Action::Create => create::create(task, &mut change, person, &mapped, &payload).await?,
        Action::Link => update::link(task, &mut change, person, &mapped, &payload).await?,
        _ => update::update(task, &mut change, person, &mapped, &payload).await?,
    }
    Ok(change)
}
