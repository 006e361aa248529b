//! One request carried out against a world: which operation, may it, what changes, what it answers. Pure but for the
//! world that it changes.

use std::collections::BTreeMap;

use minijinja::value::Value;

use super::exchange::{Incoming, Outgoing, Refused};
use super::operation::{Check, Operation};
use super::reply::{Broken, answer, refuse, scope};
use super::route::{Route, route};
use super::shape::Scope;
use super::speech::Speech;
use super::twin::Twin;
use super::understand::understand;
use super::world::World;

/// Carries a request out.
pub(super) fn handle(twin: &Twin, world: &mut World, seen: &Incoming) -> Outgoing {
    let outcome = match route(twin, seen) {
        Route::Nowhere("", _) => Ok(Outgoing { status: 404, ..Outgoing::default() }),
        Route::Nowhere(name, speech) => refuse(twin, world, &Refused::plain(name), speech, BTreeMap::new()),
        Route::To(operation, path, speech) => carry(twin, world, operation, seen, path, speech),
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
    speech: Speech,
) -> Result<Outgoing, Broken> {
    let soap = speech == Speech::Soap;
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
        return refuse(twin, world, &refused, speech, names);
    }
    match understand(twin, operation, seen, speech) {
        Err(refused) => return refuse(twin, world, &refused, speech, names),
        Ok(read) => names.extend(read),
    }
    let mut scope = scope(twin, world, names.clone());
    if soap && let Some(refused) = first_refusal(checks, &scope)? {
        return refuse(twin, world, &refused, speech, names);
    }
    for (name, shape) in &operation.lets {
        scope = scope.with(name, shape.eval(&scope)?);
    }
    if let Some(refused) = first_refusal(&operation.checks, &scope)? {
        return refuse(twin, world, &refused, speech, names);
    }
    if !operation.changes() {
        return answer(twin, operation, &scope, speech);
    }
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
    let answer = answer(twin, operation, &scope, speech)?;
    *world = next;
    Ok(answer)
}

fn first_refusal(checks: &[Check], scope: &Scope) -> Result<Option<Refused>, Broken> {
    for check in checks {
        if check.refuses(scope.value())? {
            return Ok(Some(Refused::plain(&check.refuse)));
        }
    }
    Ok(None)
}
