//! Numbers. Money is decimal: no digit is lost or made up.

use std::borrow::Cow;
use std::sync::Arc;

use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::Number;

use super::TransformRow;
use super::parameters::Parameters;
use super::row::{Convert, Make, Outcome, example, given, given_refused, refuse, refused};
use crate::expr::{ExprError, Refusal};
use crate::record::{Datum, decimal_of};

pub(super) const INTEGER: TransformRow = TransformRow {
    name: "integer",
    summary: "a whole number; leading zeros go",
    input: "text or number",
    output: "whole number",
    parameters: &[],
    inverse: Some("the digits as text"),
    lossy: true,
    examples: &[
        example(r#""1042""#, "1042"),
        example(r#""0042""#, "42"),
        example("7", "7"),
        example("7.0", "7"),
        example(r#""-3""#, "-3"),
        refused(r#""12a""#),
        refused(r#""1.5""#),
        refused("1.5"),
        refused(r#""""#),
        refused(r#""99999999999999999999""#),
        refused("true"),
    ],
    inverse_examples: &[example("1042", r#""1042""#), example(r#""007""#, r#""007""#), refused("1.5")],
    required: false,
    make: Make::Plain(integer, digits),
};

pub(super) const DECIMAL: TransformRow = TransformRow {
    name: "decimal",
    summary: "an exact number, with a point before the fraction; of JSON numbers at most 15 digits are sure",
    input: "text or number",
    output: "decimal",
    parameters: &[],
    inverse: Some("an exact number"),
    lossy: false,
    examples: &[
        example(r#""3480.95""#, "3480.95"),
        example("3480.95", "3480.95"),
        example("-12", "-12"),
        refused(r#""3.480,95""#),
        refused(r#""1e3""#),
        refused("0.12345678901234567"),
        refused(r#"".""#),
        refused("false"),
    ],
    inverse_examples: &[example(r#""0.10""#, "0.1"), example("5", "5"), refused(r#""five""#)],
    required: false,
    make: Make::Plain(exact, exact),
};

pub(super) const POSITIVE: TransformRow = TransformRow {
    name: "positive",
    summary: "an exact number above 0, for pay: nothing and less are hardly ever meant",
    input: "text or number",
    output: "decimal",
    parameters: &[],
    inverse: Some("an exact number, whatever it is"),
    lossy: false,
    examples: &[
        example(r#""3480.95""#, "3480.95"),
        example("0.01", "0.01"),
        refused("0"),
        refused(r#""0.00""#),
        refused("-12"),
        refused(r#""3.480,95""#),
    ],
    inverse_examples: &[example("0", "0"), example(r#""0.10""#, "0.1"), refused(r#""five""#)],
    required: false,
    make: Make::Plain(positive, exact),
};

pub(super) const SCALED_INTEGER: TransformRow = TransformRow {
    name: "scaled_integer",
    summary: "a number times `by`, as a whole number: 350.50 by 100 is 35050",
    input: "text or number",
    output: "whole number",
    parameters: &[
        ("by", "the factor, a whole number from 1; default 100"),
        ("round", "what a rest does: fail (default: the value is refused) or half_up"),
    ],
    inverse: Some("divided by `by`"),
    lossy: false,
    examples: &[
        given(r#"{"by": 100}"#, "350.5", "35050"),
        given(r#"{"by": 1, "round": "half_up"}"#, r#""2.5""#, "3"),
        given(r#"{"by": 1, "round": "half_up"}"#, "-2.5", "-3"),
        given_refused(r#"{"by": 1}"#, "2.5"),
        given_refused(r#"{"by": 100}"#, r#""x""#),
    ],
    inverse_examples: &[
        given(r#"{"by": 100}"#, "35050", "350.5"),
        given(r#"{"by": 100}"#, r#""35050""#, "350.5"),
        given_refused(r#"{"by": 100}"#, r#""1,5""#),
    ],
    required: true,
    make: Make::With(scaled),
};

const NO_INTEGER: &str = "is no whole number";
const NO_DECIMAL: &str = "is no number (digits, with a point before the fraction)";

fn is_whole(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn integer(datum: Datum<'_>) -> Outcome<'_> {
    match datum {
        Datum::Number(number) if number.is_i64() || number.is_u64() => Ok(Datum::Number(number)),
        Datum::Number(number) => decimal_of(&number).map_or_else(|| refuse(NO_INTEGER), whole),
        Datum::Decimal(decimal) => whole(decimal),
        Datum::Text(text) if is_whole(&text) => match text.parse::<i64>() {
            Ok(number) => Ok(Datum::Number(number.into())),
            Err(_) => refuse("has too many digits for a whole number"),
        },
        _ => refuse(NO_INTEGER),
    }
}

fn whole<'r>(decimal: Decimal) -> Outcome<'r> {
    let decimal = decimal.normalize();
    match i64::try_from(decimal.mantissa()) {
        Ok(number) if decimal.scale() == 0 => Ok(Datum::Number(Number::from(number))),
        _ => refuse(NO_INTEGER),
    }
}

/// Text of digits stays as it is written, leading zeros too.
fn digits(datum: Datum<'_>) -> Outcome<'_> {
    match datum {
        Datum::Text(text) if is_whole(&text) => Ok(Datum::Text(text)),
        other => match integer(other)? {
            Datum::Number(number) => Ok(Datum::Text(Cow::Owned(number.to_string()))),
            other => Ok(other),
        },
    }
}

#[allow(clippy::needless_pass_by_value)] // the shape of a direction
fn exact(datum: Datum<'_>) -> Outcome<'_> {
    decimal(&datum).map(Datum::Decimal)
}

#[allow(clippy::needless_pass_by_value)] // the shape of a direction
fn positive(datum: Datum<'_>) -> Outcome<'_> {
    let number = decimal(&datum)?;
    if number <= Decimal::ZERO {
        return refuse("is not above 0: correct it, and if it is meant enter it by hand where it is to be paid");
    }
    Ok(Datum::Decimal(number))
}

fn decimal(datum: &Datum<'_>) -> Result<Decimal, Refusal> {
    match datum {
        Datum::Decimal(decimal) => Ok(*decimal),
        Datum::Number(number) => match decimal_of(number) {
            Some(decimal) => Ok(decimal),
            None => refuse("has more digits than a JSON number keeps (15): it is not sure which number was meant"),
        },
        Datum::Text(text) => {
            let digits = text.strip_prefix('-').unwrap_or(text);
            let (before, after) = digits.split_once('.').map_or((digits, None), |(a, b)| (a, Some(b)));
            let plain = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            if !plain(before) || !after.is_none_or(plain) {
                return refuse(NO_DECIMAL);
            }
            Decimal::from_str_exact(text).or_else(|_| refuse("has too many digits for an exact number (28)"))
        }
        _ => refuse(NO_DECIMAL),
    }
}

#[derive(Debug)]
struct Scaled {
    by: Decimal,
    round: bool,
}

fn scaled(parameters: &Parameters<'_>) -> Result<Arc<dyn Convert>, ExprError> {
    let by = Decimal::from(parameters.whole_or("by", Some(100))?);
    let round = parameters.choice("round", &["fail", "half_up"])? == 1;
    Ok(Arc::new(Scaled { by, round }))
}

impl Convert for Scaled {
    fn apply<'a>(&self, datum: Datum<'a>) -> Outcome<'a> {
        let Some(product) = decimal(&datum)?.checked_mul(self.by) else { return refuse("is too large") };
        let product = product.normalize();
        if product.scale() == 0 || self.round {
            return whole(product.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero));
        }
        refuse(&format!("has more decimals than fit: times {} it is no whole number", self.by))
    }

    fn invert<'a>(&self, datum: Datum<'a>) -> Outcome<'a> {
        match decimal(&datum)?.checked_div(self.by) {
            Some(quotient) => Ok(Datum::Decimal(quotient.normalize())),
            None => refuse("is too large"),
        }
    }
}
