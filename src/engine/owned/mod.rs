//! Records of an owner (days of leave): reading them, sending what a plan says, settling what is in doubt.
//!
//! They have no links of their own: an owner's link says whose they are, and the journal says which we made. Every
//! request is a step of its own. Start with [`deliver`].

mod day;
mod deliver;
mod read;
mod send;
mod settle;

pub use day::doubts;
pub use deliver::{OwnerWork, deliver};
pub use read::{Records, entries_of_owners, records};
pub use settle::settle_owned;
