//! Crosswalk keeps employee records in step between an HR system and payroll and accounting systems.
//!
//! A mapping file is compiled ([`document`], [`expr`], [`mapping`]), a plan is computed ([`plan`]), a plan is
//! carried out ([`http`], [`store`], [`engine`]). [`ops`] holds one file a use case; the faces call only that.
//! The floors and what may import what stand in `ARCHITECTURE.md`; `tests/house.rs` holds the walls.

#![forbid(unsafe_code)]

pub mod cli;
pub mod diagnostic;
pub mod document;
pub mod engine;
pub mod expr;
pub mod http;
pub mod mapping;
pub mod ops;
pub mod plan;
pub mod record;
pub mod sandbox;
pub mod store;
pub mod web;
