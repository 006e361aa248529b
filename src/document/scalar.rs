//! What a scalar stands for.

use serde_json::{Number, Value};

/// The value of a plain scalar. Only `true` and `false` are booleans, only `null`, `~` and nothing are null, only
/// digits (and one decimal point) without superfluous zeros or signs are numbers; all else is text.
pub(super) fn plain(text: &str) -> Value {
    match text {
        "" | "~" | "null" => Value::Null,
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        text => number(text).map_or_else(|| Value::String(text.to_owned()), Value::Number),
    }
}

/// A whole number of 64 bits, or a decimal whose digits survive as a double.
fn number(text: &str) -> Option<Number> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = match digits.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (digits, None),
    };
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !all_digits(whole) || (whole.len() > 1 && whole.starts_with('0')) {
        return None;
    }
    match fraction {
        None => text.parse::<i64>().ok().map(Number::from),
        Some(fraction) if all_digits(fraction) => {
            let significant = format!("{whole}{fraction}").trim_matches('0').len();
            if significant > 15 {
                return None;
            }
            text.parse::<f64>().ok().and_then(Number::from_f64)
        }
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn text_that_yaml_would_bend_keeps_its_text() {
        let texts = [
            "NO",
            "yes",
            "on",
            "True",
            "TRUE",
            "Null",
            "NULL",
            "1e3",
            "007",
            "0x1f",
            "0o17",
            "2026-01-01",
            ".5",
            "5.",
            "12_000",
            "+5",
            "--1",
            "-",
            ".",
            "1.2.3",
            "1:30",
            ".nan",
            ".inf",
            "00",
            "-01",
            "1.5e3",
            "½",
            "１２",
            "9223372036854775808",
            "3.141592653589793238",
        ];
        for text in texts {
            assert_eq!(plain(text), json!(text), "{text}");
        }
    }

    #[test]
    fn the_few_words_and_numbers() {
        assert_eq!(plain(""), json!(null));
        assert_eq!(plain("~"), json!(null));
        assert_eq!(plain("null"), json!(null));
        assert_eq!(plain("true"), json!(true));
        assert_eq!(plain("false"), json!(false));
        assert_eq!(plain("0"), json!(0));
        assert_eq!(plain("-12"), json!(-12));
        assert_eq!(plain("9223372036854775807"), json!(i64::MAX));
        assert_eq!(plain("-9223372036854775808"), json!(i64::MIN));
        assert_eq!(plain("0.50"), json!(0.5));
        assert_eq!(plain("-3500.5"), json!(-3500.5));
        assert_eq!(plain("0.000000000000000000000000000000001"), json!(1e-33));
    }
}
