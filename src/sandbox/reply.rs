//! What is answered: in the request's format, by the types that the operation and the refusal name.

use std::collections::BTreeMap;

use minijinja::value::Value;

use super::exchange::{Outgoing, Refused};
use super::operation::{Operation, Wire};
use super::route::filled;
use super::shape::Scope;
use super::speech::Speech;
use super::twin::Twin;
use super::types::Slot;
use super::world::World;
use super::{json_write, soap_write, xml_write};

/// Why nothing can be answered: the twin's file is wrong.
pub(super) type Broken = String;

/// The names that every expression sees, and these.
pub(super) fn scope(twin: &Twin, world: &World, mut names: BTreeMap<String, Value>) -> Scope {
    names.insert("state".to_owned(), world.value());
    names.insert("settings".to_owned(), twin.settings.clone());
    names.insert("now".to_owned(), Value::from(world.now()));
    Scope::new(names)
}

/// The answer of an operation that was carried out.
pub(super) fn answer(twin: &Twin, operation: &Operation, scope: &Scope, speech: Speech) -> Result<Outgoing, Broken> {
    let value = operation.answer.as_ref().map_or(Ok(Value::UNDEFINED), |shape| shape.eval(scope))?;
    if let (Wire::Soap { service, operation: name, .. }, Some(soap)) = (&operation.wire, &twin.soap) {
        let namespace = filled(&soap.namespace, service, name);
        let body = soap_write::answer(&twin.types, &namespace, name, operation.result.as_ref(), &value)?;
        return Ok(xml(operation.status, "text/xml", body));
    }
    if operation.answer.is_none() || value.is_undefined() {
        return Ok(Outgoing { status: operation.status, ..Outgoing::default() });
    }
    body(twin, operation.status, operation.result.as_ref(), &value, speech)
}

/// The answer of a refusal.
pub(super) fn refuse(
    twin: &Twin,
    world: &World,
    refused: &Refused,
    speech: Speech,
    names: BTreeMap<String, Value>,
) -> Result<Outgoing, Broken> {
    let Some(refusal) = twin.refusals.get(&refused.name) else {
        return Err(format!("there is no refusal `{}`", refused.name));
    };
    let scope = scope(twin, world, names).with("problem", refused.problem.clone());
    let mut out = match (&refusal.fault, &refusal.body) {
        (Some(fault), _) if speech == Speech::Soap => {
            xml(refusal.status, "text/xml", soap_write::fault(&refusal.code, &fault.eval(&scope)?.to_string()))
        }
        (_, Some(shape)) => body(twin, refusal.status, refusal.result.as_ref(), &shape.eval(&scope)?, speech)?,
        _ => Outgoing { status: refusal.status, ..Outgoing::default() },
    };
    for (name, shape) in &refusal.headers {
        out.headers.push((name.clone(), shape.eval(&scope)?.to_string()));
    }
    Ok(out)
}

/// A body in the request's format. JSON without a type goes out as it is.
fn body(twin: &Twin, status: u16, result: Option<&Slot>, value: &Value, speech: Speech) -> Result<Outgoing, Broken> {
    if let (Speech::Xml, Some(spoken)) = (speech, &twin.xml) {
        let media = spoken.media.first().map_or("application/xml", String::as_str);
        return Ok(xml(status, media, xml_write::document(&twin.types, result, value)?));
    }
    let words = twin.json.as_ref().map(|json| json.words).unwrap_or_default();
    let typed = match result {
        Some(slot) => json_write::typed(&twin.types, words, slot, value)?,
        None => Some(serde_json::to_value(value).map_err(|error| error.to_string())?),
    };
    let body = typed.map_or_else(Vec::new, |typed| typed.to_string().into_bytes());
    Ok(Outgoing { status, content_type: "application/json; charset=utf-8".to_owned(), body, headers: Vec::new() })
}

fn xml(status: u16, media: &str, body: String) -> Outgoing {
    let content_type = format!("{media}; charset=utf-8");
    Outgoing { status, content_type, body: body.into_bytes(), headers: Vec::new() }
}
