//! Employee records in, the system's records out (or back), as NDJSON, offline and streaming.
//!
//! [`run`] reads [`Lines`](lines::Lines) of any length up to a bound into one buffer and hands each to a
//! [`Turn`](turn::Turn): [`Forward`](forward::Forward) walks the text and builds nothing it does not need,
//! [`Backward`](backward::Backward) builds the parts. A line that does not go out is told and the others go on.

mod backward;
mod forward;
mod lines;
mod run;
mod settings;
mod turn;

pub use run::{Options, Streams, run};
