//! One value on its way from a record to a system or back.

use std::borrow::Cow;

use rust_decimal::Decimal;
use serde_json::{Number, Value};

/// A value that borrows from its record where it can. Absent, null and `""` are three things.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Datum<'a> {
    /// The key is not there: nothing is known.
    #[default]
    Absent,
    /// The key is there and says: no value.
    Null,
    /// true or false.
    Bool(bool),
    /// A number as JSON gave it.
    Number(Number),
    /// An exact number: money, rates.
    Decimal(Decimal),
    /// Text, `""` included.
    Text(Cow<'a, str>),
    /// An object or a list.
    Tree(Cow<'a, Value>),
}

impl<'a> Datum<'a> {
    /// Borrows from a JSON value.
    #[must_use]
    pub fn of(value: &'a Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(flag) => Self::Bool(*flag),
            Value::Number(number) => Self::Number(number.clone()),
            Value::String(text) => Self::Text(Cow::Borrowed(text)),
            Value::Array(_) | Value::Object(_) => Self::Tree(Cow::Borrowed(value)),
        }
    }

    /// Borrows from a value that may not be there.
    #[must_use]
    pub fn maybe(value: Option<&'a Value>) -> Self {
        value.map_or(Self::Absent, Self::of)
    }

    /// Takes a JSON value over.
    #[must_use]
    pub fn owned(value: Value) -> Datum<'static> {
        match value {
            Value::Null => Datum::Null,
            Value::Bool(flag) => Datum::Bool(flag),
            Value::Number(number) => Datum::Number(number),
            Value::String(text) => Datum::Text(Cow::Owned(text)),
            tree => Datum::Tree(Cow::Owned(tree)),
        }
    }

    /// Text from a literal or a slice.
    pub fn text(text: impl Into<Cow<'a, str>>) -> Self {
        Self::Text(text.into())
    }

    /// Neither absent nor null. `""` is a value.
    #[must_use]
    pub fn has_value(&self) -> bool {
        !matches!(self, Self::Absent | Self::Null)
    }

    /// The text, if it is text.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Cuts the loan.
    #[must_use]
    pub fn into_owned(self) -> Datum<'static> {
        match self {
            Self::Absent => Datum::Absent,
            Self::Null => Datum::Null,
            Self::Bool(flag) => Datum::Bool(flag),
            Self::Number(number) => Datum::Number(number),
            Self::Decimal(decimal) => Datum::Decimal(decimal),
            Self::Text(text) => Datum::Text(Cow::Owned(text.into_owned())),
            Self::Tree(tree) => Datum::Tree(Cow::Owned(tree.into_owned())),
        }
    }

    /// The JSON value; none when absent. A decimal of up to 15 significant digits becomes a JSON number, a longer one
    /// stays exact as text.
    #[must_use]
    pub fn to_value(&self) -> Option<Value> {
        Some(match self {
            Self::Absent => return None,
            Self::Null => Value::Null,
            Self::Bool(flag) => Value::Bool(*flag),
            Self::Number(number) => Value::Number(number.clone()),
            Self::Decimal(decimal) => {
                number_of(*decimal).map_or_else(|| Value::String(decimal.to_string()), Value::Number)
            }
            Self::Text(text) => Value::String(text.to_string()),
            Self::Tree(tree) => tree.as_ref().clone(),
        })
    }
}

/// The JSON number of a decimal, if it has at most 15 significant digits and so survives the journey as a double.
#[must_use]
pub fn number_of(decimal: Decimal) -> Option<Number> {
    let decimal = decimal.normalize();
    if decimal.scale() == 0
        && let Ok(whole) = i64::try_from(decimal.mantissa())
    {
        return Some(Number::from(whole));
    }
    if decimal.mantissa().unsigned_abs() >= 1_000_000_000_000_000 {
        return None;
    }
    decimal.to_string().parse::<f64>().ok().and_then(Number::from_f64)
}

/// The decimal a JSON number stands for: exact for integers, and for fractions of at most 15 significant digits.
/// None when it has more (the sender's digits are lost by then) or does not fit a decimal.
#[must_use]
pub fn decimal_of(number: &Number) -> Option<Decimal> {
    if let Some(whole) = number.as_i64() {
        return Some(Decimal::from(whole));
    }
    if let Some(whole) = number.as_u64() {
        return Some(Decimal::from(whole));
    }
    if let Some(decimal) = number.as_f64().and_then(short) {
        return Some(decimal);
    }
    let text = number.to_string();
    let decimal =
        if text.contains(['e', 'E']) { Decimal::from_scientific(&text) } else { text.parse() }.ok()?.normalize();
    (decimal.mantissa().unsigned_abs() < 1_000_000_000_000_000).then_some(decimal)
}

/// The decimal with at most two digits behind the point and 15 in all that reads as just this double, as most amounts
/// do. No two decimals of at most 15 digits read as the same double, and dividing two whole numbers that a double
/// holds exactly is rounded once, so a quotient that is this double is that decimal.
fn short(double: f64) -> Option<Decimal> {
    let cents = (double * 100.0).round();
    let fits = cents.abs() < 1e15 && cents / 100.0 == double;
    // Below 10^15: a whole number that an i64 holds.
    #[allow(clippy::cast_possible_truncation)]
    let whole = cents as i64;
    fits.then(|| Decimal::new(whole, 2).normalize())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rust_decimal::Decimal;
    use serde_json::Number;

    use super::{decimal_of, number_of};

    proptest! {
        #[test]
        fn a_number_of_few_digits_is_the_decimal_it_was_written_as(mantissa in -999_999_999_999_999i64..=999_999_999_999_999, scale in 0u32..6) {
            let decimal = Decimal::new(mantissa, scale).normalize();
            let number: Number = decimal.to_string().parse().unwrap();
            prop_assert_eq!(decimal_of(&number), Some(decimal));
            prop_assert_eq!(decimal_of(&number_of(decimal).unwrap()), Some(decimal));
        }

        #[test]
        fn the_short_way_and_the_long_one_agree(double in prop_oneof![any::<f64>(), -1e16..1e16f64, (-1_000_000..1_000_000i64).prop_map(|n| n as f64 / 64.0)]) {
            let Some(number) = Number::from_f64(double) else { return Ok(()) };
            let text = number.to_string();
            let long = if text.contains('e') { Decimal::from_scientific(&text) } else { text.parse() };
            let long = long.ok().map(|d: Decimal| d.normalize()).filter(|d| d.mantissa().unsigned_abs() < 1_000_000_000_000_000);
            prop_assert_eq!(decimal_of(&number), long);
        }
    }
}
