//! The pages: a file for each group of routes.

mod access;
mod connections;
mod entry;
mod fields;
mod leave;
mod list;
mod list_view;
mod mappings;
mod overview;
mod person;
mod runs;
mod screen;
mod table;
mod working;

pub(super) use table::{nowhere, otherwise, routes};
