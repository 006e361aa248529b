//! Bytes as an answer: the first byte chooses how it is read and under which content type, the rest is the body; what
//! was read is looked through as a list of entries.

#![no_main]

use std::sync::LazyLock;

use crosswalk::expr::Path;
use crosswalk::http::{Reading, entries, parse_answer};
use libfuzzer_sys::fuzz_target;

const TYPES: [Option<&str>; 8] = [
    None,
    Some("application/json"),
    Some("text/xml; charset=utf-8"),
    Some("application/json; charset=iso-8859-1"),
    Some("application/xml; charset=utf-16"),
    Some("text/html"),
    Some("application/soap+xml; charset=\"windows-1252\""),
    Some("text/plain; charset=klingon"),
];

static PATHS: LazyLock<Vec<Path>> = LazyLock::new(|| {
    let sources = ["$", "$[*]", "$.a[*]", "$.a[*].b[0]", "$..a", "$.a[?@.b == 'x']", "$['a','b'][-1:]", "$.a[::2].b.*"];
    sources.iter().map(|source| Path::compile(source).unwrap()).collect()
});

fuzz_target!(|bytes: &[u8]| {
    let Some((choice, body)) = bytes.split_first() else { return };
    let reading = [Reading::Json, Reading::Xml, Reading::Soap][usize::from(choice / 8) % 3];
    if let Some(value) = parse_answer(reading, "Op", body, TYPES[usize::from(choice % 8)]) {
        for path in PATHS.iter() {
            let _ = path.select(&value);
            let _ = entries(path, &value);
        }
        assert!(serde_json::to_string(&value).is_ok());
    }
});
