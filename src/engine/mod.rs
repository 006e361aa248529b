//! Doing: reading both sides, carrying a plan out, settling what is in doubt.
//!
//! [`Side`] is one system, opened. [`people`] and [`Gathering`] read; [`Journal`] writes every step down before it is
//! sent; [`carry_out`] sends what a plan says, [`settle`] finds out what came of requests whose answer was lost. A dry
//! run holds no `WriteClient` and so cannot write. The engine decides nothing about employees: that is the plan's.

mod boundary;
mod carry;
mod create;
mod entries;
mod error;
mod gather;
mod journal;
mod owned;
mod recorded;
mod retire;
mod settle;
mod shaping;
mod side;
mod source;
mod steps;
mod stopped;
mod update;

pub use boundary::Boundary;
pub use carry::{Carried, Task, carry_out};
pub use create::works_after_creating;
pub use error::EngineError;
pub use gather::{Gathering, Read};
pub use journal::Journal;
pub use owned::{OwnerWork, Records, deliver, doubts, entries_of_owners, records, settle_owned};
pub use recorded::recorded;
pub use retire::retiring;
pub use settle::{Settlement, settle};
pub use side::{Opening, Side};
pub use source::{Source, people};
