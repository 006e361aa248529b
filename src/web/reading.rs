//! Lists as they were read from both systems, kept in memory for everybody who looks.
//!
//! Reading a company takes minutes; looking must not. A list is read once, by whoever looks first, and again when
//! somebody asks, when a run has changed something, or when it has grown old. While it is read again, people see the one
//! before. Sensitive values are in it, since they are masked only where they are shown.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::work::Hears;
use crate::ops::list::{self, folded};
use crate::ops::report::{ListReport, ListRow, Tab};
use crate::ops::{Face, OpsError, Stop, Unattended};
use crate::record::{Direction, Key};

/// A list that is older is read again when somebody looks.
const OLD: Duration = Duration::from_secs(15 * 60);

/// A list with what searching it needs.
pub(super) struct Snapshot {
    pub(super) report: ListReport,
    /// For each row: name and keys, folded.
    pub(super) searchable: Vec<String>,
    /// For each row: its place in the order of names.
    pub(super) rank: Vec<usize>,
    /// For each row: somebody else has the same name.
    namesakes: Vec<bool>,
    /// When both sides had been read.
    pub(super) at: Timestamp,
    since: Instant,
}

impl Snapshot {
    pub(super) fn of(report: ListReport) -> Self {
        let searchable: Vec<String> = report.rows.iter().map(searchable).collect();
        let mut order: Vec<usize> = (0..searchable.len()).collect();
        order.sort_by(|a, b| searchable[*a].cmp(&searchable[*b]));
        let mut rank = vec![0; order.len()];
        for (place, number) in order.iter().enumerate() {
            rank[*number] = place;
        }
        let mut namesakes = vec![false; order.len()];
        for pair in order.windows(2).filter(|pair| named(&searchable[pair[0]]) == named(&searchable[pair[1]])) {
            namesakes[pair[0]] = true;
            namesakes[pair[1]] = true;
        }
        Self { report, searchable, rank, namesakes, at: Timestamp::now(), since: Instant::now() }
    }

    /// What tells a row's person from others of the list; nothing where nobody has the same name.
    pub(super) fn about(&self, number: usize) -> Option<&str> {
        self.report.rows[number].about.as_deref().filter(|_| self.namesakes[number])
    }

    /// A row by the key of where people come from.
    pub(super) fn row(&self, key: &Key) -> Option<&ListRow> {
        self.report.rows.iter().find(|row| super::rows::key_of(self.report.direction, row) == Some(key))
    }
}

fn searchable(row: &ListRow) -> String {
    let mut text = folded(row.name.as_deref().unwrap_or_default());
    for key in row.hr_key.iter().chain(&row.provider_key) {
        text.push('\n');
        text.push_str(&folded(key.as_str()));
    }
    text
}

/// The name in what is searched.
fn named(searchable: &str) -> &str {
    searchable.split('\n').next().unwrap_or_default()
}

/// How a list stands.
#[derive(Clone, Default)]
pub(super) struct Reading {
    /// The last one that was read.
    pub(super) snapshot: Option<Arc<Snapshot>>,
    /// What is being done to read it anew.
    pub(super) phase: Option<String>,
    /// Why the last attempt failed.
    pub(super) error: Option<OpsError>,
}

#[derive(Default)]
struct Slot {
    reading: Reading,
    /// It changed while it was read: once more.
    again: bool,
}

type Slots = Arc<Mutex<HashMap<(String, Direction), Slot>>>;

/// All lists.
pub(super) struct Readings {
    workspace: PathBuf,
    slots: Slots,
    stop: Stop,
}

impl Readings {
    pub(super) fn new(workspace: PathBuf, stop: Stop) -> Self {
        Self { workspace, slots: Slots::default(), stop }
    }

    /// How a list stands; reading it begins if it was never read or is old.
    pub(super) fn look(&self, connection: &str, direction: Direction) -> Reading {
        let known = lock(&self.slots).get(&(connection.to_owned(), direction)).map(|slot| slot.reading.clone());
        let reading = known.unwrap_or_default();
        let old = reading.snapshot.as_ref().is_none_or(|snapshot| snapshot.since.elapsed() > OLD);
        if old && reading.phase.is_none() && reading.error.is_none() {
            return self.read(connection, direction);
        }
        reading
    }

    /// What was read, without reading anything.
    pub(super) fn known(&self, connection: &str, direction: Direction) -> Option<Arc<Snapshot>> {
        lock(&self.slots).get(&(connection.to_owned(), direction)).and_then(|slot| slot.reading.snapshot.clone())
    }

    /// Something changed: both of a connection's lists are read again if anybody has looked at them.
    pub(super) fn changed(&self, connection: &str) {
        for direction in [Direction::Export, Direction::Import] {
            let looked_at = lock(&self.slots).contains_key(&(connection.to_owned(), direction));
            if looked_at {
                self.read(connection, direction);
            }
        }
    }

    /// The connection's description changed: what was read is no longer its.
    pub(super) fn forget(&self, connection: &str) {
        lock(&self.slots).retain(|(known, _), _| known != connection);
    }

    /// Reads it again.
    pub(super) fn read(&self, connection: &str, direction: Direction) -> Reading {
        let key = (connection.to_owned(), direction);
        let mut slots = lock(&self.slots);
        let slot = slots.entry(key.clone()).or_default();
        if slot.reading.phase.is_some() {
            slot.again = true;
            return slot.reading.clone();
        }
        slot.reading.phase = Some("Reading both systems".into());
        slot.reading.error = None;
        let reading = slot.reading.clone();
        drop(slots);
        tokio::spawn(read(self.workspace.clone(), key, Arc::clone(&self.slots), self.stop.clone()));
        reading
    }
}

async fn read(workspace: PathBuf, key: (String, Direction), slots: Slots, stop: Stop) {
    loop {
        let tell = |phase: String| {
            if let Some(slot) = lock(&slots).get_mut(&key) {
                slot.reading.phase = Some(phase);
            }
        };
        let hears = Hears::phases(&tell);
        let face = Face { progress: &hears, consent: &Unattended, stop: stop.clone() };
        let options = list::Options {
            workspace: workspace.clone(),
            connection: key.0.clone(),
            direction: key.1,
            tab: Tab::All,
            show_sensitive: true,
            others: true,
        };
        let read = Box::pin(list::run(options, &face)).await.map(Snapshot::of);
        let mut slots = lock(&slots);
        let Some(slot) = slots.get_mut(&key) else { return };
        let reading = &mut slot.reading;
        match read {
            Ok(snapshot) => (reading.snapshot, reading.error) = (Some(Arc::new(snapshot)), None),
            Err(error) => reading.error = Some(error),
        }
        if std::mem::take(&mut slot.again) && !stop.is_set() {
            continue;
        }
        slot.reading.phase = None;
        return;
    }
}

fn lock(slots: &Slots) -> MutexGuard<'_, HashMap<(String, Direction), Slot>> {
    slots.lock().unwrap_or_else(PoisonError::into_inner)
}
