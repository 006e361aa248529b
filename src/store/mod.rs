//! Links, runs and the journal: what must survive the process, and the only SQL of the house.
//!
//! Owns one SQLite file per workspace. It holds keys, field names, words and keyed hashes, never a value of a record:
//! what could be compared with a value is stored as a [`KeyedHash`]. Nothing here decides what to send.
//! Everything that changes goes through one thread that owns the connection; each change is one transaction, durable
//! before the answer comes back, so no caller blocks the runtime and none sees half a change.
//! Start with [`Store`], then [`StepState`] (the pure transition table every step of the journal follows) and
//! `migrations/` (the tables). Times are arguments; the store has no clock.

mod account;
mod audit;
mod change;
mod changes;
mod entry;
mod error;
mod hash;
mod journal;
mod keyset;
mod known;
mod link;
mod links;
mod lock;
mod made;
mod migrate;
mod opening;
mod owner;
mod pending;
mod row;
mod run;
mod runs;
mod settling;
mod state;
mod step;
mod step_row;
mod synced;
#[cfg(test)]
mod tests;

pub use account::{Account, AccountChange};
pub use audit::AuditRow;
pub use change::{ChangeRow, FieldRef};
pub use entry::ApiToken;
pub use error::StoreError;
pub use hash::{HashKey, KeyedHash};
pub use link::{EMPLOYEE, Link};
pub use lock::Guard;
pub use opening::Store;
pub use run::{Run, RunId};
pub use state::{Forbidden, StepEvent, StepState};
pub use step::{NewStep, Settled, Step, StepId, StepKind, Success};
pub use synced::Synced;
