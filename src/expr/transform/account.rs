//! Bank accounts.

use std::borrow::Cow;

use iban::{Iban, ParseIbanError};

use super::TransformRow;
use super::row::{Make, Outcome, example, refuse, refused, text_or};
use crate::record::Datum;

pub(super) const IBAN: TransformRow = TransformRow {
    name: "iban",
    summary: "an IBAN without blanks, in capitals, with length, form and checksum of its country checked",
    input: "IBAN",
    output: "IBAN",
    parameters: &[],
    inverse: Some("the same, checked as well"),
    lossy: false,
    examples: &[
        example(r#""NL91ABNA0417164300""#, r#""NL91ABNA0417164300""#),
        example(r#""nl91 abna 0417 1643 00""#, r#""NL91ABNA0417164300""#),
        example(r#""SE45 5000 0000 0583 9825 7466""#, r#""SE4550000000058398257466""#),
        refused(r#""NL91ABNA0417164301""#),
        refused(r#""NL91ABNA04171643""#),
        refused(r#""XX91ABNA0417164300""#),
        refused(r#""""#),
        refused("1"),
    ],
    inverse_examples: &[example(r#""NL91ABNA0417164300""#, r#""NL91ABNA0417164300""#), refused(r#""NL00""#)],
    required: false,
    make: Make::Plain(iban, iban),
};

fn iban(datum: Datum<'_>) -> Outcome<'_> {
    let text = text_or(datum, "is no IBAN")?;
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase());
    let text = if plain {
        text
    } else {
        let letters = text.chars().filter(|letter| !letter.is_whitespace() && *letter != '\u{a0}');
        Cow::Owned(letters.map(|letter| letter.to_ascii_uppercase()).collect())
    };
    match text.parse::<Iban>() {
        Ok(_) => Ok(Datum::Text(text)),
        Err(ParseIbanError::InvalidBaseIban { .. }) => refuse("is no valid IBAN (checksum)"),
        Err(ParseIbanError::InvalidBban(_)) => refuse("is no valid IBAN (length or form of its country)"),
        Err(ParseIbanError::UnknownCountry(_)) => refuse("is no valid IBAN (its country has none)"),
        #[allow(unreachable_patterns)]
        Err(_) => refuse("is no valid IBAN"),
    }
}
