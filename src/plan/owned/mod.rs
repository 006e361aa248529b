//! Records of an owner (days of leave): what the source wants against what the target holds, one owner at a time.
//!
//! Two records are the same when they are equal in what the file calls `identity`; the first of it is the day. What
//! we did not make is never touched; what we made is changed or taken away only when somebody asked for corrections.
//! Start with [`decide_owned`]; [`Form`](form) is a record in the target's own terms.

mod day;
mod decide;
mod errand;
mod fields;
mod form;
#[cfg(test)]
mod tests;
mod wanted;

pub use decide::{Owner, Terms, decide_owned};
pub use errand::{Deed, Entry, Errand, OwnedRecord};
pub use form::{Identity, compared_lines, values_of_entry};
