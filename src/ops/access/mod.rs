//! Who may use the console, and the record of what they did.
//!
//! [`Access`] lets people in by name and password and programs by a token, knows accounts and their roles, and writes
//! down who did what, without personal values. Passwords are kept as Argon2id, sessions and tokens as SHA-256; the text
//! of either is given out once.

mod accounts;
mod entering;
mod limiter;
mod password;
mod recording;
mod token;
mod tokens;

pub use accounts::{AccountEdit, AccountRow, CONSOLE, SCHEDULE};
pub use entering::{Access, Identity};
pub use recording::AuditEntry;
pub use tokens::TokenRow;

pub use crate::record::Role;
