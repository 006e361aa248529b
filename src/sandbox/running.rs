//! A simulated system that runs: its address, its state, what it saw.

use std::net::SocketAddr;
use std::sync::Arc;

use minijinja::value::Value;

use super::fault::{Dice, Faults};
use super::seen::Seen;
use super::server::{Shared, Stop, locked, url};
use super::shape::Scope;

/// Runs until it is dropped. Its state lives here, outside any client.
pub struct Running {
    shared: Arc<Shared>,
    address: SocketAddr,
    stop: Option<Stop>,
}

impl std::fmt::Debug for Running {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Running").field("address", &self.address).finish_non_exhaustive()
    }
}

impl Running {
    pub(super) fn new(shared: Arc<Shared>, address: SocketAddr, stop: Stop) -> Self {
        Self { shared, address, stop: Some(stop) }
    }

    /// Where it can be reached, with the twin's own `base`: what a workspace writes as `base_url`.
    #[must_use]
    pub fn base_url(&self) -> String {
        url(self.address, &self.shared.twin.base)
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The system's name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.shared.twin.name()
    }

    /// What it accepts as credentials and the like.
    #[must_use]
    pub fn settings(&self) -> serde_json::Value {
        self.shared.twin.settings()
    }

    /// Everything it holds: `{table: [rows]}`.
    #[must_use]
    pub fn state(&self) -> serde_json::Value {
        locked(&self.shared.world).json()
    }

    /// What it holds in the form that the twin's `comparable` gives, lists at the top sorted: equal for two runs that
    /// came to the same end, whatever the order and the numbers given. The whole state where there is no `comparable`.
    #[must_use]
    pub fn state_normalised(&self) -> serde_json::Value {
        let world = locked(&self.shared.world);
        let Some(shape) = &self.shared.twin.comparable else { return world.json() };
        let names = [
            ("state".to_owned(), world.value()),
            ("settings".to_owned(), self.shared.twin.settings.clone()),
            ("now".to_owned(), Value::from(world.now())),
        ];
        let value = match shape.eval(&Scope::new(names.into_iter().collect())) {
            Ok(value) => serde_json::to_value(&value).unwrap_or_default(),
            Err(message) => serde_json::Value::String(format!("`comparable` cannot be computed: {message}")),
        };
        sorted(value)
    }

    /// All requests so far, in the order in which they came in.
    #[must_use]
    pub fn requests(&self) -> Vec<Seen> {
        locked(&self.shared.seen).clone()
    }

    /// How many requests changed something.
    #[must_use]
    pub fn changes(&self) -> usize {
        locked(&self.shared.seen).iter().filter(|seen| seen.changed).count()
    }

    /// Forgets the requests so far.
    pub fn forget_requests(&self) {
        locked(&self.shared.seen).clear();
    }

    /// Other faults from now on; their counting starts anew.
    pub fn set_faults(&self, faults: Faults) {
        *locked(&self.shared.dice) = Dice::new(faults);
    }

    /// Changes what it holds by hand: the value behind a JSON Pointer into [`Running::state`] (`/table/0/column`).
    /// A member that is not there yet is added, a `-` at the end adds a row; null stays null.
    ///
    /// # Errors
    /// The pointer leads nowhere.
    pub fn edit(&self, pointer: &str, value: serde_json::Value) -> Result<(), String> {
        let mut world = locked(&self.shared.world);
        let mut all = world.json();
        let nowhere = || format!("{pointer} leads nowhere");
        match all.pointer_mut(pointer) {
            Some(spot) => *spot = value,
            None => {
                let (parent, key) = pointer.rsplit_once('/').ok_or_else(nowhere)?;
                match all.pointer_mut(parent).ok_or_else(nowhere)? {
                    serde_json::Value::Object(members) => {
                        members.insert(key.replace("~1", "/").replace("~0", "~"), value);
                    }
                    serde_json::Value::Array(rows) if key == "-" => rows.push(value),
                    _ => return Err(nowhere()),
                }
            }
        }
        let table = pointer.split('/').nth(1).ok_or_else(nowhere)?;
        world.put(table, all.get(table).ok_or_else(nowhere)?)
    }

    /// Puts rows in place of a table's rows.
    ///
    /// # Errors
    /// There is no such table, or these are no rows.
    pub fn put(&self, table: &str, rows: &serde_json::Value) -> Result<(), String> {
        locked(&self.shared.world).put(table, rows)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some((stop, thread)) = self.stop.take() {
            let _ = stop.send(());
            let _ = thread.join();
        }
    }
}

fn sorted(mut value: serde_json::Value) -> serde_json::Value {
    let sort = |list: &mut Vec<serde_json::Value>| list.sort_by_cached_key(ToString::to_string);
    match &mut value {
        serde_json::Value::Array(list) => sort(list),
        serde_json::Value::Object(map) => {
            for entry in map.values_mut() {
                if let serde_json::Value::Array(list) = entry {
                    sort(list);
                }
            }
        }
        _ => {}
    }
    value
}
