//! The JSON API: what the console does, for programs with a token. [`table`](routes) lists its requests; their
//! description (OpenAPI) is made from the types that they read and write.

mod asked;
mod configuring;
mod doc;
mod exchange;
mod looking;
mod table;

pub use doc::About;
pub(super) use table::routes;
