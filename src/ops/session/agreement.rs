//! What both sides last agreed on, as keyed hashes, and who changed what since.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::Value;

use super::open::Session;
use super::reading::Picked;
use crate::engine::Side;
use crate::mapping::crosswalk::{BoundLine, Crosswalk, normal};
use crate::ops::OpsError;
use crate::plan::{Change, Payload, Profile, Sides, Since};
use crate::record::{Action, Datum, Direction, Key, Outcome};
use crate::store::{HashKey, KeyedHash, Synced};

/// How much both sides agree on once a change went through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ops) enum Extent {
    /// What is equal now.
    Equal,
    /// Everything as it stands: a person looked, and let the target stay as it is.
    All,
}

/// What people said of a run's changes.
pub(in crate::ops) struct Said<'s> {
    /// How much both sides agree on; none: the two were not compared.
    pub(in crate::ops) agreed: &'s (dyn Fn(&Change) -> Option<Extent> + Sync),
    /// Of a field: the target's value stays.
    pub(in crate::ops) left: &'s (dyn Fn(&Change, &str) -> bool + Sync),
}

/// The hashes of a record's fields, as one side reads them, and of how it does. A field without a value has the hash of
/// nothing.
type Prints = BTreeMap<String, Synced>;

/// What was last agreed on with everyone, by HR key and `side:field`.
pub(in crate::ops) struct Agreed {
    all: HashMap<Key, Prints>,
    key: HashKey,
    direction: Direction,
}

impl Agreed {
    /// As the store has it.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(in crate::ops) async fn read(session: &Session, direction: Direction) -> Result<Self, OpsError> {
        let all = session.store.synced(&session.connection).await?;
        Ok(Self { all, key: session.store.hash_key(), direction })
    }

    /// By the source's key: who changed which field since.
    pub(in crate::ops) fn since(
        &self,
        picked: &Picked,
        source: &Side,
        target: &Side,
        profiles: &[Profile],
    ) -> HashMap<Key, Since> {
        if self.all.is_empty() {
            return HashMap::new();
        }
        let profiles: HashMap<&Key, &Profile> = profiles.iter().map(|profile| (&profile.key, profile)).collect();
        let people: HashMap<&Key, &Value> =
            picked.source.people.iter().map(|person| (&person.key, &person.record)).collect();
        let (near, far) = (Reader::of(&self.key, source), Reader::of(&self.key, target));
        let mut since = HashMap::new();
        for tie in picked.ties.iter().filter(|tie| tie.active) {
            let (Some(record), Some(profile)) = (people.get(&tie.source), profiles.get(&tie.target)) else { continue };
            let Some(base) = self.all.get(self.hr_key(&tie.source, &tie.target)) else { continue };
            let (there, _, _) = target.crosswalk.reverse(&profile.present());
            let now = self.of_both(&near, record, &far, &there);
            since.insert(tie.source.clone(), changed(base, &now, self.words()));
        }
        since
    }

    /// Notes what both sides hold now, of everyone whose change went through. Fields that were left open, and fields that
    /// only one side has a value of, are not agreed on, unless it was said so ([`Said`]). A field of
    /// which a person said that the target's value stays is agreed on as both sides have it.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub(in crate::ops) async fn note(
        &self,
        session: &Session,
        picked: &Picked,
        sides: (&Side, &Side),
        profiles: &[Profile],
        carried: &[Change],
        said: &Said<'_>,
    ) -> Result<(), OpsError> {
        let (source, target) = sides;
        let profiles: HashMap<&Key, &Profile> = profiles.iter().map(|profile| (&profile.key, profile)).collect();
        let people: HashMap<&Key, &Value> =
            picked.source.people.iter().map(|person| (&person.key, &person.record)).collect();
        let (near, far) = (Reader::of(&self.key, source), Reader::of(&self.key, target));
        let mut all = Vec::new();
        for change in carried.iter().filter(|change| change.outcome == Outcome::Done) {
            let (Some(from), Some(to)) = (&change.source_key, &change.target_key) else { continue };
            let Some(extent) = (said.agreed)(change) else { continue };
            let Some(record) = people.get(from) else { continue };
            if matches!(change.action, Action::Unlink | Action::Hold) {
                continue;
            }
            let after = afterwards(&target.crosswalk, change, record, profiles.get(to).copied());
            let mut now = self.of_both(&near, record, &far, &after);
            let unsure = new_entries(&target.crosswalk, change);
            now.retain(|name, _| {
                let field = name.split_once(':').map_or(name.as_str(), |(_, field)| field);
                !change.open.iter().any(|open| open == field) && !unsure.contains(field)
            });
            if extent == Extent::Equal {
                one_sided(&mut now, &self.key, self.words());
            }
            if let Some(profile) = profiles.get(to) {
                let (there, _, _) = target.crosswalk.reverse(&profile.present());
                let as_it_was = self.of_both(&near, record, &far, &there).into_iter();
                now.extend(
                    as_it_was
                        .filter(|(name, _)| (said.left)(change, name.split_once(':').map_or("", |(_, field)| field))),
                );
            }
            let hr_key = self.hr_key(from, to);
            if let Some(known) = self.all.get(hr_key) {
                now.retain(|name, print| known.get(name) != Some(print));
            }
            if !now.is_empty() {
                all.push((hr_key.clone(), now.into_iter().collect()));
            }
        }
        Ok(session.store.put_synced(&session.connection, all).await?)
    }

    fn hr_key<'k>(&self, source: &'k Key, target: &'k Key) -> &'k Key {
        match self.direction {
            Direction::Export => source,
            Direction::Import => target,
        }
    }

    /// The stored words of source and target.
    fn words(&self) -> (&'static str, &'static str) {
        match self.direction {
            Direction::Export => ("hr", "provider"),
            Direction::Import => ("provider", "hr"),
        }
    }

    fn of_both(&self, source: &Reader<'_>, record: &Value, target: &Reader<'_>, there: &Value) -> Prints {
        let (from, to) = self.words();
        let mut all = Prints::new();
        source.print(&self.key, from, record, &mut all);
        target.print(&self.key, to, there, &mut all);
        all
    }
}

/// What one side's file reads, each line with the hash of how.
struct Reader<'c> {
    lines: Vec<(&'c BoundLine, KeyedHash)>,
}

impl<'c> Reader<'c> {
    fn of(key: &HashKey, side: &'c Side) -> Self {
        let lines = side.crosswalk.lines.iter().filter(|line| line.read.is_some());
        Self { lines: lines.map(|line| (line, key.hash("reading", &line.reading()))).collect() }
    }

    fn print(&self, key: &HashKey, word: &str, record: &Value, all: &mut Prints) {
        for (line, reading) in &self.lines {
            for field in &line.fields {
                let name = format!("{word}:{}", field.path);
                if all.contains_key(&name) {
                    continue;
                }
                let text = normal(&Datum::maybe(field.place.get(record)), line.compare).unwrap_or_default();
                all.insert(name, Synced { hash: key.hash(&field.path, &text), reading: Some(*reading) });
            }
        }
    }
}

/// Fields that both sides once agreed on, with who changed them since.
fn changed(base: &Prints, now: &Prints, (source, target): (&str, &str)) -> Since {
    let mut since = Since::new();
    for (name, here) in now {
        let Some(field) = name.strip_prefix(source).and_then(|rest| rest.strip_prefix(':')) else { continue };
        let other = format!("{target}:{field}");
        if let (Some(was), Some(there), Some(was_there)) = (base.get(name), now.get(&other), base.get(&other))
            && let Some(sides) = sides((was, here), (was_there, there))
        {
            since.insert(field.to_owned(), sides);
        }
    }
    since
}

/// Who changed a field, each side as it was and as it is. A side that is read in another way now (another place, another
/// table) has perhaps not changed at all. It counts as changed all the same where the other side has: a person looks at
/// what may be a conflict. Where the other side has not, nobody is said to have changed anything; none: the target is as
/// it was, and the source's new reading goes over as the value of somebody newly linked does.
fn sides((was, here): (&Synced, &Synced), (was_there, there): (&Synced, &Synced)) -> Option<Sides> {
    let alike = |was: &Synced, now: &Synced| was.reading.is_none() || was.reading == now.reading;
    let sides = Sides { source: was.hash != here.hash, target: was_there.hash != there.hash };
    match (alike(was, here), alike(was_there, there)) {
        (true, false) if !sides.source => Some(Sides { source: false, target: false }),
        (false, true) if !sides.target => None,
        _ => Some(sides),
    }
}

/// Leaves out the fields that only one side has a value of.
fn one_sided(now: &mut Prints, key: &HashKey, (source, target): (&str, &str)) {
    let has = |name: &str, field: &str, now: &Prints| {
        now.get(&format!("{name}:{field}")).map(|print| print.hash != key.hash(field, ""))
    };
    let fields: BTreeSet<String> =
        now.keys().filter_map(|name| name.split_once(':')).map(|(_, field)| field.to_owned()).collect();
    for field in fields {
        if let (Some(here), Some(there)) = (has(source, &field, now), has(target, &field, now))
            && here != there
        {
            now.remove(&format!("{source}:{field}"));
            now.remove(&format!("{target}:{field}"));
        }
    }
}

/// What the target holds after a change went through, as an employee record.
fn afterwards(crosswalk: &Crosswalk, change: &Change, record: &Value, profile: Option<&Profile>) -> Value {
    let record = change.merged.as_ref().unwrap_or(record);
    let slots = crosswalk.sources.take(record);
    let mapped = crosswalk.forward(&slots, Some(record));
    let after = Payload::new(crosswalk, &mapped).afterwards(change, profile);
    crosswalk.reverse(&after.iter().map(Option::as_ref).collect::<Vec<_>>()).0
}

/// Employee fields of entries that a change adds beside others: which entry counts shows at the next reading.
fn new_entries(crosswalk: &Crosswalk, change: &Change) -> BTreeSet<String> {
    let adds = |part: usize| {
        !crosswalk.entity.parts[part].identity.is_empty()
            && change.works.iter().any(|work| work.part == part && work.entry.is_none())
    };
    let lines = crosswalk.lines.iter().filter(|line| line.target.as_ref().is_some_and(|(part, _)| adds(*part)));
    lines.flat_map(|line| line.fields.iter().map(|field| field.path.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A store's hash key cannot be made here; the texts stand for hashes.
    fn print(value: char, reading: Option<char>) -> Synced {
        let hash = |digit: char| KeyedHash::of(&digit.to_string().repeat(32)).unwrap();
        Synced { hash: hash(value), reading: reading.map(hash) }
    }

    fn prints(hr: Synced, provider: Synced) -> Prints {
        Prints::from([("hr:city".to_owned(), hr), ("provider:city".to_owned(), provider)])
    }

    #[test]
    fn another_reading_is_no_change_of_the_value_and_hides_no_conflict() {
        let now = prints(print('1', Some('a')), print('3', Some('c')));
        let told = |base: Prints, words| changed(&base, &now, words).get("city").copied();
        let export = |hr, provider| told(prints(hr, provider), ("hr", "provider"));
        let import = |hr, provider| told(prints(hr, provider), ("provider", "hr"));
        let sides = |source, target| Some(Sides { source, target });
        let (same, edited) = (print('1', Some('a')), print('2', Some('c')));
        assert_eq!(export(same, edited), sides(false, true));
        assert_eq!(export(print('1', None), print('2', None)), sides(false, true), "of an older store");

        let elsewhere = print('2', Some('b'));
        assert_eq!(export(same, elsewhere), sides(false, false), "HR is as it was, the provider is read elsewhere");
        assert_eq!(import(same, elsewhere), None, "the new reading goes over, as before");
        let hr_changed = print('2', Some('a'));
        assert_eq!(export(hr_changed, elsewhere), sides(true, true), "a person looks");
        assert_eq!(import(hr_changed, elsewhere), sides(true, true), "a raise in HR is not overwritten");

        let kept = print('3', Some('c'));
        assert_eq!(import(elsewhere, kept), sides(false, false), "the provider is as it was, HR is read elsewhere");
        assert_eq!(import(elsewhere, elsewhere), sides(true, true), "nothing is known of either");
    }
}
