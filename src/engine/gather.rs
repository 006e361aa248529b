//! Reading a system: all of it, or some people's parts.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap, HashSet};

use futures_util::stream::{self, StreamExt};
use serde_json::Value;

use super::entries::{counting, holds_list, items_of_page, keys_of_page, of_answer, of_page};
use super::{EngineError, Side};
use crate::http::Trouble;
use crate::mapping::compiled::{Part, ReadSlot};
use crate::mapping::spec::ErrorKind;
use crate::plan::{PartState, Profile};
use crate::record::Key;

/// What was read of a system.
#[derive(Debug, Clone, Default)]
pub struct Gathering {
    /// In the order of the first part's listing, then as asked for by key.
    pub profiles: Vec<Profile>,
    /// The first part's listing came whole: these are all there are.
    pub complete: bool,
    /// What was missing of a proof that a listing is complete, for people.
    pub doubts: Vec<String>,
    /// Asked for by key, and not there.
    pub gone: BTreeSet<Key>,
}

/// What came of reading one part of one person.
#[derive(Debug, Clone, PartialEq)]
pub enum Read {
    /// Its entries, the one that counts first; empty: there is none.
    Entries(Vec<Value>),
    /// The part (in the first part, the person) is not there.
    Missing,
}

impl Gathering {
    /// Reads all listings of a system; each request is sent once, however many parts share it.
    ///
    /// # Errors
    /// When a page cannot be read.
    pub async fn all(side: &Side) -> Result<Self, EngineError> {
        let parts = &side.crosswalk.entity.parts;
        let Some(first) = parts.first().and_then(|part| part.list.as_ref()) else {
            return Err(EngineError::Unable(format!("{} cannot be listed: its first part has no `list`", side.name)));
        };
        let mut found: Vec<HashMap<Key, Vec<Value>>> = vec![HashMap::new(); parts.len()];
        let mut read = vec![false; parts.len()];
        let mut order: Vec<Key> = Vec::new();
        let mut gathering = Self::default();
        let mut sent: HashSet<usize> = HashSet::new();
        for part in parts {
            let Some(list) = part.list.as_ref().filter(|list| sent.insert(list.share)) else { continue };
            let sharing: Vec<(usize, &ReadSlot)> = parts
                .iter()
                .enumerate()
                .filter_map(|(number, part)| Some((number, part.list.as_ref()?)))
                .filter(|(_, slot)| slot.share == list.share)
                .collect();
            let leads = list.share == first.share;
            let mut doubt = None;
            let mut on_page = |page: &Value| {
                for (number, slot) in &sharing {
                    of_page(&side.client, slot, &side.scope, page, &mut found[*number]);
                }
                if !holds_list(&side.client, list, page) {
                    doubt = Some("an answer holds no list where one is due");
                }
                if leads {
                    let keys = keys_of_page(&side.client, first, page);
                    if keys.len() < items_of_page(&side.client, first, page) {
                        doubt = Some("an entry of the listing has no key");
                    }
                    order.extend(keys);
                }
            };
            let listing = side.client.pages(list, &side.scope, &mut on_page).await.map_err(|t| side.error(t))?;
            let complete = listing.complete && doubt.is_none();
            if leads {
                gathering.complete = complete;
            }
            gathering.doubts.extend(listing.doubt.or_else(|| doubt.map(str::to_owned)));
            for (number, _) in sharing {
                read[number] = complete;
            }
        }
        let mut seen = HashSet::new();
        order.retain(|key| seen.insert(key.clone()));
        for key in order {
            let mut profile = Profile::unread(key, parts.len());
            for (number, part) in parts.iter().enumerate() {
                if let Some(list) = part.list.as_ref().filter(|_| read[number]) {
                    let entries = found[number].remove(&profile.key).unwrap_or_default();
                    profile.parts[number] = state(side, part, list, entries, &profile);
                }
            }
            gathering.profiles.push(profile);
        }
        Ok(gathering)
    }

    /// Reads what is still unread of some people, part by part; who is not there yet is added, who is gone is noted.
    ///
    /// # Errors
    /// When the system cannot be read.
    pub async fn details(&mut self, side: &Side, keys: &[Key]) -> Result<(), EngineError> {
        let parts = &side.crosswalk.entity.parts;
        let known: HashMap<Key, usize> =
            self.profiles.iter().enumerate().map(|(index, profile)| (profile.key.clone(), index)).collect();
        let fresh = keys.iter().map(|key| match known.get(key) {
            Some(index) => self.profiles[*index].clone(),
            None => Profile::unread(key.clone(), parts.len()),
        });
        let work: Vec<Profile> = fresh.collect();
        let mut reading = stream::iter(work.into_iter().map(|profile| person(side, profile))).buffered(32);
        while let Some(done) = reading.next().await {
            match done.map_err(|trouble| side.error(trouble))? {
                (key, None) => {
                    self.gone.insert(key);
                }
                (key, Some(profile)) => match known.get(&key) {
                    Some(index) => self.profiles[*index] = profile,
                    None => self.profiles.push(profile),
                },
            }
        }
        Ok(())
    }
}

/// Reads the unread parts of one person; equal requests are sent once. None: the person is not there.
async fn person(side: &Side, mut profile: Profile) -> Result<(Key, Option<Profile>), Trouble> {
    let mut answers: HashMap<usize, Option<Value>> = HashMap::new();
    for (number, part) in side.crosswalk.entity.parts.iter().enumerate() {
        let Some(get) = part.get.as_ref().filter(|_| !profile.parts[number].read) else { continue };
        let body = match answers.entry(get.share) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(answer(side, get, &profile.key).await?),
        };
        match body {
            Some(body) => {
                let entries = of_answer(&side.client, get, &side.scope, body, &profile.key);
                profile.parts[number] = state(side, part, get, entries, &profile);
            }
            None if number == 0 => return Ok((profile.key, None)),
            None => profile.parts[number].read = true,
        }
    }
    Ok((profile.key.clone(), Some(profile)))
}

/// The body of a single read; none when the system says that it is not there.
async fn answer(side: &Side, get: &ReadSlot, key: &Key) -> Result<Option<Value>, Trouble> {
    let scope = side.scope.clone().with("key", &Value::String(key.0.clone()));
    match side.client.fetch(get, &scope).await {
        Ok(answer) => Ok(Some(answer.body)),
        Err(trouble) if trouble.kind == ErrorKind::Missing => Ok(None),
        Err(trouble) => Err(trouble),
    }
}

/// Reads one part of one person with its own `get`: the entries that count.
///
/// # Errors
/// When it cannot be read, or the part has no `get`.
pub(super) async fn one(side: &Side, number: usize, key: &Key) -> Result<Read, Trouble> {
    let (part, get) = getter(side, number)?;
    let Some(body) = answer(side, get, key).await? else { return Ok(Read::Missing) };
    let mut profile = Profile::unread(key.clone(), side.crosswalk.entity.parts.len());
    if let Some(other) = picked_from(side, get).filter(|other| *other != number) {
        let (there, its) = getter(side, other)?;
        let its_body = if its.share == get.share { Some(body.clone()) } else { answer(side, its, key).await? };
        let entries = its_body.map(|body| of_answer(&side.client, its, &side.scope, &body, key)).unwrap_or_default();
        profile.parts[other] = state(side, there, its, entries, &profile);
    }
    let entries = of_answer(&side.client, get, &side.scope, &body, key);
    Ok(Read::Entries(state(side, part, get, entries, &profile).entries))
}

/// The part that says which entry counts.
fn picked_from(side: &Side, slot: &ReadSlot) -> Option<usize> {
    let name = slot.pick.id.as_ref()?.head()?;
    side.crosswalk.entity.parts.iter().position(|part| part.name == name)
}

/// Reads all entries of one part of one person, whether they count or not.
///
/// # Errors
/// When it cannot be read, or the part has no `get`.
pub(super) async fn everything(side: &Side, number: usize, key: &Key) -> Result<Vec<Value>, Trouble> {
    let (_, get) = getter(side, number)?;
    let body = answer(side, get, key).await?;
    Ok(body.map(|body| of_answer(&side.client, get, &side.scope, &body, key)).unwrap_or_default())
}

fn getter(side: &Side, number: usize) -> Result<(&Part, &ReadSlot), Trouble> {
    let part = &side.crosswalk.entity.parts[number];
    let get = part.get.as_ref();
    let get = get.ok_or_else(|| Trouble::new(ErrorKind::Rejected, format!("part {} has no `get`", part.name)))?;
    Ok((part, get))
}

pub(super) fn state(side: &Side, part: &Part, slot: &ReadSlot, entries: Vec<Value>, profile: &Profile) -> PartState {
    let others = |name: &str| {
        let number = side.crosswalk.entity.parts.iter().position(|part| part.name == name)?;
        profile.parts[number].entries.first().cloned()
    };
    let (entries, aside) = counting(part, &slot.pick, entries, &side.scope, &others);
    PartState { read: true, entries, aside }
}
