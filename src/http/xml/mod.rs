//! XML as a tree of values: writing it and reading it.
//!
//! An object's members are child elements in its order, a list repeats its element, null is `xsi:nil="true"`, text is
//! text. Attributes, prefixes, comments and text beside elements are not read.

mod read;
mod write;

pub(super) use read::{Unreadable, document, element, parse, tree};
pub(super) use write::{Writer, plain};
