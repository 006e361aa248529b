//! A text in every expression language, over a JSON value. The input is `source`, a line with `=` alone, and the value;
//! what is no JSON is taken as a text, and without a second part a value of every kind is used.

#![no_main]

use std::sync::LazyLock;

use crosswalk::expr::{Condition, Escape, ExprError, Path, Place, Scope, Template, Transform};
use crosswalk::record::Datum;
use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};

static SAMPLE: LazyLock<Value> = LazyLock::new(|| {
    json!({
        "a": {"b": [{"c": 1, "type": "work"}, {"c": 2.5, "d-e": null}], "date": "2024-02-29", "odd:name": "x y/ä"},
        "list": ["a", null, 1, true, "2026-12-31", "12345678901234567890123456789", -0.1, 1e300],
        "text": "Ærø & <x>", "n": 79228162514264337593543950335_u128 as f64, "min": i64::MIN, "max": u64::MAX, "no": null
    })
});

/// The place of a mistake can be shown.
fn shown(source: &str, error: &ExprError) {
    assert!(source.get(error.at.clone()).is_some(), "{source:?}: {error:?}");
}

fn paths(source: &str, value: &Value) {
    match Path::compile(source) {
        Ok(path) => {
            let found = path.select(value);
            assert_eq!(path.first(value), found.first().copied());
            assert!(!path.is_singular() || found.len() <= 1);
        }
        Err(error) => shown(source, &error),
    }
    match Place::compile(source) {
        Ok(place) => {
            let mut copy = value.clone();
            let _ = place.get(value);
            place.set(&mut copy, json!({"new": 1}));
            assert!(place.get(&copy).is_some(), "{source:?}");
            assert!(place.remove(&mut copy).is_some(), "{source:?}");
        }
        Err(error) => shown(source, &error),
    }
}

fn texts(source: &str, value: &Value) {
    let scope = ["a", "list", "text", "n", "min", "max", "no"]
        .iter()
        .filter_map(|name| Some((name, value.get(name)?)))
        .fold(Scope::new().with("value", value), |scope, (name, value)| scope.with(name, value));
    match Template::compile(source) {
        Ok(template) => {
            assert!(template.names().iter().all(|name| source.get(name.at.clone()).is_some()), "{source:?}");
            let _ = template.value(&scope);
            for escape in [Escape::None, Escape::UrlSegment, Escape::UrlQuery] {
                let _ = template.text(&scope, escape);
            }
        }
        Err(error) => shown(source, &error),
    }
    match Condition::compile(source) {
        Ok(condition) => {
            let _ = condition.holds(&scope);
            let _ = condition.holds_beside(&scope, &[("value", &Value::Null)]);
        }
        Err(error) => shown(source, &error),
    }
}

fn transforms(source: &str, value: &Value) {
    let spec = serde_json::from_str(source).unwrap_or_else(|_| Value::String(source.to_owned()));
    let _ = Transform::check(&spec);
    let Ok(transform) = Transform::compile(&spec) else { return };
    let inside: Vec<&Value> = match value {
        Value::Array(items) => items.iter().collect(),
        Value::Object(members) => members.values().collect(),
        _ => Vec::new(),
    };
    for value in std::iter::once(value).chain(inside) {
        let _ = transform.invert(Datum::of(value));
        if let Ok(there) = transform.apply(Datum::of(value)) {
            let _ = transform.invert(there);
        }
    }
}

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (source, given) = match text.split_once("\n=\n") {
        Some((source, value)) => {
            (source, Some(serde_json::from_str(value).unwrap_or_else(|_| Value::String(value.to_owned()))))
        }
        None => (text, None),
    };
    let value = given.as_ref().unwrap_or(&SAMPLE);
    paths(source, value);
    texts(source, value);
    transforms(source, value);
});
