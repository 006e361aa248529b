//! The registry.

use super::{TransformRow, account, boolean, contact, country, date, names, number, personnummer, spelling, text};

/// All transforms, by name.
pub static TRANSFORMS: &[TransformRow] = &[
    boolean::BOOLEAN,
    date::COMPACT_DATE,
    country::COUNTRY_ALPHA2,
    date::DATE,
    date::DATETIME,
    date::DATETIME_UTC,
    number::DECIMAL,
    spelling::DIGITS,
    contact::EMAIL,
    names::FULL_NAME,
    account::IBAN,
    number::INTEGER,
    names::JOIN,
    text::LOWER,
    spelling::PASCAL_CASE,
    personnummer::PERSONNUMMER,
    personnummer::PERSONNUMMER_BIRTH_DATE,
    number::POSITIVE,
    spelling::PREFIX,
    spelling::REPLACE,
    number::SCALED_INTEGER,
    spelling::SLUG,
    contact::TEL_URI,
    text::TEXT,
    text::TRIM,
    text::UPPER,
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::super::{Example, Transform};
    use super::*;
    use crate::record::Datum;

    fn json(text: &str) -> Value {
        serde_json::from_str(text).unwrap_or_else(|e| panic!("{text}: {e}"))
    }

    fn compiled(row: &TransformRow, example: &Example) -> Transform {
        Transform::compile(&json!({ row.name: json(example.with) })).unwrap()
    }

    fn plain(row: &TransformRow) -> Transform {
        let with = row.examples.first().map_or("{}", |example| example.with);
        Transform::compile(&json!({ row.name: json(with) })).unwrap()
    }

    #[test]
    fn every_example_is_true() {
        assert!(TRANSFORMS.is_sorted_by_key(|row| row.name));
        for row in TRANSFORMS {
            assert!(!row.examples.is_empty() && !row.inverse_examples.is_empty(), "{}", row.name);
            for (examples, back) in [(row.examples, false), (row.inverse_examples, true)] {
                for example in examples {
                    let (transform, input) = (compiled(row, example), json(example.input));
                    let datum = Datum::of(&input);
                    let outcome = if back { transform.invert(datum) } else { transform.apply(datum) };
                    let found = outcome.as_ref().ok().and_then(Datum::to_value);
                    assert_eq!(found, example.output.map(json), "{} back:{back} {example:?} {outcome:?}", row.name);
                    if let Err(refusal) = outcome {
                        let shown = input
                            .as_str()
                            .filter(|text| text.len() > 4)
                            .is_some_and(|text| refusal.message.contains(text));
                        assert!(!shown, "{}: {}", row.name, refusal.message);
                    }
                }
            }
        }
    }

    #[test]
    fn nothing_stays_nothing() {
        for transform in TRANSFORMS.iter().map(plain) {
            for datum in [Datum::Absent, Datum::Null] {
                assert_eq!(transform.apply(datum.clone()), Ok(datum.clone()));
                assert_eq!(transform.invert(datum.clone()), Ok(datum));
            }
        }
    }

    #[test]
    fn unchanged_text_is_not_copied() {
        let borrowed = |name: &str, text: &str| {
            let transform = Transform::compile(&json!(name)).unwrap();
            matches!(transform.apply(Datum::text(text)), Ok(Datum::Text(std::borrow::Cow::Borrowed(_))))
        };
        for (name, text) in [
            ("date", "2026-01-01T00:00:00.000Z"),
            ("upper", "SE"),
            ("lower", "se"),
            ("trim", " a "),
            ("iban", "NL91ABNA0417164300"),
            ("country_alpha2", "Sverige"),
            ("email", "a@b.example"),
            ("personnummer", "19811218-9876"),
        ] {
            assert!(borrowed(name, text), "{name}");
        }
    }

    #[test]
    fn mistakes_are_told() {
        for (spec, id, help) in [
            (json!("datetme"), "CW0306", "did you mean `datetime`?"),
            (json!({"date": {"form": "x"}}), "CW0307", "did you mean `from`?"),
            (json!({"date": {"from": "YY"}}), "CW0307", "YYYY"),
            (json!({"trim": {"x": 1}}), "CW0307", "alone"),
            (json!({"full_name": {"split": "last_spce"}}), "CW0307", "last_space"),
            (json!({"scaled_integer": {"by": 0}}), "CW0307", "from 1"),
            (json!("replace"), "CW0307", "find"),
            (json!({"a": 1, "b": 2}), "CW0307", "write"),
            (json!(3), "CW0307", "write"),
        ] {
            let error = Transform::compile(&spec).unwrap_err();
            assert_eq!(error.code.id, id, "{spec}");
            assert!(error.help.as_deref().unwrap_or("").contains(help), "{spec}: {error:?}");
        }
        for spec in [
            json!({"full_name": {"split": "settings.x"}}),
            json!({"scaled_integer": {"by": "settings.x", "round": "settings.y"}}),
            json!({"replace": {"from": "settings.x", "to": "settings.y"}}),
            json!({"date": {"from": "settings.x"}}),
            json!({"date": {"from": ["settings.x", "DD-MM-YYYY"]}}),
            json!({"prefix": "settings.x"}),
        ] {
            assert!(Transform::check(&spec).is_ok(), "{spec}");
        }
        assert!(Transform::check(&json!({"full_name": {"splt": "settings.x"}})).is_err());
    }

    proptest! {
        #[test]
        fn no_value_panics(text in ".{0,30}", digits in "[-+0-9.:TZ ]{0,24}", number in any::<f64>(), whole in any::<i64>()) {
            for transform in TRANSFORMS.iter().map(plain) {
                for value in [json!(text), json!(digits), json!(number), json!(whole), json!([text, digits]), json!({"a": text})] {
                    let _ = transform.apply(Datum::of(&value));
                    let _ = transform.invert(Datum::of(&value));
                }
            }
        }

        #[test]
        fn dates_come_back(year in 1..9999u32, month in 1..13u32, day in 1..29u32) {
            let date = format!("{year:04}-{month:02}-{day:02}");
            for name in ["date", "datetime", "datetime_utc", "compact_date"] {
                let transform = Transform::compile(&json!(name)).unwrap();
                let there = transform.apply(Datum::text(date.clone())).unwrap();
                prop_assert_eq!(transform.invert(there), Ok(Datum::text(date.clone())));
            }
        }

        #[test]
        fn money_comes_back(cents in -99_999_999_999i64..99_999_999_999) {
            let amount = rust_decimal::Decimal::new(cents, 2);
            let transform = Transform::compile(&json!({"scaled_integer": 100})).unwrap();
            let there = transform.apply(Datum::Decimal(amount)).unwrap();
            prop_assert_eq!(there.to_value(), Some(json!(cents)));
            prop_assert_eq!(transform.invert(there), Ok(Datum::Decimal(amount.normalize())));
        }
    }
}
