//! Running a path over a value.

use std::borrow::Cow;
use std::ops::ControlFlow;

use serde_json::Value;

use super::compare::holds;
use super::lower::regex;
use super::program::{Operand, Pattern, Query, Segment, Selector, Step, Test};

/// The value behind names and indexes.
pub(super) fn step<'v>(steps: &[Step], value: &'v Value) -> Option<&'v Value> {
    let mut value = value;
    for step in steps {
        value = one(step, value)?;
    }
    Some(value)
}

fn one<'v>(step: &Step, value: &'v Value) -> Option<&'v Value> {
    match (step, value) {
        (Step::Name(name), Value::Object(map)) => map.get(name),
        (Step::Index(index), Value::Array(items)) => {
            let from_end = usize::try_from(index.unsigned_abs()).ok()?;
            let at = if *index < 0 { items.len().checked_sub(from_end)? } else { from_end };
            items.get(at)
        }
        _ => None,
    }
}

/// Shows every value that `segments` select below `node` to `sink`, in order, until it breaks.
pub(super) fn select<'v>(
    segments: &[Segment],
    root: &'v Value,
    node: &'v Value,
    sink: &mut dyn FnMut(&'v Value) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let Some((segment, rest)) = segments.split_first() else { return sink(node) };
    if !segment.deep {
        return apply(segment, rest, root, node, sink);
    }
    let mut open = vec![node];
    while let Some(node) = open.pop() {
        apply(segment, rest, root, node, sink)?;
        match node {
            Value::Array(items) => open.extend(items.iter().rev()),
            Value::Object(map) => open.extend(map.values().rev()),
            _ => {}
        }
    }
    ControlFlow::Continue(())
}

fn apply<'v>(
    segment: &Segment,
    rest: &[Segment],
    root: &'v Value,
    node: &'v Value,
    sink: &mut dyn FnMut(&'v Value) -> ControlFlow<()>,
) -> ControlFlow<()> {
    for selector in &segment.selectors {
        match (selector, node) {
            (Selector::Step(step), node) => {
                if let Some(child) = one(step, node) {
                    select(rest, root, child, sink)?;
                }
            }
            (Selector::All, Value::Array(items)) => {
                for child in items {
                    select(rest, root, child, sink)?;
                }
            }
            (Selector::All, Value::Object(map)) => {
                for child in map.values() {
                    select(rest, root, child, sink)?;
                }
            }
            (Selector::Filter(test), Value::Array(items)) => {
                for child in items.iter().filter(|child| passes(test, root, child)) {
                    select(rest, root, child, sink)?;
                }
            }
            (Selector::Filter(test), Value::Object(map)) => {
                for child in map.values().filter(|child| passes(test, root, child)) {
                    select(rest, root, child, sink)?;
                }
            }
            (Selector::Slice { from, to, by }, Value::Array(items)) => {
                for at in slice(*from, *to, *by, items.len()) {
                    if let Some(child) = items.get(at) {
                        select(rest, root, child, sink)?;
                    }
                }
            }
            _ => {}
        }
    }
    ControlFlow::Continue(())
}

/// The indexes of a slice (RFC 9535, 2.3.4.2.2).
fn slice(from: Option<i64>, to: Option<i64>, by: i64, length: usize) -> impl Iterator<Item = usize> {
    let length = i64::try_from(length).unwrap_or(i64::MAX);
    let normal = |index: i64| if index < 0 { length.saturating_add(index) } else { index };
    let (mut at, end) = if by >= 0 {
        (normal(from.unwrap_or(0)).clamp(0, length), normal(to.unwrap_or(length)).clamp(0, length))
    } else {
        let last = length - 1;
        (normal(from.unwrap_or(last)).clamp(-1, last), to.map_or(-1, |to| normal(to).clamp(-1, last)))
    };
    std::iter::from_fn(move || {
        let inside = (by > 0 && at < end) || (by < 0 && at > end);
        let current = usize::try_from(at).ok().filter(|_| inside)?;
        at = at.saturating_add(by);
        Some(current)
    })
}

fn passes(test: &Test, root: &Value, node: &Value) -> bool {
    match test {
        Test::Or(tests) => tests.iter().any(|test| passes(test, root, node)),
        Test::And(tests) => tests.iter().all(|test| passes(test, root, node)),
        Test::Not(test) => !passes(test, root, node),
        Test::Exists(query) => {
            let from = if query.from_root { root } else { node };
            select(&query.segments, root, from, &mut |_| ControlFlow::Break(())).is_break()
        }
        Test::Compare { left, order, right } => {
            holds(operand(left, root, node).as_deref(), *order, operand(right, root, node).as_deref())
        }
        Test::Matches { text, pattern, whole } => {
            let text = operand(text, root, node);
            let Some(Value::String(text)) = text.as_deref() else { return false };
            match pattern {
                Pattern::Fixed(regex) => regex.is_match(text),
                Pattern::Data(pattern) => match operand(pattern, root, node).as_deref() {
                    Some(Value::String(pattern)) => regex(pattern, *whole).is_ok_and(|regex| regex.is_match(text)),
                    _ => false,
                },
            }
        }
    }
}

fn operand<'v>(operand: &'v Operand, root: &'v Value, node: &'v Value) -> Option<Cow<'v, Value>> {
    match operand {
        Operand::Literal(value) => Some(Cow::Borrowed(value)),
        Operand::One { from_root, steps } => step(steps, if *from_root { root } else { node }).map(Cow::Borrowed),
        Operand::Length(inner) => {
            let length = match self::operand(inner, root, node)?.as_ref() {
                Value::String(text) => text.chars().count(),
                Value::Array(items) => items.len(),
                Value::Object(map) => map.len(),
                _ => return None,
            };
            Some(Cow::Owned(Value::from(length)))
        }
        Operand::Count(query) => {
            let mut count = 0_usize;
            let _ = run(query, root, node, &mut |_| {
                count += 1;
                ControlFlow::Continue(())
            });
            Some(Cow::Owned(Value::from(count)))
        }
        Operand::Only(query) => {
            let mut only = None;
            let several = run(query, root, node, &mut |value| match only.replace(value) {
                None => ControlFlow::Continue(()),
                Some(_) => ControlFlow::Break(()),
            });
            if several.is_break() { None } else { only.map(Cow::Borrowed) }
        }
    }
}

fn run<'v>(
    query: &Query,
    root: &'v Value,
    node: &'v Value,
    sink: &mut dyn FnMut(&'v Value) -> ControlFlow<()>,
) -> ControlFlow<()> {
    select(&query.segments, root, if query.from_root { root } else { node }, sink)
}
