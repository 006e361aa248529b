//! YAML with positions: a value, and where each key and value of it stands in the text.
//!
//! A subset of YAML: no tags, no several documents; anchors and merge keys within a budget. Text that YAML would bend
//! (`NO`, `1e3`, `007`, `2026-01-01`) keeps its text. Pure: text in, document or diagnostics out. Start with
//! [`Document`]; `builder` turns the parser's events into a tree, `align` finds a piece of a decoded text in the file.

mod align;
mod builder;
mod edit;
mod lines;
mod parsed;
mod quoting;
mod scalar;
mod tree;
mod trouble;

pub use edit::EditError;
pub use parsed::Document;

#[cfg(test)]
mod tests;
