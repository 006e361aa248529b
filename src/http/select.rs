//! JSONPath over an XML tree, where one element is also a list of one.

use std::borrow::Cow;

use serde_json::{Map, Value};

use crate::expr::Path;

/// The entries that `path` finds in a tree that was read from XML. Wherever the path steps into a list (`[*]`, an
/// index, a slice, a filter) and a single value stands there, that value is taken as a list of one; null and `""`
/// are the empty list. Nulls found are left out. For JSON use [`Path::select`], which keeps RFC 9535's meaning
/// (`[*]` on an object: its members); [`super::ReadClient::entries`] chooses by the connection's format.
#[must_use]
pub fn entries<'v>(path: &Path, value: &'v Value) -> Vec<Cow<'v, Value>> {
    let steps = steps(path.source());
    if steps.iter().all(|step| matches!(step, Step::Name(_) | Step::Each)) {
        let mut found = Vec::new();
        walk(value, &steps, &mut found);
        return found.into_iter().map(Cow::Borrowed).collect();
    }
    let wrapped = wrap(value, &steps);
    path.select(&wrapped).into_iter().filter(|one| !one.is_null()).map(|one| Cow::Owned(one.clone())).collect()
}

#[derive(Debug, PartialEq)]
enum Step {
    /// `.name` or `['name']`.
    Name(String),
    /// `[*]` or `.*`.
    Each,
    /// An index, slice or filter: needs a list.
    Some,
    /// Anything else (descendants, unions): from here on the path is taken as it is.
    Other,
}

fn is_nothing(value: &Value) -> bool {
    value.is_null() || value.as_str().is_some_and(str::is_empty)
}

fn walk<'v>(value: &'v Value, steps: &[Step], found: &mut Vec<&'v Value>) {
    match (steps.split_first(), value) {
        (None, Value::Null) => {}
        (None, _) => found.push(value),
        (Some((Step::Name(name), rest)), _) => {
            if let Some(inner) = value.get(name) {
                walk(inner, rest, found);
            }
        }
        (Some((_, rest)), Value::Array(items)) => items.iter().for_each(|item| walk(item, rest, found)),
        (Some(_), nothing) if is_nothing(nothing) => {}
        (Some((_, rest)), single) => walk(single, rest, found),
    }
}

fn wrap(value: &Value, steps: &[Step]) -> Value {
    match (steps.split_first(), value) {
        (Some((Step::Name(name), rest)), Value::Object(members)) => {
            let put = |(key, inner): (&String, &Value)| {
                (key.clone(), if key == name { wrap(inner, rest) } else { inner.clone() })
            };
            Value::Object(members.iter().map(put).collect::<Map<_, _>>())
        }
        (None | Some((Step::Other | Step::Name(_), _)), _) => value.clone(),
        (Some((_, rest)), Value::Array(items)) => Value::Array(items.iter().map(|item| wrap(item, rest)).collect()),
        (Some(_), nothing) if is_nothing(nothing) => Value::Array(Vec::new()),
        (Some((_, rest)), single) => Value::Array(vec![wrap(single, rest)]),
    }
}

/// The steps of a JSONPath that is known to be valid; what is not understood is [`Step::Other`] and ends the list.
fn steps(source: &str) -> Vec<Step> {
    let mut rest = source.trim().strip_prefix('$').unwrap_or(source).trim_start();
    let mut steps = Vec::new();
    while !rest.is_empty() {
        let (step, behind) = step(rest).unwrap_or((Step::Other, ""));
        steps.push(step);
        rest = behind.trim_start();
    }
    steps
}

fn step(text: &str) -> Option<(Step, &str)> {
    if let Some(name) = text.strip_prefix('.') {
        if let Some(rest) = name.strip_prefix('*') {
            return Some((Step::Each, rest));
        }
        let end = name.find(|c: char| c == '.' || c == '[' || c.is_whitespace()).unwrap_or(name.len());
        let (name, rest) = name.split_at(end);
        return (!name.is_empty()).then(|| (Step::Name(name.to_owned()), rest));
    }
    let inside = text.strip_prefix('[')?;
    let end = closing(inside)?;
    let (selector, rest) = (inside.get(..end)?.trim(), inside.get(end + 1..)?);
    let quoted = |quote: char| {
        let name = selector.strip_prefix(quote)?.strip_suffix(quote)?;
        (!name.contains(['\'', '"', '\\'])).then(|| Step::Name(name.to_owned()))
    };
    let step = if selector == "*" {
        Step::Each
    } else if let Some(name) = quoted('\'').or_else(|| quoted('"')) {
        name
    } else if selector.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '?' | '-' | ':')) {
        Step::Some
    } else {
        Step::Other
    };
    Some((step, rest))
}

/// Where the bracket that was opened just before closes, quotes and inner brackets minded.
fn closing(text: &str) -> Option<usize> {
    let (mut depth, mut quote, mut escaped) = (0_u32, None, false);
    for (at, c) in text.char_indices() {
        match (quote, c) {
            _ if escaped => escaped = false,
            (Some(_), '\\') => escaped = true,
            (Some(open), c) if open == c => quote = None,
            (None, '\'' | '"') => quote = Some(c),
            (None, '[') => depth += 1,
            (None, ']') if depth == 0 => return Some(at),
            (None, ']') => depth -= 1,
            (_, _) => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn found(source: &str, value: &Value) -> Vec<Value> {
        entries(&Path::compile(source).unwrap(), value).into_iter().map(Cow::into_owned).collect()
    }

    #[test]
    fn one_is_also_a_list_of_one() {
        let several = json!({"E": [{"Id": "1"}, {"Id": "2"}]});
        let one = json!({"E": {"Id": "1"}});
        assert_eq!(found("$.E[*]", &several), [json!({"Id": "1"}), json!({"Id": "2"})]);
        assert_eq!(found("$.E[*]", &one), [json!({"Id": "1"})]);
        assert_eq!(found("$['E'][*].Id", &one), [json!("1")]);
        assert_eq!(found("$.E.*.Id", &several), [json!("1"), json!("2")]);
        for nothing in [json!(null), json!(""), json!({}), json!({"E": null}), json!({"E": ""}), json!({"E": []})] {
            assert_eq!(found("$.E[*]", &nothing), [] as [Value; 0]);
        }
        assert_eq!(found("$", &one), [one]);
        assert_eq!(found("$", &json!(null)), [] as [Value; 0]);
    }

    #[test]
    fn wrapping_follows_the_path() {
        let wrapped = |source: &str, value: Value| wrap(&value, &steps(source));
        assert_eq!(wrapped("$.E[?@.Id == ']']", json!({"E": {"Id": "]"}})), json!({"E": [{"Id": "]"}]}));
        assert_eq!(wrapped("$.A[*].B[0].C", json!({"A": {"B": {"C": 1}}})), json!({"A": [{"B": [{"C": 1}]}]}));
        assert_eq!(wrapped("$.A[0]", json!({"A": ""})), json!({"A": []}));
        assert_eq!(wrapped("$..A[0]", json!({"A": 1})), json!({"A": 1}));
    }

    #[test]
    fn steps_are_told_apart() {
        let name = |name: &str| Step::Name(name.into());
        assert_eq!(
            steps("$.a['b c'][\"d\"][*][0][-1][:2][?@.x[0] == ']']"),
            [name("a"), name("b c"), name("d"), Step::Each, Step::Some, Step::Some, Step::Some, Step::Some]
        );
        assert_eq!(steps("$..a"), [Step::Other]);
        assert_eq!(steps("$['a','b'].c"), [Step::Other, name("c")]);
        assert_eq!(steps("$.a[").last(), Some(&Step::Other));
    }
}
