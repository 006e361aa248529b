//! An answer, decoded.

use encoding_rs::{Encoding, UTF_8};
use indexmap::IndexMap;
use serde_json::Value;

use super::soap::{self, Opened};
use super::xml::{self, Unreadable};

/// How a system's answers are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// JSON.
    Json,
    /// XML as a tree: one element is also a list of one.
    Xml,
    /// The result inside a SOAP envelope, as a tree.
    Soap,
}

/// A success.
#[derive(Debug, Clone)]
pub struct Answer {
    /// 2xx.
    pub status: u16,
    /// `etag`, `last-modified`, `link` and `location`, as far as given.
    pub headers: Vec<(String, String)>,
    /// The body; null when there is none. `connect.empty` values are null.
    pub body: Value,
    /// How it was read.
    pub reading: Reading,
}

/// What the bytes of an answer say.
#[derive(Debug)]
pub(super) struct Decoded {
    pub(super) body: Value,
    /// A SOAP fault.
    pub(super) fault: bool,
    pub(super) reading: Reading,
}

/// How bytes are to be read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Expected<'a> {
    pub(super) reading: Reading,
    pub(super) operation: Option<&'a str>,
    pub(super) lists: &'a IndexMap<String, String>,
    pub(super) empty: &'a [Value],
}

impl Expected<'_> {
    /// Reads bytes: the content type decides between JSON and XML where it says; a web page is never data.
    pub(super) fn read(&self, bytes: &[u8], content_type: Option<&str>) -> Result<Decoded, Unreadable> {
        if bytes.is_empty() && self.reading != Reading::Soap {
            return Ok(Decoded { body: Value::Null, fault: false, reading: self.reading });
        }
        let media = content_type.unwrap_or("").split(';').next().unwrap_or("").trim().to_ascii_lowercase();
        if matches!(media.as_str(), "text/html" | "application/xhtml+xml") {
            return Err(Unreadable("the answer is a web page"));
        }
        let reading = match self.reading {
            Reading::Soap => Reading::Soap,
            _ if media.ends_with("xml") => Reading::Xml,
            _ if media.ends_with("json") => Reading::Json,
            usual => usual,
        };
        let decode = || text(bytes, content_type, reading != Reading::Json);
        let mut fault = false;
        let mut body = match reading {
            Reading::Json => match text(bytes, content_type, false)?.as_ref() {
                "" => Value::Null,
                text => serde_json::from_str(text).map_err(|_| Unreadable("the answer is not JSON"))?,
            },
            Reading::Xml => match decode()?.as_ref() {
                "" => Value::Null,
                text => xml::document(text, self.lists)?,
            },
            Reading::Soap => match soap::open(decode()?.as_ref(), self.operation.unwrap_or_default())? {
                Opened::Result(value) => value,
                Opened::Fault(value) => {
                    fault = true;
                    value
                }
            },
        };
        if !self.empty.is_empty() {
            blank(&mut body, self.empty);
        }
        Ok(Decoded { body, fault, reading })
    }

    /// A body that was read already, with the values that say nothing made null.
    pub(super) fn blanked(&self, mut body: Value) -> Value {
        blank(&mut body, self.empty);
        body
    }
}

/// Reads bytes as an answer of that kind (in SOAP, to `operation`), without a connection; none when they cannot be read.
/// For whoever tries answers: a fuzzer, a case.
#[must_use]
pub fn parse_answer(reading: Reading, operation: &str, bytes: &[u8], content_type: Option<&str>) -> Option<Value> {
    let lists = IndexMap::new();
    let expected = Expected { reading, operation: Some(operation), lists: &lists, empty: &[] };
    expected.read(bytes, content_type).ok().map(|decoded| decoded.body)
}

/// Values that say nothing become null, however deep they stand.
fn blank(value: &mut Value, empty: &[Value]) {
    if empty.contains(value) {
        *value = Value::Null;
        return;
    }
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| blank(item, empty)),
        Value::Object(members) => members.values_mut().for_each(|member| blank(member, empty)),
        _ => {}
    }
}

/// The text of a body: a byte order mark wins, then the content type's charset, then (XML) the declaration, then UTF-8.
/// Bytes that the encoding does not have make it unreadable: nothing is replaced.
pub(super) fn text<'a>(
    bytes: &'a [u8],
    content_type: Option<&str>,
    xml: bool,
) -> Result<std::borrow::Cow<'a, str>, Unreadable> {
    let unknown = Unreadable("the answer's character set is not known");
    let (encoding, bytes) = match Encoding::for_bom(bytes) {
        Some((encoding, length)) => (encoding, bytes.get(length..).unwrap_or_default()),
        None => match charset(content_type).or_else(|| if xml { declared(bytes) } else { None }) {
            Some(label) => (Encoding::for_label(label.as_bytes()).ok_or(unknown)?, bytes),
            None => (UTF_8, bytes),
        },
    };
    encoding
        .decode_without_bom_handling_and_without_replacement(bytes)
        .ok_or(Unreadable("the answer holds bytes that its character set does not have"))
}

fn charset(content_type: Option<&str>) -> Option<String> {
    content_type?.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let value = value.trim().trim_matches('"');
        (name.trim().eq_ignore_ascii_case("charset") && !value.is_empty()).then(|| value.to_owned())
    })
}

/// The encoding that an XML declaration names.
fn declared(bytes: &[u8]) -> Option<String> {
    let head = bytes.get(..bytes.len().min(120))?;
    let head = String::from_utf8_lossy(head.strip_prefix(b"<?xml")?);
    let declaration = head.split_once("?>")?.0;
    let rest = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    rest.get(1..)?.split_once(quote).map(|(label, _)| label.to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in any::<Vec<u8>>(), kind in "[a-z/;= \"-]{0,30}", head in 0..4_usize) {
            let heads = ["", "<?xml version=\"1.0\" encoding=\"", "{\"a\":[", "<s:Envelope xmlns:s=\"x\"><s:Body><OpResponse>"];
            let bytes = [heads[head].as_bytes(), &bytes].concat();
            for reading in [Reading::Json, Reading::Xml, Reading::Soap] {
                let _ = parse_answer(reading, "Op", &bytes, Some(&kind));
            }
        }
    }

    fn read(reading: Reading, bytes: &[u8], content_type: Option<&str>) -> Result<Value, Unreadable> {
        let lists = IndexMap::new();
        let empty = [json!("0001-01-01T00:00:00")];
        let expected = Expected { reading, operation: Some("Op"), lists: &lists, empty: &empty };
        expected.read(bytes, content_type).map(|decoded| decoded.body)
    }

    #[test]
    fn character_sets() {
        let json = |bytes: &[u8], kind| read(Reading::Json, bytes, Some(kind));
        assert_eq!(json("\u{feff}{\"a\":\"李\"}".as_bytes(), "application/json").unwrap(), json!({"a": "李"}));
        assert_eq!(json(b"{\"a\":\"\xe5\"}", "application/json; charset=ISO-8859-1").unwrap(), json!({"a": "å"}));
        assert_eq!(json(b"\xff\xfe{\x00}\x00", "application/json").unwrap(), json!({}));
        assert!(json(b"{\"a\":\"\xe5\"}", "application/json").is_err());
        assert!(json(b"{}", "application/json; charset=klingon").is_err());
        let xml = b"<?xml version='1.0' encoding='iso-8859-1'?><r><a>\xe5</a></r>";
        assert_eq!(read(Reading::Xml, xml, Some("text/xml")).unwrap(), json!({"a": "å"}));
        assert!(read(Reading::Xml, xml, Some("text/xml; charset=utf-8")).is_err());
    }

    #[test]
    fn content_types() {
        assert!(read(Reading::Json, b"<html></html>", Some("text/html; charset=utf-8")).is_err());
        assert!(read(Reading::Xml, b"<html></html>", Some("text/html")).is_err());
        assert_eq!(read(Reading::Json, b"{\"a\":1}", Some("text/plain")).unwrap(), json!({"a": 1}));
        assert_eq!(
            read(Reading::Json, b"<e><a>1</a></e>", Some("application/problem+xml")).unwrap(),
            json!({"a": "1"})
        );
        assert_eq!(read(Reading::Xml, b"{\"a\":1}", Some("application/json")).unwrap(), json!({"a": 1}));
        assert_eq!(read(Reading::Json, b"", None).unwrap(), Value::Null);
    }

    #[test]
    fn deep_and_broken_json_is_unreadable() {
        let deep = "[".repeat(100_000);
        for text in [deep.as_str(), "{\"a\":", "{} {}", "{'a':1}", "NaN"] {
            assert!(read(Reading::Json, text.as_bytes(), None).is_err());
        }
    }

    #[test]
    fn ways_of_saying_nothing_are_null() {
        let body = br#"{"a":"0001-01-01T00:00:00","b":[{"c":"0001-01-01T00:00:00","d":"x"}]}"#;
        assert_eq!(read(Reading::Json, body, None).unwrap(), json!({"a": null, "b": [{"c": null, "d": "x"}]}));
    }
}
