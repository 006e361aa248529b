//! Diagnostics for people and machines: plain functions over `&[Diagnostic]`, text out.
//!
//! [`text()`] draws the source line as rustc does, [`json`] gives the rows of the `check` report, [`github`] workflow
//! commands, [`sarif`] a SARIF 2.1.0 log. Nothing here reads a file: who wants source lines brings them.

mod github;
mod json;
mod sarif;
mod text;

pub use github::github;
pub use json::{Row, json, rows};
pub use sarif::sarif;
pub use text::{drives, text};

#[cfg(test)]
mod tests;
