//! Words of a file with the values of settings and of the run put in.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Globals;
use super::line::Otherwise;
use crate::mapping::compiled::{Line, WordRef};
use crate::record::Datum;

/// A word, or the one that a setting holds.
pub(super) fn resolve<T: DeserializeOwned + Copy>(word: &WordRef<T>, globals: &Globals) -> Option<T> {
    match word {
        WordRef::Word(word) => Some(*word),
        WordRef::Setting(name) => globals.setting(name).and_then(|value| serde_json::from_value(value.clone()).ok()),
    }
}

/// What the file says of a value outside a table, or of a case that is none of the shapes.
pub(super) fn otherwise(line: &Line) -> Option<Otherwise> {
    match line.otherwise.as_ref()? {
        Value::String(word) if word == "hold" => None,
        Value::String(word) if word == "omit" => Some(Otherwise::Omit),
        value => Some(Otherwise::Take(Datum::owned(value.clone()))),
    }
}

/// Puts the values of settings in place of `settings.x`, and the run's date in place of `run.date`.
pub(super) fn fill(spec: &mut Value, globals: &Globals) {
    match spec {
        Value::String(text) if text == "run.date" => *spec = globals.run.get("date").cloned().unwrap_or_default(),
        Value::String(text) => {
            if let Some(value) = text.strip_prefix("settings.").and_then(|name| globals.setting(name)) {
                *spec = value.clone();
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|value| fill(value, globals)),
        Value::Object(map) => map.values_mut().for_each(|value| fill(value, globals)),
        _ => {}
    }
}
