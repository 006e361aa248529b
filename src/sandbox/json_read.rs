//! A JSON body or a query against its types: unknown names, wrong types and missing ones, all at once.

use serde_json::Value;

use super::spec::{Nulls, Words};
use super::types::{Kind, Members, Named, Scalar, Slot, Types, read_text, upper_snake};

/// One thing that is wrong with a body.
#[derive(Debug)]
pub(super) struct Wrong {
    /// Something required is not there at all.
    pub(super) missing: bool,
    pub(super) message: String,
}

/// Reads bodies.
pub(super) struct BodyReader<'a> {
    pub(super) types: &'a Types,
    pub(super) words: Words,
    pub(super) nulls: Nulls,
    wrong: Vec<Wrong>,
}

impl<'a> BodyReader<'a> {
    pub(super) fn new(types: &'a Types, words: Words, nulls: Nulls) -> Self {
        Self { types, words, nulls, wrong: Vec::new() }
    }

    /// The body as its type has it: words in the type's spelling.
    ///
    /// # Errors
    /// Everything against it, in the order of its members.
    pub(super) fn read(mut self, slot: &Slot, members: &Members, body: Value) -> Result<Value, Vec<Wrong>> {
        let read = match &slot.kind {
            Kind::Named(name) if name.is_empty() => self.record(members, body, ""),
            _ => self.value(slot, body, ""),
        };
        if self.wrong.is_empty() { Ok(read) } else { Err(self.wrong) }
    }

    fn say(&mut self, message: String) {
        self.wrong.push(Wrong { missing: false, message });
    }

    fn record(&mut self, members: &Members, found: Value, at: &str) -> Value {
        let Value::Object(mut map) = found else {
            self.say(format!("{} must be an object", name_of(at)));
            return Value::Null;
        };
        let inside = |name: &str| if at.is_empty() { name.to_owned() } else { format!("{at}.{name}") };
        for name in map.keys().filter(|name| !members.iter().any(|(member, _)| member == *name)) {
            self.say(format!("property {} should not exist", inside(name)));
        }
        let mut out = serde_json::Map::new();
        for (name, slot) in members {
            match map.shift_remove(name).filter(|found| self.nulls == Nulls::Value || !found.is_null()) {
                Some(found) => {
                    let read = self.value(slot, found, &inside(name));
                    out.insert(name.clone(), read);
                }
                None if slot.optional => {}
                None => {
                    let message = format!("{} should not be empty", inside(name));
                    self.wrong.push(Wrong { missing: true, message });
                }
            }
        }
        Value::Object(out)
    }

    fn value(&mut self, slot: &Slot, found: Value, at: &str) -> Value {
        if found.is_null() {
            if !slot.nil {
                self.say(format!("{} should not be null", name_of(at)));
            }
            return found;
        }
        match &slot.kind {
            Kind::Scalar(scalar) => {
                if let Err(what) = scalar_fits(*scalar, &found) {
                    self.say(format!("{} must be {what}", name_of(at)));
                }
                found
            }
            Kind::List(kind, _) => self.list(kind, found, at),
            Kind::Named(name) => match self.types.named(name) {
                Some(Named::Record(members)) => self.record(members, found, at),
                Some(Named::List(kind, item)) => {
                    let slot =
                        Slot { kind: Kind::List(Box::new(kind.clone()), item.clone()), optional: false, nil: false };
                    let mut read = self.record(&vec![(name.clone(), slot)], found, at);
                    read.get_mut(name).map(Value::take).unwrap_or_default()
                }
                Some(Named::Enum(words)) => self.word(words, found, at),
                None => {
                    self.say(format!("{} is of an unknown type", name_of(at)));
                    found
                }
            },
        }
    }

    fn list(&mut self, kind: &Kind, found: Value, at: &str) -> Value {
        let Value::Array(items) = found else {
            self.say(format!("{} must be an array", name_of(at)));
            return Value::Null;
        };
        let slot = Slot { kind: kind.clone(), optional: false, nil: false };
        let read = items.into_iter().enumerate().map(|(n, item)| self.value(&slot, item, &format!("{at}.{n}")));
        Value::Array(read.collect())
    }

    fn word(&mut self, known: &[String], found: Value, at: &str) -> Value {
        let means =
            |word: &str, known: &str| word == known || (self.words == Words::UpperSnake && word == upper_snake(known));
        match found.as_str().and_then(|word| known.iter().find(|known| means(word, known))) {
            Some(word) => Value::from(word.as_str()),
            None => {
                self.say(format!("{} must be one of the following values: {}", name_of(at), known.join(", ")));
                found
            }
        }
    }
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

fn name_of(at: &str) -> &str {
    if at.is_empty() { "the body" } else { at }
}

/// Whether a value is one of a simple type, or what it would have to be.
pub(super) fn scalar_fits(scalar: Scalar, found: &Value) -> Result<(), &'static str> {
    let text =
        |what: &'static str| found.as_str().filter(|text| read_text(scalar, text).is_ok()).map(|_| ()).ok_or(what);
    let fits = |ok: bool, what: &'static str| if ok { Ok(()) } else { Err(what) };
    match scalar {
        Scalar::Any => Ok(()),
        Scalar::Text => fits(found.is_string(), "a string"),
        Scalar::Int => fits(found.as_i64().is_some_and(|n| i32::try_from(n).is_ok()), "an integer number"),
        Scalar::Long => fits(found.is_i64(), "an integer number"),
        Scalar::Number => fits(found.is_number(), "a number"),
        Scalar::Boolean => fits(found.is_boolean(), "a boolean value"),
        Scalar::Object => fits(found.is_object(), "an object"),
        Scalar::Decimal => text("a decimal in a string"),
        Scalar::DateTime => text("a date and time without a zone"),
        Scalar::Instant => text("a valid ISO 8601 date string with time and zone"),
        Scalar::Date | Scalar::Day => text("a valid ISO 8601 date string"),
    }
}
