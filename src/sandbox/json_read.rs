//! A JSON body or a query against its types: unknown names, wrong types and missing ones, all at once.

use serde_json::Value;

use super::types::{Kind, Members, Named, Scalar, Slot, Types, read_text};

/// Checks a body; everything against it, in the order of its members.
pub(super) fn check_body(types: &Types, slot: &Slot, members: &Members, body: &Value) -> Result<(), Vec<String>> {
    let mut wrong = Vec::new();
    match &slot.kind {
        Kind::Named(name) if name.is_empty() => record(types, members, body, "", &mut wrong),
        _ => value(types, slot, body, "", &mut wrong),
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong) }
}

/// Reads a query. A name declared with `*` may be repeated and gives a list.
pub(super) fn read_query(members: &Members, query: &[(String, String)]) -> Result<Value, Vec<String>> {
    let mut out = serde_json::Map::new();
    let mut wrong = Vec::new();
    for (name, text) in query {
        let Some((_, slot)) = members.iter().find(|(member, _)| member == name) else {
            wrong.push(format!("query parameter {name} should not exist"));
            continue;
        };
        let (scalar, list) = match &slot.kind {
            Kind::Scalar(scalar) => (*scalar, false),
            Kind::List(kind, _) => (if let Kind::Scalar(scalar) = **kind { scalar } else { Scalar::Text }, true),
            Kind::Named(_) => (Scalar::Text, false),
        };
        match read_text(scalar, text) {
            Ok(read) if list => {
                let entry = out.entry(name.clone()).or_insert_with(|| Value::Array(Vec::new()));
                if let Value::Array(items) = entry {
                    items.push(read);
                }
            }
            Ok(_) if out.contains_key(name) => wrong.push(format!("query parameter {name} is given twice")),
            Ok(read) => {
                out.insert(name.clone(), read);
            }
            Err(_) => wrong.push(format!("query parameter {name} has a value of the wrong type")),
        }
    }
    for (name, slot) in members {
        if !slot.optional && !out.contains_key(name) {
            wrong.push(format!("query parameter {name} should not be empty"));
        }
    }
    if wrong.is_empty() { Ok(Value::Object(out)) } else { Err(wrong) }
}

fn record(types: &Types, members: &Members, found: &Value, at: &str, wrong: &mut Vec<String>) {
    let Value::Object(map) = found else {
        wrong.push(format!("{} must be an object", name_of(at)));
        return;
    };
    let inside = |name: &str| if at.is_empty() { name.to_owned() } else { format!("{at}.{name}") };
    for name in map.keys().filter(|name| !members.iter().any(|(member, _)| member == *name)) {
        wrong.push(format!("property {} should not exist", inside(name)));
    }
    for (name, slot) in members {
        match map.get(name) {
            Some(found) => value(types, slot, found, &inside(name), wrong),
            None if slot.optional => {}
            None => wrong.push(format!("{} should not be empty", inside(name))),
        }
    }
}

fn value(types: &Types, slot: &Slot, found: &Value, at: &str, wrong: &mut Vec<String>) {
    if found.is_null() {
        if !slot.nil {
            wrong.push(format!("{} should not be null", name_of(at)));
        }
        return;
    }
    match &slot.kind {
        Kind::Scalar(scalar) => {
            if let Err(what) = scalar_fits(*scalar, found) {
                wrong.push(format!("{} must be {what}", name_of(at)));
            }
        }
        Kind::List(kind, _) => {
            let Value::Array(items) = found else {
                wrong.push(format!("{} must be an array", name_of(at)));
                return;
            };
            let slot = Slot { kind: (**kind).clone(), optional: false, nil: false };
            for (n, item) in items.iter().enumerate() {
                value(types, &slot, item, &format!("{at}.{n}"), wrong);
            }
        }
        Kind::Named(name) => match types.named(name) {
            Some(Named::Record(members)) => record(types, members, found, at, wrong),
            Some(Named::Enum(words)) => {
                if !found.as_str().is_some_and(|word| words.iter().any(|known| known == word)) {
                    wrong.push(format!("{} must be one of the following values: {}", name_of(at), words.join(", ")));
                }
            }
            None => wrong.push(format!("{} is of an unknown type", name_of(at))),
        },
    }
}

fn name_of(at: &str) -> &str {
    if at.is_empty() { "the body" } else { at }
}

fn scalar_fits(scalar: Scalar, found: &Value) -> Result<(), &'static str> {
    let text =
        |what: &'static str| found.as_str().filter(|text| read_text(scalar, text).is_ok()).map(|_| ()).ok_or(what);
    let fits = |ok: bool, what: &'static str| if ok { Ok(()) } else { Err(what) };
    match scalar {
        Scalar::Any => Ok(()),
        Scalar::Text => fits(found.is_string(), "a string"),
        Scalar::Int => fits(found.is_i64() || found.is_u64(), "an integer number"),
        Scalar::Number => fits(found.is_number(), "a number"),
        Scalar::Boolean => fits(found.is_boolean(), "a boolean value"),
        Scalar::Object => fits(found.is_object(), "an object"),
        Scalar::Decimal => text("a decimal in a string"),
        Scalar::DateTime => text("a date and time without a zone"),
        Scalar::Instant => text("a valid ISO 8601 date string with time and zone"),
        Scalar::Date | Scalar::Day => text("a valid ISO 8601 date string"),
    }
}
