//! A SOAP 1.1 request: envelope, header and body, every element at its place. Stricter than real services are.

use minijinja::value::{Serde, Value};
use roxmltree::{Document, Node};

use super::types::{Kind, Members, Named, Scalar, Slot, Types, read_text};

const ENVELOPE: &str = "http://schemas.xmlsoap.org/soap/envelope/";
const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// What is wrong with the document, and where.
#[derive(Debug)]
pub(super) struct Unreadable {
    pub(super) line: u32,
    pub(super) column: u32,
    pub(super) message: String,
}

/// What an operation expects.
pub(super) struct Expected<'a> {
    pub(super) types: &'a Types,
    pub(super) namespace: &'a str,
    pub(super) header: &'a str,
    pub(super) operation: &'a str,
    pub(super) request: &'a Members,
}

/// Header and body of a request.
pub(super) fn read(text: &str, expected: &Expected<'_>) -> Result<(Value, Value), Unreadable> {
    let document = Document::parse(text).map_err(|error| {
        let pos = error.pos();
        Unreadable { line: pos.row, column: pos.col, message: error.to_string() }
    })?;
    let reader = Reader { document: &document, types: expected.types, namespace: expected.namespace };
    let envelope = document.root_element();
    reader.named(envelope, ENVELOPE, "Envelope")?;
    let mut parts = envelope.children().filter(Node::is_element);
    let Some(header) = parts.next() else { return Err(reader.wrong(envelope, "the header is missing")) };
    reader.named(header, ENVELOPE, "Header")?;
    let Some(body) = parts.next() else { return Err(reader.wrong(envelope, "the body is missing")) };
    reader.named(body, ENVELOPE, "Body")?;
    if let Some(more) = parts.next() {
        return Err(reader.unexpected(more));
    }
    let credentials = reader.only_child(header)?;
    reader.named(credentials, expected.namespace, expected.header)?;
    let Some(Named::Record(members)) = expected.types.named(expected.header) else {
        return Err(reader.wrong(header, "no such header"));
    };
    let credentials = reader.record(credentials, members)?;
    let operation = reader.only_child(body)?;
    reader.named(operation, expected.namespace, expected.operation)?;
    let request = reader.record(operation, expected.request)?;
    Ok((Value::from(Serde(&credentials)), Value::from(Serde(&request))))
}

struct Reader<'a, 'input> {
    document: &'a Document<'input>,
    types: &'a Types,
    namespace: &'a str,
}

impl Reader<'_, '_> {
    fn wrong(&self, node: Node<'_, '_>, message: &str) -> Unreadable {
        let pos = self.document.text_pos_at(node.range().start);
        Unreadable { line: pos.row, column: pos.col, message: message.to_owned() }
    }

    fn unexpected(&self, node: Node<'_, '_>) -> Unreadable {
        let (name, space) = (node.tag_name().name(), node.tag_name().namespace().unwrap_or_default());
        self.wrong(node, &format!("<{name} xmlns='{space}'> was not expected."))
    }

    fn named(&self, node: Node<'_, '_>, namespace: &str, name: &str) -> Result<(), Unreadable> {
        if node.tag_name().name() == name && node.tag_name().namespace() == Some(namespace) {
            Ok(())
        } else {
            Err(self.unexpected(node))
        }
    }

    fn only_child<'a, 'i>(&self, node: Node<'a, 'i>) -> Result<Node<'a, 'i>, Unreadable> {
        self.no_text(node)?;
        let mut children = node.children().filter(Node::is_element);
        match (children.next(), children.next()) {
            (Some(child), None) => Ok(child),
            (Some(_), Some(more)) => Err(self.unexpected(more)),
            (None, _) => Err(self.wrong(node, &format!("<{}> is empty.", node.tag_name().name()))),
        }
    }

    fn no_text(&self, node: Node<'_, '_>) -> Result<(), Unreadable> {
        let stray = node.children().find(|child| child.is_text() && child.text().is_some_and(|t| !t.trim().is_empty()));
        stray.map_or(Ok(()), |text| Err(self.wrong(text, "text was not expected here.")))
    }

    fn is_nil(&self, node: Node<'_, '_>) -> Result<bool, Unreadable> {
        let mut nil = false;
        for attribute in node.attributes() {
            match (attribute.namespace(), attribute.name(), attribute.value()) {
                (Some(INSTANCE), "nil", "true" | "1") => nil = true,
                (Some(INSTANCE), "nil", "false" | "0") => {}
                (_, name, _) => return Err(self.wrong(node, &format!("the attribute {name} was not expected."))),
            }
        }
        Ok(nil)
    }

    fn record(&self, node: Node<'_, '_>, members: &Members) -> Result<serde_json::Value, Unreadable> {
        self.no_text(node)?;
        let mut out = serde_json::Map::new();
        let mut wanted = members.iter();
        for child in node.children().filter(Node::is_element) {
            let (name, slot) = loop {
                let Some((name, slot)) = wanted.next() else { return Err(self.misplaced(child, members)) };
                if child.tag_name().name() == name && child.tag_name().namespace() == Some(self.namespace) {
                    break (name, slot);
                }
                if !slot.optional {
                    let found = child.tag_name().name();
                    let message = format!("<{found} xmlns='{}'> was not expected. Expected: {name}.", self.namespace);
                    return Err(self.wrong(child, &message));
                }
            };
            out.insert(name.clone(), self.value(child, slot)?);
        }
        match wanted.find(|(_, slot)| !slot.optional) {
            Some((name, _)) => {
                let inside = node.tag_name().name();
                Err(self.wrong(node, &format!("<{inside}> lacks the required element {name}.")))
            }
            None => Ok(serde_json::Value::Object(out)),
        }
    }

    fn misplaced(&self, child: Node<'_, '_>, members: &Members) -> Unreadable {
        let name = child.tag_name().name();
        if members.iter().any(|(member, _)| member == name) {
            let message = format!("<{name} xmlns='{}'> was not expected here: it is out of order.", self.namespace);
            return self.wrong(child, &message);
        }
        self.unexpected(child)
    }

    fn value(&self, node: Node<'_, '_>, slot: &Slot) -> Result<serde_json::Value, Unreadable> {
        if self.is_nil(node)? {
            let message = format!("{} may not be nil.", node.tag_name().name());
            let empty = node.children().all(|child| !child.is_element() && !child.is_text());
            return if slot.nil && empty { Ok(serde_json::Value::Null) } else { Err(self.wrong(node, &message)) };
        }
        match &slot.kind {
            Kind::Scalar(scalar) => self.scalar(node, *scalar),
            Kind::Named(name) => match self.types.named(name) {
                Some(Named::Record(members)) => self.record(node, members),
                Some(Named::Enum(words)) => {
                    let text = self.text(node)?;
                    if words.contains(&text) {
                        return Ok(serde_json::Value::String(text));
                    }
                    Err(self
                        .wrong(node, &format!("Instance validation error: '{text}' is not a valid value for {name}.")))
                }
                None => Err(self.unexpected(node)),
            },
            Kind::List(inner, item) => {
                self.no_text(node)?;
                let slot = Slot { kind: (**inner).clone(), optional: false, nil: false };
                let mut out = Vec::new();
                for child in node.children().filter(Node::is_element) {
                    self.named(child, self.namespace, item)?;
                    out.push(self.value(child, &slot)?);
                }
                Ok(serde_json::Value::Array(out))
            }
        }
    }

    fn scalar(&self, node: Node<'_, '_>, scalar: Scalar) -> Result<serde_json::Value, Unreadable> {
        let text = self.text(node)?;
        read_text(scalar, &text).map_err(|message| self.wrong(node, &message))
    }

    fn text(&self, node: Node<'_, '_>) -> Result<String, Unreadable> {
        if let Some(child) = node.children().find(Node::is_element) {
            return Err(self.unexpected(child));
        }
        Ok(node.children().filter(Node::is_text).filter_map(|text| text.text()).collect())
    }
}

#[cfg(test)]
mod tests {
    use indexmap::IndexMap;
    use proptest::prelude::*;

    use super::super::spec::TypeSpec;
    use super::super::types::{Problems, read_members};
    use super::*;
    use crate::record::Pointer;

    const NS: &str = "urn:x";

    fn read_body(inside: &str) -> Result<String, String> {
        let text = format!(
            "<s:Envelope xmlns:s='{ENVELOPE}' xmlns:xsi='{INSTANCE}'><s:Header><Key xmlns='{NS}'><Token>t</Token></Key>\
             </s:Header><s:Body><Add xmlns='{NS}'>{inside}</Add></s:Body></s:Envelope>"
        );
        whole(&text)
    }

    fn whole(text: &str) -> Result<String, String> {
        let map = |pairs: &[(&str, &str)]| -> IndexMap<String, String> {
            pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
        };
        let specs = IndexMap::from([
            ("Key".to_owned(), TypeSpec::Record(map(&[("Token", "string")]))),
            ("Kind".to_owned(), TypeSpec::Enum(vec!["a".to_owned(), "b".to_owned()])),
        ]);
        let mut problems = Problems::new();
        let types = Types::read(&specs, &mut problems);
        let members = map(&[("Name", "string?"), ("Born", "dateTime? nil"), ("Kind", "Kind"), ("Tags", "string*?")]);
        let request = read_members(&specs, &members, &Pointer::root(), &mut problems);
        assert!(problems.is_empty());
        let expected = Expected { types: &types, namespace: NS, header: "Key", operation: "Add", request: &request };
        read(text, &expected).map(|(_, body)| body.to_string()).map_err(|wrong| wrong.message)
    }

    #[test]
    fn text_arrives_as_it_was_sent() {
        let read = read_body("<Name> O'Brien &amp; <![CDATA[<x>]]>\u{1f33b} </Name><Kind>a</Kind>").unwrap();
        assert!(read.contains("\" O'Brien & <x>\u{1f33b} \""), "{read}");
    }

    #[test]
    fn nil_and_absent_are_kept_apart() {
        assert!(read_body("<Born xsi:nil='true'/><Kind>a</Kind>").unwrap().contains("None"));
        assert!(!read_body("<Kind>a</Kind>").unwrap().contains("Born"));
    }

    #[test]
    fn what_does_not_belong_is_refused() {
        for (inside, said) in [
            ("<Kind>a</Kind><Name>x</Name>", "was not expected here"),
            ("<Name>x</Name>", "lacks the required element Kind"),
            ("<Kind>c</Kind>", "not a valid value for Kind"),
            ("<Kind xsi:nil='true'/>", "may not be nil"),
            ("<Kind>a</Kind>text", "text was not expected"),
            ("<Kind other='1'>a</Kind>", "the attribute other"),
            ("<Kind xmlns='urn:y'>a</Kind>", "was not expected"),
            ("<Name><b/></Name><Kind>a</Kind>", "was not expected"),
            ("<Born></Born><Kind>a</Kind>", "is not a valid AllXsd value"),
            ("<Kind>a</Kind><Tags><item>x</item></Tags>", "was not expected"),
        ] {
            let message = read_body(inside).unwrap_err();
            assert!(message.contains(said), "{inside}: {message}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in ".{0,200}", inside in "(<(Name|Kind|/Name|/Kind|Tags/)>|[a-z&;]|xsi:nil){0,12}") {
            let _ = whole(&text);
            let _ = read_body(&inside);
        }
    }
}
