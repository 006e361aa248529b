use std::ops::Range;

use super::parse;
use crate::diagnostic::{Finding, Spot, codes};
use crate::document::Document;
use crate::record::Pointer;

fn at(document: &Document, spot: Spot) -> (usize, usize, &str) {
    let found = document.locate(Finding::error(&codes::SHAPE, spot, "x"));
    (found.start.line, found.start.column, &document.text()[found.span])
}

fn pointer(text: &str) -> Pointer {
    Pointer::raw(text)
}

#[test]
fn values_and_keys() {
    let document = parse("é: { a/b: [x, \"y z\"], e: }\nm:\n  k: |\n    t\n  n: { o: 1 }\nlast: end\n");
    assert_eq!(at(&document, Spot::Value(pointer("/é/a~1b/1"))), (1, 15, "\"y z\""));
    assert_eq!(at(&document, Spot::Key(pointer("/é/a~1b"))), (1, 6, "a/b"));
    assert_eq!(at(&document, Spot::Value(pointer("/é/e"))), (1, 23, "e"), "nothing written: its key");
    assert_eq!(at(&document, Spot::Value(pointer("/m"))), (3, 3, "k: |"), "a map of several lines: its first");
    assert_eq!(at(&document, Spot::Value(pointer("/m/n"))), (5, 6, "{ o: 1 }"));
    assert_eq!(at(&document, Spot::Value(pointer("/m/k"))), (4, 5, "t"));
    assert_eq!(at(&document, Spot::Value(pointer("/last"))), (6, 7, "end"));
    assert_eq!(document.key_position(&pointer("/last")).map(|place| place.line), Some(6));
    assert_eq!(document.key_position(&pointer("/none")), None);
}

#[test]
fn what_is_not_there_is_found_at_its_parent() {
    let document = parse("a:\n  b: [1, 2]\n  c: x\n");
    assert_eq!(at(&document, Spot::Value(pointer("/a/b/7/x"))), (2, 6, "[1, 2]"));
    assert_eq!(at(&document, Spot::Key(pointer("/a/zzz"))), (1, 1, "a"));
    assert_eq!(at(&document, Spot::Inside(pointer("/a/c/d"), 0..1)), (3, 6, "x"));
    assert_eq!(at(&document, Spot::Value(pointer("/q"))), (1, 1, "a:"));
    assert!(document.has(&pointer("/a/b/1")) && !document.has(&pointer("/a/b/2")) && document.has(&pointer("")));
}

/// Looks for `needle` in the decoded text behind `/v` and expects its place to show `raw`.
fn inside(text: &str, needle: &str, line: usize, column: usize, raw: &str) {
    let document = parse(text);
    let decoded = document.value()["v"].as_str().expect("text");
    let start = decoded.find(needle).unwrap_or_else(|| panic!("{needle:?} in {decoded:?}"));
    let found = at(&document, Spot::Inside(pointer("/v"), start..start + needle.len()));
    assert_eq!(found, (line, column, raw), "{text:?}");
}

#[test]
fn inside_plain_text() {
    inside("v: $.home.ci ty\n", "ci ty", 1, 11, "ci ty");
    inside("v: one two\n  three\n   four bad\n", "bad", 3, 9, "bad");
    inside("v: one\n\n\n  bad\n", "bad", 4, 3, "bad");
    inside("é: 1\nv: żółć bad\n", "bad", 2, 9, "bad");
    inside("v: one\r\n  two\r\n\r\n  bad\r\n", "bad", 4, 3, "bad");
    inside("v: one\n  two\n", "one two", 1, 4, "one\n  two");
}

#[test]
fn inside_quoted_text() {
    inside("v: 'it''s bad'\n", "bad", 1, 11, "bad");
    inside("v: 'it''s bad'\n", "'", 1, 7, "''");
    inside("v: 'one\n\n  two ''x'' bad'\n", "bad", 3, 13, "bad");
    inside("v: \"a\\u00e9\\t\\x41\\\"bad\"\n", "bad", 1, 20, "bad");
    inside("v: \"a\\u00e9b\"\n", "é", 1, 6, "\\u00e9");
    inside("v: \"\\U0001F600bad\"\n", "bad", 1, 15, "bad");
    inside("v: \"one \\\n   two bad\"\n", "bad", 2, 8, "bad");
    inside("v: \"one\n  two\\n\\\n  bad\"\n", "bad", 3, 3, "bad");
    inside("v: \"one\\n\n\n  bad\"\n", "bad", 3, 3, "bad");
    inside("v: \"one   \n\n\n  bad\"\n", "bad", 4, 3, "bad");
    inside("v: \"  \\  bad\"\n", "bad", 1, 10, "bad");
}

#[test]
fn inside_blocks() {
    inside("v: |\n  one\n  two bad\n", "bad", 3, 7, "bad");
    inside("v: |\n\n\n  one\n\n  bad\n", "bad", 6, 3, "bad");
    inside("v: |2-\n     one\n  bad\n", "bad", 3, 3, "bad");
    inside("v: |\r\n  one\r\n  bad\r\n", "bad", 3, 3, "bad");
    inside("m: 1\nv: >\n  one\n  two\n\n  three\n    more\n    bad\n  end\n", "bad", 8, 5, "bad");
    inside("v: >-\n  one\n  bad\n", "bad", 3, 3, "bad");
    inside("v: >-\n  one\n\n\n  bad x\n", "bad", 5, 3, "bad");
    inside("v: >\n\n  one\n  two bad\n\n", "bad", 4, 7, "bad");
    inside("v: >\n    more\n\n    bad\n", "bad", 4, 5, "bad");
    inside("v: >\n  a\n    more\n\n  bad\n", "bad", 5, 3, "bad");
    inside("v: |\n  é\n  bad\n", "bad", 3, 3, "bad");
}

#[test]
fn pieces_that_reach_too_far_end_with_the_text() {
    let document = parse("v: abc\nw: 'é'\n");
    let place = |name: &str, piece: Range<usize>| {
        let found = document.locate(Finding::error(&codes::SHAPE, Spot::Inside(pointer(name), piece), "x"));
        document.text()[found.span].to_owned()
    };
    assert_eq!(place("/v", 1..900), "bc");
    assert_eq!(place("/v", 700..900), "");
    assert_eq!(place("/w", 1..2), "é", "the middle of a character");
    assert_eq!(place("/v", 3..3), "");
}

#[test]
fn inside_an_alias_is_where_it_is_written() {
    let document = parse("a: &a some bad\nv: *a\n");
    assert_eq!(at(&document, Spot::Value(pointer("/v"))), (2, 4, "*a"));
    assert_eq!(at(&document, Spot::Inside(pointer("/v"), 5..8)), (1, 12, "bad"));
}
