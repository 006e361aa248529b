//! Speaks to systems: JSON, forms, XML, SOAP, logins, paging, retries, limits. Decides nothing about employees.
//!
//! A [`ReadClient`] sends reading slots only; a [`WriteClient`] is made of one and sends writing slots too, so a dry
//! run, which holds no `WriteClient`, has no way to change anything. What goes wrong comes back as [`Trouble`] with the
//! kind that the system file gives it. Start with [`ReadClient`]; one exchange with its retries is in `exchange`, what
//! an answer means in `classify`, how XML reads as a tree in `xml::read`, lists of one in [`entries`].

mod address;
mod answer;
mod auth;
mod classify;
mod client;
mod clock;
mod exchange;
mod outgoing;
mod paging;
mod patch;
mod patience;
mod redact;
mod select;
mod shown;
mod soap;
mod stop;
mod traffic;
mod trouble;
mod walk;
mod wire;
mod write;
mod xml;

#[cfg(test)]
mod tests;

pub use answer::{Answer, Reading, parse_answer};
pub use client::{Client, Options, ReadClient, Requests};
pub use clock::{Clock, SystemClock};
pub use exchange::Attempt;
pub use select::entries;
pub use shown::Shown;
pub use stop::Stop;
pub use trouble::{HttpError, Trouble};
pub use walk::Listing;
pub use write::WriteClient;
