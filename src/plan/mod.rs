//! What will be done, as a pure function: mapping, records, links and the provider's state give a [`Plan`].
//!
//! [`decide`] is the whole of it. [`diff`](Diff) compares one person's wanted values with the provider's present
//! ones, in the provider's own terms; [`Candidates`] recognises unlinked people; [`Payload`] shapes what a request
//! sends; [`decide_owned`] is about records of an owner. Same inputs, same plan. Nothing here reads, writes or knows the time.

mod another;
mod brakes;
mod called;
mod candidates;
mod change;
mod decide;
mod diff;
mod merge;
mod owned;
mod pairing;
mod payload;
mod person;
mod standing;
mod strangers;
mod wish;

pub use brakes::{BrakeWord, Overrides};
pub use called::Called;
pub use candidates::{Candidate, Candidates, fingerprint};
pub use change::{Braked, Change, FieldChange, PartWork, Plan, WorkKind};
pub use decide::{Choice, Input, decide};
pub use diff::{Diff, entry_for, still_as_planned};
pub use merge::{Merging, Sides, Since};
pub use owned::{
    Deed, Entry, Errand, Identity, OwnedRecord, Owner, Terms, compared_lines, decide_owned, values_of_entry,
};
pub use payload::Payload;
pub use person::{PartState, Person, Profile, Tie};
pub use wish::{Decision, Take, Wish, Wishes};
