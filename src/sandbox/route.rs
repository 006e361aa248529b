//! Which operation a request means.

use std::collections::BTreeMap;

use minijinja::value::{Serde, Value};

use super::exchange::{Incoming, unescape};
use super::operation::{Operation, Segment, Soap, Wire};
use super::speech::Speech;
use super::twin::Twin;
use super::types::read_text;

/// Where a request goes.
pub(super) enum Route<'a> {
    /// To an operation; with what its path says.
    To(&'a Operation, BTreeMap<String, Value>, Speech),
    /// Nowhere, and how that is refused.
    Nowhere(&'a str, Speech),
}

/// Which operation a request means.
pub(super) fn route<'a>(twin: &'a Twin, seen: &Incoming) -> Route<'a> {
    let speech = Speech::of(twin, seen);
    let Some(path) = seen.path.strip_prefix(&twin.base) else { return Route::Nowhere("", speech) };
    let at = |o: &Operation, soap| matches!(&o.wire, Wire::Soap { service, .. } if path_of(soap, service) == path);
    if let Some(soap) = &twin.soap
        && twin.operations.iter().any(|o| at(o, soap))
    {
        let Some(action) = seen.headers.get("soapaction").filter(|action| !matches!(action.as_str(), "" | "\"\""))
        else {
            return Route::Nowhere(&soap.no_action, Speech::Soap);
        };
        let found = twin.operations.iter().find(|o| match &o.wire {
            Wire::Soap { service, operation, .. } => {
                path_of(soap, service) == path && *action == format!("\"{}\"", filled(&soap.action, service, operation))
            }
            Wire::Rest { .. } => false,
        });
        let nowhere = Route::Nowhere(&soap.bad_action, Speech::Soap);
        return found.map_or(nowhere, |o| Route::To(o, BTreeMap::new(), Speech::Soap));
    }
    for operation in &twin.operations {
        if let Wire::Rest { method, route } = &operation.wire
            && *method == seen.method
            && let Some(names) = matches(route, path)
        {
            return Route::To(operation, names, speech);
        }
    }
    Route::Nowhere(twin.json.as_ref().map_or("", |json| json.no_route.as_str()), speech)
}

/// A pattern of the file with the names put in.
pub(super) fn filled(pattern: &str, service: &str, operation: &str) -> String {
    pattern.replace("{service}", service).replace("{operation}", operation)
}

fn path_of(soap: &Soap, service: &str) -> String {
    filled(&soap.path, service, "")
}

fn matches(route: &[Segment], path: &str) -> Option<BTreeMap<String, Value>> {
    let mut names = BTreeMap::new();
    let mut parts = path.split('/').filter(|part| !part.is_empty());
    for segment in route {
        let part = unescape(parts.next()?, false);
        match segment {
            Segment::Fixed(text) if *text == part => {}
            Segment::Fixed(_) => return None,
            Segment::Name(name, scalar) => {
                let read = read_text(*scalar, &part).ok()?;
                names.insert(name.clone(), Value::from(Serde(&read)));
            }
        }
    }
    parts.next().is_none().then_some(names)
}
