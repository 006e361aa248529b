//! What several integration tests share.

// Each test program uses a part of it; and a test that cannot go on stops.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

pub(crate) mod client;
pub(crate) mod console;
pub(crate) mod reference;
pub(crate) mod workspace;
