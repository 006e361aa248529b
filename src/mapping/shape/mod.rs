//! Is a file of the right shape? All shape problems at once, each at its place.
//!
//! The JSON Schema is derived from the types ([`schema`], [`schema_of`]) and tried on a document's value ([`shape`],
//! [`shape_of`]). What the validator says is turned into findings that name keys and short words only: a file may
//! hold a secret by mistake, and no message may carry it. What the words mean is none of this room's business.

mod derived;
mod findings;
mod mended;
mod trouble;

pub use derived::{schema, schema_of};
pub use findings::{shape, shape_and_mend, shape_of, shape_of_value};
pub use mended::Mended;
