//! A connection at work: both systems opened, the store, the lock; reading, deciding, carrying out, reporting.
//!
//! [`Session`] is what export, plan, apply, list and settle share. [`exchange`](Exchange) reads both sides and decides;
//! [`report_of`] turns changes into the report.

mod agreement;
mod approved;
mod doubts;
mod exchange;
mod open;
mod owned;
mod reading;
mod report;
mod unfinished;

pub(in crate::ops) use approved::{PlanFile, wish_of};
pub(in crate::ops) use exchange::{Exchange, waiting_for};
pub(in crate::ops) use open::{Kind, Session, System, employee, ended_by, failed};
pub(in crate::ops) use owned::OwnedExchange;
pub(in crate::ops) use report::Reporting;
