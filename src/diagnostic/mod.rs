//! Problems of a file's author, as data.
//!
//! A rule reports a [`Finding`]: a [`Code`], a spot (JSON Pointer, or a piece of the text behind one), what is wrong
//! and what to do. The document turns findings into [`Diagnostic`]s with file, line and column. Nothing here reads a
//! file or prints; rendering for people and machines is in [`render`]. Start with [`Code`]: the registry of all codes.

mod code;
mod finding;
mod located;
mod nearest;
pub mod render;

pub use code::codes;
pub use code::{ALL, Code, by_id};
pub use finding::{Finding, Severity, Spot};
pub use located::{Diagnostic, Position};
pub use nearest::nearest;
