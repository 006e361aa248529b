//! One value as people read it.

use serde_json::Value;

use super::table::plain;

/// The text of a value: text as it is, quoted where blanks would be lost; absent and null in words.
pub(super) fn value(value: Option<&Value>) -> String {
    match value {
        None => "(none)".into(),
        Some(Value::Null) => "(empty)".into(),
        Some(Value::String(text)) if text.is_empty() || text.trim() != text => format!("\"{}\"", plain(text)),
        Some(Value::String(text)) => plain(text),
        Some(Value::Bool(flag)) => if *flag { "yes" } else { "no" }.into(),
        Some(other) => plain(&other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::value;

    #[test]
    fn absent_null_and_blank_are_told_apart() {
        assert_eq!(value(None), "(none)");
        assert_eq!(value(Some(&json!(null))), "(empty)");
        assert_eq!(value(Some(&json!(""))), "\"\"");
        assert_eq!(value(Some(&json!(" a"))), "\" a\"");
        assert_eq!(value(Some(&json!("O'Brien & Søn <x>"))), "O'Brien & Søn <x>");
        assert_eq!(value(Some(&json!("\u{1b}[2J"))), "\u{fffd}[2J");
        assert_eq!(value(Some(&json!(3500.5))), "3500.5");
    }
}
