//! `crosswalk.yaml`: the only description of connections.
//!
//! [`WorkspaceSpec`] is what it may say, [`Workspace`] the file with its folder, [`Library`] where system files come
//! from, [`resolve`] turns what a connection sets into typed [`Settings`](crate::record::Settings), secrets apart.
//! All problems are found at once. A secret is read here and nowhere else, and no message shows one.

mod convert;
mod library;
mod open;
mod problems;
mod schedule;
mod settings;
mod sources;
mod spec;

pub use library::Library;
pub(in crate::ops) use library::{read, read_bytes, yaml_files};
pub(in crate::ops) use open::{FILE, unsettled};
pub use open::{Reading, Side, Workspace};
pub use schedule::Schedule;
pub use settings::{Given, Resolved, resolve};
pub use sources::{Machine, Sources};
pub use spec::{ConnectionLimits, ConnectionSpec, HrSpec, OnNullWord, ReferenceSpec, StoreSpec, WorkspaceSpec};
