//! Walking text and walking a value take the same out of a record, and refuse the same.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::Sources;
use crate::record::Datum;

fn sources() -> Sources {
    let paths = ["a", "b.c", "b.d", "b.e.f", "l.k", "l.v", "t", "t.u", "é\"q"].map(str::to_owned);
    let pick = ("l".to_owned(), vec!["k".to_owned(), "v".to_owned()], Some("5".to_owned()));
    Sources::of(&paths, &[pick])
}

fn key() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["a", "b", "c", "d", "e", "f", "l", "k", "v", "t", "u", "é\"q", "zz", ""])
        .prop_map(str::to_owned)
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-10..10i64).prop_map(Value::from),
        any::<f64>().prop_map(|n| json!(n)),
        "[0-9]{0,2}".prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 60, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((key(), inner), 0..8)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// An object's text with blanks, escapes and keys that stand there twice.
fn text(members: &[(String, Value)], blank: &str, escaped: bool) -> String {
    let word = |text: &str| {
        let plain = Value::from(text).to_string();
        let escape = |c: char| format!("\\u{:04x}", c as u32);
        if escaped { format!("\"{}\"", text.chars().map(escape).collect::<String>()) } else { plain }
    };
    let member = |(key, value): &(String, Value)| format!("{}{blank}:{blank}{value}{blank}", word(key));
    format!("{blank}{{{blank}{}}}{blank}", members.iter().map(member).collect::<Vec<_>>().join(&format!(",{blank}")))
}

/// A number beyond what a double holds is refused where it is read; what nobody reads is only walked over.
fn agree(line: &[u8]) -> Result<(), TestCaseError> {
    let sources = sources();
    let parsed = serde_json::from_slice::<Value>(line);
    let too_large = parsed.as_ref().is_err_and(|error| error.to_string().starts_with("number out of range"));
    let value = parsed.ok().filter(Value::is_object);
    match (sources.take_json(line), &value) {
        (Ok(_), None) if too_large => prop_assert!(serde_json::from_slice::<serde::de::IgnoredAny>(line).is_ok()),
        (Ok(taken), Some(value)) => prop_assert_eq!(taken.slots, sources.take(value)),
        (Err(bad), None) => prop_assert!((1..=line.len() + 1).contains(&bad.column)),
        (taken, value) => prop_assert!(false, "{taken:?} of {value:?}"),
    }
    Ok(())
}

proptest! {
    #[test]
    fn of_any_record(members in prop::collection::vec((key(), value()), 0..12), blank in "[ \t\r]{0,2}", escaped in any::<bool>()) {
        agree(text(&members, &blank, escaped).as_bytes())?;
    }

    #[test]
    fn of_broken_text(members in prop::collection::vec((key(), value()), 0..6), at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<bool>()) {
        let mut line = text(&members, "", false).into_bytes();
        let at = at.index(line.len());
        if cut { line.truncate(at) } else { line[at] = byte }
        agree(&line)?;
    }

    #[test]
    fn of_any_bytes(line in prop::collection::vec(any::<u8>(), 0..40), shaped in "[{}\\[\\],:\"\\\\u0-9a-e.+\\- ]{0,40}") {
        agree(&line)?;
        agree(shaped.as_bytes())?;
        agree(format!("{{\"a\":{shaped}}}").as_bytes())?;
        agree(format!("{{\"x\":{shaped}}}").as_bytes())?;
    }
}

#[test]
fn of_what_is_odd() {
    for line in [
        r#"{"a":1,"a":2}"#,
        r#"{"b":{"c":1,"d":2},"b":{"d":3}}"#,
        r#"{"b":{"c":1},"b":5}"#,
        r#"{"l":[{"k":"4"}],"l":[]}"#,
        r#"{"l":[{"k":"4","v":1},7,[],null,{"k":"3"},{"k":"4","v":2},{"k":"6"}]}"#,
        r#"{"\u0062":{"c":"\ud83d\ude00\n"}}"#,
        r#"{"a":"\ud83d"}"#,
        r#"{"zz":"\ud83d"}"#,
        r#"{"a":"\u00zz"}"#,
        r#"{"a":-0}"#,
        r#"{"a":-0.0}"#,
        r#"{"a":01}"#,
        r#"{"a":1.}"#,
        r#"{"a":.5}"#,
        r#"{"a":1e400}"#,
        r#"{"a":18446744073709551616}"#,
        r#"{"a":9223372036854775808,"b":{"c":-9223372036854775809}}"#,
        r#"{"a":tru}"#,
        r#"{"zz":nul}"#,
        r#"{"a":1}x"#,
        r#"{"a":1,}"#,
        r#"{"zz":[1,]}"#,
        "{\"a\":\"\u{1}\"}",
        "{\"zz\":\"\n\"}",
        "[]",
        "null",
        "",
        " ",
        "\u{feff}{}",
    ] {
        agree(line.as_bytes()).unwrap_or_else(|error| panic!("{line}: {error}"));
    }
    agree(b"{\"zz\":\"\xff\"}").unwrap();
    agree(b"{\"a\":\"\xc3\"}").unwrap();
}

#[test]
fn a_number_too_large_is_refused_where_it_is_read() {
    for line in [r#"{"a":1e400}"#, r#"{"b":{"c":-1e309}}"#, r#"{"l":[{"k":"5","v":1E999}]}"#] {
        assert!(sources().take_json(line.as_bytes()).is_err(), "{line}");
    }
    for line in [r#"{"zz":1e400}"#, r#"{"b":{"e":[-1E309]}}"#] {
        assert!(sources().take_json(line.as_bytes()).is_ok(), "{line}");
    }
}

#[test]
fn of_depth_without_end() {
    for key in ["a", "zz", "b", "l", "t"] {
        for depth in [125, 126, 127, 128, 1_000_000] {
            agree(format!("{{\"{key}\":{}{}}}", "[".repeat(depth), "]".repeat(depth)).as_bytes()).unwrap();
            agree(format!("{{\"{key}\":{}1{}}}", "{\"b\":".repeat(depth), "}".repeat(depth)).as_bytes()).unwrap();
        }
        assert!(sources().take_json(format!("{{\"{key}\":{}", "[".repeat(1_000_000)).as_bytes()).is_err());
    }
}

#[test]
fn digits_that_no_double_keeps_are_told() {
    let unsure = |line: &str| sources().take_json(line.as_bytes()).unwrap().unsure;
    let sources = sources();
    let a = sources.number_of("a").unwrap();
    for number in ["3500.0000000000001", "0.1234567890123456", "123456789012345678901", "1.000000000000001e3"] {
        assert_eq!(unsure(&format!("{{\"a\":{number}}}")), [a], "{number}");
    }
    for number in
        ["3500.50", "0.123456789012345", "9007199254740993", "100000000000000000000", "0.000000000000000001", "1e20"]
    {
        assert!(unsure(&format!("{{\"a\":{number},\"zz\":1.0000000000000000001}}")).is_empty(), "{number}");
    }
    assert!(unsure(r#"{"a":3500.0000000000001,"a":1}"#).is_empty());
    let v = sources.number_of("l.v").unwrap();
    assert_eq!(unsure(r#"{"l":[{"k":"1","v":1.0000000000000001},{"k":"2","v":1}]}"#), [0; 0]);
    assert_eq!(unsure(r#"{"l":[{"k":"3","v":1.0000000000000001},{"k":"2","v":1}]}"#), [v]);
}

#[test]
fn text_is_lent_where_it_can_be() {
    let line = br#"{"a":"plain","b":{"c":"es\ncaped"}}"#;
    let sources = sources();
    let taken = sources.take_json(line).unwrap();
    let lent = |path: &str| {
        matches!(&taken.slots[sources.number_of(path).unwrap()], Datum::Text(std::borrow::Cow::Borrowed(_)))
    };
    assert!(lent("a") && !lent("b.c"));
}
