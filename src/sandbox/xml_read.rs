//! XML elements against their types: every element at its place, nothing that is not described. Stricter than real
//! services are, and safe with any text: no document type, a bounded number of elements, a bounded depth.

use roxmltree::{Document, Node, ParsingOptions};

use super::types::{Kind, Members, Named, Scalar, Slot, Types, read_text};

const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";
const MOST_NODES: u32 = 1_000_000;
const DEEPEST: usize = 64;

/// What is wrong with the document, and where.
#[derive(Debug)]
pub(super) struct Unreadable {
    pub(super) line: u32,
    pub(super) column: u32,
    pub(super) message: String,
    /// Something required is not there at all.
    pub(super) missing: bool,
}

/// Parses a text.
///
/// # Errors
/// It is not well-formed, has a document type, or is too large.
pub(super) fn parse(text: &str) -> Result<Document<'_>, Unreadable> {
    let options = ParsingOptions { allow_dtd: false, nodes_limit: MOST_NODES, ..ParsingOptions::default() };
    Document::parse_with_options(text, options).map_err(|error| {
        let pos = error.pos();
        Unreadable { line: pos.row, column: pos.col, message: error.to_string(), missing: false }
    })
}

/// A body that is one element, named as its type is and in no namespace.
///
/// # Errors
/// It is not what the type says.
pub(super) fn body(types: &Types, slot: &Slot, text: &str) -> Result<serde_json::Value, Unreadable> {
    let document = parse(text)?;
    let reader = Reader { document: &document, types, namespace: None };
    let root = document.root_element();
    if let Kind::Named(name) = &slot.kind {
        reader.named(root, None, name)?;
    }
    reader.value(root, slot, 0)
}

/// Reads the elements of one namespace, or of none.
pub(super) struct Reader<'a, 'input> {
    pub(super) document: &'a Document<'input>,
    pub(super) types: &'a Types,
    pub(super) namespace: Option<&'a str>,
}

impl Reader<'_, '_> {
    pub(super) fn wrong(&self, node: Node<'_, '_>, message: &str) -> Unreadable {
        let pos = self.document.text_pos_at(node.range().start);
        Unreadable { line: pos.row, column: pos.col, message: message.to_owned(), missing: false }
    }

    pub(super) fn unexpected(&self, node: Node<'_, '_>) -> Unreadable {
        let (name, space) = (node.tag_name().name(), node.tag_name().namespace().unwrap_or_default());
        self.wrong(node, &format!("<{name} xmlns='{space}'> was not expected."))
    }

    pub(super) fn named(&self, node: Node<'_, '_>, namespace: Option<&str>, name: &str) -> Result<(), Unreadable> {
        if node.tag_name().name() == name && node.tag_name().namespace() == namespace {
            Ok(())
        } else {
            Err(self.unexpected(node))
        }
    }

    pub(super) fn no_text(&self, node: Node<'_, '_>) -> Result<(), Unreadable> {
        let stray = node.children().find(|child| child.is_text() && child.text().is_some_and(|t| !t.trim().is_empty()));
        stray.map_or(Ok(()), |text| Err(self.wrong(text, "text was not expected here.")))
    }

    fn is_nil(&self, node: Node<'_, '_>) -> Result<bool, Unreadable> {
        let mut nil = false;
        for attribute in node.attributes() {
            match (attribute.namespace(), attribute.name(), attribute.value()) {
                (Some(INSTANCE), "nil", "true" | "1") if self.namespace.is_some() => nil = true,
                (Some(INSTANCE), "nil", "false" | "0") if self.namespace.is_some() => {}
                (_, name, _) => return Err(self.wrong(node, &format!("the attribute {name} was not expected."))),
            }
        }
        Ok(nil)
    }

    /// An element with members, in their order.
    pub(super) fn record(
        &self,
        node: Node<'_, '_>,
        members: &Members,
        depth: usize,
    ) -> Result<serde_json::Value, Unreadable> {
        if depth > DEEPEST {
            return Err(self.wrong(node, "the document is too deep."));
        }
        self.no_text(node)?;
        let mut out = serde_json::Map::new();
        let mut wanted = members.iter();
        for child in node.children().filter(Node::is_element) {
            let (name, slot) = loop {
                let Some((name, slot)) = wanted.next() else { return Err(self.misplaced(child, members)) };
                if child.tag_name().name() == name && child.tag_name().namespace() == self.namespace {
                    break (name, slot);
                }
                if !slot.optional {
                    let (found, space) = (child.tag_name().name(), self.namespace.unwrap_or_default());
                    let message = format!("<{found} xmlns='{space}'> was not expected. Expected: {name}.");
                    let missing = members.iter().any(|(member, _)| member == found)
                        && !node.children().any(|child| child.tag_name().name() == name);
                    return Err(Unreadable { missing, ..self.wrong(child, &message) });
                }
            };
            out.insert(name.clone(), self.value(child, slot, depth + 1)?);
        }
        match wanted.find(|(_, slot)| !slot.optional) {
            Some((name, _)) => {
                let message = format!("<{}> lacks the required element {name}.", node.tag_name().name());
                Err(Unreadable { missing: true, ..self.wrong(node, &message) })
            }
            None => Ok(serde_json::Value::Object(out)),
        }
    }

    fn misplaced(&self, child: Node<'_, '_>, members: &Members) -> Unreadable {
        let name = child.tag_name().name();
        if members.iter().any(|(member, _)| member == name) {
            let space = self.namespace.unwrap_or_default();
            let message = format!("<{name} xmlns='{space}'> was not expected here: it is out of order.");
            return self.wrong(child, &message);
        }
        self.unexpected(child)
    }

    /// An element of a type.
    pub(super) fn value(&self, node: Node<'_, '_>, slot: &Slot, depth: usize) -> Result<serde_json::Value, Unreadable> {
        if self.is_nil(node)? {
            let message = format!("{} may not be nil.", node.tag_name().name());
            let empty = node.children().all(|child| !child.is_element() && !child.is_text());
            return if slot.nil && empty { Ok(serde_json::Value::Null) } else { Err(self.wrong(node, &message)) };
        }
        match &slot.kind {
            Kind::Scalar(scalar) => self.scalar(node, *scalar),
            Kind::List(inner, item) => self.list(node, inner, item, depth),
            Kind::Named(name) => match self.types.named(name) {
                Some(Named::Record(members)) => self.record(node, members, depth),
                Some(Named::List(inner, item)) => self.list(node, inner, item, depth),
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
        }
    }

    fn list(
        &self,
        node: Node<'_, '_>,
        inner: &Kind,
        item: &str,
        depth: usize,
    ) -> Result<serde_json::Value, Unreadable> {
        self.no_text(node)?;
        let slot = Slot { kind: inner.clone(), optional: false, nil: false };
        let mut out = Vec::new();
        for child in node.children().filter(Node::is_element) {
            self.named(child, self.namespace, item)?;
            out.push(self.value(child, &slot, depth + 1)?);
        }
        Ok(serde_json::Value::Array(out))
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
    use super::super::types::{Problems, read_slot};
    use super::*;

    fn read(text: &str) -> Result<serde_json::Value, Unreadable> {
        let map = |pairs: &[(&str, &str)]| -> IndexMap<String, String> {
            pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
        };
        let person =
            [("id", "int"), ("e-mail", "string?"), ("paid", "long?"), ("tags", "string*? as tag"), ("boss", "person?")];
        let specs = IndexMap::from([("person".to_owned(), TypeSpec::Record(map(&person)))]);
        let mut problems = Problems::new();
        let types = Types::read(&specs, &mut problems);
        assert!(problems.is_empty());
        body(&types, &read_slot(&specs, "person").unwrap(), text)
    }

    #[test]
    fn a_plain_document_is_read_by_its_type() {
        let text = "<?xml version='1.0' encoding='UTF-8'?><person><id>7</id><e-mail>a&amp;b</e-mail><paid>5000000000</paid>\
                    <tags><tag>x</tag><tag>y</tag></tags><boss><id>1</id></boss></person>";
        let read = read(text).unwrap();
        assert_eq!(
            read,
            serde_json::json!({ "id": 7, "e-mail": "a&b", "paid": 5_000_000_000_i64, "tags": ["x", "y"], "boss": { "id": 1 } })
        );
    }

    #[test]
    fn what_is_missing_is_told_from_what_is_wrong() {
        for (text, missing) in [
            ("<person/>", true),
            ("<person><e-mail>a</e-mail></person>", true),
            ("<person><e-mail>a</e-mail><id>1</id></person>", false),
            ("<person><id>x</id></person>", false),
            ("<person><id>1</id><nick>x</nick></person>", false),
            ("<human><id>1</id></human>", false),
            ("<person xmlns='urn:x'><id>1</id></person>", false),
            ("<person xmlns:i='http://www.w3.org/2001/XMLSchema-instance'><id i:nil='true'/></person>", false),
            ("<person><id>1</id></person><person/>", false),
        ] {
            assert_eq!(read(text).unwrap_err().missing, missing, "{text}");
        }
    }

    #[test]
    fn hostile_documents_are_refused() {
        let deep =
            format!("{}<id>1</id>{}", "<person><id>1</id><boss>".repeat(90_000), "</boss></person>".repeat(90_000));
        let nested = format!("{}{}", "<person>".repeat(300_000), "</person>".repeat(300_000));
        let entity =
            "<!DOCTYPE person [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><person><id>1</id><e-mail>&b;</e-mail></person>";
        let many = format!("<person><id>1</id><tags>{}</tags></person>", "<tag/>".repeat(1_000_001));
        for text in [deep.as_str(), &nested, entity, &many, "", "<person", "\u{0}"] {
            assert!(read(text).is_err());
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in ".{0,200}", inside in "(<(person|id|/id|tags|tag/|/tags|boss|/boss|/person)>|[0-9a-z&;]){0,16}") {
            let _ = read(&text);
            let _ = read(&format!("<person>{inside}</person>"));
        }
    }
}
