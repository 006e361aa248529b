//! Sensitive values are shown only when one asks.

use serde_json::Value;

use super::FieldChange;

const HIDDEN: &str = "•••";

/// Masks the sensitive fields: `•••`, and of an IBAN also the last four characters, by which people tell accounts
/// apart. Null stays null; that a value changed still shows, since an unchanged one is not listed.
pub fn mask(fields: &mut [FieldChange]) {
    for field in fields.iter_mut().filter(|field| field.sensitive) {
        for value in [&mut field.before, &mut field.after].into_iter().flatten() {
            *value = masked(value);
        }
    }
}

fn masked(value: &Value) -> Value {
    match value {
        Value::Null => Value::Null,
        Value::String(text) if is_iban(text) => {
            let plain: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
            let last: String = plain[plain.len() - 4..].iter().collect();
            Value::String(format!("{HIDDEN} {last}"))
        }
        _ => Value::String(HIDDEN.into()),
    }
}

/// Two letters, two digits, and at least eleven more letters or digits: long enough that four of them tell little.
fn is_iban(text: &str) -> bool {
    let plain: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    plain.len() >= 15
        && plain.iter().all(char::is_ascii_alphanumeric)
        && plain[..2].iter().all(char::is_ascii_alphabetic)
        && plain[2..4].iter().all(char::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::{FieldChange, mask};

    fn through(value: Value) -> Value {
        let mut fields = [FieldChange { sensitive: true, after: Some(value), ..FieldChange::default() }];
        mask(&mut fields);
        fields[0].after.clone().unwrap()
    }

    #[test]
    fn only_an_iban_shows_its_end() {
        assert_eq!(through(json!("NL91 ABNA 0417 1643 00")), "••• 4300");
        assert_eq!(through(json!("19800101-1234")), "•••");
        assert_eq!(through(json!(3500.5)), "•••");
        assert_eq!(through(json!("")), "•••");
        assert_eq!(through(json!({ "iban": "NL91ABNA0417164300" })), "•••");
        assert_eq!(through(Value::Null), Value::Null);
        let mut open = [FieldChange { after: Some(json!("Ada")), ..FieldChange::default() }];
        mask(&mut open);
        assert_eq!(open[0].after, Some(json!("Ada")));
    }

    proptest! {
        #[test]
        fn no_more_than_four_characters_of_a_value_show(text in "\\PC{0,40}") {
            let shown = through(json!(text));
            prop_assert!(shown.as_str().unwrap().chars().count() <= 8);
        }
    }
}
