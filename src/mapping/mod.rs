//! From a system file to a [`compiled::Mapping`] that cannot be half-valid, and the evaluation of its lines.
//!
//! [`spec`] is what the YAML may say, [`compiled`] what it means, [`compile`](compile()) the way between;
//! [`crosswalk`] binds a mapping to settings and evaluates lines in both directions. Pure.

mod check;
mod compile;
pub mod compiled;
pub mod crosswalk;
mod load;
pub mod rules;
pub mod shape;
pub mod spec;

pub use check::{check, check_bytes};
pub use compile::{compile, duration, spec_of};
pub use load::load;
