//! The compiled mapping: every expression compiled, every reference resolved. [`Mapping`] is the root.

mod body;
mod connect;
mod entity;
mod line;
mod part;
mod slot;

pub use body::{Body, Member};
pub use connect::{Auth, BlamedPlace, Connect, ErrorRule, Limits, MessageFrom, Page, Retry, Soap};
pub use entity::{Amount, Brakes, Entity, Hold, Leaving, LinkThreshold, Mapping, Matching, Owned, Rule, Settle};
pub use line::{CaseShape, Line, LineSource, PlaceRef, Required, TableRef, ValueRef, WordRef};
pub use part::{Needs, Part};
pub use slot::{As, Call, Join, KeyAt, Lookup, Pick, ReadSlot, Target, Until, WriteSlot};
