//! Simulated systems with sample people, and the main jobs on them.
//!
//! What is shown stands in `mappings/demo/demo.yaml` ([`script`]): scenes with two systems each, and steps with what must
//! come of them. [`run`] plays it. Nothing here knows a system.

mod play;
mod scene;
mod script;

pub use play::{Options, run};
