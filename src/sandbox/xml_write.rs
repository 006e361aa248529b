//! Values as XML elements, in the order of their types.

use minijinja::value::Value;

use super::shape::text_of;
use super::types::{Kind, Members, Named, Slot, Types};

/// A whole document: one element, named as its type is and in no namespace.
///
/// # Errors
/// A required element without a value, or a type that has no name: the twin's file is wrong.
pub(super) fn document(types: &Types, slot: Option<&Slot>, value: &Value) -> Result<String, String> {
    let Some((slot, Kind::Named(name))) = slot.map(|slot| (slot, &slot.kind)) else {
        return Err("an answer in XML needs `result`, the name of its type".to_owned());
    };
    let mut out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>".to_owned();
    element(types, name, slot, value, &mut out)?;
    Ok(out)
}

/// One element. Without a value: nil, nothing, or an error, as the type says.
pub(super) fn element(types: &Types, name: &str, slot: &Slot, value: &Value, out: &mut String) -> Result<(), String> {
    if value.is_undefined() || value.is_none() {
        return match (slot.nil, slot.optional) {
            (true, optional) if !optional || value.is_none() => {
                out.push_str(&format!("<{name} xsi:nil=\"true\" />"));
                Ok(())
            }
            (_, true) => Ok(()),
            _ => Err(format!("{name} must be there and has no value")),
        };
    }
    out.push_str(&format!("<{name}>"));
    match &slot.kind {
        Kind::Scalar(_) => out.push_str(&escape(&text_of(value))),
        Kind::List(kind, item) => list(types, name, kind, item, value, out)?,
        Kind::Named(kind) => match types.named(kind) {
            Some(Named::Record(members)) => record(types, members, value, out).map_err(|e| format!("{name}: {e}"))?,
            Some(Named::List(kind, item)) => list(types, name, kind, item, value, out)?,
            Some(Named::Enum(words)) if words.contains(&value.to_string()) => out.push_str(&escape(&value.to_string())),
            _ => return Err(format!("{name} is no {kind}: {value}")),
        },
    }
    out.push_str(&format!("</{name}>"));
    Ok(())
}

fn list(types: &Types, name: &str, kind: &Kind, item: &str, value: &Value, out: &mut String) -> Result<(), String> {
    let slot = Slot { kind: kind.clone(), optional: false, nil: false };
    for entry in value.try_iter().map_err(|_| format!("{name} is no list"))? {
        element(types, item, &slot, &entry, out)?;
    }
    Ok(())
}

fn record(types: &Types, members: &Members, value: &Value, out: &mut String) -> Result<(), String> {
    for (name, slot) in members {
        let member = value.get_attr(name).map_err(|e| e.to_string())?;
        element(types, name, slot, &member, out)?;
    }
    Ok(())
}

/// Escapes text for an element. A carriage return is written as a reference, or the reader would lose it; what XML
/// cannot hold at all becomes U+FFFD.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\r' => out.push_str("&#xD;"),
            '\t' | '\n' => out.push(c),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            _ => out.push(c),
        }
    }
    out
}
