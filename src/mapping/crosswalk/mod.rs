//! A mapping bound to its settings, ready to turn records into a system's parts and back.
//!
//! [`Crosswalk::bind`] resolves everything that settings, lookups and the run decide, once. [`Sources`] says which
//! values of a record are wanted and takes just those, from JSON text or from a value; [`Crosswalk::forward`] turns
//! them into what each line wants written; [`Crosswalk::reverse`] goes the other way. Nothing is parsed, and nothing
//! looked up by name, for a record that could be done once.

#[cfg(test)]
mod agreement;
mod bind;
mod case;
mod compare;
mod forward;
mod glimpse;
mod globals;
mod json;
mod line;
mod names;
mod output;
mod resolved;
mod reverse;
mod sources;
mod table;
mod unsure;
mod walk;

pub use bind::Crosswalk;
pub use case::{BoundCase, BoundShape};
pub use compare::{later, normal, same, text_of};
pub use forward::{Mapped, Out};
pub use globals::Globals;
pub use line::{BoundLine, FieldRef, Kind, Need, Otherwise};
pub use sources::{BadLine, Sources, Taken};
pub use table::Table;
