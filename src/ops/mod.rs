//! One file a use case: `Options` in, a report out. The faces call only this.
//!
//! A use case opens the workspace, calls the rooms below and hands back plain data ([`report`]); it never prints and
//! never asks a terminal: what it needs of a person comes through [`Face`]. What keeps it from working at all is an
//! [`OpsError`]; trouble of single employees is in the report. Start with [`export`].

pub mod access;
pub mod apply;
pub mod cases;
pub mod check;
mod choice;
pub mod connections;
mod decisions;
pub mod demo;
pub mod describe;
pub mod docs;
pub mod doctor;
mod error;
pub mod explain;
pub mod export;
mod face;
pub mod import;
#[cfg(debug_assertions)]
mod kill;
pub mod links;
pub mod list;
pub mod map;
pub mod matching;
pub mod overview;
pub mod plan;
pub mod reconfigure;
pub mod report;
pub mod runs;
pub mod sandbox;
pub mod schedule;
pub mod schema;
pub mod serving;
mod session;
pub mod settle;
pub mod shelf;
pub mod shipped;
pub mod show;
mod systems;
pub mod test;
pub mod transforms;
mod trial;
pub mod unlink;
pub mod workspace;

pub use crate::http::Stop;
pub use choice::{Brake, Selection};
pub use decisions::{Decided, Whose};
pub use error::{ErrorKind, OpsError};
pub use face::{Consent, Face, Progress, Unattended};
