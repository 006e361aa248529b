//! Decides about all records of one owner.

use std::collections::{BTreeMap, BTreeSet};

use super::day::{Day, Deciding, Extra, Pair};
use super::fields::Showing;
use super::form::{Identity, day_in, values_of_entry};
use super::wanted::Wants;
use super::{Entry, Errand, OwnedRecord};
use crate::mapping::crosswalk::Crosswalk;
use crate::record::Key;

/// Somebody whose records are compared.
#[derive(Debug, Clone, Copy)]
pub struct Owner<'o> {
    /// The source's key of the person.
    pub source: &'o Key,
    /// The target's.
    pub target: &'o Key,
    /// For people.
    pub name: &'o str,
    /// All that the source has of the period.
    pub records: &'o [OwnedRecord],
    /// All that the target holds of the period.
    pub present: &'o [Entry],
    /// The target's keys of records that we made.
    pub made: &'o BTreeSet<Key>,
    /// Days on which a request is in doubt; none stands for a day that cannot be told.
    pub doubts: &'o BTreeSet<Option<String>>,
}

/// What holds for all owners of a run.
#[derive(Debug, Clone)]
pub struct Terms<'t> {
    /// First and last day, YYYY-MM-DD.
    pub period: (&'t str, &'t str),
    /// What we made may be changed and taken away.
    pub correct: bool,
}

/// What is done about an owner's records, a row for each, in the order of days. Never about what we did not make, and
/// never so that a day holds the same twice.
#[must_use]
pub fn decide_owned(crosswalk: &Crosswalk, identity: &Identity, terms: &Terms<'_>, owner: &Owner<'_>) -> Vec<Errand> {
    let within = |day: &str| day >= terms.period.0 && day <= terms.period.1;
    let wants = Wants::of(crosswalk, identity, owner.records, &within);
    let mut days: BTreeMap<String, Day<'_>> = BTreeMap::new();
    let mut blind = false;
    for held in &wants.held {
        blind |= held.form.day().is_none();
        days.entry(held.form.day().unwrap_or_default().to_owned()).or_default().held.push(held);
    }
    let mut there: BTreeMap<Vec<String>, Vec<&Entry>> = BTreeMap::new();
    for entry in owner.present {
        let name = identity.name(crosswalk, &values_of_entry(crosswalk, &entry.value));
        if day_in(&name).is_some_and(within) {
            there.entry(name).or_default().push(entry);
        }
    }
    for (name, wanted) in &wants.clear {
        let day = days.entry(day_in(name).unwrap_or_default().to_owned()).or_default();
        let Some(alike) = there.get_mut(name) else {
            day.new.push(wanted);
            continue;
        };
        let differing = |entry: &Entry| {
            let values = values_of_entry(crosswalk, &entry.value);
            (wanted.form.differing(crosswalk, identity, &values), values)
        };
        // Ours first, and of those the one that is as wanted.
        alike
            .sort_by_key(|entry| (!owner.made.contains(&entry.key), !differing(entry).0.is_empty(), entry.key.clone()));
        let entry = alike.remove(0);
        let (lines, values) = differing(entry);
        let ours = owner.made.contains(&entry.key);
        let twice = alike.iter().any(|other| !owner.made.contains(&other.key));
        day.pairs.push(Pair { wanted, entry, ours, there: values, lines, twice });
        alike.retain(|other| owner.made.contains(&other.key));
    }
    for (name, entries) in there {
        let day = days.entry(day_in(&name).unwrap_or_default().to_owned()).or_default();
        for entry in entries {
            if owner.made.contains(&entry.key) {
                day.withdrawn.push(Extra { entry, there: values_of_entry(crosswalk, &entry.value) });
            } else {
                day.strange += 1;
            }
        }
    }
    let deciding = Deciding {
        showing: Showing { crosswalk, identity },
        source: owner.source,
        target: owner.target,
        person: owner.name,
        correct: terms.correct,
        doubts: owner.doubts,
        blind,
    };
    let mut errands = Vec::new();
    for (date, day) in &days {
        deciding.decide(date, day, &mut errands);
    }
    errands
}
