//! From the plain spec to the compiled [`Mapping`](super::compiled::Mapping).
//!
//! Every expression is compiled, every reference resolved, every word given its meaning. What is wrong is collected
//! as findings; a file with an error gives no mapping. Start with [`compile`].

mod connect;
mod entity;
mod field;
mod part;
mod slot;
mod texts;

pub use entity::{compile, spec_of};
pub use texts::duration;
