//! Which values of a record are wanted, and how they are taken out of it.
//!
//! A tree of the wanted names is walked beside the record: beside JSON text, so that nothing unwanted is built, or
//! beside a value. Every wanted value has a number; the numbers below one node are contiguous.

use std::cmp::Ordering;

use serde_json::Value;

use super::json::Bad;
use super::later;
use super::names::Names;
use super::walk::Walk;
use crate::record::Datum;

/// The wanted values of a record.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    roots: Nodes,
    count: usize,
}

/// What was taken out of a line of text.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Taken<'t> {
    /// A datum for each wanted value.
    pub slots: Vec<Datum<'t>>,
    /// Which of them are numbers with more digits than a JSON number keeps.
    pub unsure: Vec<usize>,
}

/// Wanted names of one object.
#[derive(Debug, Clone, Default)]
pub(super) struct Nodes {
    list: Vec<Node>,
    names: Names,
}

impl Nodes {
    /// The wanted name that a key is.
    pub(super) fn find(&self, key: &str) -> Option<&Node> {
        let name = |index: usize| self.list.get(index).map_or("", |node| node.name.as_str());
        self.list.get(self.names.find(key, self.list.len(), name)?)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}

#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) name: String,
    /// Its own value is wanted whole.
    pub(super) own: bool,
    /// Its number, and the first number behind its last descendant.
    pub(super) first: usize,
    pub(super) behind: usize,
    pub(super) children: Nodes,
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
        let mut roots = Nodes::default();
        for path in paths {
            insert(&mut roots, path);
        }
        for (field, latest, _) in picks {
            for member in latest {
                insert(&mut roots, &format!("{field}.{member}"));
            }
        }
        let mut count = 0;
        number(&mut roots, &mut count);
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
            let node = nodes.list.iter().find(|node| node.name == step)?;
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
            found = Some(nodes.take()?.list.iter_mut().find(|node| node.name == step)?);
        }
        found
    }

    /// Takes the wanted values out of a line of JSON text; what is not wanted is passed over and never built.
    ///
    /// # Errors
    /// When the line is not exactly one JSON object, or no UTF-8.
    pub fn take_json<'t>(&self, line: &'t [u8]) -> Result<Taken<'t>, BadLine> {
        let text = std::str::from_utf8(line).map_err(|error| BadLine { column: error.valid_up_to() + 1 })?;
        let mut slots = vec![Datum::Absent; self.count];
        let unsure = Walk::object(text, &self.roots, &mut slots).map_err(|Bad(at)| BadLine { column: at + 1 })?;
        Ok(Taken { slots, unsure })
    }

    /// Takes the wanted values out of a value.
    #[must_use]
    pub fn take<'v>(&self, record: &'v Value) -> Vec<Datum<'v>> {
        let mut slots = vec![Datum::Absent; self.count];
        for node in &self.roots.list {
            if let Some(value) = record.get(&node.name) {
                fill(node, value, &mut slots, 0);
            }
        }
        slots
    }
}

fn insert(nodes: &mut Nodes, path: &str) {
    let (name, rest) = path.split_once('.').map_or((path, None), |(name, rest)| (name, Some(rest)));
    let list = &mut nodes.list;
    let index = list.iter().position(|node| node.name == name).unwrap_or_else(|| {
        let children = Nodes::default();
        list.push(Node { name: name.to_owned(), own: false, first: 0, behind: 0, children, pick: None });
        list.len() - 1
    });
    match rest {
        None => list[index].own = true,
        Some(rest) => insert(&mut list[index].children, rest),
    }
}

/// Gives the numbers, and sets up the finding of names.
fn number(nodes: &mut Nodes, count: &mut usize) {
    for node in &mut nodes.list {
        node.first = *count;
        *count += usize::from(node.own);
        number(&mut node.children, count);
        node.behind = *count;
    }
    let names: Vec<&str> = nodes.list.iter().map(|node| node.name.as_str()).collect();
    nodes.names = Names::of(&names);
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
            for child in &node.children.list {
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
                for child in &node.children.list {
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

    /// Takes an entry if it counts and is later than the best one (of equals the first stays), and whether it did;
    /// what is left in `entry` then means nothing.
    pub(super) fn offer(&mut self, entry: &mut [Datum<'v>]) -> bool {
        let at = |number: &usize| *number - self.node.first;
        let Some(leading) = self.pick.latest.first() else { return false };
        let leading = &entry[at(leading)];
        let counts = leading.has_value()
            && leading.as_text() != Some("")
            && self.pick.until.as_deref().is_none_or(|until| {
                later(leading, &Datum::text(until)) != Ordering::Greater
                    || leading.as_text().is_some_and(|text| text.starts_with(until))
            });
        if !counts {
            return false;
        }
        let Some(best) = &mut self.slots else {
            self.slots = Some(entry.iter_mut().map(std::mem::take).collect());
            return true;
        };
        let mut orders = self.pick.latest.iter().map(|number| later(&entry[at(number)], &best[at(number)]));
        let better = orders.find(|order| *order != Ordering::Equal) == Some(Ordering::Greater);
        if better {
            best.swap_with_slice(entry);
        }
        better
    }

    pub(super) fn put(self, slots: &mut [Datum<'v>], base: usize) {
        let Some(best) = self.slots else { return };
        let skip = usize::from(self.node.own);
        for (offset, datum) in best.into_iter().enumerate().skip(skip) {
            slots[self.node.first + offset - base] = datum;
        }
    }
}
