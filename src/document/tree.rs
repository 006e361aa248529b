//! The tree behind a document: values with their places.

use std::ops::Range;
use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::Value;

use crate::record::Pointer;

/// How a scalar is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Plain,
    Single,
    Double,
    Literal,
    Folded,
}

/// A value as it is written; shared where an alias or a merge key repeats it.
#[derive(Debug)]
pub(super) struct Node {
    /// In bytes of the file.
    pub(super) span: Range<usize>,
    pub(super) body: Body,
    pub(super) weight: Weight,
}

/// What a node holds.
#[derive(Debug)]
pub(super) enum Body {
    Scalar { text: String, style: Style },
    List(Vec<Item>),
    Map(IndexMap<String, Entry>),
}

/// One item of a list, or a map's value: a node and the place where it is asked for, which for an alias is not the
/// place where it is written.
#[derive(Debug, Clone)]
pub(super) struct Item {
    pub(super) at: Range<usize>,
    pub(super) node: Arc<Node>,
}

/// One entry of a map.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) key: Range<usize>,
    pub(super) item: Item,
}

/// What a node would be once every alias in it is replaced by what it stands for.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Weight {
    pub(super) height: usize,
    pub(super) nodes: usize,
    pub(super) bytes: usize,
}

impl Weight {
    /// With one more node inside.
    pub(super) fn over(self, inner: Self) -> Self {
        Self {
            height: self.height.max(inner.height + 1),
            nodes: self.nodes.saturating_add(inner.nodes),
            bytes: self.bytes.saturating_add(inner.bytes),
        }
    }
}

impl Node {
    /// The value. Its height is bounded when it is built, so this recursion is, too.
    pub(super) fn value(&self) -> Value {
        match &self.body {
            Body::Scalar { text, style: Style::Plain } => super::scalar::plain(text),
            Body::Scalar { text, .. } => Value::String(text.clone()),
            Body::List(items) => Value::Array(items.iter().map(|item| item.node.value()).collect()),
            Body::Map(entries) => {
                Value::Object(entries.iter().map(|(key, entry)| (key.clone(), entry.item.node.value())).collect())
            }
        }
    }
}

/// A spot of the tree.
pub(super) struct Found<'t> {
    /// The key it stands behind, if it stands in a map.
    pub(super) key: Option<Range<usize>>,
    pub(super) item: &'t Item,
    /// Whether it is the spot itself and not a parent of it.
    pub(super) exact: bool,
}

/// Walks a pointer as far as it goes.
pub(super) fn find<'t>(root: &'t Item, pointer: &Pointer) -> Found<'t> {
    let mut found = Found { key: None, item: root, exact: true };
    for step in pointer.as_str().split('/').skip(1) {
        let next = match &found.item.node.body {
            Body::Map(entries) => {
                let entry = if step.contains('~') {
                    entries.get(step.replace("~1", "/").replace("~0", "~").as_str())
                } else {
                    entries.get(step)
                };
                entry.map(|entry| (Some(entry.key.clone()), &entry.item))
            }
            Body::List(items) => step.parse::<usize>().ok().and_then(|at| items.get(at)).map(|item| (None, item)),
            Body::Scalar { .. } => None,
        };
        let Some((key, item)) = next else {
            found.exact = false;
            return found;
        };
        found = Found { key, item, exact: true };
    }
    found
}
