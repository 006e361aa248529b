//! An entry of an answer in the part's own shape.

use std::collections::HashMap;

use serde_json::Value;

use crate::expr::{Place, Scope};
use crate::http::ReadClient;
use crate::mapping::compiled::{As, Join, ReadSlot, TableRef};
use crate::record::{Datum, Key};

/// What an answer brings beside its entries, and how the slot shapes them.
pub(super) struct Shaping<'s> {
    slot: &'s ReadSlot,
    scope: &'s Scope,
    /// For each `join`, the related entries by what they are named by.
    related: Vec<HashMap<String, Value>>,
}

impl<'s> Shaping<'s> {
    /// For one answer. `scope` holds the settings and lookups that tables are taken from.
    pub(super) fn of(client: &ReadClient, slot: &'s ReadSlot, scope: &'s Scope, answer: &Value) -> Self {
        let index = |join: &Join| {
            let mut index = HashMap::new();
            for entry in client.entries(&join.items, answer) {
                if let Some(name) = join.by.get(&entry).and_then(Key::of) {
                    index.entry(name.0).or_insert_with(|| entry.into_owned());
                }
            }
            index
        };
        Self { slot, scope, related: slot.join.iter().map(index).collect() }
    }

    /// Related entries put in, read places moved to where they are written.
    pub(super) fn shaped(&self, mut entry: Value) -> Value {
        for (join, index) in self.slot.join.iter().zip(&self.related) {
            let id = join.id.get(&entry).and_then(Key::of);
            if let (Some(found), Value::Object(map)) = (id.and_then(|id| index.get(id.as_str())), &mut entry) {
                map.insert(join.into.clone(), found.clone());
            }
        }
        let moved: Vec<(&Place, Option<Value>)> =
            self.slot.read_as.iter().map(|way| (&way.to, self.moved(way, &entry))).collect();
        for (to, value) in moved {
            match value {
                Some(value) => to.set(&mut entry, value),
                None => {
                    to.remove(&mut entry);
                }
            }
        }
        entry
    }

    fn moved(&self, way: &As, entry: &Value) -> Option<Value> {
        let mut value = way.from.get(entry)?.clone();
        if let Some(table) = &way.table {
            value = match self.row(table, &value) {
                Some(known) => known,
                None if way.omit => return None,
                None => value,
            };
        }
        let Some(transform) = &way.transform else { return Some(value) };
        Some(transform.apply(Datum::of(&value)).ok().and_then(|datum| datum.to_value()).unwrap_or(value))
    }

    fn row(&self, table: &TableRef, value: &Value) -> Option<Value> {
        let text = Key::of(value)?;
        let named = |head: &str, name: &str| self.scope.get(head)?.get(name)?.get(text.as_str()).cloned();
        match table {
            TableRef::Rows(rows) => rows.get(text.as_str()).cloned(),
            TableRef::Setting(name) => named("settings", name),
            TableRef::Lookup(name) => named("lookup", name),
        }
    }
}
