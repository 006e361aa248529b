//! Shape troubles as findings.

use schemars::JsonSchema;
use serde_json::Value;

use super::derived::plain;
use super::mended::Mended;
use super::trouble::{Trouble, What, boil};
use crate::diagnostic::{Finding, Spot, codes, nearest};
use crate::document::Document;
use crate::mapping::spec::SystemFile;
use crate::record::Pointer;

/// All shape errors of a system file.
#[must_use]
pub fn shape(document: &Document) -> Vec<Finding> {
    shape_of::<SystemFile>(document)
}

/// All shape errors of a file of any kind.
#[must_use]
pub fn shape_of<T: JsonSchema>(document: &Document) -> Vec<Finding> {
    shape_of_value::<T>(document.value())
}

/// All shape errors of a value, in the order of the value.
#[must_use]
pub fn shape_of_value<T: JsonSchema>(value: &Value) -> Vec<Finding> {
    shape_and_mend::<T>(value).0
}

/// All shape errors of a value, and the value with them mended.
#[must_use]
pub fn shape_and_mend<T: JsonSchema>(value: &Value) -> (Vec<Finding>, Mended) {
    let mut mended = Mended::of(value);
    let schema = plain::<T>();
    let validator = match jsonschema::validator_for(&schema) {
        Ok(validator) => validator,
        Err(error) => {
            let message = format!("the schema itself is not usable: {}", error.masked());
            return (vec![Finding::error(&codes::SHAPE, Spot::Value(Pointer::root()), message)], mended);
        }
    };
    let mut troubles: Vec<Trouble> = Vec::new();
    for trouble in validator.iter_errors(value).flat_map(|error| boil(&error)) {
        if !troubles.contains(&trouble) {
            troubles.push(trouble);
        }
    }
    let choices: Vec<String> =
        troubles.iter().filter(|t| matches!(t.what, What::Choice(..))).map(|t| t.at.clone()).collect();
    troubles.retain(|trouble| !matches!(trouble.what, What::Type(_)) || !choices.contains(&trouble.at));
    let mut findings = Vec::new();
    for trouble in &troubles {
        say(trouble, &troubles, &schema, value, &mut findings);
    }
    let (unknown, others): (Vec<&Trouble>, Vec<&Trouble>) =
        troubles.iter().partition(|trouble| matches!(trouble.what, What::Unknown(_)));
    for trouble in others.into_iter().chain(unknown.into_iter().rev()) {
        let known = known_keys(&schema, trouble);
        let instance = value.pointer(&trouble.at).unwrap_or(&Value::Null);
        mended.mend(trouble, |key| nearest(key, open_keys(&known, instance)).map(str::to_owned));
    }
    (findings, mended)
}

fn say(trouble: &Trouble, all: &[Trouble], schema: &Value, value: &Value, findings: &mut Vec<Finding>) {
    let at = Pointer::raw(&trouble.at);
    let instance = value.pointer(&trouble.at).unwrap_or(&Value::Null);
    match &trouble.what {
        What::Unknown(keys) => {
            let known = known_keys(schema, trouble);
            let open = open_keys(&known, instance);
            for key in keys {
                let near =
                    nearest(key, open.iter().copied()).or_else(|| nearest(key, known.iter().map(String::as_str)));
                let message = format!("`{key}` is no key that can stand here");
                let finding = Finding::error(&codes::UNKNOWN_KEY, Spot::Key(at.key(key)), message);
                findings.push(match near {
                    Some(near) => finding.help(format!("did you mean `{near}`?")),
                    None => finding.help(format!("the keys here are {}", listed(&known))),
                });
            }
        }
        What::Missing(key) => {
            let misspelt = all.iter().any(|other| match &other.what {
                What::Unknown(keys) => {
                    other.at == trouble.at && keys.iter().any(|k| nearest(k, [key.as_str()]).is_some())
                }
                _ => false,
            });
            if !misspelt {
                let message = format!("the key `{key}` is missing");
                findings
                    .push(Finding::error(&codes::MISSING_KEY, Spot::Value(at), message).help(format!("add `{key}:`")));
            }
        }
        What::Type(types) => {
            let message = format!("{} is expected here, not {}", either(types), kind_of(instance));
            let finding = Finding::error(&codes::SHAPE, Spot::Value(at), message);
            let bent = matches!(instance, Value::Number(_) | Value::Bool(_)) && types.iter().any(|t| t == "text");
            findings.push(if bent { finding.help("put it in quotes to make it text") } else { finding });
        }
        What::Choice(words, others) => findings.push(choice(at, instance, words, others)),
        What::Other(message) => findings.push(Finding::error(&codes::SHAPE, Spot::Value(at), message.clone())),
    }
}

fn choice(at: Pointer, instance: &Value, words: &[String], others: &[String]) -> Finding {
    let mut list = listed(words);
    if !others.is_empty() {
        list = format!("{list}, or {}", either(others));
    }
    let said = match instance {
        Value::String(text) if short_word(text) => format!("`{text}`"),
        Value::String(_) => "this text".to_owned(),
        other => kind_of(other).to_owned(),
    };
    let message = format!("{said} is not one of the words that can stand here: {list}");
    let finding = Finding::error(&codes::NOT_A_CHOICE, Spot::Value(at), message);
    match instance {
        Value::String(text) => match nearest(text, words.iter().map(String::as_str)) {
            Some(near) => finding.help(format!("did you mean `{near}`?")),
            None => finding,
        },
        Value::Number(_) | Value::Bool(_) if words.contains(&instance.to_string()) => {
            finding.help(format!("put it in quotes: \"{instance}\""))
        }
        _ => finding,
    }
}

/// A word of the file that may be repeated in a message: short and plain, so hardly a secret.
fn short_word(text: &str) -> bool {
    text.chars().count() <= 24 && text.chars().all(|c| c.is_ascii_alphabetic() || matches!(c, '_' | '-' | ' ' | '.'))
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "a map",
    }
}

fn listed(words: &[String]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

fn either(types: &[String]) -> String {
    types.join(" or ")
}

/// The keys that the violated schema knows.
fn known_keys(schema: &Value, trouble: &Trouble) -> Vec<String> {
    let parent = trouble.rule.rfind('/').map_or("", |cut| &trouble.rule[..cut]);
    let mut keys = Vec::new();
    if let Some(node) = schema.pointer(parent) {
        collect(schema, node, 0, &mut keys);
    }
    keys
}

fn collect(schema: &Value, node: &Value, depth: usize, keys: &mut Vec<String>) {
    if depth > 8 {
        return;
    }
    if let Some(properties) = node.get("properties").and_then(Value::as_object) {
        for key in properties.keys().filter(|key| !keys.contains(key)).cloned().collect::<Vec<_>>() {
            keys.push(key);
        }
    }
    for word in ["allOf", "anyOf", "oneOf"] {
        for branch in node.get(word).and_then(Value::as_array).into_iter().flatten() {
            collect(schema, branch, depth + 1, keys);
        }
    }
    if let Some(target) = node.get("$ref").and_then(Value::as_str).and_then(|text| text.strip_prefix('#'))
        && let Some(node) = schema.pointer(target)
    {
        collect(schema, node, depth + 1, keys);
    }
}

/// Known keys that the map does not have yet: the likelier ones to have been meant.
fn open_keys<'k>(known: &'k [String], instance: &Value) -> Vec<&'k str> {
    let there = |key: &str| instance.get(key).is_some();
    known.iter().map(String::as_str).filter(|key| !there(key)).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn found(value: &Value) -> Vec<(String, &'static str, String)> {
        let say = |f: Finding| {
            let spot = match f.spot {
                Spot::Key(p) => format!("key {p}"),
                Spot::Value(p) => p.to_string(),
                Spot::Inside(p, _) => format!("in {p}"),
            };
            (spot, f.code.id, format!("{} | {}", f.message, f.help.unwrap_or_default()))
        };
        shape_of_value::<SystemFile>(value).into_iter().map(say).collect()
    }

    fn base(extra: Value) -> Value {
        let mut value = json!({"crosswalk": 1, "system": "s", "name": "S"});
        if let (Value::Object(base), Value::Object(extra)) = (&mut value, extra) {
            base.extend(extra);
        }
        value
    }

    #[test]
    fn a_right_file_has_no_findings() {
        let value = base(
            json!({"employee": {"fields": [{"field": "a", "at": "p.a", "required": {"when": "x"}, "max_length": 3}]}}),
        );
        assert_eq!(found(&value), []);
    }

    #[test]
    fn a_misspelt_key_is_one_finding_with_the_right_word() {
        let mut value = base(json!({}));
        let map = value.as_object_mut().unwrap();
        map.remove("system");
        map.insert("sistem".into(), json!("s"));
        let found = found(&value);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!((found[0].0.as_str(), found[0].1), ("key /sistem", "CW0202"));
        assert!(found[0].2.ends_with("did you mean `system`?"), "{found:?}");
    }

    #[test]
    fn all_at_once_and_the_meant_branch() {
        let value = base(json!({
            "labels": 3,
            "connect": {"base_url": "u", "format": "json", "page": {"by": "offste"}, "soap": {"version": 1.1, "path": "", "namespace": "", "action": ""},
                        "errors": [{"status": [true], "kind": "denied"}]},
            "employee": {
                "parts": {"p": {"list": {"itmes": "$"}, "update": [{"like": 3}], "needs": {"anny": []}}},
                "fields": [{"field": "a", "at": "p.a", "required": "sometimes", "writ": "create"}, 7]
            }
        }));
        let found: Vec<_> = found(&value).into_iter().map(|(spot, code, _)| (spot, code)).collect();
        let expected = [
            ("/labels", "CW0201"),
            ("/connect/page/by", "CW0204"),
            ("/connect/soap/version", "CW0204"),
            ("/connect/errors/0/status/0", "CW0201"),
            ("key /employee/parts/p/list/itmes", "CW0202"),
            ("/employee/parts/p/update/0/like", "CW0201"),
            ("key /employee/parts/p/needs/anny", "CW0202"),
            ("/employee/fields/0/required", "CW0204"),
            ("key /employee/fields/0/writ", "CW0202"),
            ("/employee/fields/1", "CW0201"),
        ];
        for (spot, code) in expected {
            assert!(found.contains(&(spot.to_owned(), code)), "{spot} {code} in {found:?}");
        }
        assert_eq!(found.len(), expected.len(), "{found:?}");
    }

    #[test]
    fn no_value_in_a_message() {
        let value = base(
            json!({"name": 1, "connect": {"base_url": "u", "format": "s3cr3t-t0ken-123456789"}, "labels": ["hunter2"]}),
        );
        for (_, _, text) in found(&value) {
            assert!(!text.contains("s3cr3t") && !text.contains("hunter2"), "{text}");
        }
    }
}
