//! Errors of the world that end a run.

use crate::http::{HttpError, Trouble};
use crate::record::Issue;
use crate::store::StoreError;

/// Why a run ended early. Trouble of one person is not here but in the person's change.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// A system cannot be reached, refuses us or answers nonsense.
    #[error("{system}: {trouble}")]
    System {
        /// Its name for people.
        system: String,
        /// What went wrong, after retries.
        #[source]
        trouble: Trouble,
    },
    /// The connection's own description cannot be used.
    #[error("{system}: {error}")]
    Connection {
        /// Its name for people.
        system: String,
        /// What went wrong.
        #[source]
        error: HttpError,
    },
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Settings or lookups do not fit the file.
    #[error("{}", .0.first().map_or("the settings do not fit the system file", |issue| issue.message.as_str()))]
    Settings(Vec<Issue>),
    /// The file lacks what this needs.
    #[error("{0}")]
    Unable(String),
    /// Told to stop while a request whose answer was lost might still be at work: it stays in doubt.
    #[error("stopped while waiting for a request whose answer was lost")]
    Stopped,
    /// Cut short at a boundary, as a crash would.
    #[error("cut short at {0}")]
    Cut(&'static str),
}
