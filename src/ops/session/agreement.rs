//! What both sides last agreed on, as keyed hashes, and who changed what since.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::Value;

use super::open::Session;
use super::reading::Picked;
use crate::engine::Side;
use crate::mapping::crosswalk::{Crosswalk, normal};
use crate::ops::OpsError;
use crate::plan::{Change, Payload, Profile, Sides, Since};
use crate::record::{Action, Datum, Direction, Key, Outcome};
use crate::store::{HashKey, KeyedHash};

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

/// The hashes of a record's fields, as one side reads them. A field without a value has the hash of nothing.
type Prints = BTreeMap<String, KeyedHash>;

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
        let mut since = HashMap::new();
        for tie in picked.ties.iter().filter(|tie| tie.active) {
            let (Some(record), Some(profile)) = (people.get(&tie.source), profiles.get(&tie.target)) else { continue };
            let Some(base) = self.all.get(self.hr_key(&tie.source, &tie.target)) else { continue };
            let (there, _, _) = target.crosswalk.reverse(&profile.present());
            let now = self.of_both(source, record, target, &there);
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
        let mut all = Vec::new();
        for change in carried.iter().filter(|change| change.outcome == Outcome::Done) {
            let (Some(from), Some(to)) = (&change.source_key, &change.target_key) else { continue };
            let Some(extent) = (said.agreed)(change) else { continue };
            let Some(record) = people.get(from) else { continue };
            if matches!(change.action, Action::Unlink | Action::Hold) {
                continue;
            }
            let after = afterwards(&target.crosswalk, change, record, profiles.get(to).copied());
            let mut now = self.of_both(source, record, target, &after);
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
                let as_it_was = self.of_both(source, record, target, &there).into_iter();
                now.extend(
                    as_it_was
                        .filter(|(name, _)| (said.left)(change, name.split_once(':').map_or("", |(_, field)| field))),
                );
            }
            let hr_key = self.hr_key(from, to);
            if let Some(known) = self.all.get(hr_key) {
                now.retain(|name, hash| known.get(name) != Some(hash));
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

    fn of_both(&self, source: &Side, record: &Value, target: &Side, there: &Value) -> Prints {
        let (from, to) = self.words();
        let mut all = Prints::new();
        print(&self.key, from, &source.crosswalk, record, &mut all);
        print(&self.key, to, &target.crosswalk, there, &mut all);
        all
    }
}

fn print(key: &HashKey, word: &str, crosswalk: &Crosswalk, record: &Value, all: &mut Prints) {
    for line in crosswalk.lines.iter().filter(|line| line.read.is_some()) {
        for field in &line.fields {
            let name = format!("{word}:{}", field.path);
            if all.contains_key(&name) {
                continue;
            }
            let text = normal(&Datum::maybe(field.place.get(record)), line.compare).unwrap_or_default();
            let hash = key.hash(&field.path, &text);
            all.insert(name, hash);
        }
    }
}

/// Fields that both sides once agreed on, with who changed them since.
fn changed(base: &Prints, now: &Prints, (source, target): (&str, &str)) -> Since {
    let mut since = Since::new();
    for (name, hash) in now {
        let Some(field) = name.strip_prefix(source).and_then(|rest| rest.strip_prefix(':')) else { continue };
        let other = format!("{target}:{field}");
        if let (Some(was), Some(there), Some(was_there)) = (base.get(name), now.get(&other), base.get(&other)) {
            since.insert(field.to_owned(), Sides { source: was != hash, target: was_there != there });
        }
    }
    since
}

/// Leaves out the fields that only one side has a value of.
fn one_sided(now: &mut Prints, key: &HashKey, (source, target): (&str, &str)) {
    let has = |name: &str, field: &str, now: &Prints| {
        now.get(&format!("{name}:{field}")).map(|hash| *hash != key.hash(field, ""))
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
