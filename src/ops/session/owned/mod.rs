//! An exchange of records of an owner (days of leave): both sides read for a period, decided, asked, sent.

mod choose;
mod exchange;
mod settle;

pub(in crate::ops) use exchange::OwnedExchange;
