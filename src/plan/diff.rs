//! One person's wanted values against the provider's present ones, in the provider's own terms.

use serde_json::Value;

use super::change::{FieldChange, PartWork, WorkKind};
use super::person::Profile;
use crate::expr::Place;
use crate::mapping::compiled::{Needs, Part};
use crate::mapping::crosswalk::{BoundLine, Crosswalk, Mapped, Out, same};
use crate::mapping::spec::WriteMode;
use crate::record::{Datum, Issue};

/// What differs.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Diff {
    /// Field by field.
    pub fields: Vec<FieldChange>,
    /// Part by part.
    pub works: Vec<PartWork>,
}

impl Diff {
    /// Compares what is wanted with a profile; parts that were not read are left alone.
    #[must_use]
    pub fn of(crosswalk: &Crosswalk, mapped: &Mapped<'_>, profile: &Profile) -> Self {
        let mut diff = Self::default();
        for (number, part) in crosswalk.entity.parts.iter().enumerate() {
            let state = &profile.parts[number];
            if state.read {
                let entry = entry_for(crosswalk, part, number, mapped, &state.entries);
                let begin = diff.fields.len();
                diff.part(crosswalk, mapped, number, entry);
                if let (None, Some(counts)) = (entry, state.entries.first()) {
                    for field in &mut diff.fields[begin..] {
                        let place = crosswalk.lines[field.line].target.as_ref().map(|(_, place)| place);
                        field.beside = place.and_then(|place| place.get(counts)).cloned();
                    }
                }
            }
        }
        diff
    }

    /// All that a creation writes: every part, from nothing.
    #[must_use]
    pub fn of_nothing(crosswalk: &Crosswalk, mapped: &Mapped<'_>) -> Self {
        let mut diff = Self::default();
        for number in 0..crosswalk.entity.parts.len() {
            diff.part(crosswalk, mapped, number, None);
        }
        diff
    }

    /// Compares one part with its entry.
    pub fn part(&mut self, crosswalk: &Crosswalk, mapped: &Mapped<'_>, number: usize, entry: Option<&Value>) {
        let part = &crosswalk.entity.parts[number];
        if entry.is_none() && !can_be_made(crosswalk, part, number, mapped) {
            return;
        }
        let updates = entry.is_some() && !part.update.is_empty();
        let mut fields = Vec::new();
        for (index, line) in crosswalk.lines.iter().enumerate() {
            let Some((place_part, place)) = &line.target else { continue };
            if *place_part == number && line.written_in(updates) {
                let out = &mapped.outs[index];
                if !comes_to_nothing(crosswalk, line, place, out, entry) {
                    fields.extend(field(line, index, place, out, entry, updates));
                }
            }
        }
        if fields.is_empty() {
            return;
        }
        let kind = match (entry.is_some(), part.update.is_empty(), part.create.is_empty()) {
            (true, false, _) | (false, false, true) => WorkKind::Update,
            (_, _, false) => WorkKind::Create,
            (_, true, true) => return,
        };
        if kind == WorkKind::Create && entry.is_some() && !can_be_made(crosswalk, part, number, mapped) {
            return;
        }
        let lines = fields.iter().map(|field| field.line).collect();
        self.works.push(PartWork { part: number, kind, lines, entry: entry.cloned() });
        self.fields.append(&mut fields);
    }
}

/// Whether a value would come back as nothing, and nothing is there: it would be sent again and again.
fn comes_to_nothing(
    crosswalk: &Crosswalk,
    line: &BoundLine,
    place: &Place,
    out: &Out<'_>,
    entry: Option<&Value>,
) -> bool {
    let (Out::Value(datum), Some(entry)) = (out, entry) else { return false };
    let alike = |empty: &Value| same(datum, &Datum::of(empty), line.compare);
    crosswalk.entity.comes_back_empty.iter().any(alike) && line.says_nothing(&Datum::maybe(place.get(entry)))
}

fn field(
    line: &BoundLine,
    index: usize,
    place: &Place,
    out: &Out<'_>,
    entry: Option<&Value>,
    updates: bool,
) -> Option<FieldChange> {
    let there = entry.and_then(|entry| place.get(entry));
    let present = there.map_or(Datum::Absent, Datum::of);
    let empty = line.says_nothing(&present);
    let after = match out {
        Out::Clear if updates && !empty => Value::Null,
        Out::Silent | Out::Clear => return None,
        Out::Value(_) if line.write == WriteMode::IfEmpty && !empty => return None,
        Out::Value(datum) if same(datum, &present, line.compare) => return None,
        Out::Value(datum) => datum.to_value()?,
    };
    if line.fields.is_empty() && entry.is_none() {
        return None;
    }
    Some(FieldChange::of(line, index, there.cloned(), Some(after)))
}

/// Parts that would be made if they were whole: something of them has a value, and something that they need has none.
pub(super) fn incomplete(crosswalk: &Crosswalk, mapped: &Mapped<'_>) -> Vec<Issue> {
    let mut issues = Vec::new();
    for (number, part) in crosswalk.entity.parts.iter().enumerate() {
        let mine = || {
            crosswalk.lines.iter().zip(&mapped.outs).filter_map(move |(line, out)| {
                let (_, place) = line.target.as_ref().filter(|(of, _)| *of == number)?;
                Some((line, place, matches!(out, Out::Value(_))))
            })
        };
        let some = mine().any(|(line, _, has)| has && !line.is_constant());
        if part.create.is_empty() || !some || can_be_made(crosswalk, part, number, mapped) {
            continue;
        }
        let Needs::All(places) = &part.needs else { continue };
        let lacks = mine().filter(|(_, place, has)| !has && places.contains(*place)).map(|(line, ..)| line.named());
        let lacks: Vec<&str> = lacks.collect();
        let message = format!("{} is left out, since {} has no value", part.name, lacks.join(", "));
        issues.push(Issue::new("part-incomplete", message));
    }
    issues
}

/// Values that the source has no more, and that the target has no request to empty: a person must do it there.
pub(super) fn not_emptied(crosswalk: &Crosswalk, mapped: &Mapped<'_>, profile: &Profile) -> Vec<String> {
    let mut notes = Vec::new();
    for (number, part) in crosswalk.entity.parts.iter().enumerate() {
        let state = &profile.parts[number];
        let Some(entry) = state.entries.first().filter(|_| state.read && part.update.is_empty()) else { continue };
        let stays: Vec<&str> = crosswalk
            .lines
            .iter()
            .zip(&mapped.outs)
            .filter_map(|(line, out)| {
                let (_, place) = line.target.as_ref().filter(|(of, _)| *of == number)?;
                let there = Datum::maybe(place.get(entry));
                let empty = line.says_nothing(&there);
                (matches!(out, Out::Clear) && !empty).then(|| line.named())
            })
            .collect();
        if !stays.is_empty() {
            let what = stays.join(", ");
            notes.push(format!(
                "{what} has no value in the source any more and cannot be emptied from here: do it there by hand"
            ));
        }
    }
    notes
}

/// Whether what a part needs has values.
fn can_be_made(crosswalk: &Crosswalk, part: &Part, number: usize, mapped: &Mapped<'_>) -> bool {
    let has = |wanted: &dyn Fn(&BoundLine, &Place) -> bool| {
        crosswalk.lines.iter().zip(&mapped.outs).any(|(line, out)| {
            let target = line.target.as_ref().filter(|(place_part, _)| *place_part == number);
            target.is_some_and(|(_, place)| matches!(out, Out::Value(_)) && wanted(line, place))
        })
    };
    match &part.needs {
        Needs::Mapped => has(&|line, _| !line.is_constant()),
        Needs::All(places) => places.iter().all(|needed| has(&|_, place| place == needed)),
        Needs::Any(places) => places.iter().any(|needed| has(&|_, place| place == needed)),
    }
}

/// The entry to compare with: the one of the same identity, or the one that counts.
#[must_use]
pub fn entry_for<'e>(
    crosswalk: &Crosswalk,
    part: &Part,
    number: usize,
    mapped: &Mapped<'_>,
    entries: &'e [Value],
) -> Option<&'e Value> {
    if part.identity.is_empty() {
        return entries.first();
    }
    let wanted = |place: &Place| {
        let lines = crosswalk.lines.iter().zip(&mapped.outs);
        lines.into_iter().find_map(|(line, out)| match (&line.target, out) {
            (Some((part, target)), Out::Value(datum)) if *part == number && target == place => {
                Some((datum.clone(), line.compare))
            }
            _ => None,
        })
    };
    entries.iter().find(|entry| {
        part.identity.iter().all(|place| {
            wanted(place).is_some_and(|(datum, compare)| same(&datum, &Datum::maybe(place.get(entry)), compare))
        })
    })
}

/// Whether a fresh read still shows what the plan saw before, or already what it wanted after: for every field of the
/// part that the plan changes.
#[must_use]
pub fn still_as_planned(crosswalk: &Crosswalk, planned: &[FieldChange], part: usize, fresh: Option<&Value>) -> bool {
    planned.iter().all(|field| {
        let line = &crosswalk.lines[field.line];
        let Some((place_part, place)) = &line.target else { return true };
        if *place_part != part {
            return true;
        }
        let now = Datum::maybe(fresh.and_then(|entry| place.get(entry)));
        let is = |value: &Option<Value>| same(&Datum::maybe(value.as_ref()), &now, line.compare);
        is(&field.before) || is(&field.after)
    })
}
