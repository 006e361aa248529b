//! Swedish personal identity numbers.

use std::sync::Arc;

use super::TransformRow;
use super::calendar::{exists, leading_day, number};
use super::parameters::Parameters;
use super::row::{Convert, Make, Outcome, example, given, given_refused, refuse, refused, text_or};
use crate::expr::{ExprError, Refusal};
use crate::record::Datum;

const TODAY: (&str, &str) = (
    "today",
    "the day (run.date) that tells which century two digits of a year mean: the last in which somebody of that birth date was born; `+` means a hundred years before",
);
const FROM: (&str, &str) = ("from_year", "in place of today: the first of the hundred years that two digits may mean");

pub(super) const PERSONNUMMER: TransformRow = TransformRow {
    name: "personnummer",
    summary: "a Swedish personal identity number or coordination number of 12 digits (of 10 with `today`), checked",
    input: "personnummer",
    output: "YYYYMMDD-NNNN",
    parameters: &[TODAY, FROM],
    inverse: Some("the same, checked as well"),
    lossy: false,
    examples: &[
        example(r#""19811218-9876""#, r#""19811218-9876""#),
        example(r#""198112189876""#, r#""19811218-9876""#),
        example("198112189876", r#""19811218-9876""#),
        example(r#""19701063-2391""#, r#""19701063-2391""#),
        given(r#"{"today": "2026-03-15"}"#, r#""811218-9876""#, r#""19811218-9876""#),
        given(r#"{"today": "2026-03-15"}"#, r#""8112189876""#, r#""19811218-9876""#),
        given(r#"{"today": "2026-03-15"}"#, r#""811218+9876""#, r#""18811218-9876""#),
        given(r#"{"today": "2081-12-18"}"#, r#""811218-9876""#, r#""20811218-9876""#),
        given(r#"{"today": "2081-12-17"}"#, r#""811218-9876""#, r#""19811218-9876""#),
        given(r#"{"from_year": 1990}"#, r#""811218-9876""#, r#""20811218-9876""#),
        given(r#"{"today": "2026-03-15"}"#, r#""701063-2391""#, r#""19701063-2391""#),
        refused(r#""811218-9876""#),
        given_refused(r#"{"today": "2026-03-15"}"#, r#""811218-9875""#),
        refused(r#""19811218-9875""#),
        refused(r#""19811318-9876""#),
        refused(r#""81-12189876""#),
        refused(r#""x""#),
    ],
    inverse_examples: &[
        example(r#""19811218-9876""#, r#""19811218-9876""#),
        given(r#"{"today": "2026-03-15"}"#, r#""8112189876""#, r#""19811218-9876""#),
        refused(r#""811218-9876""#),
        refused(r#""0""#),
    ],
    required: false,
    make: Make::With(personnummer),
};

pub(super) const PERSONNUMMER_BIRTH_DATE: TransformRow = TransformRow {
    name: "personnummer_birth_date",
    summary: "the birth date in a Swedish personal identity number, in both directions: no number is made of a date",
    input: "personnummer",
    output: "YYYY-MM-DD",
    parameters: &[TODAY, FROM],
    inverse: Some("the birth date in the number, as well"),
    lossy: true,
    examples: &[
        example(r#""19811218-9876""#, r#""1981-12-18""#),
        given(r#"{"today": "2026-03-15"}"#, r#""701063-2391""#, r#""1970-10-03""#),
        refused(r#""1981-12-18""#),
    ],
    inverse_examples: &[
        example(r#""19811218-9876""#, r#""1981-12-18""#),
        example(r#""19701063-2391""#, r#""1970-10-03""#),
    ],
    required: false,
    make: Make::With(birth_date),
};

#[derive(Debug)]
struct Personnummer {
    century: Century,
    birth_date: bool,
}

/// What two digits of a year mean.
#[derive(Debug)]
enum Century {
    /// Nothing tells.
    Unknown,
    /// The hundred years that start here.
    From(u32),
    /// The last year in which that day of the year is not after this day (year, month, day).
    Until(u32, u32, u32),
}

impl Century {
    fn year(&self, short: u32, month: u32, day: u32, before: bool) -> Option<u32> {
        let first = match *self {
            Self::Unknown => return None,
            Self::From(year) => year,
            Self::Until(year, until_month, until_day) => {
                let still = (month, day) > (until_month, until_day);
                year.checked_sub(99 + u32::from(still))?
            }
        };
        let first = if before { first.checked_sub(100)? } else { first };
        Some(first + (short + 100 - first % 100) % 100)
    }
}

fn personnummer(parameters: &Parameters<'_>) -> Result<Arc<dyn Convert>, ExprError> {
    made(parameters, false)
}

fn birth_date(parameters: &Parameters<'_>) -> Result<Arc<dyn Convert>, ExprError> {
    made(parameters, true)
}

fn made(parameters: &Parameters<'_>, birth_date: bool) -> Result<Arc<dyn Convert>, ExprError> {
    let from_year = parameters.whole_if(FROM.0)?;
    let today = parameters.text_or(TODAY.0, "")?;
    let century = match (today.as_str(), from_year) {
        ("", None) => Century::Unknown,
        ("", Some(year)) if (101..=9000).contains(&year) => Century::From(year),
        ("", Some(_)) => return Err(parameters.bad(FROM.0, "a year")),
        (day, _) => until(day).ok_or_else(|| parameters.bad(TODAY.0, "a day, as run.date"))?,
    };
    Ok(Arc::new(Personnummer { century, birth_date }))
}

fn until(day: &str) -> Option<Century> {
    let bytes = day.as_bytes().get(..leading_day(day)?)?;
    let piece = |from: usize, to: usize| bytes.get(from..to).and_then(number);
    Some(Century::Until(piece(0, 4).filter(|year| *year > 300)?, piece(5, 7)?, piece(8, 10)?))
}

/// Its parts, as numbers, and the four digits at the end.
struct Parts {
    year: u32,
    month: u32,
    day: u32,
    end: [u8; 4],
}

/// Why a text is no number of a person.
enum Wrong {
    Form,
    Century,
}

impl Personnummer {
    fn read(&self, text: &str) -> Result<Parts, Wrong> {
        let (date, sign, end) = pieces(text.trim().as_bytes()).ok_or(Wrong::Form)?;
        let short = &date[date.len() - 6..];
        let part = |from: usize, to: usize| number(&short[from..to]).ok_or(Wrong::Form);
        let (month, day) = (part(2, 4)?, part(4, 6)?);
        number(&end).ok_or(Wrong::Form)?;
        if !luhn(short.iter().chain(&end)) {
            return Err(Wrong::Form);
        }
        let real = if day > 60 { day - 60 } else { day };
        let year = match date.len() {
            8 => number(&date[..4]).ok_or(Wrong::Form)?,
            _ => self.century.year(part(0, 2)?, month, real, sign == b'+').ok_or(Wrong::Century)?,
        };
        if exists(year, month, real) { Ok(Parts { year, month, day, end }) } else { Err(Wrong::Form) }
    }

    fn convert<'a>(&self, datum: Datum<'a>) -> Outcome<'a> {
        const WRONG: &str = "is no personnummer (YYYYMMDD-NNNN with a right check digit)";
        let text = match datum {
            Datum::Number(number) => number.to_string().into(),
            other => text_or(other, WRONG)?,
        };
        let Parts { year, month, day, end } = match self.read(&text) {
            Ok(parts) => parts,
            Err(Wrong::Form) => return refuse(WRONG),
            Err(Wrong::Century) => {
                return refuse(
                    "has two digits for the year, and nothing tells the century: write it with twelve digits",
                );
            }
        };
        if self.birth_date {
            let day = if day > 60 { day - 60 } else { day };
            return Ok(Datum::text(format!("{year:04}-{month:02}-{day:02}")));
        }
        let mut long = format!("{year:04}{month:02}{day:02}-");
        long.extend(end.iter().map(|digit| char::from(*digit)));
        Ok(if *long == *text { Datum::Text(text) } else { Datum::text(long) })
    }
}

/// Date (six or eight digits), sign (`-` where none stands) and the four at the end.
fn pieces(bytes: &[u8]) -> Option<(&[u8], u8, [u8; 4])> {
    let (date, sign, end): (&[u8], u8, &[u8]) = match bytes.len() {
        10 | 12 => (&bytes[..bytes.len() - 4], b'-', &bytes[bytes.len() - 4..]),
        11 | 13 => (&bytes[..bytes.len() - 5], bytes[bytes.len() - 5], &bytes[bytes.len() - 4..]),
        _ => return None,
    };
    let right = matches!(sign, b'-' | b'+') && date.iter().all(u8::is_ascii_digit);
    right.then_some(())?;
    Some((date, sign, end.try_into().ok()?))
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
