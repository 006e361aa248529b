//! The JSON Schema of a type, made ready for people and for good messages.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use crate::mapping::spec::SystemFile;

/// The JSON Schema of a system file, as `crosswalk schema mapping` prints it.
#[must_use]
pub fn schema() -> Value {
    schema_of::<SystemFile>("mapping", "Crosswalk system file")
}

/// The JSON Schema of a type (draft 2020-12) with title, `$schema` and `$id`.
#[must_use]
pub fn schema_of<T: JsonSchema>(name: &str, title: &str) -> Value {
    let Value::Object(derived) = plain::<T>() else { return Value::Bool(true) };
    let mut schema = Map::new();
    schema.insert("$schema".into(), json!("https://json-schema.org/draft/2020-12/schema"));
    schema.insert("$id".into(), json!(format!("urn:crosswalk:schema:{name}:1")));
    schema.insert("title".into(), json!(title));
    for (key, value) in derived {
        schema.entry(key).or_insert(value);
    }
    Value::Object(schema)
}

/// The derived schema: documented words as one list of words, and no unknown key anywhere.
pub(super) fn plain<T: JsonSchema>() -> Value {
    let mut value = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<T>().to_value();
    tidy(&mut value);
    value
}

fn tidy(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(tidy),
        Value::Object(map) => {
            if let Some(words) = map.get("oneOf").and_then(words_of) {
                map.remove("oneOf");
                map.insert("type".into(), json!("string"));
                map.insert("enum".into(), words);
            }
            for branches in ["anyOf", "oneOf"] {
                if let Some(Value::Array(branches)) = map.get_mut(branches) {
                    branches.iter_mut().for_each(close);
                }
            }
            map.values_mut().for_each(tidy);
        }
        _ => {}
    }
}

/// A variant written as an inline object takes no other keys: serde cannot say so for a single variant.
fn close(branch: &mut Value) {
    if let Value::Object(map) = branch
        && map.contains_key("properties")
        && !map.contains_key("additionalProperties")
        && !map.contains_key("unevaluatedProperties")
    {
        map.insert("additionalProperties".into(), Value::Bool(false));
    }
}

/// The words of an enum whose variants have comments of their own: schemars makes each a schema with a `const`.
fn words_of(one_of: &Value) -> Option<Value> {
    let mut words = Vec::new();
    for branch in one_of.as_array()? {
        match (branch.get("const"), branch.get("enum").and_then(Value::as_array)) {
            (Some(word @ Value::String(_)), _) => words.push(word.clone()),
            (None, Some(several)) if several.iter().all(Value::is_string) => words.extend(several.iter().cloned()),
            _ => return None,
        }
    }
    Some(Value::Array(words))
}
