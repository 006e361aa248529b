//! What was expected beside what came.

use serde_json::Value;

use super::spec::IssueSpec;
use crate::mapping::crosswalk::text_of;
use crate::record::{Datum, Issue, Pointer, decimal_of};

/// Something that is not as the case expects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// The expectation in the case file.
    pub at: Pointer,
    /// What differs.
    pub text: String,
}

/// How two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// Types count; the order of members does not. Nothing more may be there.
    Exactly,
    /// Types count; more may be there. An expected null stands for "null or not there".
    AtLeast,
    /// As [`How::AtLeast`], but null is null.
    Has,
    /// As XML has it: the order of members counts, a number is its text. Nothing more may be there.
    Written,
}

/// All that is not as expected.
#[derive(Debug, Default)]
pub(super) struct Differences(pub(super) Vec<Mismatch>);

impl Differences {
    pub(super) fn say(&mut self, at: &Pointer, text: impl Into<String>) {
        self.0.push(Mismatch { at: at.clone(), text: text.into() });
    }

    /// Compares values; `name` is the place in what came, for people.
    pub(super) fn value(&mut self, at: &Pointer, name: &str, expected: &Value, came: Option<&Value>, how: How) {
        match (expected, came) {
            (Value::Null, None) if how == How::AtLeast => {}
            (_, None) => self.say(at, format!("{name}: expected {}, nothing came", shown(expected))),
            (Value::Object(wanted), Some(Value::Object(there))) => {
                for (key, expected) in wanted {
                    self.value(&at.key(key), &dotted(name, key), expected, there.get(key), how);
                }
                if matches!(how, How::Exactly | How::Written) {
                    for (key, came) in there.iter().filter(|(key, _)| !wanted.contains_key(*key)) {
                        self.say(at, format!("{}: nothing expected, {} came", dotted(name, key), shown(came)));
                    }
                }
                let same_members = wanted.len() == there.len() && wanted.keys().all(|key| there.contains_key(key));
                if how == How::Written && same_members && !wanted.keys().eq(there.keys()) {
                    let order: Vec<&str> = there.keys().map(String::as_str).collect();
                    self.say(at, format!("{name}: other order than expected: {}", order.join(", ")));
                }
            }
            (Value::Array(wanted), Some(Value::Array(there))) => {
                for (index, expected) in wanted.iter().enumerate() {
                    self.value(&at.item(index), &format!("{name}[{index}]"), expected, there.get(index), how);
                }
                for (index, came) in there.iter().enumerate().skip(wanted.len()) {
                    self.say(at, format!("{name}[{index}]: nothing expected, {} came", shown(came)));
                }
            }
            (expected, Some(came)) if equal(expected, came, how) => {}
            (expected, Some(came)) => {
                self.say(at, format!("{name}: expected {}, {} came", shown(expected), shown(came)));
            }
        }
    }

    /// Compares issues, one by one and in order.
    pub(super) fn issues(&mut self, at: &Pointer, what: &str, expected: &[IssueSpec], came: &[Issue]) {
        for index in 0..expected.len().max(came.len()) {
            match (expected.get(index), came.get(index)) {
                (Some(wanted), Some(issue)) if fits(wanted, issue) => {}
                (Some(wanted), Some(issue)) => {
                    let text = format!("{what} {}: expected {}, {} came", index + 1, said(wanted), told(issue));
                    self.say(&at.item(index), text);
                }
                (Some(wanted), None) => {
                    self.say(&at.item(index), format!("{what} {}: expected {}, none came", index + 1, said(wanted)));
                }
                (None, Some(issue)) => {
                    self.say(at, format!("{what} {}: none expected, {} came", index + 1, told(issue)));
                }
                (None, None) => {}
            }
        }
    }
}

fn fits(wanted: &IssueSpec, issue: &Issue) -> bool {
    wanted.code == issue.code
        && wanted.field.as_ref().is_none_or(|field| Some(field) == issue.field.as_ref())
        && wanted.says.as_ref().is_none_or(|says| issue.message.contains(says))
}

fn said(wanted: &IssueSpec) -> String {
    let field = wanted.field.as_ref().map(|field| format!(" of {field}")).unwrap_or_default();
    let says = wanted.says.as_ref().map(|says| format!(" saying {says:?}")).unwrap_or_default();
    format!("`{}`{field}{says}", wanted.code)
}

fn told(issue: &Issue) -> String {
    let field = issue.field.as_ref().map(|field| format!(" of {field}")).unwrap_or_default();
    format!("`{}`{field} ({})", issue.code, issue.message)
}

fn equal(expected: &Value, came: &Value, how: How) -> bool {
    match (expected, came) {
        (Value::Number(wanted), Value::Number(there)) => {
            wanted == there || decimal_of(wanted).is_some_and(|wanted| Some(wanted) == decimal_of(there))
        }
        (Value::Array(_) | Value::Object(_) | Value::Null, _) | (_, Value::Array(_) | Value::Object(_)) => {
            expected == came
        }
        _ if how == How::Written => text_of(&Datum::of(expected)) == text_of(&Datum::of(came)),
        _ => expected == came,
    }
}

fn dotted(name: &str, key: &str) -> String {
    if name.is_empty() { key.to_owned() } else { format!("{name}.{key}") }
}

/// A value on one line, cut where it is long. Letters that only change the one before them are shown by number.
pub(super) fn shown(value: &Value) -> String {
    let text = match value {
        Value::String(text) => format!("{text:?}"),
        other => other.to_string(),
    };
    match text.char_indices().nth(160) {
        Some((cut, _)) => format!("{}…", &text[..cut]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn told_of(expected: &Value, came: &Value, how: How) -> Vec<String> {
        let mut differences = Differences::default();
        differences.value(&Pointer::raw("/e"), "it", expected, Some(came), how);
        differences.0.into_iter().map(|one| format!("{} {}", one.at, one.text)).collect()
    }

    #[test]
    fn each_difference_has_its_place() {
        let (expected, came) =
            (json!({"a": 1, "b": {"c": "x"}, "d": [1]}), json!({"b": {"c": "y", "e": 2}, "d": [1, 2]}));
        assert_eq!(
            told_of(&expected, &came, How::Exactly),
            [
                "/e/a it.a: expected 1, nothing came",
                "/e/b/c it.b.c: expected \"x\", \"y\" came",
                "/e/b it.b.e: nothing expected, 2 came",
                "/e/d it.d[1]: nothing expected, 2 came",
            ]
        );
    }

    #[test]
    fn types_count_but_for_what_is_written() {
        assert_eq!(told_of(&json!("7"), &json!(7), How::Exactly).len(), 1);
        assert!(told_of(&json!("7"), &json!(7), How::Written).is_empty());
        assert!(told_of(&json!(3500.5), &json!(3500.50), How::Exactly).is_empty());
        assert_eq!(told_of(&json!({"a": 1, "b": 2}), &json!({"b": 2, "a": 1}), How::Written).len(), 1);
        assert!(told_of(&json!({"a": 1, "b": 2}), &json!({"b": 2, "a": 1}), How::Exactly).is_empty());
    }

    #[test]
    fn at_least() {
        let came = json!({"a": 1, "n": null});
        assert!(told_of(&json!({"a": 1, "n": null, "z": null}), &came, How::AtLeast).is_empty());
        assert_eq!(told_of(&json!({"z": null}), &came, How::Has).len(), 1);
        assert_eq!(told_of(&json!({"a": null}), &came, How::AtLeast).len(), 1);
    }

    #[test]
    fn combining_letters_show() {
        assert_eq!(shown(&json!("e\u{301}")), "\"e\\u{301}\"");
    }
}
