//! From an answer to the entries of a part.

use std::cmp::Ordering;
use std::collections::HashMap;

use serde_json::Value;

use super::shaping::Shaping;
use crate::expr::{Path, Scope};
use crate::http::ReadClient;
use crate::mapping::compiled::{KeyAt, Part, Pick, ReadSlot, Until};
use crate::mapping::crosswalk::later;
use crate::record::{Datum, Key};

/// Every entry of a part on one page of a listing, with its person's key.
pub(super) fn of_page(
    client: &ReadClient,
    slot: &ReadSlot,
    scope: &Scope,
    page: &Value,
    found: &mut HashMap<Key, Vec<Value>>,
) {
    let Some(items) = &slot.items else { return };
    let shaping = Shaping::of(client, slot, scope, page);
    for item in client.entries(items, page) {
        let Some(key) = key_of(client, slot, &item) else { continue };
        let entries = found.entry(key).or_default();
        match &slot.record {
            None => entries.push(shaping.shaped(item.into_owned())),
            Some(record) => {
                let each = client.entries(record, &item);
                entries.extend(each.into_iter().map(|entry| shaping.shaped(entry.into_owned())));
            }
        }
    }
}

/// Whether a page of a listing holds the list that its slot speaks of. An answer without it is no empty list: who answers
/// `{}` was not asked well, or is not well. In XML an empty list is no element at all, so it cannot be told there.
pub(super) fn holds_list(client: &ReadClient, slot: &ReadSlot, page: &Value) -> bool {
    let list = slot.items.as_ref().and_then(|items| items.source().strip_suffix("[*]"));
    let Some(list) = list.filter(|_| client.speaks_json()).and_then(|list| Path::compile(list).ok()) else {
        return true;
    };
    client.entries(&list, page).iter().any(|found| found.is_array())
}

/// How many entries one page of a listing has.
pub(super) fn items_of_page(client: &ReadClient, slot: &ReadSlot, page: &Value) -> usize {
    slot.items.as_ref().map_or(0, |items| client.entries(items, page).len())
}

/// Every key on one page of a listing, in order.
pub(super) fn keys_of_page(client: &ReadClient, slot: &ReadSlot, page: &Value) -> Vec<Key> {
    let items = slot.items.as_ref().map_or(Vec::new(), |items| client.entries(items, page));
    items.iter().filter_map(|item| key_of(client, slot, item)).collect()
}

/// Every entry of a part in the answer to a single read.
pub(super) fn of_answer(client: &ReadClient, slot: &ReadSlot, scope: &Scope, body: &Value, key: &Key) -> Vec<Value> {
    let shaping = Shaping::of(client, slot, scope, body);
    let mut entries = Vec::new();
    let items: Vec<Value> = match &slot.items {
        None => vec![body.clone()],
        Some(items) => {
            let all = client.entries(items, body).into_iter();
            all.filter(|item| slot.key.is_none() || key_of(client, slot, item).as_ref() == Some(key))
                .map(std::borrow::Cow::into_owned)
                .collect()
        }
    };
    for item in items {
        match &slot.record {
            None if item.is_null() => {}
            None => entries.push(shaping.shaped(item)),
            Some(record) => {
                let each = client.entries(record, &item);
                entries.extend(each.into_iter().map(|entry| shaping.shaped(entry.into_owned())));
            }
        }
    }
    entries
}

pub(super) fn key_of(client: &ReadClient, slot: &ReadSlot, item: &Value) -> Option<Key> {
    match slot.key.as_ref()? {
        KeyAt::Place(place) => place.get(item).and_then(Key::of),
        KeyAt::Path(path) => client.entries(path, item).first().and_then(|value| Key::of(value)),
    }
}

/// The entries that count, the one that counts most first: by `pick`, and but one where the part has no identity. Beside
/// them those that `pick` would let count and that stand behind that one.
/// `others` are the parts picked before, by name.
pub(super) fn counting(
    part: &Part,
    pick: &Pick,
    mut entries: Vec<Value>,
    scope: &Scope,
    others: &dyn Fn(&str) -> Option<Value>,
) -> (Vec<Value>, Vec<Value>) {
    if let Some(id) = &pick.id {
        let other = id.head().and_then(others);
        let wanted = other.as_ref().zip(id.rest()).and_then(|(other, rest)| rest.get(other)).and_then(Key::of);
        let is = |entry: &Value| wanted.is_some() && entry.get("id").and_then(Key::of) == wanted;
        if part.identity.is_empty() {
            entries.retain(is);
        } else {
            // The others stay, to be found by their identity. Without the named one none is the present one.
            match entries.iter().position(is) {
                Some(at) => entries[..=at].rotate_right(1),
                None if entries.is_empty() => {}
                None => entries.insert(0, Value::Null),
            }
        }
    }
    if let Some(until) = until(pick, scope)
        && let Some(leading) = pick.latest.first()
    {
        entries.retain(|entry| {
            let value = Datum::maybe(leading.get(entry));
            later(&value, &Datum::text(until.as_str())) != Ordering::Greater
                || value.as_text().is_some_and(|text| text.starts_with(&until))
        });
    }
    if !pick.latest.is_empty() {
        entries.sort_by(|a, b| {
            let order = pick.latest.iter().map(|by| later(&Datum::maybe(by.get(b)), &Datum::maybe(by.get(a))));
            order.into_iter().find(|order| *order != Ordering::Equal).unwrap_or(Ordering::Equal)
        });
    }
    let aside = if part.identity.is_empty() && !entries.is_empty() { entries.split_off(1) } else { Vec::new() };
    (entries, aside)
}

fn until(pick: &Pick, scope: &Scope) -> Option<String> {
    match pick.until.as_ref()? {
        Until::Date(date) => Some(date.clone()),
        Until::Expression(template) => template.value(scope).ok()?.and_then(|value| value.as_str().map(str::to_owned)),
    }
}
