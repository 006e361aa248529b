//! Which values of a record are wanted, and how they are taken out of it.
//!
//! A tree of the wanted names is walked beside the record: beside JSON text, so that nothing unwanted is built, or
//! beside a value. Every wanted value has a number; the numbers below one node are contiguous.

use std::cmp::Ordering;

use serde::de::Deserializer;
use serde_json::Value;

use super::later;
use super::walk::Members;
use crate::record::Datum;

/// The wanted values of a record.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    roots: Vec<Node>,
    count: usize,
}

#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) name: String,
    /// Its own value is wanted whole.
    pub(super) own: bool,
    /// Its number, and the first number behind its last descendant.
    pub(super) first: usize,
    pub(super) behind: usize,
    pub(super) children: Vec<Node>,
    pub(super) pick: Option<PickEntry>,
}

/// Which entry of a list counts: numbers of the values compared, and the last day that counts.
#[derive(Debug, Clone)]
pub(super) struct PickEntry {
    latest: Vec<usize>,
    until: Option<String>,
}

/// A line of input that is no JSON object.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the line is no JSON object (column {column})")]
pub struct BadLine {
    /// From 1, in bytes.
    pub column: usize,
}

/// A wanted list: its field, the members that decide, and the last day that counts.
pub(super) type WantedPick = (String, Vec<String>, Option<String>);

impl Sources {
    /// The tree of all `paths` (dotted), with the lists of `picks` counting as one of their entries.
    pub(super) fn of(paths: &[String], picks: &[WantedPick]) -> Self {
        let mut roots: Vec<Node> = Vec::new();
        for path in paths {
            insert(&mut roots, path);
        }
        for (field, latest, _) in picks {
            for member in latest {
                insert(&mut roots, &format!("{field}.{member}"));
            }
        }
        let mut count = 0;
        for root in &mut roots {
            number(root, &mut count);
        }
        let mut sources = Self { roots, count };
        for (field, latest, until) in picks {
            let latest = latest.iter().filter_map(|member| sources.number_of(&format!("{field}.{member}"))).collect();
            if let Some(node) = sources.node_mut(field) {
                node.pick = Some(PickEntry { latest, until: until.clone() });
            }
        }
        sources
    }

    /// The number of a wanted path.
    #[must_use]
    pub fn number_of(&self, path: &str) -> Option<usize> {
        let mut nodes = &self.roots;
        let mut steps = path.split('.').peekable();
        while let Some(step) = steps.next() {
            let node = nodes.iter().find(|node| node.name == step)?;
            if steps.peek().is_none() {
                return node.own.then_some(node.first);
            }
            nodes = &node.children;
        }
        None
    }

    fn node_mut(&mut self, path: &str) -> Option<&mut Node> {
        let (mut nodes, mut found) = (Some(&mut self.roots), None);
        for step in path.split('.') {
            if found.is_some() {
                nodes = found.take().map(|node: &mut Node| &mut node.children);
            }
            found = Some(nodes.take()?.iter_mut().find(|node| node.name == step)?);
        }
        found
    }

    /// Takes the wanted values out of a line of JSON text; what is not wanted is skipped unbuilt.
    ///
    /// # Errors
    /// When the line is not exactly one JSON object.
    pub fn take_json<'t>(&self, line: &'t [u8]) -> Result<Vec<Datum<'t>>, BadLine> {
        let mut slots = vec![Datum::Absent; self.count];
        let mut json = serde_json::Deserializer::from_slice(line);
        let seed = Members { nodes: &self.roots, slots: &mut slots, base: 0 };
        let read = json.deserialize_map(seed).and_then(|()| json.end());
        read.map_err(|error| BadLine { column: error.column() })?;
        Ok(slots)
    }

    /// Takes the wanted values out of a value.
    #[must_use]
    pub fn take<'v>(&self, record: &'v Value) -> Vec<Datum<'v>> {
        let mut slots = vec![Datum::Absent; self.count];
        for node in &self.roots {
            if let Some(value) = record.get(&node.name) {
                fill(node, value, &mut slots, 0);
            }
        }
        slots
    }
}

fn insert(nodes: &mut Vec<Node>, path: &str) {
    let (name, rest) = path.split_once('.').map_or((path, None), |(name, rest)| (name, Some(rest)));
    let index = nodes.iter().position(|node| node.name == name).unwrap_or_else(|| {
        let children = Vec::new();
        nodes.push(Node { name: name.to_owned(), own: false, first: 0, behind: 0, children, pick: None });
        nodes.len() - 1
    });
    match rest {
        None => nodes[index].own = true,
        Some(rest) => insert(&mut nodes[index].children, rest),
    }
}

fn number(node: &mut Node, count: &mut usize) {
    node.first = *count;
    *count += usize::from(node.own);
    for child in &mut node.children {
        number(child, count);
    }
    node.behind = *count;
}

/// Fills a node's numbers from a value. `base` is the number that `slots` starts with.
pub(super) fn fill<'v>(node: &Node, value: &'v Value, slots: &mut [Datum<'v>], base: usize) {
    if node.own {
        slots[node.first - base] = Datum::of(value);
    }
    if node.children.is_empty() {
        return;
    }
    match value {
        Value::Object(map) => {
            for child in &node.children {
                if let Some(value) = map.get(&child.name) {
                    fill(child, value, slots, base);
                }
            }
        }
        Value::Null => clear(node, slots, base),
        Value::Array(entries) => {
            let Some(pick) = &node.pick else { return };
            let mut best = Best::new(node, pick);
            for entry in entries {
                let mut scratch = vec![Datum::Absent; node.behind - node.first];
                for child in &node.children {
                    if let Some(value) = entry.get(&child.name) {
                        fill(child, value, &mut scratch, node.first);
                    }
                }
                best.offer(&mut scratch);
            }
            best.put(slots, base);
        }
        _ => {}
    }
}

/// An object that is null: all that is wanted of it is null.
pub(super) fn clear(node: &Node, slots: &mut [Datum<'_>], base: usize) {
    for slot in &mut slots[node.first + usize::from(node.own) - base..node.behind - base] {
        *slot = Datum::Null;
    }
}

/// The best entry so far.
pub(super) struct Best<'n, 'v> {
    node: &'n Node,
    pick: &'n PickEntry,
    slots: Option<Vec<Datum<'v>>>,
}

impl<'n, 'v> Best<'n, 'v> {
    pub(super) fn new(node: &'n Node, pick: &'n PickEntry) -> Self {
        Self { node, pick, slots: None }
    }

    /// Takes an entry if it counts and is later than the best one; of equals the first stays.
    pub(super) fn offer(&mut self, entry: &mut Vec<Datum<'v>>) {
        let at = |slots: &[Datum<'v>], number: usize| slots[number - self.node.first].clone();
        let Some(leading) = self.pick.latest.first() else { return };
        let leading = at(entry, *leading);
        let counts = leading.has_value()
            && leading.as_text() != Some("")
            && self.pick.until.as_deref().is_none_or(|until| {
                later(&leading, &Datum::text(until)) != Ordering::Greater
                    || leading.as_text().is_some_and(|text| text.starts_with(until))
            });
        if !counts {
            return;
        }
        let better = self.slots.as_ref().is_none_or(|best| {
            let order = self.pick.latest.iter().map(|number| later(&at(entry, *number), &at(best, *number)));
            order.into_iter().find(|order| *order != Ordering::Equal) == Some(Ordering::Greater)
        });
        if better {
            self.slots = Some(std::mem::take(entry));
        }
    }

    pub(super) fn put(self, slots: &mut [Datum<'v>], base: usize) {
        let Some(best) = self.slots else { return };
        let skip = usize::from(self.node.own);
        for (offset, datum) in best.into_iter().enumerate().skip(skip) {
            slots[self.node.first + offset - base] = datum;
        }
    }
}
