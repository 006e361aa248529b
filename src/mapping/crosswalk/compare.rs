//! When two values are equal, and which of two is later.

use std::borrow::Cow;
use std::cmp::Ordering;

use rust_decimal::Decimal;

use crate::mapping::spec::Compare;
use crate::record::{Datum, decimal_of};

/// What a scalar reads as: text as it is, numbers without needless zeros, true and false. None for absent, null and
/// trees.
#[must_use]
pub fn text_of<'d>(datum: &'d Datum<'_>) -> Option<Cow<'d, str>> {
    Some(match datum {
        Datum::Text(text) => Cow::Borrowed(text.as_ref()),
        Datum::Bool(flag) => Cow::Borrowed(if *flag { "true" } else { "false" }),
        Datum::Number(number) => Cow::Owned(decimal_of(number).map_or_else(|| number.to_string(), plain)),
        Datum::Decimal(decimal) => Cow::Owned(plain(*decimal)),
        Datum::Absent | Datum::Null | Datum::Tree(_) => return None,
    })
}

fn plain(decimal: Decimal) -> String {
    decimal.normalize().to_string()
}

fn number(datum: &Datum<'_>) -> Option<Decimal> {
    match datum {
        Datum::Decimal(decimal) => Some(*decimal),
        Datum::Number(number) => decimal_of(number),
        _ => None,
    }
}

/// Whether two values count as equal. Absent and null are equal to each other and to nothing else here; a number
/// equals the text of the same number (`3500.50` and `"3500.5"`); a date equals the same date with midnight behind it.
#[must_use]
pub fn same(left: &Datum<'_>, right: &Datum<'_>, compare: Compare) -> bool {
    match (left.has_value(), right.has_value()) {
        (false, false) => return true,
        (true, true) => {}
        _ => return false,
    }
    if let (Datum::Tree(left), Datum::Tree(right)) = (left, right) {
        return left == right;
    }
    let one_number = number(left).is_some() || number(right).is_some();
    let (Some(left_text), Some(right_text)) = (text_of(left), text_of(right)) else { return false };
    if left_text == right_text {
        return true;
    }
    if one_number {
        let decimal = |datum: &Datum<'_>, text: &str| number(datum).or_else(|| text.trim().parse().ok());
        return match (decimal(left, &left_text), decimal(right, &right_text)) {
            (Some(left), Some(right)) => left == right,
            _ => false,
        };
    }
    if let (Some(left), Some(right)) = (midnight(&left_text), midnight(&right_text)) {
        return left == right;
    }
    match compare {
        Compare::Exact => false,
        Compare::IgnoreCase => left_text.to_lowercase() == right_text.to_lowercase(),
        Compare::Digits => digits(&left_text) == digits(&right_text),
        Compare::Phone => phone(&left_text) == phone(&right_text),
        Compare::Folded => fold(&left_text) == fold(&right_text),
        Compare::Compact => compact(&left_text) == compact(&right_text),
    }
}

/// The form in which two values that [`same`] calls equal read the same, for finding people by it. None when there is
/// no value, or an empty one.
#[must_use]
pub fn normal(datum: &Datum<'_>, compare: Compare) -> Option<String> {
    let text = text_of(datum)?;
    let form = match (midnight(&text), compare) {
        (Some(date), _) => date.to_owned(),
        (None, Compare::Exact) => text.into_owned(),
        (None, Compare::IgnoreCase) => text.to_lowercase(),
        (None, Compare::Digits) => digits(&text),
        (None, Compare::Phone) => phone(&text),
        (None, Compare::Folded) => fold(&text),
        (None, Compare::Compact) => compact(&text),
    };
    (!form.is_empty()).then_some(form)
}

/// `2026-01-01`, `2026-01-01T00:00:00`, with fraction, `Z` or not: the date. None for any other text, so that a time of
/// day is never thrown away.
fn midnight(text: &str) -> Option<&str> {
    let bytes = text.as_bytes();
    let date = bytes.len() >= 10
        && bytes[..10].iter().enumerate().all(|(i, b)| if i == 4 || i == 7 { *b == b'-' } else { b.is_ascii_digit() });
    if !date {
        return None;
    }
    let rest = text[10..].trim_end_matches('Z');
    let time = rest.is_empty() || rest == "T00:00:00" || rest.strip_prefix("T00:00:00.").is_some_and(zeros);
    time.then(|| &text[..10])
}

fn zeros(text: &str) -> bool {
    text.bytes().all(|b| b == b'0')
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

fn compact(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// Digits, with `+` and a leading `00` the same; brackets, blanks, dots and dashes aside.
fn phone(text: &str) -> String {
    let mut plain: String = text.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    if let Some(rest) = plain.strip_prefix("00") {
        plain = format!("+{rest}");
    }
    plain
}

/// Lower case, accents off, blanks run together.
fn fold(text: &str) -> String {
    let words: Vec<String> = text
        .split_whitespace()
        .map(|word| word.chars().flat_map(char::to_lowercase).filter_map(base).collect())
        .collect();
    words.join(" ")
}

/// The letter under an accent; none for a combining accent.
fn base(letter: char) -> Option<char> {
    Some(match letter {
        '\u{300}'..='\u{36f}' => return None,
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'ď' | 'đ' | 'ð' => 'd',
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ę' | 'ě' | 'ė' => 'e',
        'ğ' => 'g',
        'ì' | 'í' | 'î' | 'ï' | 'ī' | 'į' | 'ı' => 'i',
        'ł' | 'ľ' => 'l',
        'ñ' | 'ń' | 'ň' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'ő' => 'o',
        'ř' => 'r',
        'ś' | 'š' | 'ş' | 'ș' => 's',
        'ť' | 'ţ' | 'ț' => 't',
        'ù' | 'ú' | 'û' | 'ü' | 'ū' | 'ů' | 'ű' | 'ų' => 'u',
        'ý' | 'ÿ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        other => other,
    })
}

/// Which of two is later, for picking an entry: numbers by size, anything else by text. A value is later than none.
#[must_use]
pub fn later(left: &Datum<'_>, right: &Datum<'_>) -> Ordering {
    match (left.has_value(), right.has_value()) {
        (false, false) => return Ordering::Equal,
        (true, false) => return Ordering::Greater,
        (false, true) => return Ordering::Less,
        (true, true) => {}
    }
    let as_number = |datum: &Datum<'_>| {
        number(datum).or_else(|| {
            let text = datum.as_text()?;
            text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok())?
        })
    };
    if let (Some(left), Some(right)) = (as_number(left), as_number(right)) {
        return left.cmp(&right);
    }
    match (text_of(left), text_of(right)) {
        (Some(left), Some(right)) => left.cmp(&right),
        _ => Ordering::Equal,
    }
}
