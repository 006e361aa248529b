//! A system's own words, without what was sent to it: a refusal may repeat a name, an account or the token.

use serde_json::Value;

use crate::expr::Scope;

/// In place of a value.
const HIDDEN: &str = "•••";
/// Shorter ones are ordinary words and tell nobody.
const SHORTEST: usize = 4;

/// The words without any text of the settings or of the person that the request was about.
pub(super) fn redacted(words: &str, scope: &Scope) -> String {
    let mut texts = Vec::new();
    for name in ["settings", "employee", "desired", "merged", "record", "owner"] {
        if let Some(value) = scope.get(name) {
            collect(value, &mut texts);
        }
    }
    // Longer ones first: one may be a piece of another.
    texts.sort_by_key(|text| std::cmp::Reverse(text.len()));
    let mut words = words.to_owned();
    for text in texts.iter().filter(|text| text.chars().count() >= SHORTEST) {
        if words.contains(text.as_str()) {
            words = words.replace(text.as_str(), HIDDEN);
        }
    }
    words
}

fn collect(value: &Value, texts: &mut Vec<String>) {
    match value {
        Value::String(text) => texts.push(text.clone()),
        Value::Number(number) => texts.push(number.to_string()),
        Value::Array(items) => items.iter().for_each(|item| collect(item, texts)),
        Value::Object(members) => members.values().for_each(|member| collect(member, texts)),
        Value::Null | Value::Bool(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::redacted;
    use crate::expr::Scope;

    #[test]
    fn nothing_that_was_sent_comes_back() {
        let scope = Scope::new()
            .with("settings", &json!({ "token": "s3cret-token", "company": 54613 }))
            .with("employee", &json!({ "name": "Ada Lovelace", "pay": { "amount": 3480.95, "type": "A" } }));
        let words = "user s3cret-token: Ada Lovelace may not earn 3480.95 in 54613 (code 2014)";
        assert_eq!(redacted(words, &scope), "user •••: ••• may not earn ••• in ••• (code 2014)");
        assert_eq!(redacted("Invalid IBAN", &scope), "Invalid IBAN");
    }
}
