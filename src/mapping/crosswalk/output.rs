//! Writing a turned record: as JSON text at once, or as the parts' values.

use std::io::Write;

use rust_decimal::Decimal;
use serde_json::{Map, Value};

use super::bind::Crosswalk;
use super::json::plain;
use super::line::BoundLine;
use super::{Mapped, Out};
use crate::expr::{Place, Step};
use crate::mapping::compiled::Entity;
use crate::record::Datum;

/// The shape of the output text: names already written as JSON, leaves naming their lines.
#[derive(Debug, Clone)]
pub(super) struct OutTree(Vec<OutNode>);

#[derive(Debug, Clone)]
struct OutNode {
    name: String,
    /// `"name":`
    head: String,
    children: Vec<OutNode>,
    /// The first of these with a value is written.
    lines: Vec<usize>,
}

impl OutTree {
    /// None when some place names an entry of a list: then values are built.
    pub(super) fn of(entity: &Entity, lines: &[BoundLine]) -> Option<Self> {
        let mut roots = Vec::new();
        for (number, line) in lines.iter().enumerate() {
            let Some((part, place)) = &line.target else { continue };
            let mut steps = Vec::new();
            if entity.parts.len() > 1 {
                steps.push(entity.parts[*part].name.as_str());
            }
            for step in &place.steps {
                let Step::Member(name) = step else { return None };
                steps.push(name);
            }
            insert(&mut roots, &steps, number);
        }
        Some(Self(roots))
    }
}

fn insert(nodes: &mut Vec<OutNode>, steps: &[&str], line: usize) {
    let Some((name, rest)) = steps.split_first() else { return };
    let index = nodes.iter().position(|node| node.name == *name).unwrap_or_else(|| {
        let head = format!("{}:", Value::String((*name).to_owned()));
        nodes.push(OutNode { name: (*name).to_owned(), head, children: Vec::new(), lines: Vec::new() });
        nodes.len() - 1
    });
    if rest.is_empty() {
        nodes[index].lines.push(line);
    } else {
        insert(&mut nodes[index].children, rest, line);
    }
}

impl Crosswalk {
    /// Appends the record as one JSON object: an object for each part, or the fields at the top where there is but
    /// one part. Parts and fields without a value are left out.
    pub fn write(&self, mapped: &Mapped<'_>, text: &mut Vec<u8>) {
        match &self.tree {
            Some(tree) => {
                text.push(b'{');
                write_nodes(&tree.0, &mapped.outs, text);
                text.push(b'}');
            }
            None => {
                let parts = self.parts(mapped);
                let value = if self.entity.parts.len() == 1 {
                    parts.into_iter().next().map(|(_, value)| value).unwrap_or_default()
                } else {
                    Value::Object(parts.into_iter().collect())
                };
                let value = if value.is_null() { Value::Object(Map::new()) } else { value };
                text.extend_from_slice(value.to_string().as_bytes());
            }
        }
    }

    /// The record as a value for each part that has one.
    #[must_use]
    pub fn parts(&self, mapped: &Mapped<'_>) -> Vec<(String, Value)> {
        let mut parts: Vec<(String, Value)> =
            self.entity.parts.iter().map(|part| (part.name.clone(), Value::Null)).collect();
        for (line, out) in self.lines.iter().zip(&mapped.outs) {
            if let (Some((part, place)), Out::Value(datum)) = (&line.target, out) {
                put(&mut parts[*part].1, place, datum);
            }
        }
        parts.retain(|(_, value)| !value.is_null());
        parts
    }
}

/// Puts a value in its place unless one stands there already.
fn put(part: &mut Value, place: &Place, datum: &Datum<'_>) {
    if place.get(part).is_none()
        && let Some(value) = datum.to_value()
    {
        place.set(part, value);
    }
}

/// Writes what has a value; whether anything had.
fn write_nodes(nodes: &[OutNode], outs: &[Out<'_>], text: &mut Vec<u8>) -> bool {
    let mut any = false;
    for node in nodes {
        let start = text.len();
        if any {
            text.push(b',');
        }
        text.extend_from_slice(node.head.as_bytes());
        let value = node.lines.iter().find_map(|line| match &outs[*line] {
            Out::Value(datum) => Some(datum),
            Out::Silent | Out::Clear => None,
        });
        let written = if let Some(datum) = value {
            write_datum(datum, text);
            true
        } else if node.children.is_empty() {
            false
        } else {
            text.push(b'{');
            let inner = write_nodes(&node.children, outs, text);
            text.push(b'}');
            inner
        };
        if written { any = true } else { text.truncate(start) }
    }
    any
}

fn write_datum(datum: &Datum<'_>, text: &mut Vec<u8>) {
    // Writing JSON into memory cannot fail: none of these has a key that is no text.
    let _ = match datum {
        Datum::Text(string) => return write_text(string, text),
        Datum::Decimal(decimal) => return write_decimal(*decimal, text),
        Datum::Number(number) => serde_json::to_writer(text, number),
        Datum::Bool(flag) => serde_json::to_writer(text, flag),
        Datum::Tree(tree) => serde_json::to_writer(text, tree.as_ref()),
        Datum::Absent | Datum::Null => serde_json::to_writer(text, &()),
    };
}

/// Text goes out as it is as far as nothing in it must be escaped.
fn write_text(string: &str, text: &mut Vec<u8>) {
    if plain(string.as_bytes(), 0) == string.len() {
        text.push(b'"');
        text.extend_from_slice(string.as_bytes());
        text.push(b'"');
    } else {
        // Into memory: cannot fail.
        let _ = serde_json::to_writer(text, string);
    }
}

/// All digits but needless zeros behind the point.
fn write_decimal(decimal: Decimal, text: &mut Vec<u8>) {
    let decimal = decimal.normalize();
    // Into memory: cannot fail.
    let _ = match (decimal.scale(), i64::try_from(decimal.mantissa())) {
        (0, Ok(whole)) => serde_json::to_writer(text, &whole).map_err(std::io::Error::from),
        _ => write!(text, "{decimal}"),
    };
}
