//! The commands, one file a family: arguments, the call, the exit code.

pub(super) mod exchange;
pub(super) mod files;
pub(super) mod links;
pub(super) mod reference;
pub(super) mod runs;
pub(super) mod world;
