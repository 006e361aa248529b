//! One request carried out against a world: which operation, may it, what changes, what it answers. Pure but for the
//! world that it changes.

use std::collections::BTreeMap;

use minijinja::value::{Serde, Value};

use super::exchange::{Incoming, Outgoing, Refused, unescape};
use super::operation::{Check, Operation, Segment, Soap, Wire};
use super::shape::{Scope, Shape};
use super::soap_read::{self, Expected};
use super::twin::Twin;
use super::world::World;
use super::{json_read, soap_write};

/// Why nothing can be answered: the twin's file is wrong.
type Broken = String;

/// Where a request goes.
pub(super) enum Route<'a> {
    /// To an operation; with what its path says.
    To(&'a Operation, BTreeMap<String, Value>),
    /// Nowhere, and how that is refused; whether SOAP is spoken there.
    Nowhere(&'a str, bool),
}

/// Which operation a request means.
pub(super) fn route<'a>(twin: &'a Twin, seen: &Incoming) -> Route<'a> {
    let Some(path) = seen.path.strip_prefix(&twin.base) else { return Route::Nowhere("", false) };
    let at = |o: &Operation, soap| matches!(&o.wire, Wire::Soap { service, .. } if path_of(soap, service) == path);
    if let Some(soap) = &twin.soap
        && twin.operations.iter().any(|o| at(o, soap))
    {
        let Some(action) = seen.headers.get("soapaction").filter(|action| !matches!(action.as_str(), "" | "\"\""))
        else {
            return Route::Nowhere(&soap.no_action, true);
        };
        let found = twin.operations.iter().find(|o| match &o.wire {
            Wire::Soap { service, operation, .. } => {
                path_of(soap, service) == path && *action == format!("\"{}\"", filled(&soap.action, service, operation))
            }
            Wire::Json { .. } => false,
        });
        return found.map_or(Route::Nowhere(&soap.bad_action, true), |o| Route::To(o, BTreeMap::new()));
    }
    for operation in &twin.operations {
        if let Wire::Json { method, route } = &operation.wire
            && *method == seen.method
            && let Some(names) = matches(route, path)
        {
            return Route::To(operation, names);
        }
    }
    Route::Nowhere(twin.json.as_ref().map_or("", |json| json.no_route.as_str()), false)
}

/// Carries a request out.
pub(super) fn handle(twin: &Twin, world: &mut World, seen: &Incoming) -> Outgoing {
    let outcome = match route(twin, seen) {
        Route::Nowhere("", _) => Ok(Outgoing { status: 404, ..Outgoing::default() }),
        Route::Nowhere(name, soap) => refuse(twin, world, &Refused::plain(name), soap, BTreeMap::new()),
        Route::To(operation, path) => carry(twin, world, operation, seen, path),
    };
    outcome.unwrap_or_else(|message| Outgoing {
        status: 500,
        headers: vec![("x-twin-error".to_owned(), "1".to_owned())],
        content_type: "text/plain; charset=utf-8".to_owned(),
        body: format!("the simulated system's own file is wrong: {message}").into_bytes(),
    })
}

fn carry(
    twin: &Twin,
    world: &mut World,
    operation: &Operation,
    seen: &Incoming,
    path: BTreeMap<String, Value>,
) -> Result<Outgoing, Broken> {
    let soap = matches!(operation.wire, Wire::Soap { .. });
    let mut names = BTreeMap::new();
    let text = |(name, value): (&String, &String)| (name.clone(), Value::from(value.as_str()));
    names.insert("headers".to_owned(), Value::from_pairs(seen.headers.iter().map(text)));
    names.insert("path".to_owned(), Value::from(path));
    let checks: &[Check] = if soap {
        twin.soap.as_ref().map_or(&[], |soap| &soap.checks)
    } else {
        twin.json.as_ref().map_or(&[], |json| &json.checks)
    };
    if !soap && let Some(refused) = first_refusal(checks, &scope(twin, world, names.clone()))? {
        return refuse(twin, world, &refused, soap, names);
    }
    let read = if soap { read_soap(twin, operation, seen) } else { read_json(twin, operation, seen) };
    match read {
        Err(refused) => return refuse(twin, world, &refused, soap, names),
        Ok(read) => names.extend(read),
    }
    let mut scope = scope(twin, world, names.clone());
    if soap && let Some(refused) = first_refusal(checks, &scope)? {
        return refuse(twin, world, &refused, soap, names);
    }
    for (name, shape) in &operation.lets {
        scope = scope.with(name, shape.eval(&scope)?);
    }
    if let Some(refused) = first_refusal(&operation.checks, &scope)? {
        return refuse(twin, world, &refused, soap, names);
    }
    if operation.changes() {
        let mut next = world.clone();
        next.tick();
        scope = scope.with("now", Value::from(next.now()));
        for step in &operation.steps {
            let made = next.step(step, &scope)?;
            if let (Some(name), Some(made)) = (&step.name, made) {
                scope = scope.with(name, made);
            }
            scope = scope.with("state", next.value());
        }
        *world = next;
    }
    answer(twin, operation, &scope)
}

fn answer(twin: &Twin, operation: &Operation, scope: &Scope) -> Result<Outgoing, Broken> {
    let value = operation.answer.as_ref().map_or(Ok(Value::UNDEFINED), |shape| shape.eval(scope))?;
    match (&operation.wire, &twin.soap) {
        (Wire::Soap { service, operation: name, .. }, Some(soap)) => {
            let namespace = filled(&soap.namespace, service, name);
            let body = soap_write::answer(&twin.types, &namespace, name, operation.result.as_ref(), &value)?;
            Ok(xml(operation.status, body))
        }
        _ if value.is_undefined() => Ok(Outgoing { status: operation.status, ..Outgoing::default() }),
        _ => json(operation.status, &value),
    }
}

fn scope(twin: &Twin, world: &World, mut names: BTreeMap<String, Value>) -> Scope {
    names.insert("state".to_owned(), world.value());
    names.insert("settings".to_owned(), twin.settings.clone());
    names.insert("now".to_owned(), Value::from(world.now()));
    Scope::new(names)
}

fn first_refusal(checks: &[Check], scope: &Scope) -> Result<Option<Refused>, Broken> {
    for check in checks {
        if check.refuses(scope.value())? {
            return Ok(Some(Refused::plain(&check.refuse)));
        }
    }
    Ok(None)
}

fn read_soap(twin: &Twin, operation: &Operation, seen: &Incoming) -> Result<Vec<(String, Value)>, Refused> {
    let (Some(soap), Wire::Soap { service, operation: name, header }) = (&twin.soap, &operation.wire) else {
        return Ok(Vec::new());
    };
    let (media, charset) = seen.media_type();
    if seen.method != "POST" || media != "text/xml" || charset.as_deref().is_some_and(|charset| charset != "utf-8") {
        return Err(Refused::plain(&soap.media_type));
    }
    let unreadable = |line: u32, column: u32, message: &str| Refused {
        name: soap.unreadable.clone(),
        problem: minijinja::context! { line, column, message },
    };
    let text =
        std::str::from_utf8(&seen.body).map_err(|_| unreadable(1, 1, "Invalid character in the given encoding."))?;
    let namespace = filled(&soap.namespace, service, name);
    let expected =
        Expected { types: &twin.types, namespace: &namespace, header, operation: name, request: &operation.members };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (header, request) =
        soap_read::read(text, &expected).map_err(|found| unreadable(found.line, found.column, &found.message))?;
    Ok(vec![("header".to_owned(), header), ("request".to_owned(), request)])
}

fn read_json(twin: &Twin, operation: &Operation, seen: &Incoming) -> Result<Vec<(String, Value)>, Refused> {
    let name = twin.json.as_ref().map_or("", |json| json.unreadable.as_str());
    let refused = |messages: Vec<String>| Refused {
        name: name.to_owned(),
        problem: minijinja::context! { message => messages.join("; "), messages },
    };
    let query = json_read::read_query(&operation.query, &seen.query).map_err(refused)?;
    let mut names = vec![("query".to_owned(), Value::from(Serde(&query)))];
    if let Some(slot) = &operation.request {
        if seen.media_type().0 != "application/json" {
            return Err(refused(vec!["the body must be application/json".to_owned()]));
        }
        let body: serde_json::Value = serde_json::from_slice(&seen.body).map_err(|error| {
            refused(vec![format!("Unexpected token in JSON at line {} column {}", error.line(), error.column())])
        })?;
        json_read::check_body(&twin.types, slot, &operation.members, &body).map_err(refused)?;
        names.push(("request".to_owned(), Value::from(Serde(&body))));
    }
    Ok(names)
}

/// The answer of a refusal.
pub(super) fn refuse(
    twin: &Twin,
    world: &World,
    refused: &Refused,
    soap: bool,
    names: BTreeMap<String, Value>,
) -> Result<Outgoing, Broken> {
    let Some(refusal) = twin.refusals.get(&refused.name) else {
        return Err(format!("there is no refusal `{}`", refused.name));
    };
    let scope = scope(twin, world, names).with("problem", refused.problem.clone());
    let mut out = match (&refusal.fault, &refusal.body) {
        (Some(fault), _) if soap => {
            xml(refusal.status, soap_write::fault(&refusal.code, &fault.eval(&scope)?.to_string()))
        }
        (_, Some(body)) => json(refusal.status, &body.eval(&scope)?)?,
        _ => Outgoing { status: refusal.status, ..Outgoing::default() },
    };
    for (name, shape) in &refusal.headers {
        out.headers.push((name.clone(), Shape::eval(shape, &scope)?.to_string()));
    }
    Ok(out)
}

fn xml(status: u16, body: String) -> Outgoing {
    let content_type = "text/xml; charset=utf-8".to_owned();
    Outgoing { status, content_type, body: body.into_bytes(), headers: Vec::new() }
}

fn json(status: u16, value: &Value) -> Result<Outgoing, Broken> {
    let body = serde_json::to_vec(value).map_err(|error| error.to_string())?;
    Ok(Outgoing { status, content_type: "application/json; charset=utf-8".to_owned(), body, headers: Vec::new() })
}

fn path_of(soap: &Soap, service: &str) -> String {
    filled(&soap.path, service, "")
}

fn filled(pattern: &str, service: &str, operation: &str) -> String {
    pattern.replace("{service}", service).replace("{operation}", operation)
}

fn matches(route: &[Segment], path: &str) -> Option<BTreeMap<String, Value>> {
    let mut names = BTreeMap::new();
    let mut parts = path.split('/').filter(|part| !part.is_empty());
    for segment in route {
        let part = unescape(parts.next()?, false);
        match segment {
            Segment::Fixed(text) if *text == part => {}
            Segment::Fixed(_) => return None,
            Segment::Name(name) => {
                names.insert(name.clone(), Value::from(part));
            }
        }
    }
    parts.next().is_none().then_some(names)
}
