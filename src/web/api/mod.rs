//! The JSON API: what the console does, for programs with a token.

mod table;

pub(super) use table::routes;
