//! What operators do with values. Numbers are compared and computed as decimals.

use std::borrow::Cow;
use std::cmp::Ordering;

use rust_decimal::Decimal;
use serde_json::Value;

use super::node::{Arithmetic, Comparison};
use crate::record::{Datum, decimal_of};

/// Null, absent, false, 0, `""`, an empty list and an empty object are false.
pub(super) fn truth(value: &Datum<'_>) -> bool {
    match value {
        Datum::Absent | Datum::Null => false,
        Datum::Bool(flag) => *flag,
        Datum::Number(number) => number.as_f64() != Some(0.0),
        Datum::Decimal(decimal) => !decimal.is_zero(),
        Datum::Text(text) => !text.is_empty(),
        Datum::Tree(tree) => match tree.as_ref() {
            Value::Array(list) => !list.is_empty(),
            Value::Object(map) => !map.is_empty(),
            _ => true,
        },
    }
}

/// The text of a single value; none for lists and objects, absent and null.
pub(super) fn text_of(value: Datum<'_>) -> Option<Cow<'_, str>> {
    match value {
        Datum::Text(text) => Some(text),
        Datum::Bool(flag) => Some(Cow::Borrowed(if flag { "true" } else { "false" })),
        Datum::Number(number) => Some(Cow::Owned(number.to_string())),
        Datum::Decimal(decimal) => Some(Cow::Owned(decimal.to_string())),
        Datum::Absent | Datum::Null | Datum::Tree(_) => None,
    }
}

fn decimal(value: &Datum<'_>) -> Option<Decimal> {
    match value {
        Datum::Number(number) => decimal_of(number),
        Datum::Decimal(decimal) => Some(*decimal),
        _ => None,
    }
}

/// Numbers by value, everything else by kind and content; absent equals null.
pub(super) fn equal(left: &Datum<'_>, right: &Datum<'_>) -> bool {
    match (left, right) {
        (Datum::Absent | Datum::Null, Datum::Absent | Datum::Null) => true,
        (Datum::Number(_) | Datum::Decimal(_), Datum::Number(_) | Datum::Decimal(_)) => {
            order(left, right) == Some(Ordering::Equal)
        }
        _ => left == right,
    }
}

/// Whether the two can be ordered: two texts or two numbers.
pub(super) fn ordered(left: &Datum<'_>, right: &Datum<'_>) -> bool {
    order(left, right).is_some()
}

/// Numbers by value, texts by their characters (so ISO dates by time).
pub(super) fn less(left: &Datum<'_>, right: &Datum<'_>) -> bool {
    order(left, right) == Some(Ordering::Less)
}

fn order(left: &Datum<'_>, right: &Datum<'_>) -> Option<Ordering> {
    if let (Datum::Text(left), Datum::Text(right)) = (left, right) {
        return Some(left.cmp(right));
    }
    if let (Some(left), Some(right)) = (decimal(left), decimal(right)) {
        return Some(left.cmp(&right));
    }
    match (left, right) {
        (Datum::Number(left), Datum::Number(right)) => left.as_f64()?.partial_cmp(&right.as_f64()?),
        _ => None,
    }
}

/// A text in a text, an entry of a list, a member's name of an object.
pub(super) fn contains(holder: &Datum<'_>, value: &Datum<'_>) -> bool {
    match (holder, value) {
        (Datum::Text(holder), Datum::Text(text)) => holder.contains(text.as_ref()),
        (Datum::Tree(tree), value) => match (tree.as_ref(), value) {
            (Value::Array(list), value) => list.iter().any(|entry| equal(&Datum::of(entry), value)),
            (Value::Object(map), Datum::Text(name)) => map.contains_key(name.as_ref()),
            _ => false,
        },
        _ => false,
    }
}

/// What the two are when one is a text and the other a number, and so never equal, ordered or in one another: for `in`,
/// when a list holds no entry of the value's kind and one of the other.
pub(super) fn text_with_number(
    how: Comparison,
    left: &Datum<'_>,
    right: &Datum<'_>,
) -> Option<(&'static str, &'static str)> {
    const TEXT: (&str, &str) = ("a text", "a number");
    const NUMBER: (&str, &str) = ("a number", "a text");
    let text = |datum: &Datum<'_>| matches!(datum, Datum::Text(_));
    let number = |datum: &Datum<'_>| matches!(datum, Datum::Number(_) | Datum::Decimal(_));
    if let (Comparison::In | Comparison::NotIn, Datum::Tree(tree)) = (how, right) {
        return match tree.as_ref() {
            Value::Array(list) => {
                let any = |kind: &dyn Fn(&Value) -> bool| list.iter().any(kind);
                let (texts, numbers) = (any(&Value::is_string), any(&Value::is_number));
                match (text(left), number(left), texts, numbers) {
                    (true, _, false, true) => Some(TEXT),
                    (_, true, true, false) => Some(NUMBER),
                    _ => None,
                }
            }
            Value::Object(map) if number(left) && !map.is_empty() => Some(NUMBER),
            _ => None,
        };
    }
    match (text(left) && number(right), number(left) && text(right)) {
        (true, _) => Some(TEXT),
        (_, true) => Some(NUMBER),
        _ => None,
    }
}

/// The number with its sign turned.
///
/// # Errors
/// When it is no number.
pub(super) fn negative<'r>(value: &Datum<'_>) -> Result<Datum<'r>, String> {
    compute(Arithmetic::Subtract, &Datum::Decimal(Decimal::ZERO), value)
}

/// Exact; null or absent on either side gives absent.
///
/// # Errors
/// When one is no number, the result is out of bounds, or the divisor is 0.
pub(super) fn compute<'r>(how: Arithmetic, left: &Datum<'_>, right: &Datum<'_>) -> Result<Datum<'r>, String> {
    if !left.has_value() || !right.has_value() {
        return Ok(Datum::Absent);
    }
    let (Some(left), Some(right)) = (decimal(left), decimal(right)) else {
        return Err("only numbers of at most 15 digits can be computed; text is joined with `~`".to_owned());
    };
    let floor = || left.checked_div(right).map(|quotient| quotient.floor());
    let result = match how {
        Arithmetic::Add => left.checked_add(right),
        Arithmetic::Subtract => left.checked_sub(right),
        Arithmetic::Multiply => left.checked_mul(right),
        Arithmetic::Divide => left.checked_div(right),
        Arithmetic::DivideDown => floor(),
        Arithmetic::Remainder => {
            floor().and_then(|whole| whole.checked_mul(right)).and_then(|whole| left.checked_sub(whole))
        }
    };
    let result = result.ok_or("the result is out of bounds, or the divisor is 0")?;
    Ok(Datum::Decimal(result.normalize()))
}
