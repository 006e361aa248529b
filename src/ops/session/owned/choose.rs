//! Whose records take part, and why others do not.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::engine::Records;
use crate::ops::session::reading::Picked;
use crate::plan::{Change, Choice, Person};
use crate::record::{Action, Issue, Key, Outcome, Situation};

/// One row of the run, in the order of the people.
#[allow(clippy::large_enum_variant)] // few, and most are told
pub(super) enum Row {
    /// Nothing is sent for this person.
    Told(Change),
    /// Compared: the person's key there and here, and the name.
    Owner(Key, Key, String),
}

/// Who takes part.
pub(super) struct Chosen {
    pub(super) rows: Vec<Row>,
}

impl Chosen {
    /// `made`: by the target's key, what we once made there; who has neither that nor a record of the period does not
    /// matter.
    pub(super) fn of(
        picked: &Picked,
        records: &Records,
        made: &HashMap<Key, BTreeSet<Key>>,
        doubts: &HashMap<Key, BTreeSet<Option<String>>>,
    ) -> Self {
        let links: BTreeMap<&Key, &Key> =
            picked.ties.iter().filter(|tie| tie.active).map(|tie| (&tie.source, &tie.target)).collect();
        let named = match &picked.choice {
            Choice::Keys(keys) => Some(keys),
            Choice::All | Choice::Linked | Choice::Unlinked => None,
        };
        let mut rows = Vec::new();
        for person in &picked.source.people {
            let asked_for = named.is_some_and(|keys| keys.contains(&person.key));
            if named.is_some() && !asked_for {
                continue;
            }
            let count = records.of.get(&person.key).map_or(0, Vec::len);
            match links.get(&person.key) {
                None => rows.extend(unlinked(person, count, asked_for).map(Row::Told)),
                Some(target) => {
                    let matters = count > 0
                        || made.get(*target).is_some_and(|made| !made.is_empty())
                        || doubts.contains_key(&person.key);
                    let failing: Vec<Issue> =
                        person.issues.iter().filter(|issue| issue.code == "scope").cloned().collect();
                    if !failing.is_empty() {
                        let mut change = row(person, Some(target), Situation::Confirmed);
                        change.wait(failing);
                        rows.push(Row::Told(change));
                    } else if !person.in_scope {
                        if matters || asked_for {
                            rows.push(Row::Told(left_out(person, Some(target), Situation::OutOfScope)));
                        }
                    } else if matters {
                        rows.push(Row::Owner(person.key.clone(), (*target).clone(), person.name.clone()));
                    } else if asked_for {
                        rows.push(Row::Told(row(person, Some(target), Situation::Confirmed)));
                    }
                }
            }
        }
        if named.is_none() {
            let there: BTreeSet<&Key> = picked.source.people.iter().map(|person| &person.key).collect();
            let gone = links.iter().filter(|(source, target)| !there.contains(*source) && made.contains_key(**target));
            rows.extend(gone.map(|(source, target)| Row::Told(missing(source, target))));
        }
        Self { rows }
    }

    /// Both keys of everybody who is compared.
    pub(super) fn owners(&self) -> impl Iterator<Item = (&Key, &Key)> {
        self.rows.iter().filter_map(|row| match row {
            Row::Owner(source, target, _) => Some((source, target)),
            Row::Told(_) => None,
        })
    }
}

fn row(person: &Person, target: Option<&Key>, situation: Situation) -> Change {
    Change::nothing(&person.key, target, &person.name, situation)
}

fn left_out(person: &Person, target: Option<&Key>, situation: Situation) -> Change {
    let mut change = row(person, target, situation);
    change.outcome = Outcome::Skipped;
    change
}

/// Left out and named; held where somebody asked for this very person.
fn unlinked(person: &Person, count: usize, asked_for: bool) -> Option<Change> {
    let records = if count == 1 { "1 record is".to_owned() } else { format!("{count} records are") };
    let message =
        format!("not linked, so nothing is sent ({records} waiting in this period): export or match the person first");
    let issue = Issue::new("unlinked", message);
    if asked_for {
        let mut change = row(person, None, Situation::Absent);
        change.hold(issue);
        return Some(change);
    }
    (count > 0 && person.in_scope).then(|| {
        let mut change = left_out(person, None, Situation::Absent);
        change.issues.push(issue);
        change
    })
}

/// HR no longer has a linked person: that says nothing of the records that were sent.
fn missing(source: &Key, target: &Key) -> Change {
    let mut change = Change::nothing(source, Some(target), "", Situation::SourceMissing);
    change.outcome = Outcome::Skipped;
    let message = "HR no longer has this person: nothing is sent, and nothing that was sent is taken away";
    change.issues.push(Issue::new("source-missing", message));
    change.action = Action::Nothing;
    change
}
