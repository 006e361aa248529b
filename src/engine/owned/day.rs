//! Which day a step was about. The journal has but a keyed hash of it: the days around the step's own are tried.

use std::collections::{BTreeSet, HashMap};

use jiff::{Timestamp, ToSpan, tz::TimeZone};
use serde_json::Value;

use crate::mapping::crosswalk::{Crosswalk, normal};
use crate::plan::{Identity, compared_lines};
use crate::record::{Datum, Key};
use crate::store::{HashKey, KeyedHash, Step};

/// So many days before and after a step began: leave is sent neither years later nor years ahead.
const AROUND: i32 = 800;

/// The keyed hashes of values, one for each line, as a lost request is recognised by them.
pub(super) fn hashes(
    key: &HashKey,
    crosswalk: &Crosswalk,
    lines: &[usize],
    values: &[Option<Value>],
) -> Vec<(String, KeyedHash)> {
    let hash = |number: &usize| {
        let line = &crosswalk.lines[*number];
        let value = line.rewritten(Datum::maybe(values[*number].as_ref()));
        (line.path.clone(), key.hash(&line.path, &normal(&value, line.compare).unwrap_or_default()))
    };
    lines.iter().map(hash).collect()
}

/// The lines that a lost request is recognised by: those a record is known by, and those it is compared by.
pub(super) fn telling(crosswalk: &Crosswalk, identity: &Identity) -> Vec<usize> {
    let mut lines = identity.lines().to_vec();
    lines.extend(compared_lines(crosswalk).into_iter().filter(|line| !identity.lines().contains(line)));
    lines
}

/// The day of a step; none when it is none of those that are tried.
pub(super) fn day_of(key: &HashKey, crosswalk: &Crosswalk, identity: &Identity, step: &Step) -> Option<String> {
    let path = &crosswalk.lines[identity.day()].path;
    let wanted = step.settle.iter().find(|(name, _)| name == path).map(|(_, hash)| *hash)?;
    let began = step.started.parse::<Timestamp>().ok()?.to_zoned(TimeZone::UTC).date();
    let days = (0..=AROUND).flat_map(|distance| [distance, -distance]);
    let mut days = days.filter_map(|distance| began.checked_add(distance.days()).ok()).map(|day| day.to_string());
    days.find(|day| key.hash(path, day) == wanted)
}

/// The days on which requests are in doubt, by the owner's key where they come from; none stands for a day that cannot
/// be told.
#[must_use]
pub fn doubts(
    key: &HashKey,
    crosswalk: &Crosswalk,
    identity: &Identity,
    open: &[Step],
) -> HashMap<Key, BTreeSet<Option<String>>> {
    let mut days: HashMap<Key, BTreeSet<Option<String>>> = HashMap::new();
    for step in open {
        days.entry(step.source.clone()).or_default().insert(day_of(key, crosswalk, identity, step));
    }
    days
}
