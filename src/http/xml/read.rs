//! XML read as a tree.

use indexmap::IndexMap;
use roxmltree::{Document, Node, ParsingOptions};
use serde_json::{Map, Value};

/// Deeper answers are refused.
const DEEPEST: usize = 128;
/// Larger answers are refused.
const MOST_NODES: u32 = 4_000_000;
const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// Why an answer cannot be read; holds nothing of the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unreadable(pub(crate) &'static str);

/// Parses a text. A DTD, an undefined entity or broken syntax is refused.
pub(crate) fn parse(text: &str) -> Result<Document<'_>, Unreadable> {
    let options = ParsingOptions { nodes_limit: MOST_NODES, ..ParsingOptions::default() };
    Document::parse_with_options(text, options).map_err(|_| Unreadable("the answer is not well-formed XML"))
}

/// A whole document. The root is left out, unless `lists` names it: then it is an object with that one list.
pub(crate) fn document(text: &str, lists: &IndexMap<String, String>) -> Result<Value, Unreadable> {
    let parsed = parse(text)?;
    let root = parsed.root_element();
    let value = tree(root, lists)?;
    let name = root.tag_name().name();
    if lists.contains_key(name) {
        return Ok(Value::Object(Map::from_iter([(name.to_owned(), value)])));
    }
    Ok(value)
}

/// The first child element of that name, whatever its namespace.
pub(crate) fn element<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    node.children().find(|child| child.is_element() && child.tag_name().name() == name)
}

/// An element's content: text where it has no child elements (`""` when empty), an object otherwise, null when
/// `xsi:nil` says so. Repeated siblings become a list; `lists: { users: user }` makes `<users>` the list of its `<user>`s.
pub(crate) fn tree(node: Node<'_, '_>, lists: &IndexMap<String, String>) -> Result<Value, Unreadable> {
    read(node, lists, 0)
}

fn read(node: Node<'_, '_>, lists: &IndexMap<String, String>, depth: usize) -> Result<Value, Unreadable> {
    if depth > DEEPEST {
        return Err(Unreadable("the answer is nested too deeply"));
    }
    if node.attribute((XSI, "nil")).is_some_and(|nil| matches!(nil.trim(), "true" | "1")) {
        return Ok(Value::Null);
    }
    let mut children = node.children().filter(Node::is_element).peekable();
    if let Some(item) = lists.get(node.tag_name().name())
        && children.clone().all(|child| child.tag_name().name() == item)
    {
        return Ok(Value::Array(children.map(|child| read(child, lists, depth + 1)).collect::<Result<_, _>>()?));
    }
    if children.peek().is_none() {
        let mut text = String::new();
        node.children()
            .filter_map(|child| child.is_text().then(|| child.text()).flatten())
            .for_each(|t| text.push_str(t));
        return Ok(Value::String(text));
    }
    let mut members: IndexMap<&str, Vec<Value>> = IndexMap::new();
    for child in children {
        members.entry(child.tag_name().name()).or_default().push(read(child, lists, depth + 1)?);
    }
    let single = |(name, mut values): (&str, Vec<Value>)| match (values.len(), values.pop()) {
        (1, Some(value)) => (name.to_owned(), value),
        (_, last) => {
            values.extend(last);
            (name.to_owned(), Value::Array(values))
        }
    };
    Ok(Value::Object(members.into_iter().map(single).collect()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn plain(text: &str) -> Result<Value, Unreadable> {
        document(text, &IndexMap::new())
    }

    #[test]
    fn elements_are_a_tree() {
        let text = r#"<?xml version="1.0"?><!-- c --><p:r xmlns:p="u" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
          <p:A id="9">O&apos;Brien &amp; S&#248;n &lt;x&gt;</p:A> <B/> <C xsi:nil="true"/> <D>1</D><D>2</D>
          <E><F> two  spaces </F></E><G>a<!-- x -->b<![CDATA[<c>]]></G></p:r>"#;
        assert_eq!(
            plain(text).unwrap(),
            json!({"A": "O'Brien & Søn <x>", "B": "", "C": null, "D": ["1", "2"], "E": {"F": " two  spaces "}, "G": "ab<c>"})
        );
    }

    #[test]
    fn named_lists_are_lists() {
        let lists = IndexMap::from([("users".to_owned(), "user".to_owned())]);
        let read = |text| document(text, &lists).unwrap();
        assert_eq!(read("<users><user><id>1</id></user></users>"), json!({"users": [{"id": "1"}]}));
        assert_eq!(read("<users/>"), json!({"users": []}));
        assert_eq!(read("<x><users><user>a</user></users></x>"), json!({"users": ["a"]}));
        assert_eq!(read("<user><id>1</id></user>"), json!({"id": "1"}));
    }

    #[test]
    fn hostile_documents_are_refused() {
        let bomb = "<!DOCTYPE r [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><r>&b;</r>";
        let file = "<!DOCTYPE r [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><r>&a;</r>";
        let deep = format!("{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000));
        for text in [bomb, file, &deep, "<r>&undefined;</r>", "<r", "", "<r/><r/>", "<r x=1/>", "<r>\u{0}</r>"] {
            assert!(plain(text).is_err());
        }
        assert!(plain(&"<a>".repeat(100_000)).is_err());
    }
}
