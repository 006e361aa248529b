//! Dates. As written: no time zone ever moves a day.

use std::borrow::Cow;
use std::sync::Arc;

use super::TransformRow;
use super::calendar::{exists, leading_day, number};
use super::parameters::Parameters;
use super::row::{Convert, Make, Outcome, example, given, given_refused, refuse, refused, text_or};
use crate::expr::{ExprError, Refusal};
use crate::record::Datum;

const WRONG: &str = "is no date (YYYY-MM-DD)";

pub(super) const DATE: TransformRow = TransformRow {
    name: "date",
    summary: "a calendar day; the time of day and the zone are cut off, never computed with",
    input: "date",
    output: "YYYY-MM-DD",
    parameters: &[("from", "the forms that are taken: YYYY, MM and DD with what stands between; default YYYY-MM-DD")],
    inverse: Some("the day, as YYYY-MM-DD"),
    lossy: false,
    examples: &[
        example(r#""2026-02-28""#, r#""2026-02-28""#),
        example(r#""2026-01-01T23:30:00.000-05:00""#, r#""2026-01-01""#),
        given(r#"{"from": ["DD-MM-YYYY", "YYYY-MM-DD"]}"#, r#""31-12-2026""#, r#""2026-12-31""#),
        given(r#"{"from": "DD/MM/YYYY"}"#, r#""01/02/2026""#, r#""2026-02-01""#),
        given_refused(r#"{"from": "DD/MM/YYYY"}"#, r#""2026-02-01""#),
        refused(r#""2026-02-29""#),
        refused(r#""2026-2-1""#),
        refused(r#""2026-01-01Tx""#),
        refused("20260101"),
    ],
    inverse_examples: &[example(r#""2026-02-28T00:00:00Z""#, r#""2026-02-28""#), refused(r#""soon""#)],
    required: false,
    make: Make::With(date),
};

pub(super) const DATETIME: TransformRow = TransformRow {
    name: "datetime",
    summary: "a day as a time without zone: midnight",
    input: "date",
    output: "YYYY-MM-DDT00:00:00",
    parameters: &[],
    inverse: Some("the day as it is written, whatever its time and zone"),
    lossy: false,
    examples: &[
        example(r#""1990-12-10""#, r#""1990-12-10T00:00:00""#),
        example(r#""1990-12-10T00:00:00""#, r#""1990-12-10T00:00:00""#),
        refused(r#""1990-13-10""#),
    ],
    inverse_examples: &[example(r#""1990-12-10T00:00:00.000Z""#, r#""1990-12-10""#), refused(r#""10-12-1990""#)],
    required: false,
    make: Make::Plain(datetime, day),
};

pub(super) const DATETIME_UTC: TransformRow = TransformRow {
    name: "datetime_utc",
    summary: "a day as a time of UTC: midnight",
    input: "date",
    output: "YYYY-MM-DDT00:00:00Z",
    parameters: &[],
    inverse: Some("the day as it is written, whatever its time and zone"),
    lossy: false,
    examples: &[example(r#""1990-12-10""#, r#""1990-12-10T00:00:00Z""#), refused(r#""yesterday""#)],
    inverse_examples: &[example(r#""1990-12-10T00:00:00Z""#, r#""1990-12-10""#)],
    required: false,
    make: Make::Plain(datetime_utc, day),
};

pub(super) const COMPACT_DATE: TransformRow = TransformRow {
    name: "compact_date",
    summary: "a day without hyphens",
    input: "date",
    output: "YYYYMMDD",
    parameters: &[],
    inverse: Some("the day, as YYYY-MM-DD; also from a number"),
    lossy: false,
    examples: &[example(r#""1990-12-10""#, r#""19901210""#), refused(r#""1990-12-32""#)],
    inverse_examples: &[
        example(r#""19901210""#, r#""1990-12-10""#),
        example("19901210", r#""1990-12-10""#),
        refused(r#""1990-12-10""#),
        refused(r#""19901310""#),
    ],
    required: false,
    make: Make::Plain(compact, expanded),
};

/// The ten characters at the start, borrowed where the text was.
fn day(datum: Datum<'_>) -> Outcome<'_> {
    day_of(text_or(datum, WRONG)?).map(Datum::Text)
}

fn day_of(text: Cow<'_, str>) -> Result<Cow<'_, str>, Refusal> {
    match (leading_day(&text), text) {
        (None, _) => refuse(WRONG),
        (Some(length), Cow::Borrowed(text)) => Ok(Cow::Borrowed(text.get(..length).unwrap_or(text))),
        (Some(length), Cow::Owned(mut text)) => {
            text.truncate(length);
            Ok(Cow::Owned(text))
        }
    }
}

fn at_midnight<'a>(datum: Datum<'a>, time: &str) -> Outcome<'a> {
    let day = day_of(text_or(datum, WRONG)?)?;
    let mut text = String::with_capacity(day.len() + time.len());
    text.push_str(&day);
    text.push_str(time);
    Ok(Datum::text(text))
}

fn datetime(datum: Datum<'_>) -> Outcome<'_> {
    at_midnight(datum, "T00:00:00")
}

fn datetime_utc(datum: Datum<'_>) -> Outcome<'_> {
    at_midnight(datum, "T00:00:00Z")
}

fn compact(datum: Datum<'_>) -> Outcome<'_> {
    day_of(text_or(datum, WRONG)?).map(|day| Datum::text(day.replace('-', "")))
}

fn expanded(datum: Datum<'_>) -> Outcome<'_> {
    const WRONG: &str = "is no date (YYYYMMDD)";
    let text = match datum {
        Datum::Number(number) => Cow::Owned(number.to_string()),
        other => text_or(other, WRONG)?,
    };
    let form = Form { year: 0, month: 4, day: 6, literals: vec![None; 8] };
    form.read(&text).map_or_else(|| refuse(WRONG), |day| Ok(Datum::text(day)))
}

/// `DD-MM-YYYY` and the like.
#[derive(Debug)]
struct Form {
    year: usize,
    month: usize,
    day: usize,
    /// The byte that must stand there; none: a digit.
    literals: Vec<Option<u8>>,
}

impl Form {
    fn compile(text: &str) -> Option<Self> {
        let one = |word: &str| (text.matches(word).count() == 1).then(|| text.find(word)).flatten();
        let (year, month, day) = (one("YYYY")?, one("MM")?, one("DD")?);
        let digits = [year..year + 4, month..month + 2, day..day + 2];
        let literals: Vec<_> = text
            .bytes()
            .enumerate()
            .map(|(at, byte)| if digits.iter().any(|range| range.contains(&at)) { None } else { Some(byte) })
            .collect();
        let odd = literals.iter().flatten().any(u8::is_ascii_alphanumeric);
        (!odd && literals.len() <= 20).then_some(Self { year, month, day, literals })
    }

    fn read(&self, text: &str) -> Option<String> {
        let bytes = text.as_bytes();
        let fits = bytes.len() == self.literals.len()
            && bytes.iter().zip(&self.literals).all(|(byte, literal)| literal.is_none_or(|literal| literal == *byte));
        if !fits {
            return None;
        }
        let part = |at: usize, length: usize| bytes.get(at..at + length).and_then(number);
        let (year, month, day) = (part(self.year, 4)?, part(self.month, 2)?, part(self.day, 2)?);
        let digits = |at: usize, length: usize| text.get(at..at + length).unwrap_or_default();
        exists(year, month, day)
            .then(|| [digits(self.year, 4), "-", digits(self.month, 2), "-", digits(self.day, 2)].concat())
    }
}

#[derive(Debug)]
struct Date {
    /// YYYY-MM-DD, with or without a time, is among the forms.
    iso: bool,
    others: Vec<Form>,
    wrong: String,
}

fn date(parameters: &Parameters<'_>) -> Result<Arc<dyn Convert>, ExprError> {
    let forms = parameters.texts("from")?;
    let mut others = Vec::new();
    for form in forms.iter().filter(|form| *form != "YYYY-MM-DD") {
        let form = Form::compile(form);
        others.push(form.ok_or_else(|| parameters.bad("from", "forms with YYYY, MM and DD, such as DD-MM-YYYY"))?);
    }
    let iso = others.is_empty() || others.len() < forms.len();
    let wrong = if forms.is_empty() { WRONG.to_owned() } else { format!("is no date ({})", forms.join(" or ")) };
    Ok(Arc::new(Date { iso, others, wrong }))
}

impl Convert for Date {
    fn apply<'a>(&self, datum: Datum<'a>) -> Outcome<'a> {
        let text = text_or(datum, &self.wrong)?;
        if self.iso && leading_day(&text).is_some() {
            return day_of(text).map(Datum::Text);
        }
        let found = self.others.iter().find_map(|form| form.read(&text));
        found.map_or_else(|| refuse(&self.wrong), |day| Ok(Datum::text(day)))
    }

    fn invert<'a>(&self, datum: Datum<'a>) -> Outcome<'a> {
        day(datum)
    }
}
