//! Which settings and lookups a piece of a file names.

use serde_json::Value;

/// Whether `head.name` stands somewhere in a value's texts as a whole, also as `head['name']`.
#[must_use]
pub fn mentions(value: &Value, head: &str, name: &str) -> bool {
    let spellings = [format!("{head}.{name}"), format!("{head}['{name}']"), format!("{head}[\"{name}\"]")];
    any_text(value, &|text| spellings.iter().any(|spelling| stands(text, spelling)))
}

fn any_text(value: &Value, there: &impl Fn(&str) -> bool) -> bool {
    match value {
        Value::String(text) => there(text),
        Value::Array(items) => items.iter().any(|item| any_text(item, there)),
        Value::Object(map) => map.values().any(|value| any_text(value, there)),
        _ => false,
    }
}

fn stands(text: &str, spelling: &str) -> bool {
    let part_of_name = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(spelling).any(|(start, _)| {
        let before = text[..start].chars().next_back();
        let after = text[start + spelling.len()..].chars().next();
        !before.is_some_and(|c| part_of_name(c) || c == '.')
            && (spelling.ends_with(']') || !after.is_some_and(part_of_name))
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::mentions;

    #[test]
    fn a_name_stands_as_a_whole() {
        let names = |text: &str| mentions(&json!({"a": [text]}), "lookup", "codes");
        assert!(names("lookup.codes") && names("{{ lookup['codes'].x }}") && names("not lookup.codes"));
        assert!(!names("lookup.codes2") && !names("my.lookup.codes") && !names("lookup.code"));
    }
}
