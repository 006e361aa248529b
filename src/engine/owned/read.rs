//! Reading records of owners: all of a period, or nothing.

use std::collections::{HashMap, HashSet};

use futures_util::stream::{self, StreamExt};
use serde_json::{Value, json};

use crate::engine::entries::key_of;
use crate::engine::shaping::Shaping;
use crate::engine::{EngineError, Side};
use crate::expr::{Path, Scope};
use crate::http::Trouble;
use crate::mapping::compiled::ReadSlot;
use crate::mapping::spec::ErrorKind;
use crate::plan::{Entry, OwnedRecord};
use crate::record::Key;

/// What the source has of a period.
#[derive(Debug, Clone, Default)]
pub struct Records {
    /// By the owner's key there.
    pub of: HashMap<Key, Vec<OwnedRecord>>,
    /// Why they may not be all; none: nothing is missing.
    pub doubt: Option<String>,
}

/// Reads the records of a period from the source. Where one request gives everybody's, it gives also those of people who
/// are not among `owners`.
///
/// # Errors
/// When the source cannot be read.
pub async fn records(side: &Side, owners: &[Key]) -> Result<Records, EngineError> {
    let list = list_of(side).map_err(|trouble| side.error(trouble))?;
    let mut records = Records::default();
    let read = if list.owner.is_some() {
        match everybody(side, list, &side.scope).await {
            Ok(all) => all,
            Err(trouble) if trouble.kind == ErrorKind::Stale => {
                records.doubt = Some(trouble.to_string());
                return Ok(records);
            }
            Err(trouble) => return Err(side.error(trouble)),
        }
    } else {
        let mut all = HashMap::new();
        for (owner, read) in one_by_one(side, list, owners, &side.scope).await {
            all.insert(owner, read.map_err(|trouble| side.error(trouble))?);
        }
        all
    };
    for (owner, entries) in read {
        let record = |entry: Entry| {
            let (record, issues, notes) = side.crosswalk.reverse(&[Some(&entry.value)]);
            OwnedRecord { key: entry.key, record, issues, notes }
        };
        records.of.insert(owner, entries.into_iter().map(record).collect());
    }
    Ok(records)
}

/// What the target holds of some owners, each all or the trouble that kept it from being read completely. `period`: of
/// other days than the side's own.
pub async fn entries_of_owners(
    side: &Side,
    owners: &[Key],
    period: Option<(&str, &str)>,
) -> HashMap<Key, Result<Vec<Entry>, Trouble>> {
    let scope = match period {
        None => side.scope.clone(),
        Some((from, to)) => {
            let date = side.crosswalk.globals.run.get("date").cloned().unwrap_or_default();
            side.scope.clone().with("run", &json!({ "date": date, "from": from, "to": to }))
        }
    };
    match list_of(side) {
        Ok(list) if list.owner.is_none() => one_by_one(side, list, owners, &scope).await,
        Ok(list) => match everybody(side, list, &scope).await {
            Ok(mut all) => {
                owners.iter().map(|owner| (owner.clone(), Ok(all.remove(owner).unwrap_or_default()))).collect()
            }
            Err(trouble) => owners.iter().map(|owner| (owner.clone(), Err(trouble.clone()))).collect(),
        },
        Err(trouble) => owners.iter().map(|owner| (owner.clone(), Err(trouble.clone()))).collect(),
    }
}

fn list_of(side: &Side) -> Result<&ReadSlot, Trouble> {
    let list = side.crosswalk.entity.parts.first().and_then(|part| part.list.as_ref());
    list.ok_or_else(|| Trouble::new(ErrorKind::Rejected, "the system file has no `list` of these records"))
}

async fn one_by_one(
    side: &Side,
    list: &ReadSlot,
    owners: &[Key],
    scope: &Scope,
) -> HashMap<Key, Result<Vec<Entry>, Trouble>> {
    let each = owners.iter().map(|owner| async move {
        let scope = scope.clone().with("owner", &json!({ "key": owner.as_str() }));
        let read = whole(side, list, &scope).await.map(|read| read.into_iter().map(|(_, entry)| entry).collect());
        (owner.clone(), read)
    });
    stream::iter(each).buffer_unordered(side.client.concurrent()).collect().await
}

async fn everybody(side: &Side, list: &ReadSlot, scope: &Scope) -> Result<HashMap<Key, Vec<Entry>>, Trouble> {
    let mut all: HashMap<Key, Vec<Entry>> = HashMap::new();
    for (owner, entry) in whole(side, list, scope).await? {
        let owner = owner.ok_or_else(|| incomplete("a record does not say whose it is"))?;
        all.entry(owner).or_default().push(entry);
    }
    Ok(all)
}

/// Nothing counts as gone, and nothing as new, by a reading of which something may be missing.
fn incomplete(why: &str) -> Trouble {
    Trouble::new(ErrorKind::Stale, format!("not everything could be read: {why}"))
}

/// All entries of a listing with their owners. One that comes twice counts once.
async fn whole(side: &Side, list: &ReadSlot, scope: &Scope) -> Result<Vec<(Option<Key>, Entry)>, Trouble> {
    let client = &side.client;
    let (mut found, mut seen) = (Vec::new(), HashSet::new());
    let mut wrong = None;
    let mut on_page = |page: &Value| {
        let Some(items) = &list.items else {
            wrong = Some("the system file does not say where its entries stand (`items`)");
            return;
        };
        if !holds_a_list(side, items, page) {
            wrong = Some("the answer holds no list");
        }
        let shaping = Shaping::of(client, list, scope, page);
        for item in client.entries(items, page) {
            let Some(key) = key_of(client, list, &item) else {
                wrong = Some("an entry has no key");
                continue;
            };
            let owner = list.owner.as_ref().and_then(|place| place.get(&item)).and_then(Key::of);
            if seen.insert(key.clone()) {
                found.push((owner, Entry { key, value: shaping.shaped(item.into_owned()) }));
            }
        }
    };
    let listing = client.pages(list, scope, &mut on_page).await?;
    match (wrong, listing.complete) {
        (Some(why), _) => Err(incomplete(why)),
        (None, false) => Err(incomplete(listing.doubt.as_deref().unwrap_or("a page is missing"))),
        (None, true) => Ok(found),
    }
}

/// An answer without the list is no empty list: what is there would be made a second time.
fn holds_a_list(side: &Side, items: &Path, page: &Value) -> bool {
    let source = items.source();
    let list = source.strip_suffix("[*]").or_else(|| source.rfind("[?").map(|at| &source[..at]));
    let Some(list) = list.and_then(|list| Path::compile(list).ok()) else { return true };
    !list.select(page).is_empty() || !side.client.entries(items, page).is_empty()
}
