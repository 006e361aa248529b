use serde_json::json;

use super::{parse, problem, refuse};
use crate::record::Pointer;

#[test]
fn a_file_like_ours() {
    let document = parse(
        "# comment\nsystem: some\nsettings:\n  token: { type: text, secret: true }\n  rate: 0.50\n  code: 007\n  \
         quoted: \"true\"\n  single: '12'\n  no: NO\n  date: 2026-01-01\n  none:\n  tilde: ~\nlist:\n- 1\n- - 2\n  - ''\n",
    );
    let expected = json!({
        "system": "some",
        "settings": {
            "token": { "type": "text", "secret": true }, "rate": 0.5, "code": "007", "quoted": "true", "single": "12",
            "no": "NO", "date": "2026-01-01", "none": null, "tilde": null
        },
        "list": [1, [2, ""]]
    });
    assert_eq!(document.value(), &expected);
    let keys: Vec<&String> = document.value().as_object().unwrap().keys().collect();
    assert_eq!(keys, ["system", "settings", "list"], "the order stays");
}

#[test]
fn blocks_fold_and_keep() {
    let document =
        parse("a: |\n  one\n   two\n\nb: >-\n  one\n  two\n\n  three\nc: |2-\n    x\n  y\nd: plain\n  goes on\n");
    let expected = json!({ "a": "one\n two\n", "b": "one two\nthree", "c": "  x\ny", "d": "plain goes on" });
    assert_eq!(document.value(), &expected);
}

#[test]
fn blocks_of_words_and_numbers_are_text() {
    assert_eq!(
        parse("a: |-\n  true\nb: >-\n  12\nc: '~'\nd: \"\"\n").value(),
        &json!({ "a": "true", "b": "12", "c": "~", "d": "" })
    );
}

#[test]
fn keys_are_text_whatever_they_look_like() {
    let document = parse("1: a\nNO: b\ntrue: c\n~: d\n2026-01-01: e\n\"\": f\n'<<': g\n");
    let expected = json!({ "1": "a", "NO": "b", "true": "c", "~": "d", "2026-01-01": "e", "": "f", "<<": "g" });
    assert_eq!(document.value(), &expected);
}

#[test]
fn three_dots_are_a_key_in_flow_and_in_block() {
    assert_eq!(parse("{ ...: \"{{ x }}\", t: 1 }").value(), &json!({ "...": "{{ x }}", "t": 1 }));
    assert_eq!(parse("body:\n  ...: \"{{ x }}\"\n  t: 1\n").value(), &json!({ "body": { "...": "{{ x }}", "t": 1 } }));
    assert_eq!(parse("...: \"{{ x }}\"\nt: 1\n").value(), &json!({ "...": "{{ x }}", "t": 1 }));
    assert_eq!(parse("t: 1\n...: \"{{ x }}\"\n").value(), &json!({ "t": 1, "...": "{{ x }}" }));
    assert_eq!(parse("t: 1\n\"...\": 2\n").value(), &json!({ "t": 1, "...": 2 }));
}

#[test]
fn anchors_aliases_and_merge_keys() {
    let document = parse(
        "base: &base { a: 1, b: { c: 2 } }\nmore: &more { d: 4, a: 9 }\nuse: *base\nmerged:\n  <<: *base\n  a: 3\n\
         both:\n  <<: [*base, *more]\n",
    );
    assert_eq!(document.value()["use"], json!({ "a": 1, "b": { "c": 2 } }));
    assert_eq!(document.value()["merged"], json!({ "a": 3, "b": { "c": 2 } }));
    assert_eq!(document.value()["both"], json!({ "a": 1, "b": { "c": 2 }, "d": 4 }));
    assert_eq!(document.line_of(&Pointer::raw("/use")), "test.yaml:3", "where it is used");
    assert_eq!(document.line_of(&Pointer::raw("/use/b")), "test.yaml:1", "where it is written");
    assert_eq!(document.line_of(&Pointer::raw("/merged/b")), "test.yaml:1");
    assert_eq!(document.line_of(&Pointer::raw("/merged/a")), "test.yaml:6");
}

#[test]
fn byte_order_mark_and_carriage_returns() {
    let document = parse("\u{feff}a: 1\r\nb: two\r\nc: |\r\n  x\r\n  y\r\n");
    assert_eq!(document.value(), &json!({ "a": 1, "b": "two", "c": "x\ny\n" }));
    assert_eq!(document.position(&Pointer::raw("/a")).column, 4);
    assert_eq!(document.line_of(&Pointer::raw("/b")), "test.yaml:2");
}

#[test]
fn nothing_is_null() {
    for text in ["", "\n", "# only a comment\n", "---\n", "~", "\u{feff}"] {
        let document = parse(text);
        assert_eq!(document.value(), &json!(null), "{text:?}");
        assert_eq!(document.line_of(&Pointer::raw("/a/b")), "test.yaml:1");
    }
}

#[test]
fn the_same_key_twice() {
    assert_eq!(problem("a: 1\nb: 2\na: 3\n"), ("CW0102", 3, 1, "a".to_owned()));
    assert_eq!(problem("x: { é: 1, 'é': 2 }\n"), ("CW0102", 1, 12, "'é'".to_owned()));
    let all = refuse("a: 1\na: 2\nm:\n  b: 1\n  b: 2\n");
    assert_eq!(all.iter().map(|one| one.start.line).collect::<Vec<_>>(), [2, 5], "all of them at once");
    assert!(all[0].help.as_deref().unwrap().contains("line 1"));
}

#[test]
fn what_is_not_part_of_the_subset() {
    assert_eq!(problem("a: !tag x\nb: 1\n"), ("CW0101", 1, 4, "!tag x".to_owned()));
    assert_eq!(problem("a: 1\n---\nb: 2\n"), ("CW0101", 2, 1, "---".to_owned()));
    assert_eq!(problem("%YAML 1.2\n---\na: 1\n").1, 1);
    assert_eq!(problem("? [a]\n: 1\n"), ("CW0101", 1, 3, "[a]".to_owned()));
    assert_eq!(problem(": x\n"), ("CW0101", 1, 1, ":".to_owned()));
    assert_eq!(problem("a: *nope\n"), ("CW0101", 1, 4, "*".to_owned()));
    assert_eq!(problem("a: &a [*a]\n"), ("CW0101", 1, 8, "*a".to_owned()));
    assert_eq!(problem("a: 1\n<<: 5\n"), ("CW0101", 2, 5, "5".to_owned()));
}

#[test]
fn common_slips_have_their_own_words() {
    let help = |text: &str| refuse(text).pop().and_then(|one| one.help).unwrap_or_default();
    assert!(help("a: @x\n").contains("quotes"));
    assert!(help("a: b: c\n").contains("quotes"));
    assert!(help("a:\n\tb: 1\n").contains("spaces"), "{:?}", refuse("a:\n\tb: 1\n"));
    assert!(help("a: \"\\d\"\n").contains("single quotes"));
    assert!(help("a: 'it's'\n").contains("''"));
    assert!(help("a: [1, 2\nb: 3\n").contains(']'), "{:?}", refuse("a: [1, 2\nb: 3\n"));
}
