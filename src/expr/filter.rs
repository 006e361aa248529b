//! The filters of templates: a few of their own, and every transform that needs no parameter.
//!
//! Absent and null go through every filter but `default` and `length`.

// Filters share one signature, whether or not they keep the value.
#![allow(clippy::needless_pass_by_value)]

use std::borrow::Cow;

use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::Value;

use super::eval::LONGEST_TEXT;
use super::operators::{equal, text_of};
use super::period;
use super::transform::{TRANSFORMS, Transform};
use crate::record::{Datum, decimal_of};

type Run = for<'a> fn(Datum<'a>, &[Datum<'a>]) -> Result<Datum<'a>, String>;

struct Own {
    name: &'static str,
    arguments: (usize, usize),
    run: Run,
}

static OWN: &[Own] = &[
    Own { name: "default", arguments: (0, 1), run: default },
    Own { name: "first", arguments: (0, 0), run: first },
    Own { name: "float", arguments: (0, 0), run: float },
    Own { name: "int", arguments: (0, 0), run: int },
    Own { name: "join", arguments: (0, 1), run: join },
    Own { name: "last", arguments: (0, 0), run: last },
    Own { name: "length", arguments: (0, 0), run: length },
    Own { name: "period_start", arguments: (0, 0), run: period_start },
    Own { name: "quoted", arguments: (0, 0), run: quoted },
    Own { name: "replace", arguments: (2, 2), run: replace },
    Own { name: "round", arguments: (0, 1), run: round },
    Own { name: "string", arguments: (0, 0), run: string },
    Own { name: "unique", arguments: (0, 0), run: unique },
];

/// A filter, found once.
#[derive(Clone)]
pub(super) enum Filter {
    /// One of this file's, by its place.
    Own(usize),
    /// A transform without parameters.
    Transform(Transform),
}

impl Filter {
    pub(super) fn named(name: &str) -> Option<Self> {
        if let Some(own) = OWN.iter().position(|own| own.name == name) {
            return Some(Self::Own(own));
        }
        Transform::compile(&Value::String(name.to_owned())).ok().map(Self::Transform)
    }

    /// All names that [`Filter::named`] knows.
    pub(super) fn names() -> impl Iterator<Item = &'static str> {
        let transforms = TRANSFORMS.iter().filter(|row| !row.needs_parameters()).map(|row| row.name);
        OWN.iter().map(|own| own.name).chain(transforms)
    }

    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Own(at) => OWN[*at].name,
            Self::Transform(transform) => transform.row().name,
        }
    }

    /// The least and the most arguments.
    pub(super) fn arguments(&self) -> (usize, usize) {
        match self {
            Self::Own(at) => OWN[*at].arguments,
            Self::Transform(_) => (0, 0),
        }
    }

    /// Errors say what is expected, never the value.
    pub(super) fn apply<'a>(&self, value: Datum<'a>, arguments: &[Datum<'a>]) -> Result<Datum<'a>, String> {
        match self {
            Self::Own(at) => {
                let own = &OWN[*at];
                if value.has_value() || matches!(own.name, "default" | "length") {
                    (own.run)(value, arguments)
                } else {
                    Ok(value)
                }
            }
            Self::Transform(transform) => transform.apply(value).map_err(|refusal| refusal.message),
        }
    }
}

impl std::fmt::Debug for Filter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// The argument where there is no value (absent or null); `""` stays.
fn default<'a>(value: Datum<'a>, arguments: &[Datum<'a>]) -> Result<Datum<'a>, String> {
    if value.has_value() {
        return Ok(value);
    }
    Ok(arguments.first().cloned().unwrap_or(Datum::Text(Cow::Borrowed(""))))
}

fn list<'a, 't>(value: &'t Datum<'a>) -> Result<&'t [Value], String> {
    match value {
        Datum::Tree(tree) => tree.as_array().map(Vec::as_slice),
        _ => None,
    }
    .ok_or_else(|| "is no list".to_owned())
}

fn first<'a>(value: Datum<'a>, _: &[Datum<'a>]) -> Result<Datum<'a>, String> {
    Ok(list(&value)?.first().map_or(Datum::Absent, |entry| Datum::owned(entry.clone())))
}

fn last<'a>(value: Datum<'a>, _: &[Datum<'a>]) -> Result<Datum<'a>, String> {
    Ok(list(&value)?.last().map_or(Datum::Absent, |entry| Datum::owned(entry.clone())))
}

fn unique<'a>(value: Datum<'a>, _: &[Datum<'a>]) -> Result<Datum<'a>, String> {
    let mut kept: Vec<&Value> = Vec::new();
    for entry in list(&value)? {
        if !kept.iter().any(|known| equal(&Datum::of(known), &Datum::of(entry))) {
            kept.push(entry);
        }
    }
    Ok(Datum::owned(Value::Array(kept.into_iter().cloned().collect())))
}

fn length<'a>(value: Datum<'a>, _: &[Datum<'a>]) -> Result<Datum<'a>, String> {
    let count = match &value {
        Datum::Absent | Datum::Null => 0,
        Datum::Text(text) => text.chars().count(),
        Datum::Tree(tree) => {
            tree.as_array().map(Vec::len).or_else(|| tree.as_object().map(serde_json::Map::len)).unwrap_or(0)
        }
        _ => return Err("has no length: it is no text, list or object".to_owned()),
    };
    Ok(Datum::Number(count.into()))
}

fn join<'a>(value: Datum<'a>, arguments: &[Datum<'a>]) -> Result<Datum<'a>, String> {
    let between = arguments.first().and_then(Datum::as_text).unwrap_or("");
    let mut text = String::new();
    let mut any = false;
    for entry in list(&value)? {
        let entry = Datum::of(entry);
        if !entry.has_value() {
            continue;
        }
        if any {
            text.push_str(between);
        }
        any = true;
        text.push_str(&text_of(entry).ok_or("holds lists or objects, not texts")?);
        limit(text.len())?;
    }
    Ok(Datum::text(text))
}

fn replace<'a>(value: Datum<'a>, arguments: &[Datum<'a>]) -> Result<Datum<'a>, String> {
    let (Some(Datum::Text(from)), Some(Datum::Text(to))) = (arguments.first(), arguments.get(1)) else {
        return Err("takes two texts".to_owned());
    };
    let text = text_of(value).ok_or("is no text")?;
    if from.is_empty() || !text.contains(from.as_ref()) {
        return Ok(Datum::Text(text));
    }
    limit(text.len() + text.matches(from.as_ref()).count().saturating_mul(to.len()))?;
    Ok(Datum::text(text.replace(from.as_ref(), to)))
}

fn limit(length: usize) -> Result<(), String> {
    if length > LONGEST_TEXT { Err("the text becomes too long".to_owned()) } else { Ok(()) }
}

fn number(value: &Datum<'_>) -> Result<Decimal, String> {
    let decimal = match value {
        Datum::Number(number) => decimal_of(number),
        Datum::Decimal(decimal) => Some(*decimal),
        Datum::Bool(flag) => Some(Decimal::from(u8::from(*flag))),
        Datum::Text(text) => text.trim().parse().ok(),
        _ => None,
    };
    decimal.ok_or_else(|| "is no number".to_owned())
}

fn int<'a>(value: Datum<'a>, _: &[Datum<'a>]) -> Result<Datum<'a>, String> {
    Ok(Datum::Decimal(number(&value)?.trunc().normalize()))
}

fn float<'a>(value: Datum<'a>, _: &[Datum<'a>]) -> Result<Datum<'a>, String> {
    Ok(Datum::Decimal(number(&value)?))
}

/// Half away from zero.
fn round<'a>(value: Datum<'a>, arguments: &[Datum<'a>]) -> Result<Datum<'a>, String> {
    let digits = match arguments.first() {
        None => 0,
        Some(Datum::Number(digits)) => digits.as_u64().and_then(|digits| u32::try_from(digits).ok()).unwrap_or(28),
        Some(_) => return Err("takes a number of digits".to_owned()),
    };
    let rounded = number(&value)?.round_dp_with_strategy(digits.min(28), RoundingStrategy::MidpointAwayFromZero);
    Ok(Datum::Decimal(rounded))
}

fn string<'a>(value: Datum<'a>, _: &[Datum<'a>]) -> Result<Datum<'a>, String> {
    text_of(value).map(Datum::Text).ok_or_else(|| "is a list or an object, not text".to_owned())
}

/// `"…"` with backslashes before quotes and backslashes: a text inside a filter expression of a provider.
fn quoted<'a>(value: Datum<'a>, _: &[Datum<'a>]) -> Result<Datum<'a>, String> {
    let text = text_of(value).ok_or("is a list or an object, not text")?;
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            control if control.is_control() => quoted.push_str(&format!("\\u{:04x}", u32::from(control))),
            plain => quoted.push(plain),
        }
    }
    quoted.push('"');
    Ok(Datum::text(quoted))
}

fn period_start<'a>(value: Datum<'a>, _: &[Datum<'a>]) -> Result<Datum<'a>, String> {
    let start = value.as_text().and_then(period::start);
    start
        .map(Datum::text)
        .ok_or_else(|| "is no payroll period (year-number-kind, kind M, W or 4W, as in 2026-5-M)".to_owned())
}
