//! Computes an expression over a scope.
//!
//! Absent goes through: a member of what is not there, a filter of it, a sum with it are absent too. Comparing by
//! order with null or absent is false, and so is comparing by order what cannot be ordered; comparing a text with a
//! number in any way is an error. Messages name names, never values.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::EvalError;
use super::node::{Comparison, Node, Test};
use super::operators::{compute, contains, equal, less, negative, ordered, text_of, text_with_number, truth};
use super::scope::View;
use crate::record::Datum;

/// Bytes of a text that an expression may make.
pub(super) const LONGEST_TEXT: usize = 1024 * 1024;

/// The value of an expression.
///
/// # Errors
/// When an operator or a filter is given what it does not take.
pub(super) fn eval<'v>(node: &'v Node, view: View<'v>) -> Result<Datum<'v>, EvalError> {
    Ok(match node {
        Node::Constant(datum) => loan(datum),
        Node::Name(path) => Datum::maybe(find(path, view)),
        Node::Item { of, index } => item(eval(of, view)?, &eval(index, view)?),
        Node::Not(node) => Datum::Bool(!truth(&eval(node, view)?)),
        Node::Negative(node) => negative(&eval(node, view)?)
            .map_err(|message| EvalError { message: format!("{}: {message}", node.title()) })?,
        Node::And(left, right) => {
            let left = eval(left, view)?;
            if truth(&left) { eval(right, view)? } else { left }
        }
        Node::Or(left, right) => {
            let left = eval(left, view)?;
            if truth(&left) { left } else { eval(right, view)? }
        }
        Node::Compare { first, rest } => Datum::Bool(compare(first, rest, view)?),
        Node::Compute { how, left, right } => {
            let (of, by) = (eval(left, view)?, eval(right, view)?);
            compute(*how, &of, &by).map_err(|message| EvalError {
                message: format!("{} and {}: {message}", left.title(), right.title()),
            })?
        }
        Node::Concat(left, right) => {
            let mut text = part(left, view)?.into_owned();
            text.push_str(&part(right, view)?);
            if text.len() > LONGEST_TEXT {
                return Err(EvalError { message: format!("{}: the text becomes too long", left.title()) });
            }
            Datum::Text(Cow::Owned(text))
        }
        Node::If { test, yes, no } => match (truth(&eval(test, view)?), no) {
            (true, _) => eval(yes, view)?,
            (false, Some(no)) => eval(no, view)?,
            (false, None) => Datum::Absent,
        },
        Node::Filter { filter, of, arguments } => {
            let value = eval(of, view)?;
            let arguments = arguments.iter().map(|node| eval(node, view)).collect::<Result<Vec<_>, _>>()?;
            filter
                .apply(value, &arguments)
                .map_err(|message| EvalError { message: format!("{} | {}: {message}", of.title(), filter.name()) })?
        }
        Node::Test { test, of } => Datum::Bool(holds(*test, &eval(of, view)?)),
        Node::List(nodes) => {
            let mut list = Vec::with_capacity(nodes.len());
            for node in nodes {
                list.extend(eval(node, view)?.to_value());
            }
            Datum::owned(Value::Array(list))
        }
        Node::Map(members) => {
            let mut map = Map::new();
            for (name, node) in members {
                if let Some(value) = eval(node, view)?.to_value() {
                    map.insert(name.clone(), value);
                }
            }
            Datum::owned(Value::Object(map))
        }
    })
}

/// The text of an expression inside a longer text.
///
/// # Errors
/// When it is absent, null, a list or an object.
pub(super) fn part<'v>(node: &'v Node, view: View<'v>) -> Result<Cow<'v, str>, EvalError> {
    let value = eval(node, view)?;
    if !value.has_value() {
        let message = format!("{} has no value; for a text without it write `| default('')`", node.title());
        return Err(EvalError { message });
    }
    text_of(value).ok_or_else(|| EvalError { message: format!("{} is an object or a list, not text", node.title()) })
}

fn find<'v>(path: &[String], view: View<'v>) -> Option<&'v Value> {
    let (first, rest) = path.split_first()?;
    rest.iter().try_fold(view.get(first)?, |here, step| here.as_object()?.get(step))
}

fn loan<'v>(datum: &'v Datum<'static>) -> Datum<'v> {
    match datum {
        Datum::Text(text) => Datum::Text(Cow::Borrowed(text)),
        other => other.clone(),
    }
}

fn item<'v>(of: Datum<'v>, index: &Datum<'_>) -> Datum<'v> {
    let Datum::Tree(tree) = of else { return Datum::Absent };
    match tree {
        Cow::Borrowed(tree) => Datum::maybe(inside(tree, index)),
        Cow::Owned(tree) => inside(&tree, index).map_or(Datum::Absent, |value| Datum::owned(value.clone())),
    }
}

fn inside<'t>(tree: &'t Value, index: &Datum<'_>) -> Option<&'t Value> {
    match index {
        Datum::Text(name) => tree.as_object()?.get(name.as_ref()),
        Datum::Number(number) => tree.as_array()?.get(usize::try_from(number.as_u64()?).ok()?),
        _ => None,
    }
}

fn compare<'v>(first: &'v Node, rest: &'v [(Comparison, Node)], view: View<'v>) -> Result<bool, EvalError> {
    let (mut left, mut left_node) = (eval(first, view)?, first);
    for (how, node) in rest {
        let right = eval(node, view)?;
        if let Some(kinds) = text_with_number(*how, &left, &right) {
            return Err(mixed(left_node, node, kinds));
        }
        let holds = match how {
            Comparison::Equal => equal(&left, &right),
            Comparison::Unequal => !equal(&left, &right),
            Comparison::Less => less(&left, &right),
            Comparison::More => less(&right, &left),
            Comparison::AtMost => ordered(&left, &right) && !less(&right, &left),
            Comparison::AtLeast => ordered(&left, &right) && !less(&left, &right),
            Comparison::In => contains(&right, &left),
            Comparison::NotIn => !contains(&right, &left),
        };
        if !holds {
            return Ok(false);
        }
        (left, left_node) = (right, node);
    }
    Ok(true)
}

/// Such a comparison never holds, whatever the values: a mistake of the file, which would pass over everybody in silence.
fn mixed(left: &Node, right: &Node, (first, second): (&str, &str)) -> EvalError {
    let message = match (left.is_constant(), right.is_constant()) {
        (false, true) => format!("{} is {first}, and it is compared with {second}", left.title()),
        (true, false) => format!("{} is {second}, and it is compared with {first}", right.title()),
        _ => format!("{} is {first}, and it is compared with {}, {second}", left.title(), right.title()),
    };
    EvalError { message: format!("{message}: a text stands in quotes, a number without") }
}

fn holds(test: Test, value: &Datum<'_>) -> bool {
    match test {
        Test::Defined => *value != Datum::Absent,
        Test::Undefined => *value == Datum::Absent,
        Test::None => !value.has_value(),
        Test::String => matches!(value, Datum::Text(_)),
        Test::Number => matches!(value, Datum::Number(_) | Datum::Decimal(_)),
        Test::Boolean => matches!(value, Datum::Bool(_)),
        Test::Mapping => matches!(value, Datum::Tree(tree) if tree.is_object()),
        Test::Sequence => matches!(value, Datum::Tree(tree) if tree.is_array()),
    }
}
