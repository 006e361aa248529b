//! Swedish personal identity numbers.

use std::sync::Arc;

use super::TransformRow;
use super::calendar::{exists, number};
use super::parameters::Parameters;
use super::row::{Convert, Make, Outcome, example, given, refuse, refused, text_or};
use crate::expr::{ExprError, Refusal};
use crate::record::Datum;

const FROM: (&str, &str) = (
    "from_year",
    "the first of the hundred years that two digits may mean; default 1930 (so 30 is 1930 and 29 is 2029); `+` means a hundred years before",
);

pub(super) const PERSONNUMMER: TransformRow = TransformRow {
    name: "personnummer",
    summary: "a Swedish personal identity number or coordination number of 10 or 12 digits, checked",
    input: "personnummer",
    output: "YYYYMMDD-NNNN",
    parameters: &[FROM],
    inverse: Some("the same, checked as well"),
    lossy: false,
    examples: &[
        example(r#""19811218-9876""#, r#""19811218-9876""#),
        example(r#""811218-9876""#, r#""19811218-9876""#),
        example(r#""8112189876""#, r#""19811218-9876""#),
        example(r#""198112189876""#, r#""19811218-9876""#),
        example("198112189876", r#""19811218-9876""#),
        example(r#""811218+9876""#, r#""18811218-9876""#),
        given(r#"{"from_year": 1990}"#, r#""811218-9876""#, r#""20811218-9876""#),
        example(r#""701063-2391""#, r#""19701063-2391""#),
        refused(r#""811218-9875""#),
        refused(r#""811318-9876""#),
        refused(r#""81-12189876""#),
        refused(r#""x""#),
    ],
    inverse_examples: &[example(r#""811218-9876""#, r#""19811218-9876""#), refused(r#""0""#)],
    required: false,
    make: Make::With(personnummer),
};

pub(super) const PERSONNUMMER_BIRTH_DATE: TransformRow = TransformRow {
    name: "personnummer_birth_date",
    summary: "the birth date in a Swedish personal identity number, in both directions: no number is made of a date",
    input: "personnummer",
    output: "YYYY-MM-DD",
    parameters: &[FROM],
    inverse: Some("the birth date in the number, as well"),
    lossy: true,
    examples: &[
        example(r#""19811218-9876""#, r#""1981-12-18""#),
        example(r#""701063-2391""#, r#""1970-10-03""#),
        refused(r#""1981-12-18""#),
    ],
    inverse_examples: &[example(r#""811218-9876""#, r#""1981-12-18""#)],
    required: false,
    make: Make::With(birth_date),
};

#[derive(Debug)]
struct Personnummer {
    from_year: u32,
    birth_date: bool,
}

fn personnummer(parameters: &Parameters<'_>) -> Result<Arc<dyn Convert>, ExprError> {
    made(parameters, false)
}

fn birth_date(parameters: &Parameters<'_>) -> Result<Arc<dyn Convert>, ExprError> {
    made(parameters, true)
}

fn made(parameters: &Parameters<'_>, birth_date: bool) -> Result<Arc<dyn Convert>, ExprError> {
    let from_year = parameters.whole_or(FROM.0, Some(1930))?;
    if !(1..=9000).contains(&from_year) {
        return Err(parameters.bad(FROM.0, "a year"));
    }
    Ok(Arc::new(Personnummer { from_year: from_year.max(101), birth_date }))
}

/// Its parts, as numbers, and the four digits at the end.
struct Parts {
    year: u32,
    month: u32,
    day: u32,
    end: [u8; 4],
}

impl Personnummer {
    fn read(&self, text: &str) -> Option<Parts> {
        let bytes = text.trim().as_bytes();
        let (date, sign, end): (&[u8], u8, &[u8]) = match bytes.len() {
            10 | 12 => (&bytes[..bytes.len() - 4], b'-', &bytes[bytes.len() - 4..]),
            11 | 13 => (&bytes[..bytes.len() - 5], bytes[bytes.len() - 5], &bytes[bytes.len() - 4..]),
            _ => return None,
        };
        if !matches!(sign, b'-' | b'+') {
            return None;
        }
        let end: [u8; 4] = end.try_into().ok()?;
        let short = date.get(date.len().checked_sub(6)?..)?;
        let year = match date.len() {
            8 => number(&date[..4])?,
            _ => {
                let start = self.from_year - if sign == b'+' { 100 } else { 0 };
                start + (number(&short[..2])? + 100 - start % 100) % 100
            }
        };
        let (month, day) = (number(&short[2..4])?, number(&short[4..])?);
        number(&end)?;
        let real = if day > 60 { day - 60 } else { day };
        (exists(year, month, real) && luhn(short.iter().chain(&end))).then_some(Parts { year, month, day, end })
    }

    fn convert<'a>(&self, datum: Datum<'a>) -> Outcome<'a> {
        const WRONG: &str = "is no personnummer (YYYYMMDD-NNNN with a right check digit)";
        let text = match datum {
            Datum::Number(number) => number.to_string().into(),
            other => text_or(other, WRONG)?,
        };
        let Some(Parts { year, month, day, end }) = self.read(&text) else { return refuse(WRONG) };
        if self.birth_date {
            let day = if day > 60 { day - 60 } else { day };
            return Ok(Datum::text(format!("{year:04}-{month:02}-{day:02}")));
        }
        let mut long = format!("{year:04}{month:02}{day:02}-");
        long.extend(end.iter().map(|digit| char::from(*digit)));
        Ok(if *long == *text { Datum::Text(text) } else { Datum::text(long) })
    }
}

fn luhn<'d>(digits: impl Iterator<Item = &'d u8>) -> bool {
    let sum: u32 = digits
        .enumerate()
        .map(|(at, digit)| {
            let digit = u32::from(digit.wrapping_sub(b'0'));
            let product = if at % 2 == 0 { digit * 2 } else { digit };
            product / 10 + product % 10
        })
        .sum();
    sum.is_multiple_of(10)
}

impl Convert for Personnummer {
    fn apply<'a>(&self, datum: Datum<'a>) -> Outcome<'a> {
        self.convert(datum)
    }

    fn invert<'a>(&self, datum: Datum<'a>) -> Result<Datum<'a>, Refusal> {
        self.convert(datum)
    }
}
