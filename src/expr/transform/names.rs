//! Several texts in one: full names and lists.

use std::sync::Arc;

use serde_json::Value;

use super::TransformRow;
use super::parameters::Parameters;
use super::row::{Convert, Make, Outcome, example, given, given_refused, refuse, refused, text_or};
use crate::expr::{ExprError, Refusal};
use crate::record::Datum;

pub(super) const FULL_NAME: TransformRow = TransformRow {
    name: "full_name",
    summary: "first and last name in one text",
    input: "list of two texts",
    output: "text",
    parameters: &[("split", "where the way back cuts: last_space (default) or first_space")],
    inverse: Some("a list of first and last name; one word alone is a first name"),
    lossy: true,
    examples: &[
        example(r#"["Ada", "Lovelace"]"#, r#""Ada Lovelace""#),
        example(r#"[null, "Lovelace"]"#, r#""Lovelace""#),
        example(r#"["Anna  Karin ", "de  la Cruz"]"#, r#""Anna Karin de la Cruz""#),
        example("[null, null]", "null"),
        refused(r#""Ada""#),
        refused("[1]"),
    ],
    inverse_examples: &[
        example(r#""Ada King Lovelace""#, r#"["Ada King", "Lovelace"]"#),
        given(r#"{"split": "first_space"}"#, r#""Jan van der Berg""#, r#"["Jan", "van der Berg"]"#),
        example(r#""Prince""#, r#"["Prince", null]"#),
        refused("1"),
    ],
    required: false,
    make: Make::With(full_name),
};

pub(super) const JOIN: TransformRow = TransformRow {
    name: "join",
    summary: "texts of a list in one, `with` between them; empty ones are left out",
    input: "list of texts",
    output: "text",
    parameters: &[("with", "what stands between two texts")],
    inverse: Some("cut at every `with`"),
    lossy: true,
    examples: &[
        given(r#"{"with": ", "}"#, r#"["Street 1", "", null, "B"]"#, r#""Street 1, B""#),
        given(r#"{"with": " "}"#, "[\"No\", 5]", r#""No 5""#),
        given_refused(r#"{"with": ","}"#, "[{}]"),
        given_refused(r#"{"with": ","}"#, r#""a""#),
    ],
    inverse_examples: &[given(r#"{"with": ", "}"#, r#""a, b""#, r#"["a", "b"]"#)],
    required: true,
    make: Make::With(join),
};

/// The texts that are there, with something between them; null when there is none.
fn joined<'r>(datum: &Datum<'_>, between: &str, wrong: &str) -> Outcome<'r> {
    let Datum::Tree(tree) = datum else { return refuse(wrong) };
    let Some(list) = tree.as_array() else { return refuse(wrong) };
    let mut text = String::new();
    for entry in list {
        let piece = match entry {
            Value::Null => continue,
            Value::String(piece) => piece.trim(),
            Value::Number(number) => &number.to_string(),
            Value::Bool(_) | Value::Array(_) | Value::Object(_) => return refuse(wrong),
        };
        if piece.is_empty() {
            continue;
        }
        if !text.is_empty() {
            text.push_str(between);
        }
        text.push_str(piece);
    }
    Ok(if text.is_empty() { Datum::Null } else { Datum::text(text) })
}

#[derive(Debug)]
struct FullName {
    first_space: bool,
}

fn full_name(parameters: &Parameters<'_>) -> Result<Arc<dyn Convert>, ExprError> {
    let first_space = parameters.choice("split", &["last_space", "first_space"])? == 1;
    Ok(Arc::new(FullName { first_space }))
}

impl Convert for FullName {
    fn apply<'a>(&self, datum: Datum<'a>) -> Outcome<'a> {
        const WRONG: &str = "is no list of first and last name";
        let numbers = matches!(&datum, Datum::Tree(tree)
            if tree.as_array().is_some_and(|list| list.iter().any(Value::is_number)));
        if numbers {
            return refuse(WRONG);
        }
        // One blank between two words, so that what the way back cuts is put together the same again.
        Ok(match joined(&datum, " ", WRONG)? {
            Datum::Text(text) => Datum::text(text.split_whitespace().collect::<Vec<_>>().join(" ")),
            other => other,
        })
    }

    fn invert<'a>(&self, datum: Datum<'a>) -> Outcome<'a> {
        let text = text_or(datum, "is no text")?;
        let text = text.trim();
        let cut = if self.first_space { text.split_once(' ') } else { text.rsplit_once(' ') };
        let pair = match cut {
            Some((first, last)) => vec![Value::from(first.trim()), Value::from(last.trim())],
            None if text.is_empty() => vec![Value::Null, Value::Null],
            None => vec![Value::from(text), Value::Null],
        };
        Ok(Datum::owned(Value::Array(pair)))
    }
}

#[derive(Debug)]
struct Join {
    with: String,
}

fn join(parameters: &Parameters<'_>) -> Result<Arc<dyn Convert>, ExprError> {
    Ok(Arc::new(Join { with: parameters.text("with")? }))
}

impl Convert for Join {
    fn apply<'a>(&self, datum: Datum<'a>) -> Outcome<'a> {
        joined(&datum, &self.with, "is no list of texts")
    }

    fn invert<'a>(&self, datum: Datum<'a>) -> Result<Datum<'a>, Refusal> {
        let text = text_or(datum, "is no text")?;
        let pieces: Vec<Value> = match self.with.as_str() {
            "" => vec![Value::from(text.as_ref())],
            with => text.split(with).map(Value::from).collect(),
        };
        Ok(Datum::owned(Value::Array(pieces)))
    }
}
