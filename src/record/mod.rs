//! Values, keys, pointers, record schemas, secrets and issues: the plain data everything else speaks.
//!
//! Pure: no file, clock, network or log line. Start with [`Datum`] (one value of a record, borrowed where it can be),
//! [`RecordSchema`] (which fields a record has, their group and sensitivity) and [`Issue`] (trouble of one record).

mod datum;
mod issue;
mod key;
mod pointer;
mod schema;
mod secret;
mod settings;
mod word;

pub use datum::{Datum, decimal_of, number_of};
pub use issue::Issue;
pub use key::Key;
pub use pointer::Pointer;
pub use schema::{FieldInfo, FieldKind, RecordSchema, SchemaError};
pub use secret::Secret;
pub use settings::Settings;
pub(crate) use word::words;
pub use word::{Action, ChangedBy, Choice, Direction, FieldState, LinkedBy, Outcome, Role, RunState, Situation};
