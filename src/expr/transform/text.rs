//! Text as text.

use std::borrow::Cow;

use super::TransformRow;
use super::row::{Make, Outcome, example, refuse, refused, same, text_or};
use crate::record::Datum;

pub(super) const TRIM: TransformRow = TransformRow {
    name: "trim",
    summary: "takes blanks away at both ends",
    input: "text",
    output: "text",
    parameters: &[],
    inverse: Some("unchanged"),
    lossy: true,
    examples: &[example(r#"" Ada  ""#, r#""Ada""#), example(r#""""#, r#""""#), refused("1")],
    inverse_examples: &[example(r#""Ada""#, r#""Ada""#)],
    required: false,
    make: Make::Plain(trim, same),
};

pub(super) const UPPER: TransformRow = TransformRow {
    name: "upper",
    summary: "makes all letters capital",
    input: "text",
    output: "text",
    parameters: &[],
    inverse: Some("unchanged"),
    lossy: true,
    examples: &[example(r#""søn""#, r#""SØN""#), example(r#""SE""#, r#""SE""#), refused("1")],
    inverse_examples: &[example(r#""SE""#, r#""SE""#)],
    required: false,
    make: Make::Plain(upper, same),
};

pub(super) const LOWER: TransformRow = TransformRow {
    name: "lower",
    summary: "makes all letters small",
    input: "text",
    output: "text",
    parameters: &[],
    inverse: Some("unchanged"),
    lossy: true,
    examples: &[example(r#""ÅSA@Example.com""#, r#""åsa@example.com""#), refused("1")],
    inverse_examples: &[example(r#""a""#, r#""a""#)],
    required: false,
    make: Make::Plain(lower, same),
};

pub(super) const TEXT: TransformRow = TransformRow {
    name: "text",
    summary: "writes a number, or true and false, as text; text stays",
    input: "text, number or boolean",
    output: "text",
    parameters: &[],
    inverse: Some("unchanged: stays text"),
    lossy: true,
    examples: &[
        example("42", r#""42""#),
        example("3480.95", r#""3480.95""#),
        example("true", r#""true""#),
        example(r#""007""#, r#""007""#),
        refused("[1]"),
    ],
    inverse_examples: &[example(r#""007""#, r#""007""#)],
    required: false,
    make: Make::Plain(text, same),
};

const NO_TEXT: &str = "is no text";

/// Trimmed at both ends, borrowed where the text was.
fn trim(datum: Datum<'_>) -> Outcome<'_> {
    Ok(Datum::Text(match text_or(datum, NO_TEXT)? {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(text) if text.trim().len() == text.len() => Cow::Owned(text),
        Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
    }))
}

fn upper(datum: Datum<'_>) -> Outcome<'_> {
    let text = text_or(datum, NO_TEXT)?;
    let done = text.is_ascii() && !text.bytes().any(|byte| byte.is_ascii_lowercase());
    Ok(Datum::Text(if done { text } else { Cow::Owned(text.to_uppercase()) }))
}

fn lower(datum: Datum<'_>) -> Outcome<'_> {
    let text = text_or(datum, NO_TEXT)?;
    let done = text.is_ascii() && !text.bytes().any(|byte| byte.is_ascii_uppercase());
    Ok(Datum::Text(if done { text } else { Cow::Owned(text.to_lowercase()) }))
}

fn text(datum: Datum<'_>) -> Outcome<'_> {
    Ok(Datum::Text(match datum {
        Datum::Text(text) => text,
        Datum::Number(number) => Cow::Owned(number.to_string()),
        Datum::Decimal(decimal) => Cow::Owned(decimal.to_string()),
        Datum::Bool(flag) => Cow::Borrowed(if flag { "true" } else { "false" }),
        Datum::Absent | Datum::Null | Datum::Tree(_) => return refuse("is no text, number or boolean"),
    }))
}
