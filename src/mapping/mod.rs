//! From a system file to a [`Mapping`] that cannot be half-valid.
pub mod compiled;
pub mod rules;
pub mod shape;
pub mod spec;
