//! Values written as XML.

use indexmap::IndexMap;
use serde_json::{Number, Value};

use crate::expr::EvalError;

/// Deeper values are refused.
const DEEPEST: usize = 128;
/// The namespace of `nil`, declared once by whoever opens the root.
pub(crate) const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// Writes elements one behind the other.
#[derive(Debug)]
pub(crate) struct Writer<'l> {
    out: String,
    lists: Option<&'l IndexMap<String, String>>,
}

impl<'l> Writer<'l> {
    /// Begins a document, with its declaration or without. `lists: { users: user }` writes `users: [..]` as
    /// `<users><user/></users>`.
    pub(crate) fn new(lists: Option<&'l IndexMap<String, String>>, declaration: bool) -> Self {
        let out = if declaration { "<?xml version=\"1.0\" encoding=\"utf-8\"?>" } else { "" };
        Self { out: out.to_owned(), lists }
    }

    /// The document.
    pub(crate) fn finish(self) -> String {
        self.out
    }

    /// Markup that needs no escaping.
    pub(crate) fn raw(&mut self, markup: &str) {
        self.out.push_str(markup);
    }

    /// A whole document: the root with its namespace and its content.
    pub(crate) fn root(&mut self, name: &str, namespace: Option<&str>, value: &Value) -> Result<(), EvalError> {
        self.open(name, namespace, holds_null(value))?;
        match (value, self.item(name)) {
            (Value::Array(items), Some(item)) => {
                items.iter().try_for_each(|one| self.element(item, None, one, 1))?;
            }
            (Value::Array(_), None) => return Err(refused("a list cannot be an XML document")),
            _ => self.content(value, 0)?,
        }
        self.close(name);
        Ok(())
    }

    /// `name` with its content; a list repeats it. A namespace is declared on each.
    pub(crate) fn element(
        &mut self,
        name: &str,
        ns: Option<&str>,
        value: &Value,
        depth: usize,
    ) -> Result<(), EvalError> {
        if depth > DEEPEST {
            return Err(refused("the value is nested too deeply for XML"));
        }
        match value {
            Value::Array(items) => {
                let item = self.item(name);
                if item.is_some() {
                    self.open(name, ns, false)?;
                }
                for one in items {
                    if one.is_array() {
                        return Err(refused("XML has no lists within lists"));
                    }
                    self.element(item.unwrap_or(name), if item.is_some() { None } else { ns }, one, depth + 1)?;
                }
                if item.is_some() {
                    self.close(name);
                }
            }
            Value::Null => {
                self.open(name, ns, false)?;
                self.out.truncate(self.out.len() - 1);
                self.raw(" xsi:nil=\"true\"/>");
            }
            _ => {
                self.open(name, ns, false)?;
                self.content(value, depth)?;
                self.close(name);
            }
        }
        Ok(())
    }

    /// An object's members in its order, or a scalar's text.
    pub(crate) fn content(&mut self, value: &Value, depth: usize) -> Result<(), EvalError> {
        match value {
            Value::Null => {}
            Value::Bool(flag) => self.raw(if *flag { "true" } else { "false" }),
            Value::Number(number) => self.out.push_str(&plain(number)),
            Value::String(text) => self.text(text)?,
            Value::Object(members) => {
                members.iter().try_for_each(|(name, member)| self.element(name, None, member, depth + 1))?;
            }
            Value::Array(_) => return Err(refused("a list stands where XML needs an element's content")),
        }
        Ok(())
    }

    fn item(&self, name: &str) -> Option<&'l str> {
        self.lists.and_then(|lists| lists.get(name)).map(String::as_str)
    }

    fn open(&mut self, name: &str, namespace: Option<&str>, nil: bool) -> Result<(), EvalError> {
        if !is_name(name) {
            return Err(refused("a member's name cannot be the name of an XML element"));
        }
        self.out.push('<');
        self.out.push_str(name);
        if let Some(namespace) = namespace {
            self.out.push_str(" xmlns=\"");
            self.text(namespace)?;
            self.out.push('"');
        }
        if nil {
            self.out.push_str(" xmlns:xsi=\"");
            self.out.push_str(XSI);
            self.out.push('"');
        }
        self.out.push('>');
        Ok(())
    }

    fn close(&mut self, name: &str) {
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
    }

    /// Text such that a parser gives back the same characters. A character that XML cannot hold is refused.
    fn text(&mut self, text: &str) -> Result<(), EvalError> {
        for c in text.chars() {
            match c {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '>' => self.out.push_str("&gt;"),
                '"' => self.out.push_str("&quot;"),
                '\r' => self.out.push_str("&#13;"),
                '\t' | '\n' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'.. => self.out.push(c),
                _ => {
                    let message = format!("a text holds the character U+{:04X}, which XML cannot carry", u32::from(c));
                    return Err(EvalError { message });
                }
            }
        }
        Ok(())
    }
}

fn refused(message: &str) -> EvalError {
    EvalError { message: message.to_owned() }
}

fn holds_null(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.iter().any(holds_null),
        Value::Object(members) => members.values().any(holds_null),
        _ => false,
    }
}

/// Decimal text, never with an exponent.
pub(crate) fn plain(number: &Number) -> String {
    match number.as_f64() {
        Some(float) if number.is_f64() => float.to_string(),
        _ => number.to_string(),
    }
}

/// A name without a prefix (NCName).
fn is_name(name: &str) -> bool {
    let start = |c: char| {
        matches!(c, 'A'..='Z' | '_' | 'a'..='z' | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{2ff}'
            | '\u{370}'..='\u{37d}' | '\u{37f}'..='\u{1fff}' | '\u{200c}'..='\u{200d}' | '\u{2070}'..='\u{218f}'
            | '\u{2c00}'..='\u{2fef}' | '\u{3001}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}'
            | '\u{10000}'..='\u{effff}')
    };
    let within = |c: char| {
        start(c) || matches!(c, '-' | '.' | '0'..='9' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}')
    };
    let mut chars = name.chars();
    chars.next().is_some_and(start) && chars.all(within)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::super::document;
    use super::*;

    fn xml(root: &str, value: &Value) -> Result<String, EvalError> {
        let lists = IndexMap::from([("users".to_owned(), "user".to_owned())]);
        let mut writer = Writer::new(Some(&lists), false);
        writer.root(root, None, value)?;
        Ok(writer.finish())
    }

    #[test]
    fn values_are_elements() {
        let value =
            json!({"b": 1, "a": [1.5, true], "n": null, "t": "O'Brien & Søn <x>\r\n", "users": [{"id": 7}], "o": {}});
        assert_eq!(
            xml("r", &value).unwrap(),
            "<r xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><b>1</b><a>1.5</a><a>true</a><n xsi:nil=\"true\"/>\
             <t>O'Brien &amp; Søn &lt;x&gt;&#13;\n</t><users><user><id>7</id></user></users><o></o></r>"
        );
        assert_eq!(xml("users", &json!([{"id": 1}])).unwrap(), "<users><user><id>1</id></user></users>");
    }

    #[test]
    fn numbers_never_have_an_exponent() {
        let numbers = json!([1e21, 1e-7, 0.1, -3, u64::MAX, 45000.5]);
        let texts: Vec<String> = numbers.as_array().unwrap().iter().filter_map(Value::as_number).map(plain).collect();
        assert_eq!(texts, ["1000000000000000000000", "0.0000001", "0.1", "-3", "18446744073709551615", "45000.5"]);
    }

    #[test]
    fn what_xml_cannot_hold_is_refused() {
        for text in ["\u{0}", "a\u{8}b", "\u{fffe}", "\u{ffff}", "\u{1f}"] {
            assert!(xml("r", &json!({ "a": text })).is_err());
        }
        for name in ["", "1a", "a b", "a:b", "a>", "-"] {
            assert!(xml("r", &json!({ name: "x" })).is_err(), "{name}");
        }
        assert!(xml("r", &json!({"a": [[1]]})).is_err());
        let wrap = |inner: Value, _| Value::Object(serde_json::Map::from_iter([("a".to_owned(), inner)]));
        let deep = (0..5000).fold(json!(1), wrap);
        assert!(xml("r", &deep).is_err());
        std::mem::forget(deep);
    }

    proptest! {
        #[test]
        fn text_comes_back_as_it_was(text in any::<String>()) {
            match xml("r", &json!({ "a": text, "b": "x" })) {
                Ok(written) => prop_assert_eq!(&document(&written, &IndexMap::new()).unwrap()["a"], &json!(text)),
                Err(_) => {
                    let odd = |c: char| (c.is_control() && c < ' ') || matches!(c, '\u{fffe}' | '\u{ffff}');
                    prop_assert!(text.contains(odd));
                }
            }
        }
    }
}
