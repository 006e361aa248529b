//! A SOAP 1.1 answer: elements in the order of their types.

use minijinja::value::Value;

use super::shape::text_of;
use super::types::{Kind, Members, Named, Slot, Types};

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?><soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\" \
xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\"><soap:Body>";
const TAIL: &str = "</soap:Body></soap:Envelope>";

/// The answer of an operation.
///
/// # Errors
/// A required element without a value: the twin's file is wrong.
pub(super) fn answer(
    types: &Types,
    namespace: &str,
    operation: &str,
    result: Option<&Slot>,
    value: &Value,
) -> Result<String, String> {
    let mut out = HEAD.to_owned();
    out.push_str(&format!("<{operation}Response xmlns=\"{}\">", escape(namespace)));
    if let Some(slot) = result {
        element(types, &format!("{operation}Result"), slot, value, &mut out)?;
    }
    out.push_str(&format!("</{operation}Response>"));
    out.push_str(TAIL);
    Ok(out)
}

/// A fault.
pub(super) fn fault(code: &str, text: &str) -> String {
    format!(
        "{HEAD}<soap:Fault><faultcode>{}</faultcode><faultstring>{}</faultstring><detail /></soap:Fault>{TAIL}",
        escape(code),
        escape(text)
    )
}

fn element(types: &Types, name: &str, slot: &Slot, value: &Value, out: &mut String) -> Result<(), String> {
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
        Kind::List(kind, item) => {
            let slot = Slot { kind: (**kind).clone(), optional: false, nil: false };
            for entry in value.try_iter().map_err(|_| format!("{name} is no list"))? {
                element(types, item, &slot, &entry, out)?;
            }
        }
        Kind::Named(kind) => match types.named(kind) {
            Some(Named::Record(members)) => record(types, members, value, out).map_err(|e| format!("{name}: {e}"))?,
            Some(Named::Enum(words)) if words.contains(&value.to_string()) => out.push_str(&escape(&value.to_string())),
            _ => return Err(format!("{name} is no {kind}: {value}")),
        },
    }
    out.push_str(&format!("</{name}>"));
    Ok(())
}

fn record(types: &Types, members: &Members, value: &Value, out: &mut String) -> Result<(), String> {
    for (name, slot) in members {
        let member = value.get_attr(name).map_err(|e| e.to_string())?;
        element(types, name, slot, &member, out)?;
    }
    Ok(())
}

/// Escapes text for an element. A carriage return is written as a reference, or the reader would lose it.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\r', "&#xD;")
}
