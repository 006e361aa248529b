//! Other spellings of a word: cases, prefixes, replacements.

use std::borrow::Cow;
use std::sync::Arc;

use super::TransformRow;
use super::fold;
use super::parameters::Parameters;
use super::row::{Convert, Make, Outcome, example, given, given_refused, no_way, refused, text_or};
use crate::expr::ExprError;
use crate::record::Datum;

const NO_TEXT: &str = "is no text";

pub(super) const PASCAL_CASE: TransformRow = TransformRow {
    name: "pascal_case",
    summary: "words of LEAVE_OF_ABSENCE as LeaveOfAbsence",
    input: "text",
    output: "text",
    parameters: &[],
    inverse: Some("LEAVE_OF_ABSENCE of LeaveOfAbsence"),
    lossy: true,
    examples: &[
        example(r#""LEAVE_OF_ABSENCE""#, r#""LeaveOfAbsence""#),
        example(r#""sick leave""#, r#""SickLeave""#),
        refused("1"),
    ],
    inverse_examples: &[example(r#""LeaveOfAbsence""#, r#""LEAVE_OF_ABSENCE""#), example(r#""VAB""#, r#""VAB""#)],
    required: false,
    make: Make::Plain(pascal, snake),
};

pub(super) const SLUG: TransformRow = TransformRow {
    name: "slug",
    summary: "small letters and digits without accents, words joined by hyphens",
    input: "text",
    output: "text",
    parameters: &[],
    inverse: None,
    lossy: true,
    examples: &[example(r#""O'Brien & Søn""#, r#""o-brien-son""#), example(r#""Łukasz""#, r#""lukasz""#), refused("1")],
    inverse_examples: &[refused(r#""x""#)],
    required: false,
    make: Make::Plain(slug, no_way),
};

pub(super) const DIGITS: TransformRow = TransformRow {
    name: "digits",
    summary: "the digits 0 to 9 of a text, everything else left out",
    input: "text",
    output: "text",
    parameters: &[],
    inverse: None,
    lossy: true,
    examples: &[example(r#""1234.56.782-A""#, r#""123456782""#), example(r#""007""#, r#""007""#), refused("7")],
    inverse_examples: &[refused(r#""7""#)],
    required: false,
    make: Make::Plain(digits, no_way),
};

pub(super) const REPLACE: TransformRow = TransformRow {
    name: "replace",
    summary: "every `from` becomes `to`",
    input: "text",
    output: "text",
    parameters: &[("from", "the text to find, not empty"), ("to", "what to put there; default nothing")],
    inverse: Some("every `to` becomes `from`"),
    lossy: true,
    examples: &[
        given(r#"{"from": "-", "to": "/"}"#, r#""1-2-3""#, r#""1/2/3""#),
        given(r#"{"from": " "}"#, r#""12 34""#, r#""1234""#),
        given_refused(r#"{"from": "-"}"#, "1"),
    ],
    inverse_examples: &[given(r#"{"from": "-", "to": "/"}"#, r#""1/2""#, r#""1-2""#)],
    required: true,
    make: Make::With(replace),
};

pub(super) const PREFIX: TransformRow = TransformRow {
    name: "prefix",
    summary: "puts `with` before the text, unless it is there",
    input: "text",
    output: "text",
    parameters: &[("with", "the text to put before")],
    inverse: Some("takes `with` away where it is there"),
    lossy: true,
    examples: &[
        given(r#"{"with": "NL"}"#, r#""123""#, r#""NL123""#),
        given(r#"{"with": "NL"}"#, r#""NL123""#, r#""NL123""#),
        given_refused(r#"{"with": "NL"}"#, "123"),
    ],
    inverse_examples: &[
        given(r#"{"with": "NL"}"#, r#""NL123""#, r#""123""#),
        given(r#"{"with": "NL"}"#, r#""123""#, r#""123""#),
    ],
    required: true,
    make: Make::With(prefix),
};

fn pascal(datum: Datum<'_>) -> Outcome<'_> {
    let text = text_or(datum, NO_TEXT)?;
    let mut words = String::with_capacity(text.len());
    for word in text.split(|letter: char| !letter.is_alphanumeric()) {
        let shouted = !word.chars().any(char::is_lowercase);
        for (at, letter) in word.chars().enumerate() {
            match at {
                0 => words.extend(letter.to_uppercase()),
                _ if shouted => words.extend(letter.to_lowercase()),
                _ => words.push(letter),
            }
        }
    }
    Ok(Datum::text(words))
}

fn snake(datum: Datum<'_>) -> Outcome<'_> {
    let text = text_or(datum, NO_TEXT)?;
    let mut words = String::with_capacity(text.len() + 4);
    let mut small = false;
    for letter in text.chars() {
        if letter.is_uppercase() && small {
            words.push('_');
        }
        small = letter.is_lowercase() || letter.is_numeric();
        words.extend(letter.to_uppercase());
    }
    Ok(Datum::text(words))
}

fn slug(datum: Datum<'_>) -> Outcome<'_> {
    let text = text_or(datum, NO_TEXT)?;
    let mut slug = String::with_capacity(text.len());
    let mut gap = false;
    for letter in text.chars().flat_map(char::to_lowercase) {
        let length = slug.len();
        if gap && length > 0 && letter.is_alphanumeric() {
            slug.push('-');
        }
        let before = slug.len();
        fold::push(letter, &mut slug);
        if slug.len() > before {
            gap = false;
        } else {
            slug.truncate(length);
            gap |= !matches!(letter, '\u{300}'..='\u{36f}');
        }
    }
    Ok(Datum::text(slug))
}

fn digits(datum: Datum<'_>) -> Outcome<'_> {
    let text = text_or(datum, NO_TEXT)?;
    let done = text.bytes().all(|byte| byte.is_ascii_digit());
    Ok(Datum::Text(if done { text } else { Cow::Owned(text.chars().filter(char::is_ascii_digit).collect()) }))
}

#[derive(Debug)]
struct Replace {
    from: String,
    to: String,
}

fn replace(parameters: &Parameters<'_>) -> Result<Arc<dyn Convert>, ExprError> {
    let (from, to) = (parameters.text("from")?, parameters.text_or("to", "")?);
    if from.is_empty() && !parameters.checking() {
        return Err(parameters.bad("from", "a text that is not empty"));
    }
    Ok(Arc::new(Replace { from, to }))
}

fn replaced<'a>(datum: Datum<'a>, from: &str, to: &str) -> Outcome<'a> {
    let text = text_or(datum, NO_TEXT)?;
    let done = from.is_empty() || !text.contains(from);
    Ok(Datum::Text(if done { text } else { Cow::Owned(text.replace(from, to)) }))
}

impl Convert for Replace {
    fn apply<'a>(&self, datum: Datum<'a>) -> Outcome<'a> {
        replaced(datum, &self.from, &self.to)
    }

    fn invert<'a>(&self, datum: Datum<'a>) -> Outcome<'a> {
        replaced(datum, &self.to, &self.from)
    }
}

#[derive(Debug)]
struct Prefix {
    with: String,
}

fn prefix(parameters: &Parameters<'_>) -> Result<Arc<dyn Convert>, ExprError> {
    Ok(Arc::new(Prefix { with: parameters.text("with")? }))
}

impl Convert for Prefix {
    fn apply<'a>(&self, datum: Datum<'a>) -> Outcome<'a> {
        let text = text_or(datum, NO_TEXT)?;
        let done = text.starts_with(&self.with);
        Ok(Datum::Text(if done { text } else { Cow::Owned(format!("{}{text}", self.with)) }))
    }

    fn invert<'a>(&self, datum: Datum<'a>) -> Outcome<'a> {
        Ok(Datum::Text(match text_or(datum, NO_TEXT)? {
            Cow::Borrowed(text) => Cow::Borrowed(text.strip_prefix(self.with.as_str()).unwrap_or(text)),
            Cow::Owned(text) => match text.strip_prefix(self.with.as_str()) {
                Some(rest) => Cow::Owned(rest.to_owned()),
                None => Cow::Owned(text),
            },
        }))
    }
}
