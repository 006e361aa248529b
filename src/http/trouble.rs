//! What went wrong, in words for people and a kind for the engine.

use crate::expr::EvalError;
use crate::mapping::spec::ErrorKind;

/// The longest text of a foreign system that is shown.
const LONGEST: usize = 240;

/// A request that did not succeed. Holds no URL, no header and no body.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Trouble {
    /// What it means. Never `Expired`: a login that is refused again after it was renewed is `Denied`.
    pub kind: ErrorKind,
    /// For people. The system's own words only as far as the error rule's `message` says, or the text after the code
    /// of a SOAP fault.
    pub message: String,
    /// The place that is to blame: `part.place`, or the system's own name of it.
    pub place: Option<String>,
    /// The answer's status, if there was an answer.
    pub status: Option<u16>,
    /// A byte of the request may have left.
    pub sent: bool,
    /// Attempts on the wire.
    pub attempts: u32,
    /// It was not tried (again) because of [`super::Stop`].
    pub stopped: bool,
}

impl Trouble {
    /// Of this kind; nothing was sent.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), place: None, status: None, sent: false, attempts: 0, stopped: false }
    }

    /// Nothing was tried: a stop came first.
    pub(super) fn stopped() -> Self {
        Self { stopped: true, ..Self::new(ErrorKind::Transient, "stopped before the request was sent") }
    }

    /// The request cannot be built from this record.
    pub(super) fn unbuilt(error: &EvalError, at: &str) -> Self {
        Self::new(ErrorKind::Rejected, format!("the request at {at} cannot be built: {}", error.message))
    }
}

/// The connection's own description cannot be used: an address, a header, a login.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct HttpError {
    /// What is wrong and what to do.
    pub message: String,
}

impl HttpError {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into() }
    }
}

/// A foreign text as it may be shown: one line, no control or direction-changing characters, not too long.
pub(super) fn clean(text: &str) -> String {
    let hidden = |c: char| {
        c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let spaced: String = text.chars().take(LONGEST * 4).map(|c| if hidden(c) { ' ' } else { c }).collect();
    let line = spaced.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST) {
        Some((cut, _)) => format!("{}…", &line[..cut]),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_text_is_one_short_line() {
        assert_eq!(clean("a\r\nb\u{202e}c\u{1b}[31m"), "a b c [31m");
        let long = clean(&"李".repeat(5000));
        assert_eq!(long.chars().count(), LONGEST + 1);
        assert!(long.ends_with('…'));
    }
}
