//! A SOAP 1.1 request: envelope, header and body, every element at its place. Stricter than real services are.

use minijinja::value::{Serde, Value};
use roxmltree::Node;

use super::types::{Members, Named, Types};
use super::xml_read::{Reader, Unreadable, parse};

const ENVELOPE: &str = "http://schemas.xmlsoap.org/soap/envelope/";

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
    let document = parse(text)?;
    let reader = Reader { document: &document, types: expected.types, namespace: Some(expected.namespace) };
    let envelope = document.root_element();
    reader.named(envelope, Some(ENVELOPE), "Envelope")?;
    let mut parts = envelope.children().filter(Node::is_element);
    let Some(header) = parts.next() else { return Err(reader.wrong(envelope, "the header is missing")) };
    reader.named(header, Some(ENVELOPE), "Header")?;
    let Some(body) = parts.next() else { return Err(reader.wrong(envelope, "the body is missing")) };
    reader.named(body, Some(ENVELOPE), "Body")?;
    if let Some(more) = parts.next() {
        return Err(reader.unexpected(more));
    }
    let credentials = only_child(&reader, header)?;
    reader.named(credentials, Some(expected.namespace), expected.header)?;
    let Some(Named::Record(members)) = expected.types.named(expected.header) else {
        return Err(reader.wrong(header, "no such header"));
    };
    let credentials = reader.record(credentials, members, 0)?;
    let operation = only_child(&reader, body)?;
    reader.named(operation, Some(expected.namespace), expected.operation)?;
    let request = reader.record(operation, expected.request, 0)?;
    Ok((Value::from(Serde(&credentials)), Value::from(Serde(&request))))
}

fn only_child<'a, 'i>(reader: &Reader<'_, '_>, node: Node<'a, 'i>) -> Result<Node<'a, 'i>, Unreadable> {
    reader.no_text(node)?;
    let mut children = node.children().filter(Node::is_element);
    match (children.next(), children.next()) {
        (Some(child), None) => Ok(child),
        (Some(_), Some(more)) => Err(reader.unexpected(more)),
        (None, _) => Err(reader.wrong(node, &format!("<{}> is empty.", node.tag_name().name()))),
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

    const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";
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
