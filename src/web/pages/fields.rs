//! Fields side by side: for previews, for one person, for what was done.

use serde_json::{Value, json};

use super::super::words::{self, Sides};
use crate::ops::report::{Candidate, Change, FieldChange, mask};
use crate::record::{Direction, Outcome};

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
    // What differs by the spelling alone is shown as it is spelt.
    let text = |value: &Option<Value>| value.as_ref().and_then(Value::as_str).map(|text| day(text).to_owned());
    let days =
        field.before == field.after || text(&field.before).is_none() || text(&field.before) != text(&field.after);
    json!({
        "field": name, "hr_name": hr_name, "provider_name": provider_name, "group": field.group,
        "before": shown(field.before.as_ref(), days), "after": shown(field.after.as_ref(), days),
        "sensitive": field.sensitive,
        "state": field.state.map(words::state),
        "changed_by": field.changed_by.map(|by| sides.changed_by(by)),
    })
}

/// A value for a person; nothing, null and an empty text are three things.
fn shown(value: Option<&Value>, days: bool) -> Value {
    match value {
        None => json!({ "text": "", "kind": "nothing" }),
        Some(Value::Null) => json!({ "text": "emptied", "kind": "null" }),
        Some(Value::String(text)) if text.is_empty() => json!({ "text": "empty text", "kind": "null" }),
        Some(Value::String(text)) => json!({ "text": if days { day(text) } else { text }, "kind": "value" }),
        Some(Value::Bool(true)) => json!({ "text": "yes", "kind": "value" }),
        Some(Value::Bool(false)) => json!({ "text": "no", "kind": "value" }),
        Some(other) => json!({ "text": other.to_string(), "kind": "value" }),
    }
}

/// A day that a system spells with a midnight is shown as the day; any other text as it is.
fn day(text: &str) -> &str {
    let Some((day, "T00:00:00" | "T00:00:00Z" | "T00:00:00.000Z" | "T00:00:00.000")) = text.split_at_checked(10) else {
        return text;
    };
    if day.parse::<jiff::civil::Date>().is_ok() { day } else { text }
}

/// One person's change for a template.
pub(super) fn change(change: &Change, sides: &Sides, direction: Direction, open: bool) -> Value {
    json!({
        "name": change.name, "about": change.about, "why": why(change), "hr_key": change.hr_key, "provider_key": change.provider_key,
        "action": words::action(change.action, change.outcome),
        "outcome": words::outcome(change.outcome),
        "choice": change.choice.map(|choice| sides.choice(choice)),
        "fields": table(&change.fields, sides, direction, open),
        "heads": words::heads(change.outcome),
        "has_sensitive": change.fields.iter().any(|field| field.sensitive),
        "missing": change.missing, "notes": change.notes,
        "issues": change.issues.iter().map(|issue| json!({ "message": issue.message, "field": issue.field, "code": issue.code })).collect::<Vec<_>>(),
        "candidates": candidates(&change.candidates),
    })
}

/// Who it may be, for a template.
pub(super) fn candidates(candidates: &[Candidate]) -> Vec<Value> {
    let one = |candidate: &Candidate| {
        json!({
            "key": candidate.key, "name": candidate.name, "about": candidate.about, "because": candidate.because,
            "score": (candidate.score * 100.0).round(),
        })
    };
    candidates.iter().map(one).collect()
}

/// Why somebody is held, in a line; what a brake holds is told once for all of them.
fn why(change: &Change) -> Option<String> {
    if change.outcome != Outcome::Held {
        return None;
    }
    if !change.missing.is_empty() {
        return Some(format!("Missing: {}", change.missing.join(", ")));
    }
    let mut reasons = change.issues.iter().filter(|issue| issue.code != "brake");
    let first = reasons.next().map_or("by the brake", |issue| issue.message.as_str());
    let more = reasons.count();
    Some(if more == 0 { first.to_owned() } else { format!("{first} (and {})", words::count(more, "more reason")) })
}

#[cfg(test)]
mod tests {
    use super::day;

    #[test]
    fn midnights_are_days() {
        assert_eq!(day("1990-02-28T00:00:00.000Z"), "1990-02-28");
        assert_eq!(day("1990-02-28T00:00:00"), "1990-02-28");
        for text in ["1990-02-28T12:00:00", "1990-02-28", "9999-99-99T00:00:00", "éééééT00:00:00", ""] {
            assert_eq!(day(text), text);
        }
    }
}
