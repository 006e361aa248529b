//! Simulated systems, each described by a YAML file (a twin), over real HTTP on loopback: for trying out and for tests.
//!
//! A twin says what a system answers, what it refuses and in which words, and what it holds; it is stricter than the
//! real one and knows nothing of mapping files. Start with [`Twin::compile`] and [`Sandbox::start`]; [`Running`] shows
//! the state and the requests seen, [`Faults`] make requests go wrong. `docs/sandbox.md` is the language.
//! `spec` is the file as data, `compile` makes the parts of `operation`, `handle` carries one request out against a
//! `world`: `route`, `speech` and `understand` say what it means, `reply` what is answered. `server` is the only async
//! part.

mod compile;
mod exchange;
mod expression;
mod fault;
mod handle;
mod json_read;
mod json_write;
mod line;
mod operation;
mod reading;
mod reply;
mod route;
mod running;
mod seen;
mod server;
mod shape;
mod soap_read;
mod soap_write;
mod spec;
mod speech;
mod spoil;
mod twin;
mod types;
mod understand;
mod world;
mod xml_read;
mod xml_write;

pub use fault::{Drop, Fault, Faults, Nth, Spoilt};
pub use running::Running;
pub use seen::Seen;
pub use server::{Options, Sandbox};
pub use twin::Twin;
