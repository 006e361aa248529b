//! E-mail addresses and telephone numbers.

use super::TransformRow;
use super::row::{Make, Outcome, example, refuse, refused, same, text_or};
use crate::record::Datum;

pub(super) const EMAIL: TransformRow = TransformRow {
    name: "email",
    summary: "an e-mail address, roughly checked: one @, a domain with a dot, no blanks",
    input: "e-mail address",
    output: "e-mail address",
    parameters: &[],
    inverse: Some("unchanged"),
    lossy: false,
    examples: &[
        example(r#""Ada@example.com""#, r#""Ada@example.com""#),
        refused(r#""ada.example.com""#),
        refused(r#""a@b@example.com""#),
        refused(r#""a b@example.com""#),
        refused(r#""ada@example""#),
        refused(r#""@example.com""#),
    ],
    inverse_examples: &[example(r#""ada""#, r#""ada""#)],
    required: false,
    make: Make::Plain(email, same),
};

pub(super) const TEL_URI: TransformRow = TransformRow {
    name: "tel_uri",
    summary: "a telephone number as a `tel:` address: digits and the plus sign",
    input: "telephone number",
    output: "tel:…",
    parameters: &[],
    inverse: Some("what stands behind `tel:`, up to a `;`"),
    lossy: true,
    examples: &[
        example(r#""+31 (0)6 12-34.56.78""#, r#""tel:+310612345678""#),
        example(r#""0701234567""#, r#""tel:0701234567""#),
        example(r#""tel:+4670""#, r#""tel:+4670""#),
        refused(r#""ask reception""#),
        refused(r#""+""#),
    ],
    inverse_examples: &[
        example(r#""tel:+46-70-1;ext=5""#, r#""+46-70-1""#),
        example(r#""+4670""#, r#""+4670""#),
        refused("4670"),
    ],
    required: false,
    make: Make::Plain(tel_uri, number),
};

fn email(datum: Datum<'_>) -> Outcome<'_> {
    const WRONG: &str = "is no e-mail address";
    let text = text_or(datum, WRONG)?;
    let fine = match text.split_once('@') {
        Some((local, domain)) => {
            !local.is_empty()
                && !domain.contains('@')
                && domain.split('.').count() > 1
                && domain.split('.').all(|label| !label.is_empty())
        }
        None => false,
    };
    let odd = |letter: char| letter.is_whitespace() || letter.is_control() || matches!(letter, '<' | '>' | ',' | ';');
    if fine && text.len() <= 254 && !text.contains(odd) { Ok(Datum::Text(text)) } else { refuse(WRONG) }
}

fn tel_uri(datum: Datum<'_>) -> Outcome<'_> {
    const WRONG: &str = "is no telephone number";
    let text = text_or(datum, WRONG)?;
    let number = text.trim().strip_prefix("tel:").unwrap_or(text.trim());
    let mut uri = String::with_capacity(number.len() + 4);
    uri.push_str("tel:");
    for (at, letter) in number.char_indices() {
        match letter {
            '+' if at == 0 => uri.push('+'),
            digit if digit.is_ascii_digit() => uri.push(digit),
            ' ' | '-' | '.' | '(' | ')' | '/' | '\u{a0}' => {}
            _ => return refuse(WRONG),
        }
    }
    if uri.bytes().any(|byte| byte.is_ascii_digit()) { Ok(Datum::text(uri)) } else { refuse(WRONG) }
}

fn number(datum: Datum<'_>) -> Outcome<'_> {
    use std::borrow::Cow;

    let behind = |text: &str| {
        let start = if text.get(..4).is_some_and(|scheme| scheme.eq_ignore_ascii_case("tel:")) { 4 } else { 0 };
        start..text.find(';').unwrap_or(text.len()).max(start)
    };
    Ok(Datum::Text(match text_or(datum, "is no telephone number")? {
        Cow::Borrowed(text) => Cow::Borrowed(text.get(behind(text)).unwrap_or(text)),
        Cow::Owned(text) => Cow::Owned(text.get(behind(&text)).unwrap_or(&text).to_owned()),
    }))
}
