//! One request as it came in and one answer as it goes out.

use std::collections::BTreeMap;

use minijinja::value::Value;

/// A request, read whole.
#[derive(Debug, Clone, Default)]
pub(super) struct Incoming {
    pub(super) method: String,
    /// Without the query.
    pub(super) path: String,
    pub(super) query: Vec<(String, String)>,
    /// By lower-case names.
    pub(super) headers: BTreeMap<String, String>,
    pub(super) body: Vec<u8>,
}

impl Incoming {
    /// The request's target as it was written.
    pub(super) fn new(method: &str, target: &str, headers: BTreeMap<String, String>, body: Vec<u8>) -> Self {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let query = query
            .split('&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
            .map(|(name, value)| (unescape(name, true), unescape(value, true)))
            .collect();
        Self { method: method.to_owned(), path: path.to_owned(), query, headers, body }
    }

    /// The media type without parameters, lower case, and the `charset` parameter.
    pub(super) fn media_type(&self) -> (String, Option<String>) {
        let whole = self.headers.get("content-type").map_or("", String::as_str).to_ascii_lowercase();
        let mut parts = whole.split(';').map(str::trim);
        let media = parts.next().unwrap_or_default().to_owned();
        let charset =
            parts.find_map(|part| part.strip_prefix("charset=")).map(|name| name.trim_matches('"').to_owned());
        (media, charset)
    }
}

/// An answer.
#[derive(Debug, Clone, Default)]
pub(super) struct Outgoing {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) content_type: String,
    pub(super) body: Vec<u8>,
}

/// What a check or a reader has against a request.
#[derive(Debug, Clone)]
pub(super) struct Refused {
    pub(super) name: String,
    pub(super) problem: Value,
}

impl Refused {
    pub(super) fn plain(name: &str) -> Self {
        Self { name: name.to_owned(), problem: Value::UNDEFINED }
    }
}

/// Undoes percent escapes; in a query `+` is a blank. What is no escape stays.
pub(super) fn unescape(text: &str, query: bool) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut n = 0;
    while n < bytes.len() {
        let hex = bytes.get(n + 1..n + 3).and_then(|two| std::str::from_utf8(two).ok());
        match (bytes[n], hex.and_then(|two| u8::from_str_radix(two, 16).ok())) {
            (b'%', Some(byte)) => {
                out.push(byte);
                n += 3;
            }
            (b'+', _) if query => {
                out.push(b' ');
                n += 1;
            }
            (byte, _) => {
                out.push(byte);
                n += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_read_with_its_escapes() {
        let seen = Incoming::new("GET", "/a?b%5Bc%5D=d%20e+f&g=%zz&h", BTreeMap::new(), Vec::new());
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(seen.query, [pair("b[c]", "d e f"), pair("g", "%zz"), pair("h", "")]);
    }
}
