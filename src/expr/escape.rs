//! How text is escaped where it lands.

use std::borrow::Cow;

/// How text is escaped where it lands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Escape {
    /// Not at all: JSON strings, headers (which refuse line breaks), XML text (escaped by the writer).
    None,
    /// One segment of a URL path: everything but unreserved characters is percent-encoded. Behind a `?` of the
    /// author's own text it is a query parameter's value.
    UrlSegment,
    /// A query parameter's value.
    UrlQuery,
}

impl Escape {
    /// The text as it may stand there.
    ///
    /// # Errors
    /// A segment that is empty, `.` or `..` would lead to another address: what is wrong with it.
    pub(super) fn apply(self, text: Cow<'_, str>) -> Result<Cow<'_, str>, &'static str> {
        match self {
            Self::None => Ok(text),
            Self::UrlQuery => Ok(percent(text)),
            Self::UrlSegment => match text.as_ref() {
                "" => Err("is empty and cannot stand in a URL's path"),
                "." | ".." => Err("is a dot segment and cannot stand in a URL's path"),
                _ => Ok(percent(text)),
            },
        }
    }
}

fn percent(text: Cow<'_, str>) -> Cow<'_, str> {
    let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    if text.bytes().all(unreserved) {
        return text;
    }
    const DIGITS: [u8; 16] = *b"0123456789ABCDEF";
    let mut escaped = String::with_capacity(text.len() * 3);
    for byte in text.bytes() {
        if unreserved(byte) {
            escaped.push(char::from(byte));
        } else {
            escaped.push('%');
            escaped.push(char::from(DIGITS[usize::from(byte >> 4)]));
            escaped.push(char::from(DIGITS[usize::from(byte & 15)]));
        }
    }
    Cow::Owned(escaped)
}
