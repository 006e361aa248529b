use std::fmt::Write as _;

use proptest::prelude::*;

use super::{problem, refuse};
use crate::diagnostic::{Finding, Spot, codes};
use crate::document::Document;
use crate::record::Pointer;

#[test]
fn too_large_too_deep_too_many() {
    assert_eq!(problem(&"a: 1\n".repeat(1 << 20)).0, "CW0103");
    assert_eq!(problem(&"[".repeat(100_000)).0, "CW0103");
    assert_eq!(problem(&"{a: ".repeat(100_000)).0, "CW0103");
    assert_eq!(problem(&"- ".repeat(5_000)).0, "CW0103");
    let mut stairs = String::new();
    for depth in 0..2_000 {
        let _ = writeln!(stairs, "{}a:", " ".repeat(depth));
    }
    assert_eq!(problem(&stairs).0, "CW0103");
    assert_eq!(problem(&format!("[{}]", "1,".repeat(300_000))).0, "CW0103");
}

#[test]
fn alias_bombs() {
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    let mut merges = String::from("a0: &a0 { k: v }\n");
    let mut tower = String::from("a0: &a0 [x]\n");
    for level in 1..200 {
        let below = level - 1;
        let _ = writeln!(bomb, "a{level}: &a{level} [{}]", vec![format!("*a{below}"); 9].join(", "));
        let _ = writeln!(merges, "a{level}: &a{level} {{ <<: *a{below}, x{level}: *a{below} }}");
        let _ = writeln!(tower, "a{level}: &a{level} [*a{below}]");
    }
    for text in [bomb, merges, tower] {
        assert_eq!(problem(&text).0, "CW0103", "{}", &text[..80]);
    }
    let long = format!("a: &a {}\nb: [{}]\n", "x".repeat(100_000), "*a, ".repeat(1_000));
    assert_eq!(problem(&long).0, "CW0103");
}

#[test]
fn many_problems_are_cut_short() {
    let mut text = String::from("a: 1\n");
    for _ in 0..10_000 {
        text.push_str("a: 1\n");
    }
    assert_eq!(refuse(&text).len(), 100);
}

#[test]
fn bytes_that_are_no_text() {
    let troubles = Document::from_bytes("test.yaml", b"a: 1\nb: \xff\n").unwrap_err();
    assert_eq!((troubles[0].code.id, troubles[0].start.line, troubles[0].start.column), ("CW0104", 2, 4));
    assert!(Document::from_bytes("test.yaml", "a: é".as_bytes()).is_ok());
}

#[test]
fn a_usual_file_takes_a_moment() {
    let mut text = String::from("fields:\n");
    for line in 0..500 {
        let _ = writeln!(text, "  - {{ field: some_field_{line}, at: \"part.Name{line}\", required: true }}");
    }
    let started = std::time::Instant::now();
    let document = Document::parse("test.yaml", &text).unwrap();
    assert_eq!(document.line_of(&Pointer::raw("/fields/498/at")), "test.yaml:500");
    assert!(started.elapsed().as_secs() < 5);
}

/// Every place that a document gives lies in its text.
fn probe(text: &str) {
    let Ok(document) = Document::parse("test.yaml", text) else {
        refuse(text);
        return;
    };
    let mut open = vec![(Pointer::root(), document.value().clone())];
    while let Some((pointer, value)) = open.pop() {
        for spot in [Spot::Value(pointer.clone()), Spot::Key(pointer.clone()), Spot::Inside(pointer.clone(), 1..3)] {
            let found = document.locate(Finding::error(&codes::SHAPE, spot, "x"));
            assert!(text.get(found.span).is_some(), "{text:?} {pointer}");
        }
        match value {
            serde_json::Value::Array(items) => {
                open.extend(items.into_iter().enumerate().map(|(at, item)| (pointer.item(at), item)));
            }
            serde_json::Value::Object(map) => open.extend(map.into_iter().map(|(key, item)| (pointer.key(&key), item))),
            _ => {}
        }
    }
}

proptest! {
    #[test]
    fn no_text_panics(text in "\\PC{0,80}") {
        probe(&text);
    }

    #[test]
    fn no_yaml_like_text_panics(pieces in proptest::collection::vec(
        prop_oneof![
            Just("a: "), Just("- "), Just("\n"), Just("\r\n"), Just("  "), Just("{"), Just("}"), Just("["), Just("]"),
            Just(", "), Just("'"), Just("\""), Just("|\n"), Just(">-\n"), Just("&x "), Just("*x"), Just("<<: "),
            Just("!t "), Just("# "), Just("{{ k }}"), Just("$.a[*]"), Just("\\u00e9"), Just("\\"), Just("é"), Just("..."),
            Just("---"), Just("\u{feff}"), Just("? "), Just(": "), Just("\t"), Just("12"), Just("%"), Just("\0"), Just("\u{85}")
        ], 0..40)) {
        probe(&pieces.concat());
    }

    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..120)) {
        let _ = Document::from_bytes("test.yaml", &bytes);
    }

    /// A text written in any style is found again, character by character.
    #[test]
    fn double_quoted_text_is_followed_exactly(text in "[a-zé\"\\\\\n\t ]{1,30}") {
        let quoted = serde_json::to_string(&text).unwrap();
        let document = super::parse(&format!("v: {quoted}\n"));
        prop_assert_eq!(document.value()["v"].as_str(), Some(text.as_str()));
        for (at, wanted) in text.char_indices() {
            let spot = Spot::Inside(Pointer::raw("/v"), at..at + wanted.len_utf8());
            let found = document.locate(Finding::error(&codes::SHAPE, spot, "x"));
            let raw = document.text()[found.span].to_owned();
            let back: String = serde_json::from_str(&format!("\"{raw}\"")).unwrap();
            prop_assert_eq!(back, wanted.to_string());
        }
    }
}
