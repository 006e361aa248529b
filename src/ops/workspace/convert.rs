//! A given value in the type that a setting declares.

use rust_decimal::Decimal;
use serde_json::{Number, Value};

use crate::diagnostic::nearest;
use crate::expr::Place;
use crate::mapping::spec::{SettingKind, SettingSpec};
use crate::record::{decimal_of, number_of};

/// The typed value, or what was expected. The message never shows the value: it may be a secret in the wrong place.
pub(super) fn convert(spec: &SettingSpec, given: &Value) -> Result<Value, String> {
    let value = match spec.kind {
        SettingKind::Text => text(given).ok_or("text is expected here")?,
        SettingKind::Integer => integer(given).ok_or("a whole number is expected here")?,
        SettingKind::Decimal => decimal(given).ok_or("a number is expected here")?,
        SettingKind::Boolean => boolean(given).ok_or("true or false is expected here")?,
        SettingKind::Choice => choice(spec, given)?,
        SettingKind::Table => table(given).ok_or("a table is expected here: `{ OURS: THEIRS, … }`")?,
        SettingKind::Place => place(given)?,
    };
    pattern(spec, &value)?;
    Ok(value)
}

fn text(given: &Value) -> Option<Value> {
    match given {
        Value::String(_) => Some(given.clone()),
        Value::Number(number) => Some(Value::String(number.to_string())),
        _ => None,
    }
}

fn integer(given: &Value) -> Option<Value> {
    let whole = match given {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    };
    whole.map(|whole: i64| Value::Number(Number::from(whole)))
}

/// A JSON number where that is exact, else text.
fn decimal(given: &Value) -> Option<Value> {
    let decimal: Decimal = match given {
        Value::Number(number) => decimal_of(number)?,
        Value::String(text) => text.parse().ok()?,
        _ => return None,
    };
    Some(number_of(decimal).map_or_else(|| Value::String(decimal.to_string()), Value::Number))
}

fn boolean(given: &Value) -> Option<Value> {
    match given {
        Value::Bool(_) => Some(given.clone()),
        Value::String(text) => text.parse().ok().map(Value::Bool),
        _ => None,
    }
}

fn choice(spec: &SettingSpec, given: &Value) -> Result<Value, String> {
    let word = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        _ => None,
    };
    let known: Vec<&Value> = spec.of.iter().filter_map(Value::as_array).flatten().collect();
    let words: Vec<String> = known.iter().filter_map(|value| word(value)).collect();
    let expected = format!("one of {} is expected here", words.join(", "));
    let given = word(given).ok_or_else(|| expected.clone())?;
    // As the file spells it: `1` stays a number, whichever way it was given.
    if let Some(value) = known.into_iter().find(|value| word(value).as_deref() == Some(&given)) {
        return Ok(value.clone());
    }
    let near = nearest(&given, words.iter().map(String::as_str));
    Err(near.map_or_else(|| expected.clone(), |near| format!("{expected}; did you mean `{near}`?")))
}

fn table(given: &Value) -> Option<Value> {
    let flat = |value: &Value| !matches!(value, Value::Array(_) | Value::Object(_));
    given.as_object().filter(|map| map.values().all(flat)).map(|_| given.clone())
}

fn place(given: &Value) -> Result<Value, String> {
    let source = given.as_str().ok_or("a place is expected here, as `custom.country`")?;
    match Place::compile(source) {
        Ok(_) => Ok(given.clone()),
        Err(error) => Err(format!("a place is expected here, as `custom.country`: {}", error.message)),
    }
}

/// The whole text must match. A pattern that does not compile is the system file's problem and reported there.
fn pattern(spec: &SettingSpec, value: &Value) -> Result<(), String> {
    let (Some(pattern), Some(text)) = (&spec.pattern, value.as_str()) else { return Ok(()) };
    match regex::Regex::new(&format!("^(?:{pattern})$")) {
        Ok(regex) if !regex.is_match(text) => Err(format!("it must match `{pattern}`")),
        _ => Ok(()),
    }
}
