//! Cases: a system's own tests, written as files and run by the same code for `cargo test` and `crosswalk test`.
//!
//! A case file stands in `mappings/NAME/cases/`. [`spec`] is what it may say, [`CaseDocument`] a file that was read
//! and found right, [`System`] the mapping it is about, [`run_file`] runs all of its cases. Each kind of case has a
//! file of its own; what was expected and what came is put side by side in `differences`. A case never reaches
//! beyond this machine.

mod diff;
mod differences;
mod exchange;
mod file;
mod map;
mod request;
mod reverse;
mod round_trip;
mod row;
mod run;
mod sample;
mod settings;
pub mod spec;
mod stage;
mod stand;
mod story;
mod system;

pub use differences::Mismatch;
pub use file::CaseDocument;
pub use run::{Outcome, run_case, run_file};
pub use sample::{Sample, SampleRequest, samples, samples_of};
pub use system::System;
