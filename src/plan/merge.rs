//! Merging two records that are the same person's: whose value counts, field by field.
//!
//! The base is what both sides held when they last agreed. What only the source changed goes over; what only the
//! target changed stays, unless somebody looked at this very record; what both changed is a conflict, and that needs a
//! decision of its own. Values that would come out the same if the target's were written back are equal, however they
//! are spelt.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::Value;

use super::change::{FieldChange, PartWork, WorkKind};
use super::diff::Diff;
use super::person::{Person, Profile};
use super::wish::{Decision, Take, Wish};
use crate::mapping::crosswalk::{BoundLine, Crosswalk, Mapped, Out, same};
use crate::record::{Datum, FieldState, Key};

/// Which sides changed a field since both last agreed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sides {
    /// The source did.
    pub source: bool,
    /// The target did.
    pub target: bool,
}

/// Who changed which employee field since both sides last agreed. A field that is not there was never agreed on.
pub type Since = BTreeMap<String, Sides>;

/// What a plan that merges rests on besides.
pub struct Merging<'m> {
    /// The source's mapping.
    pub source: &'m Crosswalk,
    /// What was read of the source, by its keys.
    pub profiles: HashMap<&'m Key, &'m Profile>,
    /// Fields that are equal are told, too.
    pub show_equal: bool,
}

impl Merging<'_> {
    /// Where a field of a person comes from: the first of the source's lines that reads it and has a value.
    fn origin(&self, key: &Key, field: &str) -> Option<String> {
        let profile = self.profiles.get(key)?;
        let reads = |line: &&BoundLine| line.fields.iter().any(|known| known.path == field);
        let line = self.source.lines.iter().filter(reads).find(|line| {
            let Some((part, place)) = &line.read else { return false };
            let entry = profile.parts.get(*part).and_then(|part| part.entries.first());
            entry
                .and_then(|entry| place.get(entry))
                .is_some_and(|value| !value.is_null() && !line.empty.contains(value))
        })?;
        Some(line.path.clone())
    }

    /// Whether the source's file only takes the fields of a line as given, the same for everybody, and nothing read tells
    /// them.
    fn is_assumed(&self, line: &BoundLine) -> bool {
        let given = |path: &str| {
            let mut lines = self.source.lines.iter().filter(|line| line.fields.iter().any(|known| known.path == path));
            lines.clone().next().is_some() && lines.all(BoundLine::is_constant)
        };
        !line.fields.is_empty() && line.fields.iter().all(|field| given(&field.path))
    }

    /// Says of each field where it comes from.
    pub(super) fn tell(&self, key: &Key, fields: &mut [FieldChange]) {
        for field in fields {
            field.from = self.origin(key, &field.field);
        }
    }
}

/// One person's merge.
#[derive(Debug, Default)]
pub(super) struct Merged {
    /// What the person counts as: the source's record, with the target's values where those count.
    pub(super) record: Value,
    /// Every field that differs, and with `show_equal` those that do not, with its state.
    pub(super) fields: Vec<FieldChange>,
    /// Fields that both changed and nobody decided.
    pub(super) conflicts: Vec<String>,
    /// Fields that are not read at the source, but taken as given, while the target holds something else, and nobody
    /// decided.
    pub(super) assumed: Vec<String>,
    /// Fields that differ and stay as the target has them.
    pub(super) kept: Vec<String>,
    /// Lines that are not written, however the target spells its value.
    stay: BTreeSet<usize>,
}

impl Merged {
    /// What each part needs. An entry that is made anew carries all of its values; one that is changed, only those that
    /// go over.
    pub(super) fn works(&self, crosswalk: &Crosswalk, mapped: &Mapped<'_>, profile: &Profile) -> Vec<PartWork> {
        let mut works = Diff::of(crosswalk, mapped, profile).works;
        for work in &mut works {
            let new = work.lines.iter().any(|line| !self.stay.contains(line));
            if !new || work.kind == WorkKind::Update {
                work.lines.retain(|line| !self.stay.contains(line));
            }
        }
        works.retain(|work| !work.lines.is_empty());
        works
    }
}

/// Merges a person of the source into a profile of the target.
pub(super) fn merge(
    crosswalk: &Crosswalk,
    merging: &Merging<'_>,
    person: &Person,
    profile: &Profile,
    decision: &Decision,
    since: Option<&Since>,
) -> Merged {
    let (there, _, _) = crosswalk.reverse(&profile.present());
    let slots = crosswalk.sources.take(&person.record);
    let mapped = crosswalk.forward(&slots, Some(&person.record));
    let diff = Diff::of(crosswalk, &mapped, profile);
    let equal = equal_at_source(merging, &person.key, &there);
    let differs: BTreeSet<usize> = diff.fields.iter().map(|field| field.line).collect();
    let mut merged = Merged::default();
    let mut stay: BTreeSet<usize> = BTreeSet::new();
    let mut assumptions: BTreeSet<usize> = BTreeSet::new();
    let mut defaults: Vec<FieldChange> = Vec::new();
    for mut field in diff.fields {
        let line = &crosswalk.lines[field.line];
        if !line.fields.is_empty() && line.fields.iter().all(|known| equal.contains(&known.path)) {
            stay.insert(field.line);
            if merging.show_equal {
                field.state = Some(FieldState::Equal);
                merged.fields.push(field);
            }
            continue;
        }
        let nothing = field.known().is_none_or(|before| before.is_null() || before == "");
        let said = line.fields.iter().any(|known| decision.fields.contains_key(&known.path));
        let known = Datum::maybe(field.known());
        let other = !nothing && !said && !same(&Datum::maybe(field.after.as_ref()), &known, line.compare);
        if other && is_default(line, &mapped.outs[field.line], &person.record) {
            defaults.push(field);
            continue;
        }
        if other && merging.is_assumed(line) {
            assumptions.insert(field.line);
        }
        field.changed = sides(line, since);
        field.state = Some(if nothing { FieldState::New } else { FieldState::Different });
        merged.fields.push(field);
    }
    entries_change_as_one(crosswalk, &mut merged.fields);
    for field in &mut merged.fields {
        if field.state == Some(FieldState::Equal) {
            continue;
        }
        let line = &crosswalk.lines[field.line];
        match verdict(line, field.changed, decision) {
            Verdict::Keep => {
                stay.insert(field.line);
                merged.kept.push(field.field.clone());
            }
            Verdict::Conflict => merged.conflicts.push(field.field.clone()),
            Verdict::Take if assumptions.contains(&field.line) => merged.assumed.push(field.field.clone()),
            Verdict::Take => {}
        }
        if field.changed == Some(Sides { source: true, target: true }) {
            field.state = Some(FieldState::Conflict);
        }
    }
    for field in defaults {
        if goes_with(crosswalk, &merged.fields, &stay, field.line) {
            merged.assumed.push(field.field.clone());
        }
        stay.insert(field.line);
    }
    if !merging.show_equal {
        merged.fields.retain(|field| !stay.contains(&field.line));
    } else {
        merged.fields.extend(alike(crosswalk, &mapped.outs, profile, &differs));
        merged.fields.sort_by_key(|field| field.line);
    }
    merging.tell(&person.key, &mut merged.fields);
    merged.record = person.record.clone();
    for number in &stay {
        stays(&crosswalk.lines[*number], &there, &mut merged.record);
    }
    merged.stay = stay;
    merged
}

/// Whether the source tells nothing of a line's fields, so that what would be written is the file's default: it fills
/// what is empty, and takes nothing away.
fn is_default(line: &BoundLine, out: &Out<'_>, record: &Value) -> bool {
    let told = |value: &Value| !value.is_null() && value != "";
    matches!(out, Out::Value(_))
        && !line.fields.is_empty()
        && !line.fields.iter().any(|field| field.place.get(record).is_some_and(told))
}

/// Whether another field of the same entry goes over: what is not told beside it may not fit it.
fn goes_with(crosswalk: &Crosswalk, fields: &[FieldChange], stay: &BTreeSet<usize>, line: usize) -> bool {
    let part_of = |line: usize| crosswalk.lines[line].target.as_ref().map(|(part, _)| *part);
    let one_entry = part_of(line).is_some_and(|part| !crosswalk.entity.parts[part].identity.is_empty());
    let goes = |field: &FieldChange| field.state != Some(FieldState::Equal) && !stay.contains(&field.line);
    one_entry && fields.iter().any(|field| part_of(field.line) == part_of(line) && goes(field))
}

/// Employee fields whose value at the source is what writing the target's values there would give.
fn equal_at_source(merging: &Merging<'_>, key: &Key, there: &Value) -> BTreeSet<String> {
    let mut equal = BTreeSet::new();
    let Some(profile) = merging.profiles.get(key) else { return equal };
    let slots = merging.source.sources.take(there);
    let back = merging.source.forward(&slots, Some(there));
    for (line, out) in merging.source.lines.iter().zip(&back.outs) {
        let (Some(_), Some((part, place))) = (&line.target, &line.read) else { continue };
        let held = profile.parts.get(*part).and_then(|part| part.entries.first()).and_then(|entry| place.get(entry));
        let held = Datum::maybe(held);
        let as_held = match out {
            Out::Value(datum) => same(datum, &held, line.compare),
            Out::Clear | Out::Silent => false,
        };
        if as_held {
            equal.extend(line.fields.iter().map(|field| field.path.clone()));
        }
    }
    equal
}

/// Who changed the fields of a line; none: never agreed on.
fn sides(line: &BoundLine, since: Option<&Since>) -> Option<Sides> {
    let all: Vec<Sides> = line.fields.iter().filter_map(|field| since?.get(&field.path).copied()).collect();
    if all.is_empty() {
        return None;
    }
    Some(Sides { source: all.iter().any(|one| one.source), target: all.iter().any(|one| one.target) })
}

/// The fields of an entry that is recognised by its identity belong together: pay that one side changed and a start
/// that the other side changed are no new pay.
fn entries_change_as_one(crosswalk: &Crosswalk, fields: &mut [FieldChange]) {
    let part_of = |field: &FieldChange| crosswalk.lines[field.line].target.as_ref().map(|(part, _)| *part);
    for (number, part) in crosswalk.entity.parts.iter().enumerate() {
        if part.identity.is_empty() {
            continue;
        }
        let mine = fields.iter().filter(|field| part_of(field) == Some(number)).filter_map(|field| field.changed);
        let all =
            mine.reduce(|one, other| Sides { source: one.source || other.source, target: one.target || other.target });
        for field in fields.iter_mut().filter(|field| part_of(field) == Some(number)) {
            if field.state != Some(FieldState::Equal) {
                field.changed = all;
            }
        }
    }
}

enum Verdict {
    Take,
    Keep,
    Conflict,
}

#[allow(clippy::match_same_arms)] // in the order in which they count
fn verdict(line: &BoundLine, changed: Option<Sides>, decision: &Decision) -> Verdict {
    let said = line.fields.iter().find_map(|field| decision.fields.get(&field.path));
    match (said, changed) {
        (None, _) if matches!(decision.wish, Wish::KeepTarget | Wish::Leave) => Verdict::Keep,
        (None, Some(Sides { source: true, target: true })) => Verdict::Conflict,
        (None, Some(Sides { source: false, .. })) if !decision.single => Verdict::Keep,
        (Some(Take::Target), _) => Verdict::Keep,
        (Some(Take::Source) | None, _) => Verdict::Take,
    }
}

/// Puts the target's own values in the fields of a line. Where the target is read elsewhere than it is written, its
/// value would not compare: the field is left out, and touches nothing.
fn stays(line: &BoundLine, there: &Value, record: &mut Value) {
    for field in &line.fields {
        match field.place.get(there).filter(|_| line.read == line.target) {
            Some(value) => field.place.set(record, value.clone()),
            None => {
                field.place.remove(record);
            }
        }
    }
}

/// The fields that are the same on both sides.
fn alike(crosswalk: &Crosswalk, outs: &[Out<'_>], profile: &Profile, differs: &BTreeSet<usize>) -> Vec<FieldChange> {
    let mut fields = Vec::new();
    for (number, (line, out)) in crosswalk.lines.iter().zip(outs).enumerate() {
        let (Some((part, place)), Out::Value(datum)) = (&line.target, out) else { continue };
        if differs.contains(&number) || line.fields.is_empty() || line.is_constant() {
            continue;
        }
        let entry = profile.parts.get(*part).and_then(|part| part.entries.first());
        let Some(now) = entry.and_then(|entry| place.get(entry)) else { continue };
        if same(datum, &Datum::of(now), line.compare) {
            let mut field = FieldChange::of(line, number, Some(now.clone()), Some(now.clone()));
            field.state = Some(FieldState::Equal);
            fields.push(field);
        }
    }
    fields
}
