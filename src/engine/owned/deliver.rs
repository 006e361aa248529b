//! Sending what a plan says about owners' records, several owners at once, each owner's one after the other.

use std::collections::BTreeSet;

use futures_util::stream::{self, StreamExt, TryStreamExt};

use super::read::entries_of_owners;
use super::send::carry;
use crate::engine::carry::Task;
use crate::engine::steps::mark;
use crate::engine::{EngineError, stopped};
use crate::http::Trouble;
use crate::mapping::spec::ErrorKind;
use crate::plan::{Change, Deed, Errand, Identity, OwnedRecord, Owner, Terms, decide_owned};
use crate::record::{Action, Issue, Key, Outcome};

/// One owner: what was planned, and what it rests on.
#[derive(Debug, Clone)]
pub struct OwnerWork {
    /// The source's key of the person.
    pub source: Key,
    /// The target's.
    pub target: Key,
    /// For people.
    pub name: String,
    /// All that the source has of the period.
    pub records: Vec<OwnedRecord>,
    /// The target's keys of records that we made.
    pub made: BTreeSet<Key>,
    /// Days on which a request is in doubt.
    pub doubts: BTreeSet<Option<String>>,
    /// What is to be done.
    pub errands: Vec<Errand>,
}

impl OwnerWork {
    /// For deciding beside what the target holds.
    #[must_use]
    pub fn owner<'o>(&'o self, present: &'o [crate::plan::Entry]) -> Owner<'o> {
        Owner {
            source: &self.source,
            target: &self.target,
            name: &self.name,
            records: &self.records,
            present,
            made: &self.made,
            doubts: &self.doubts,
        }
    }
}

/// Sends what was planned. Each owner's records are read once more just before: what is no longer as planned is stale.
/// What fails on a day keeps the rest of that day from being sent. `done` hears of each record.
///
/// # Errors
/// When the store fails or the run is cut short. Trouble of one record is in its change.
pub async fn deliver(
    task: &Task<'_>,
    identity: &Identity,
    terms: &Terms<'_>,
    work: Vec<OwnerWork>,
    done: &(dyn Fn(&Change) + Sync),
) -> Result<Vec<Vec<Change>>, EngineError> {
    let each = work.into_iter().map(|owner| async move {
        let changes = one(task, identity, terms, owner).await?;
        for change in changes.iter().filter(|change| change.action != Action::Nothing || !change.issues.is_empty()) {
            done(change);
        }
        Ok::<_, EngineError>(changes)
    });
    stream::iter(each).buffered(task.concurrent).try_collect().await
}

async fn one(
    task: &Task<'_>,
    identity: &Identity,
    terms: &Terms<'_>,
    mut owner: OwnerWork,
) -> Result<Vec<Change>, EngineError> {
    let mut errands = std::mem::take(&mut owner.errands);
    let mut turns: Vec<usize> = (0..errands.len()).filter(|number| acts(&errands[*number])).collect();
    if turns.is_empty() {
        return recorded(task, errands).await;
    }
    let fresh = match fresh(task, identity, terms, &owner).await {
        Ok(fresh) => fresh,
        Err(trouble) => {
            for number in turns {
                mark(task, &mut errands[number].change, &trouble, false);
            }
            return recorded(task, errands).await;
        }
    };
    turns.sort_by_key(|number| (errands[*number].day.clone(), errands[*number].deed.turn()));
    let mut broken: BTreeSet<String> = BTreeSet::new();
    for number in turns {
        let errand = &mut errands[number];
        if task.at_rest() {
            stopped::before(&mut errand.change);
        } else if broken.contains(&errand.day) {
            let code = format!("{}-waits", task.side.crosswalk.entity.name);
            let message = "not sent, since another record of this day could not be put right; run it again";
            errand.change.outcome = Outcome::Failed;
            errand.change.issues.push(Issue::new(&code, message));
        } else if !fresh.iter().any(|now| now.day == errand.day && now.deed == errand.deed) {
            errand.change.outcome = Outcome::Stale;
            errand.change.issues.push(Issue::new("stale", "the provider's records of this day changed; look again"));
        } else {
            carry(task, identity, &owner, &errand.deed, &mut errand.change).await?;
        }
        if errand.change.outcome != Outcome::Done {
            broken.insert(errand.day.clone());
        }
    }
    recorded(task, errands).await
}

fn acts(errand: &Errand) -> bool {
    errand.deed != Deed::Nothing && errand.change.outcome == Outcome::Planned
}

/// The same, decided on what the target holds now.
async fn fresh(
    task: &Task<'_>,
    identity: &Identity,
    terms: &Terms<'_>,
    owner: &OwnerWork,
) -> Result<Vec<Errand>, Trouble> {
    if task.at_rest() {
        return Ok(Vec::new());
    }
    let mut read = entries_of_owners(task.side, std::slice::from_ref(&owner.target), None).await;
    let missing = || Trouble::new(ErrorKind::Missing, "it could not be read again");
    let present = read.remove(&owner.target).unwrap_or_else(|| Err(missing()))?;
    Ok(decide_owned(&task.side.crosswalk, identity, terms, &owner.owner(&present)))
}

/// Writes down what came of each.
async fn recorded(task: &Task<'_>, errands: Vec<Errand>) -> Result<Vec<Change>, EngineError> {
    let mut changes = Vec::with_capacity(errands.len());
    for errand in errands {
        if errand.change.action != Action::Nothing || !errand.change.issues.is_empty() {
            task.journal.record(&errand.change).await?;
        }
        changes.push(errand.change);
    }
    Ok(changes)
}
