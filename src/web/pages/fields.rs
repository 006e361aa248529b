//! Fields side by side: for previews, for one person, for what was done.

use serde_json::{Value, json};

use super::super::words::{self, Sides};
use crate::ops::report::{Change, FieldChange, mask};
use crate::record::Direction;

/// The fields of one person for a template; sensitive values are masked unless `open`.
pub(super) fn table(fields: &[FieldChange], sides: &Sides, direction: Direction, open: bool) -> Value {
    let mut fields = fields.to_vec();
    if !open {
        mask(&mut fields);
    }
    fields.iter().map(|field| row(field, sides, direction)).collect()
}

fn row(field: &FieldChange, sides: &Sides, direction: Direction) -> Value {
    let name = field.field.clone().unwrap_or_default();
    let (hr_name, provider_name) = match direction {
        Direction::Export => (name.clone(), field.path.clone().unwrap_or_default()),
        Direction::Import => (name.clone(), field.from.clone().unwrap_or_default()),
    };
    json!({
        "field": name, "hr_name": hr_name, "provider_name": provider_name, "group": field.group,
        "before": shown(field.before.as_ref()), "after": shown(field.after.as_ref()),
        "sensitive": field.sensitive,
        "state": field.state.map(words::state),
        "changed_by": field.changed_by.map(|by| sides.changed_by(by)),
    })
}

/// A value for a person; nothing, null and an empty text are three things.
fn shown(value: Option<&Value>) -> Value {
    match value {
        None => json!({ "text": "", "kind": "nothing" }),
        Some(Value::Null) => json!({ "text": "emptied", "kind": "null" }),
        Some(Value::String(text)) if text.is_empty() => json!({ "text": "empty text", "kind": "null" }),
        Some(Value::String(text)) => json!({ "text": text, "kind": "value" }),
        Some(Value::Bool(true)) => json!({ "text": "yes", "kind": "value" }),
        Some(Value::Bool(false)) => json!({ "text": "no", "kind": "value" }),
        Some(other) => json!({ "text": other.to_string(), "kind": "value" }),
    }
}

/// One person's change for a template.
pub(super) fn change(change: &Change, sides: &Sides, direction: Direction, open: bool) -> Value {
    json!({
        "name": change.name, "hr_key": change.hr_key, "provider_key": change.provider_key,
        "action": words::action(change.action, change.outcome),
        "outcome": words::outcome(change.outcome),
        "choice": change.choice.map(|choice| sides.choice(choice)),
        "fields": table(&change.fields, sides, direction, open),
        "heads": words::heads(change.outcome),
        "has_sensitive": change.fields.iter().any(|field| field.sensitive),
        "missing": change.missing, "notes": change.notes,
        "issues": change.issues.iter().map(|issue| json!({ "message": issue.message, "field": issue.field, "code": issue.code })).collect::<Vec<_>>(),
        "candidates": change.candidates.iter().map(|candidate| json!({
            "key": candidate.key, "name": candidate.name, "because": candidate.because,
            "score": (candidate.score * 100.0).round(),
        })).collect::<Vec<_>>(),
    })
}
