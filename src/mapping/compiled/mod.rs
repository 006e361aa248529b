//! The compiled mapping: every expression compiled, every reference resolved.

mod body;
mod connect;
mod slot;

pub use body::{Body, Member};
pub use connect::{Auth, BlamedPlace, Connect, ErrorRule, Limits, MessageFrom, Page, Retry, Soap};
pub use slot::{As, Call, Join, KeyAt, Lookup, Pick, ReadSlot, Target, Until, WriteSlot};
