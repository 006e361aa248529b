//! Changing one value of a file and nothing else of its text.
//!
//! The smallest piece of text is replaced, added or taken out; comments, order and spelling of everything else stay as
//! they are. The new text is read again: if it does not say exactly what was asked for (an alias, a merge key, a layout
//! that is not understood), the change is refused.

use std::ops::Range;

use serde_json::{Map, Value};

use super::Document;
use super::tree::{Body, Item, Style};

/// Why a text cannot be changed so.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// There is no map to put it in.
    #[error("`{0}` is no map that something can be put into")]
    NoMap(String),
    /// The text is written in a way that a small change would bend.
    #[error("`{0}` is written in a way that cannot be changed without changing more: change it by hand")]
    Entangled(String),
}

impl Document {
    /// The file with another value at a place; without one, with the place taken away. Maps on the way to it are made.
    ///
    /// # Errors
    /// When the place is in something that is no map, or the text is not one that can be changed so.
    pub fn edited(&self, path: &[&str], value: Option<&Value>) -> Result<Self, EditError> {
        let shown = path.join(".");
        let entangled = || EditError::Entangled(shown.clone());
        let mut wanted = if self.value().is_null() { Value::Object(Map::new()) } else { self.value().clone() };
        put(&mut wanted, path, value).ok_or_else(|| EditError::NoMap(shown.clone()))?;
        if wanted == *self.value() {
            return Ok(self.clone());
        }
        let text = self.rewritten(path, value).ok_or_else(entangled)?;
        let document = Self::parse(self.file(), &text).map_err(|_| entangled())?;
        if *document.value() == wanted { Ok(document) } else { Err(entangled()) }
    }

    fn rewritten(&self, path: &[&str], value: Option<&Value>) -> Option<String> {
        let text = self.text();
        // The map that is nearest to the place, and how many steps lead to it.
        let mut steps = 0;
        let mut item = self.root();
        while let (Some(here), Some(step)) = (item, path.get(steps)) {
            let Body::Map(entries) = &here.node.body else { break };
            let Some(entry) = entries.get(*step) else { break };
            if steps + 1 == path.len() {
                return match value {
                    Some(value) => Some(replaced(text, &entry.key, &entry.item, value)),
                    None if entries.len() == 1 && steps > 0 => {
                        self.rewritten(&path[..steps], Some(&Value::Object(Map::new())))
                    }
                    None => Some(removed(text, here, &entry.key, &entry.item)),
                };
            }
            if !matches!(&entry.item.node.body, Body::Map(entries) if !entries.is_empty()) {
                // Nothing is written there yet, or an empty map: it is made with what belongs into it.
                let inner = nested(&path[steps + 1..], value?);
                return Some(replaced(text, &entry.key, &entry.item, &inner));
            }
            steps += 1;
            item = Some(&entry.item);
        }
        let inner = nested(&path[steps + 1..], value?);
        match item {
            Some(item) => added(text, item, path.get(steps)?, &inner),
            None => Some(format!("{}{}", ended(text), block(path.first()?, &inner, 0))),
        }
    }
}

/// Sets or removes a member; none when something on the way is no map.
fn put(value: &mut Value, path: &[&str], new: Option<&Value>) -> Option<()> {
    let (step, rest) = path.split_first()?;
    if value.is_null() {
        *value = Value::Object(Map::new());
    }
    let map = value.as_object_mut()?;
    if !rest.is_empty() {
        if new.is_none() && !map.contains_key(*step) {
            return Some(());
        }
        return put(map.entry(*step).or_insert(Value::Null), rest, new);
    }
    match new {
        Some(new) => {
            map.insert((*step).to_owned(), new.clone());
        }
        None => {
            map.shift_remove(*step);
        }
    }
    Some(())
}

fn nested(path: &[&str], value: &Value) -> Value {
    path.iter().rev().fold(value.clone(), |inner, step| Value::Object(Map::from_iter([((*step).to_owned(), inner)])))
}

fn is_flow(text: &str, item: &Item) -> bool {
    text.get(item.node.span.clone()).is_some_and(|written| written.starts_with(['{', '[']))
}

/// The last byte that a value's text reaches.
fn end_of(text: &str, item: &Item, key: &Range<usize>) -> usize {
    let end = match &item.node.body {
        Body::Map(entries) if !is_flow(text, item) => {
            entries.values().map(|entry| end_of(text, &entry.item, &entry.key)).max().unwrap_or(item.at.end)
        }
        Body::List(items) if !is_flow(text, item) => {
            items.iter().map(|inner| end_of(text, inner, key)).max().unwrap_or(item.at.end)
        }
        _ => item.at.end,
    };
    let end = end.max(key.end);
    let trimmed = text.get(..end).map_or(end, |written| written.trim_end().len());
    trimmed.max(key.end)
}

fn line_start(text: &str, at: usize) -> usize {
    text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1)
}

/// Behind the line end.
fn line_end(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|rest| rest.find('\n')).map_or(text.len(), |newline| at + newline + 1)
}

/// Ends with a line end, unless it is empty.
fn ended(text: &str) -> String {
    if text.is_empty() || text.ends_with('\n') { text.to_owned() } else { format!("{text}\n") }
}

fn spliced(text: &str, range: Range<usize>, new: &str) -> String {
    let (before, after) = (text.get(..range.start).unwrap_or_default(), text.get(range.end..).unwrap_or_default());
    format!("{before}{new}{after}")
}

fn replaced(text: &str, key: &Range<usize>, item: &Item, value: &Value) -> String {
    let simple = matches!(&item.node.body, Body::Scalar { style: Style::Plain | Style::Single | Style::Double, .. });
    let inner = value.as_object().filter(|map| !map.is_empty());
    if !item.at.is_empty() && (simple || is_flow(text, item)) {
        return spliced(text, item.at.clone(), &flow(value));
    }
    let colon = text.get(key.end..).and_then(|rest| rest.find(':')).map_or(key.end, |at| key.end + at + 1);
    let end = end_of(text, item, key).max(colon);
    match inner {
        Some(map) => {
            let indent = key.start - line_start(text, key.start) + 2;
            let lines: String = map.iter().map(|(name, value)| block(name, value, indent)).collect();
            spliced(text, colon..end, &format!("\n{}", lines.trim_end_matches('\n')))
        }
        None => spliced(text, colon..end, &format!(" {}", flow(value))),
    }
}

fn removed(text: &str, parent: &Item, key: &Range<usize>, item: &Item) -> String {
    let end = end_of(text, item, key);
    if !is_flow(text, parent) {
        return spliced(text, line_start(text, key.start)..line_end(text, end), "");
    }
    let rest = text.get(end..).unwrap_or_default();
    let blank = rest.len() - rest.trim_start().len();
    if rest.get(blank..).is_some_and(|rest| rest.starts_with(',')) {
        let after = end + blank + 1;
        let next = text.get(after..).unwrap_or_default();
        return spliced(text, key.start..after + (next.len() - next.trim_start().len()), "");
    }
    let before = text.get(..key.start).unwrap_or_default().trim_end();
    let from = if before.ends_with(',') { before.len() - 1 } else { key.start };
    spliced(text, from..end, "")
}

fn added(text: &str, parent: &Item, name: &str, value: &Value) -> Option<String> {
    let Body::Map(entries) = &parent.node.body else { return None };
    if is_flow(text, parent) {
        let close = text.get(parent.node.span.clone())?.rfind('}')? + parent.node.span.start;
        let inside = text.get(..close)?.trim_end();
        let comma = if inside.ends_with('{') || inside.ends_with(',') { " " } else { ", " };
        return Some(spliced(text, inside.len()..close, &format!("{comma}{}: {} ", scalar(name), flow(value))));
    }
    let first = entries.values().map(|entry| entry.key.start).min()?;
    let indent = first - line_start(text, first);
    let last = entries.values().max_by_key(|entry| entry.key.start)?;
    let at = line_end(text, end_of(text, &last.item, &last.key));
    let before = ended(text.get(..at)?);
    Some(format!("{before}{}{}", block(name, value, indent), text.get(at..)?))
}

/// `name: value` as a line, or several where the value is a map.
fn block(name: &str, value: &Value, indent: usize) -> String {
    let margin = " ".repeat(indent);
    match value.as_object().filter(|map| !map.is_empty() && !is_reference(map)) {
        Some(map) => {
            let inner: String = map.iter().map(|(name, value)| block(name, value, indent + 2)).collect();
            format!("{margin}{}:\n{inner}", scalar(name))
        }
        None => format!("{margin}{}: {}\n", scalar(name), flow(value)),
    }
}

/// `{ file: … }`: reads best on one line.
fn is_reference(map: &Map<String, Value>) -> bool {
    map.len() == 1 && map.keys().all(|key| key == "file" || key == "env")
}

fn flow(value: &Value) -> String {
    match value {
        Value::String(text) => scalar(text),
        Value::Object(map) if map.is_empty() => "{}".into(),
        Value::Object(map) => {
            let members: Vec<String> =
                map.iter().map(|(name, value)| format!("{}: {}", scalar(name), flow(value))).collect();
            format!("{{ {} }}", members.join(", "))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(flow).collect::<Vec<_>>().join(", ")),
        other => other.to_string(),
    }
}

/// Words that other readers of YAML take for something else than text.
const BENT: &[&str] = &["y", "n", "yes", "no", "on", "off", "true", "false", "null"];

/// A text: plain where nothing can be misread, else in double quotes.
fn scalar(text: &str) -> String {
    let plain = text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && text.chars().all(|letter| letter.is_ascii_alphanumeric() || "_-./@ ".contains(letter))
        && !text.ends_with(' ')
        && !BENT.contains(&text.to_lowercase().as_str());
    if plain { text.to_owned() } else { Value::String(text.to_owned()).to_string() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::Document;

    const FILE: &str = "# the company\nstore: sqlite:x.db   # kept\nhr: { system: people, settings: { token: { env: T } } }\n\
                        connections:\n  # the first\n  pay:\n    system: payroll\n    scope: >-\n      employee.country\n      == 'NL'\n    label: \"Pay: A\" # shown\n    settings:\n      user: ada\n\n  # the second\n  books:\n    system: accounts\n";

    fn edit(text: &str, path: &[&str], value: impl Into<Option<Value>>) -> String {
        let value = value.into();
        Document::parse("x.yaml", text).unwrap().edited(path, value.as_ref()).unwrap().text().to_owned()
    }

    #[test]
    fn one_value_changes_and_nothing_else() {
        let new = edit(FILE, &["connections", "pay", "label"], Some(json!("NO")));
        assert_eq!(new, FILE.replace("\"Pay: A\"", "\"NO\""));
        let new = edit(FILE, &["connections", "pay", "scope"], Some(json!("true")));
        assert!(new.contains("    scope: \"true\"\n    label: \"Pay: A\" # shown\n"), "{new}");
        let new = edit(FILE, &["hr", "settings", "token"], Some(json!({ "file": "secrets/hr.token" })));
        assert!(new.contains("settings: { token: { file: secrets/hr.token } } }"), "{new}");
    }

    #[test]
    fn what_is_new_stands_behind_its_like() {
        let new = edit(FILE, &["connections", "pay", "settings", "company"], Some(json!(12)));
        assert!(new.contains("      user: ada\n      company: 12\n\n  # the second\n"), "{new}");
        let new = edit(FILE, &["connections", "books", "settings", "token"], Some(json!({ "env": "B" })));
        assert!(new.ends_with("    system: accounts\n    settings:\n      token: { env: B }\n"), "{new}");
        let new = edit(FILE, &["connections", "third"], Some(json!({ "system": "s", "settings": { "a": "1" } })));
        assert!(new.ends_with("  third:\n    system: s\n    settings:\n      a: \"1\"\n"), "{new}");
        let new = edit(FILE, &["hr", "base_url"], Some(json!("http://h/")));
        assert!(new.contains("{ token: { env: T } }, base_url: \"http://h/\" }\n"), "{new}");
        assert_eq!(
            edit("connections:\n", &["connections", "a", "system"], Some(json!("s"))),
            "connections:\n  a:\n    system: s\n"
        );
        assert_eq!(edit("", &["a"], Some(json!(1))), "a: 1\n");
    }

    #[test]
    fn what_goes_leaves_no_trace() {
        let new = edit(FILE, &["connections", "pay", "label"], None);
        assert_eq!(new, FILE.replace("    label: \"Pay: A\" # shown\n", ""));
        let new = edit(FILE, &["connections", "pay", "scope"], None);
        assert_eq!(new, FILE.replace("    scope: >-\n      employee.country\n      == 'NL'\n", ""));
        let new = edit(FILE, &["hr", "settings", "token"], None);
        assert!(new.contains("hr: { system: people, settings: {} }"), "{new}");
        let new = edit("{ a: 1, b: 2, c: 3 }", &["b"], None);
        assert_eq!(new, "{ a: 1, c: 3 }");
        assert_eq!(edit("{ a: 1, b: 2 }", &["b"], None), "{ a: 1 }");
    }

    #[test]
    fn what_is_shared_is_left_alone() {
        let text = "a: &x { n: 1 }\nb: *x\n";
        let document = Document::parse("x.yaml", text).unwrap();
        assert!(document.edited(&["a", "n"], Some(&json!(2))).is_err());
        assert!(document.edited(&["a", "n", "deep"], Some(&json!(2))).is_err());
    }

    proptest! {
        #[test]
        fn any_text_is_read_back(text in "\\PC{0,30}|[ -~\\n\\t]{0,20}") {
            let new = edit(FILE, &["connections", "pay", "label"], Some(json!(text)));
            let read = Document::parse("x.yaml", &new).unwrap();
            prop_assert_eq!(&read.value()["connections"]["pay"]["label"], &json!(text));
            prop_assert_eq!(new.lines().filter(|line| line.contains('#')).count() >= 4, true);
        }
    }
}
