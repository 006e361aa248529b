//! Bytes as a file: parsed, looked into, checked as a system file, and its problems drawn in every form.

#![no_main]

use std::sync::LazyLock;

use crosswalk::diagnostic::{Diagnostic, Finding, Spot, codes, render};
use crosswalk::document::Document;
use crosswalk::mapping::check_bytes;
use crosswalk::record::{Pointer, RecordSchema};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

static EMPLOYEE: LazyLock<RecordSchema> =
    LazyLock::new(|| schema(include_str!("../../schemas/employee.schema.json")));
static LEAVE: LazyLock<RecordSchema> = LazyLock::new(|| schema(include_str!("../../schemas/leave.schema.json")));

fn schema(text: &str) -> RecordSchema {
    RecordSchema::of(serde_json::from_str(text).unwrap()).unwrap()
}

/// Every place lies in the text, between characters, and every form can be drawn.
fn draw(text: &str, diagnostics: &[Diagnostic]) {
    for one in diagnostics {
        assert!(text.get(one.span.clone()).is_some(), "{one:?}");
        assert!(one.start <= one.end, "{one:?}");
    }
    let _ = render::text(diagnostics, |_| Some(text), true);
    let _ = render::github(diagnostics);
    let _ = render::json(1, diagnostics);
    let _ = render::sarif("0", diagnostics);
}

/// Asks for the place of every value, key and piece of text, to a depth.
fn look(document: &Document, value: &Value, at: &Pointer) {
    let piece = value.as_str().map_or(0..1, |text| text.len() / 2..text.len());
    for spot in [Spot::Value(at.clone()), Spot::Key(at.clone()), Spot::Inside(at.clone(), piece)] {
        let found = document.locate(Finding::error(&codes::YAML_SYNTAX, spot, "x"));
        assert!(document.text().get(found.span.clone()).is_some(), "{found:?}");
    }
    match value {
        Value::Array(items) => items.iter().enumerate().take(50).for_each(|(i, item)| look(document, item, &at.item(i))),
        Value::Object(members) => members.iter().take(50).for_each(|(key, item)| look(document, item, &at.key(key))),
        _ => {}
    }
}

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    match Document::from_bytes("f.yaml", bytes) {
        Err(diagnostics) => {
            assert!(!diagnostics.is_empty());
            draw(&text, &diagnostics);
        }
        Ok(document) => {
            if bytes.len() < 2000 {
                look(&document, document.value(), &Pointer::root());
            }
            draw(&text, &check_bytes("f.yaml", bytes, &EMPLOYEE, Some(&LEAVE)));
        }
    }
});
