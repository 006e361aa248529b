//! Which fields a kind of record has: read from a JSON Schema.
//!
//! Beside the usual keywords a schema carries what people need to see: `x-group` and `x-label` on a property,
//! `x-sensitive`, and on the schema itself `x-name` (a template that names a record to people), `x-about` (a template of what
//! tells namesakes apart) and `x-leaver` (a condition that holds for records that must never be created anywhere). A property of type object without `properties` is free: any path
//! below it is a field.

use serde_json::Value;

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// Text.
    Text,
    /// Text that is a date, YYYY-MM-DD.
    Date,
    /// A whole or fractional number.
    Number,
    /// true or false.
    Boolean,
    /// An object or a list taken whole.
    Tree,
}

/// One field of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldInfo {
    /// Dotted path from the record's root.
    pub path: String,
    /// Group for people: "Personal", "Work" …
    pub group: Option<String>,
    /// Name for people.
    pub label: Option<String>,
    /// Masked unless one asks.
    pub sensitive: bool,
    /// What it holds.
    pub kind: FieldKind,
    /// Any path below is a field too.
    pub free: bool,
}

/// A schema that could not be understood.
#[derive(Debug, thiserror::Error)]
#[error("the record schema is not usable: {0}")]
pub struct SchemaError(pub String);

/// The fields of one kind of record.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordSchema {
    /// All fields, in the schema's order.
    pub fields: Vec<FieldInfo>,
    /// Template that names a record to people, over `employee`.
    pub name: Option<String>,
    /// Template over `employee`: what tells people of one name apart, without anything that is masked.
    pub about: Option<String>,
    /// Condition over `employee` and `run`: such a record is never created anywhere.
    pub leaver: Option<String>,
    /// The schema itself.
    pub source: Value,
}

impl RecordSchema {
    /// Reads a JSON Schema (draft 2020-12, `properties` nested as deep as they go; `$ref` is not followed).
    ///
    /// # Errors
    /// When it is no object schema.
    pub fn of(source: Value) -> Result<Self, SchemaError> {
        let mut fields = Vec::new();
        let root = source.get("properties").and_then(Value::as_object);
        let root = root.ok_or_else(|| SchemaError("it has no properties".into()))?;
        for (name, property) in root {
            collect(name, property, None, false, &mut fields);
        }
        let word = |key: &str| source.get(key).and_then(Value::as_str).map(str::to_owned);
        Ok(Self { fields, name: word("x-name"), about: word("x-about"), leaver: word("x-leaver"), source })
    }

    /// The field at a dotted path, or the free object above it.
    #[must_use]
    pub fn field(&self, path: &str) -> Option<&FieldInfo> {
        self.fields.iter().find(|field| {
            field.path == path
                || (field.free && path.strip_prefix(field.path.as_str()).is_some_and(|rest| rest.starts_with('.')))
        })
    }

    /// Whether a dotted path names a field or an object with fields below it.
    #[must_use]
    pub fn knows(&self, path: &str) -> bool {
        self.field(path).is_some()
            || self.fields.iter().any(|f| f.path.strip_prefix(path).is_some_and(|rest| rest.starts_with('.')))
    }
}

fn collect(path: &str, property: &Value, group: Option<&str>, sensitive: bool, fields: &mut Vec<FieldInfo>) {
    let word = |key: &str| property.get(key).and_then(Value::as_str);
    let group = word("x-group").or(group);
    let sensitive = property.get("x-sensitive").and_then(Value::as_bool).unwrap_or(sensitive);
    if let Some(inner) = property.get("properties").and_then(Value::as_object) {
        for (name, property) in inner {
            collect(&format!("{path}.{name}"), property, group, sensitive, fields);
        }
        return;
    }
    let has = |wanted: &str| match property.get("type") {
        Some(Value::String(one)) => one == wanted,
        Some(Value::Array(all)) => all.iter().any(|one| one == wanted),
        _ => false,
    };
    let kind = if has("object") || has("array") {
        FieldKind::Tree
    } else if has("boolean") {
        FieldKind::Boolean
    } else if has("number") || has("integer") {
        FieldKind::Number
    } else if word("format") == Some("date") {
        FieldKind::Date
    } else {
        FieldKind::Text
    };
    fields.push(FieldInfo {
        path: path.to_owned(),
        group: group.map(str::to_owned),
        label: word("x-label").map(str::to_owned),
        sensitive,
        kind,
        free: has("object"),
    });
}
