//! JSONPath (RFC 9535), compiled once.
//!
//! `guard` reads the text first: it bounds it and finds the common slips, in words for the author. The grammar is
//! jsonpath-rust's; `lower` turns its tree into a `program` with every regular expression compiled and every function
//! checked, and `walk` runs that without copying a value. A path of names and indexes alone is a plain list of steps.

mod compare;
mod compiled;
mod guard;
mod lower;
mod program;
mod walk;

#[cfg(test)]
mod tests;

pub use compiled::Path;
