//! What several integration tests share.

pub(crate) mod client;
pub(crate) mod reference;
pub(crate) mod workspace;
