//! What can go wrong with the store: errors of the world, and refusals that keep it consistent.

use std::io;
use std::path::PathBuf;

use crate::record::Key;

use super::run::RunId;
use super::state::Forbidden;
use super::step::StepId;

/// Why the store did not do it. Names keys, runs and steps, never a value of a record.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The file cannot be made or opened.
    #[error("the store {} cannot be opened: {source}; check that its folder exists and that this user may write there", path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file is something else.
    #[error("{} is not a store of this program; name another file as `store`", .0.display())]
    Foreign(PathBuf),
    /// The file is there and holds nothing: taken for a new store, everybody would count as not linked.
    #[error(
        "the store {} is empty, as a copy or a disk that failed leaves it: who is linked to whom is lost; restore it from \
         a backup, or delete the file if there never was anything in it",
        .0.display()
    )]
    Empty(PathBuf),
    /// The file was made by a newer program.
    #[error(
        "the store was made by a newer version of this program (its tables have version {found}, this program knows \
         {known}); use the newer version"
    )]
    Newer {
        /// The version of its tables.
        found: i64,
        /// The newest version this program knows.
        known: i64,
    },
    /// A table was made by other statements than those this program knows.
    #[error("the store's tables of version {0} are not the ones this program makes; restore the store from a backup")]
    Altered(i64),
    /// Another process, or another task of this one, works on the connection.
    #[error("connection `{connection}` is busy: another command is working on it; wait until it is done")]
    Busy {
        /// The connection.
        connection: String,
    },
    /// The lock file cannot be used.
    #[error("the lock file of connection `{connection}` cannot be used: {source}")]
    Lock {
        /// The connection.
        connection: String,
        /// What the system said.
        source: io::Error,
    },
    /// The provider's record is linked to another employee.
    #[error("that provider record is linked to HR employee {by}; unlink that one first")]
    Taken {
        /// The employee it is linked to.
        by: Key,
    },
    /// The record is linked to another one already.
    #[error("that one is linked to {to} already; unlink it first")]
    AlreadyLinked {
        /// The other side's key that it is linked to.
        to: Key,
    },
    /// A person unlinked the pair, and only a person links it again.
    #[error(
        "HR employee {hr_key} and provider record {provider_key} were unlinked by hand; link them again with `match`"
    )]
    UnlinkedByHand {
        /// The employee.
        hr_key: Key,
        /// The provider's record.
        provider_key: Key,
    },
    /// A create that could not be told apart from another one in flight or in doubt.
    #[error(
        "creating this employee must wait: the creation of {whom} (step {step}), which looks the same, is not settled"
    )]
    SettleClash {
        /// The other step.
        step: StepId,
        /// Whom it creates, by the key where they come from.
        whom: Key,
    },
    /// An earlier creation of the same employee is not settled.
    #[error("an earlier creation of {whom} (step {step}) is not settled; run `settle` first")]
    Unsettled {
        /// The earlier step.
        step: StepId,
        /// Whom it creates, by the key where they come from.
        whom: Key,
    },
    /// A create before the keys of the complete read were journalled.
    #[error("run {0} may not create yet: the keys it rests on are not journalled")]
    KnownKeysMissing(RunId),
    /// The step is in flight in this process: its own task says how it ended.
    #[error("step {0} is in flight; it can be settled once its run is over")]
    InFlight(StepId),
    /// The transition table says no.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// No such run, or not on that connection.
    #[error("there is no run {0} on this connection")]
    NoSuchRun(RunId),
    /// The run is over.
    #[error("run {0} is over")]
    RunOver(RunId),
    /// No such step.
    #[error("there is no step {0}")]
    NoSuchStep(StepId),
    /// A link was asked for, and nothing says to which record.
    #[error("step {0} succeeded without the new record's key, so it cannot be linked")]
    NoTargetKey(StepId),
    /// Text where only a time belongs.
    #[error("a time of the journal is not an RFC 3339 time")]
    NotATime,
    /// Text where only a word of the program belongs.
    #[error("a {0} of the journal is not a word of lower-case letters and hyphens")]
    NotAWord(&'static str),
    /// Text where only counts belong.
    #[error("the summary of a run may hold counts only")]
    TextInSummary,
    /// The system gave no random bytes.
    #[error("the system gave no random bytes for the store's hash key: {0}")]
    Random(String),
    /// SQLite said no.
    #[error("the store cannot be read or written: {0}")]
    Database(#[from] rusqlite::Error),
    /// JSON of the store that cannot be read.
    #[error("the store holds something unreadable in `{0}`; restore it from a backup")]
    Damaged(&'static str),
    /// Nobody could configure any more.
    #[error("at least one owner must be able to log in: make another one first")]
    NoOwner,
    /// The store's thread is gone.
    #[error("the store is closed")]
    Closed,
}

impl StoreError {
    /// The stable word of an error report.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Busy { .. } => "busy",
            Self::Taken { .. } => "taken",
            Self::AlreadyLinked { .. } => "already-linked",
            Self::UnlinkedByHand { .. } => "unlinked-by-hand",
            Self::Newer { .. } => "store-newer",
            Self::NoOwner => "no-owner",
            Self::NoSuchRun(_) => "no-such-run",
            _ => "store",
        }
    }
}
