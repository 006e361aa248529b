//! Values as JSON, by their types: members in their order, nothing that the type does not have.

use minijinja::value::Value;
use serde_json::Value as Json;

use super::json_read::scalar_fits;
use super::spec::Words;
use super::types::{Kind, Named, Slot, Types, upper_snake};

/// A value of a type; none where it may be left out and has no value.
///
/// # Errors
/// A required member without a value or one that does not fit: the twin's file or its sample data is wrong.
pub(super) fn typed(types: &Types, words: Words, slot: &Slot, value: &Value) -> Result<Option<Json>, String> {
    if value.is_undefined() || value.is_none() {
        return match (slot.nil, slot.optional) {
            (true, optional) if !optional || value.is_none() => Ok(Some(Json::Null)),
            (_, true) => Ok(None),
            _ => Err("must be there and has no value".to_owned()),
        };
    }
    let written = match &slot.kind {
        Kind::Scalar(scalar) => {
            let plain = serde_json::to_value(value).map_err(|error| error.to_string())?;
            scalar_fits(*scalar, &plain).map_err(|what| format!("must be {what}"))?;
            plain
        }
        Kind::List(kind, _) => list(types, words, kind, value)?,
        Kind::Named(name) => match types.named(name) {
            Some(Named::List(kind, _)) => serde_json::json!({ name.as_str(): list(types, words, kind, value)? }),
            Some(Named::Enum(known)) => {
                let word = value.to_string();
                if !known.contains(&word) {
                    return Err(format!("is no {name}: {word}"));
                }
                Json::String(if words == Words::UpperSnake { upper_snake(&word) } else { word })
            }
            Some(Named::Record(members)) => {
                let mut out = serde_json::Map::new();
                for (name, slot) in members {
                    let member = value.get_attr(name).map_err(|error| error.to_string())?;
                    let member = typed(types, words, slot, &member).map_err(|error| format!("{name}: {error}"))?;
                    out.extend(member.map(|member| (name.clone(), member)));
                }
                Json::Object(out)
            }
            None => return Err(format!("{name} is no type")),
        },
    };
    Ok(Some(written))
}

fn list(types: &Types, words: Words, kind: &Kind, value: &Value) -> Result<Json, String> {
    let slot = Slot { kind: kind.clone(), optional: false, nil: false };
    let mut out = Vec::new();
    for entry in value.try_iter().map_err(|_| "is no list".to_owned())? {
        out.extend(typed(types, words, &slot, &entry)?);
    }
    Ok(Json::Array(out))
}
