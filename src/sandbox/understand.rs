//! What a request says: its header, query and body, against the operation's types.

use minijinja::value::{Serde, Value};

use super::exchange::{Incoming, Refused};
use super::json_read::{self, BodyReader, Wrong};
use super::operation::{Json, Operation, Wire};
use super::route::filled;
use super::soap_read::{self, Expected};
use super::speech::Speech;
use super::twin::Twin;
use super::types::Slot;
use super::xml_read::{self, Unreadable};

/// The names that an operation's expressions see of a request.
///
/// # Errors
/// It is not what the types say; how that is refused.
pub(super) fn understand(
    twin: &Twin,
    operation: &Operation,
    seen: &Incoming,
    speech: Speech,
) -> Result<Vec<(String, Value)>, Refused> {
    match (speech, &twin.json) {
        (Speech::Soap, _) => soap(twin, operation, seen),
        (_, Some(json)) => rest(twin, json, operation, seen, speech),
        (_, None) => Ok(Vec::new()),
    }
}

fn soap(twin: &Twin, operation: &Operation, seen: &Incoming) -> Result<Vec<(String, Value)>, Refused> {
    let (Some(soap), Wire::Soap { service, operation: name, header }) = (&twin.soap, &operation.wire) else {
        return Ok(Vec::new());
    };
    let (media, charset) = seen.media_type();
    if seen.method != "POST" || media != "text/xml" || charset.as_deref().is_some_and(|charset| charset != "utf-8") {
        return Err(Refused::plain(&soap.media_type));
    }
    let namespace = filled(&soap.namespace, service, name);
    let expected =
        Expected { types: &twin.types, namespace: &namespace, header, operation: name, request: &operation.members };
    let read = text_of(seen).and_then(|text| soap_read::read(text, &expected));
    let (header, request) = read.map_err(|found| not_xml(&soap.unreadable, &found))?;
    Ok(vec![("header".to_owned(), header), ("request".to_owned(), request)])
}

fn rest(
    twin: &Twin,
    json: &Json,
    operation: &Operation,
    seen: &Incoming,
    speech: Speech,
) -> Result<Vec<(String, Value)>, Refused> {
    let refused = |messages| not_json(&json.unreadable, messages);
    let query = json_read::read_query(&operation.query, &seen.query).map_err(refused)?;
    let mut names = vec![("query".to_owned(), Value::from(Serde(&query)))];
    if let Some(slot) = &operation.request {
        let body = body(twin, json, operation, slot, seen, speech)?;
        names.push(("request".to_owned(), Value::from(Serde(&body))));
    }
    Ok(names)
}

fn body(
    twin: &Twin,
    json: &Json,
    operation: &Operation,
    slot: &Slot,
    seen: &Incoming,
    speech: Speech,
) -> Result<serde_json::Value, Refused> {
    let (media, charset) = seen.media_type();
    let spoken: Vec<&str> = std::iter::once("application/json")
        .chain(twin.xml.iter().flat_map(|xml| xml.media.iter().map(String::as_str)))
        .collect();
    if !spoken.contains(&media.as_str()) || charset.is_some_and(|charset| charset != "utf-8") {
        return Err(not_json(&json.unreadable, vec![format!("the body must be {} in UTF-8", spoken.join(" or "))]));
    }
    let lacking = |missing| json.missing.as_ref().filter(|_| missing).unwrap_or(&json.unreadable);
    if speech == Speech::Xml {
        let read = text_of(seen).and_then(|text| xml_read::body(&twin.types, slot, text));
        return read.map_err(|found| not_xml(lacking(found.missing), &found));
    }
    let body = serde_json::from_slice(&seen.body).map_err(|error| {
        let place = format!("Unexpected token in JSON at line {} column {}", error.line(), error.column());
        not_json(&json.unreadable, vec![place])
    })?;
    let reader = BodyReader::new(&twin.types, json.words, json.nulls);
    reader.read(slot, &operation.members, body).map_err(|found: Vec<Wrong>| {
        let name = lacking(found.iter().all(|wrong| wrong.missing));
        not_json(name, found.into_iter().map(|wrong| wrong.message).collect())
    })
}

fn text_of(seen: &Incoming) -> Result<&str, Unreadable> {
    let text = std::str::from_utf8(&seen.body).map_err(|_| Unreadable {
        line: 1,
        column: 1,
        message: "Invalid character in the given encoding.".to_owned(),
        missing: false,
    })?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

fn not_json(name: &str, messages: Vec<String>) -> Refused {
    Refused { name: name.to_owned(), problem: minijinja::context! { message => messages.join("; "), messages } }
}

fn not_xml(name: &str, found: &Unreadable) -> Refused {
    let (line, column, message) = (found.line, found.column, found.message.clone());
    let problem = minijinja::context! { line, column, messages => vec![message.clone()], message };
    Refused { name: name.to_owned(), problem }
}
