//! Creating a person: the first part's create gives key and link; what it did not carry follows as updates.

use super::carry::Task;
use super::journal::Intent;
use super::steps::{Brings, Sent, mark, person_scope, send};
use super::{EngineError, stopped, update};
use crate::mapping::crosswalk::{Crosswalk, Mapped, Out, normal};
use crate::mapping::spec::Compare;
use crate::plan::{Change, Diff, PartWork, Payload, Person, WorkKind};
use crate::record::{Datum, Issue, Outcome};
use crate::store::{KeyedHash, StepKind};

/// Creates a person and all parts that have something to say.
pub(super) async fn create(
    task: &Task<'_>,
    change: &mut Change,
    person: &Person,
    mapped: &Mapped<'_>,
    payload: &Payload<'_>,
) -> Result<(), EngineError> {
    let crosswalk = &task.side.crosswalk;
    let scope = payload.desired(person_scope(task, &person.record, None));
    let Some(first) = crosswalk.entity.parts.first() else { return Ok(()) };
    let mut slot = None;
    for one in &first.create {
        match one.when.as_ref().map(|when| when.holds(&scope)) {
            None | Some(Ok(true)) => slot = slot.or(Some(one)),
            Some(Ok(false)) => {}
            Some(Err(error)) => {
                let message = format!("a request's condition cannot be evaluated: {}", error.message);
                change.hold(Issue::new("not-evaluated", message).at(&one.call.at));
                return Ok(());
            }
        }
    }
    let Some(slot) = slot else {
        change.hold(Issue::new("no-create", "the system file has no request that creates this person"));
        return Ok(());
    };
    let intent = Intent {
        source: person.key.clone(),
        target: None,
        part: first.name.clone(),
        slot: "create",
        kind: StepKind::CreatePerson,
        repeatable: slot.repeatable,
        retire: None,
        settle: settle_hashes(task, mapped),
    };
    let key = match send(task, slot, &scope, intent, Brings::Person).await? {
        Sent::Done(Some(key)) => key,
        Sent::Done(None) => return Ok(()),
        Sent::Refused(trouble) => {
            mark(task, change, &trouble, false);
            return Ok(());
        }
        Sent::Doubtful(trouble) => {
            mark(task, change, &trouble, true);
            return Ok(());
        }
        Sent::Clash => {
            let message = "somebody who looks the same is in doubt; run settle, then export again";
            change.hold(Issue::new("settle-clash", message));
            return Ok(());
        }
    };
    change.target_key = Some(key.clone());
    change.outcome = Outcome::Done;
    let works = works_after_creating(crosswalk, mapped);
    for (number, work) in works.iter().enumerate() {
        update::part(task, change, person, mapped, payload, &key, work.clone(), false).await?;
        if change.outcome != Outcome::Done {
            stopped::midway(task, change, &works[number..]);
            break;
        }
    }
    Ok(())
}

/// What each part needs after the person was made: the first part and parts that were born with the person are
/// updated, the others made.
#[must_use]
pub fn works_after_creating(crosswalk: &Crosswalk, mapped: &Mapped<'_>) -> Vec<PartWork> {
    let mut works = Diff::of_nothing(crosswalk, mapped).works;
    for work in &mut works {
        let part = &crosswalk.entity.parts[work.part];
        if (work.part == 0 || part.born) && !part.update.is_empty() {
            work.kind = WorkKind::Update;
        }
    }
    works.retain(|work| work.part != 0 || work.kind == WorkKind::Update);
    works
}

/// The lines a lost creation is recognised by.
pub(super) fn settle_lines(crosswalk: &Crosswalk, fields: &[String]) -> Vec<usize> {
    let line = |field: &String| {
        crosswalk.lines.iter().position(|line| {
            line.target.is_some()
                && line.read.is_some()
                && line.fields.first().is_some_and(|known| known.path == *field)
        })
    };
    fields.iter().filter_map(line).collect()
}

/// What a line wants written.
pub(super) fn wanted<'m>(mapped: &'m Mapped<'_>, line: usize) -> Datum<'m> {
    match &mapped.outs[line] {
        Out::Value(datum) => datum.clone(),
        Out::Silent | Out::Clear => Datum::Absent,
    }
}

/// The keyed hashes of what a lost creation is recognised by, as sent.
fn settle_hashes(task: &Task<'_>, mapped: &Mapped<'_>) -> Vec<(String, KeyedHash)> {
    let crosswalk = &task.side.crosswalk;
    let Some(settle) = &crosswalk.entity.settle else { return Vec::new() };
    let key = task.journal.store.hash_key();
    let lines = settle_lines(crosswalk, &settle.by);
    lines
        .into_iter()
        .map(|line| (crosswalk.lines[line].named().to_owned(), hash(&key, crosswalk, line, &wanted(mapped, line))))
        .collect()
}

/// The keyed hash of a line's value in the form it is compared in; of a value that is not there, of nothing.
/// Case, accents and blanks do not count: a provider that writes names its own way has made the person all the same.
pub(super) fn hash(key: &crate::store::HashKey, crosswalk: &Crosswalk, line: usize, datum: &Datum<'_>) -> KeyedHash {
    let line = &crosswalk.lines[line];
    let compare = match line.compare {
        Compare::Exact | Compare::IgnoreCase => Compare::Folded,
        other => other,
    };
    key.hash(line.named(), &normal(datum, compare).unwrap_or_default())
}

/// As versions before wrote it down: with case and accents.
pub(super) fn hash_as_before(
    key: &crate::store::HashKey,
    crosswalk: &Crosswalk,
    line: usize,
    datum: &Datum<'_>,
) -> KeyedHash {
    let line = &crosswalk.lines[line];
    key.hash(line.named(), &normal(datum, line.compare).unwrap_or_default())
}
