//! Reports as text for people: tables, and the field diff of a change.
//!
//! Each function writes one report; colours are always written and taken out by the stream where they do not show.

mod changes;
mod check;
mod demo;
mod docs;
mod error;
mod links;
mod list;
mod records;
mod reference;
mod runs;
mod style;
pub(super) mod table;
mod value;
mod world;

pub(super) use changes::changes;
pub(super) use check::{check, check_github, check_sarif};
pub(super) use demo::{demo_end, demo_step};
pub(super) use docs::{docs, docs_html};
pub(super) use error::error;
pub(super) use links::{links, settle};
pub(super) use list::list;
pub(super) use reference::{explain, systems, transforms};
pub(super) use runs::{runs, show};
pub(super) use world::{doctor, listening, map, sandbox, test};
