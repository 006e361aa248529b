//! Walking a record's JSON text beside the wanted names: what is not wanted is passed over and never built.

use serde_json::{Number, Value};

use super::json::{Bad, Json};
use super::sources::{Best, Node, Nodes, clear, fill};
use crate::record::Datum;

/// Digits of which a JSON number keeps every one.
const SURE: usize = 15;

/// A walk over one text.
pub(super) struct Walk<'t> {
    json: Json<'t>,
    /// Numbers of values with more digits than are sure.
    unsure: Vec<usize>,
}

impl<'t> Walk<'t> {
    /// Fills `slots` from a text that must be one object; the numbers of values with more digits than are sure.
    pub(super) fn object(text: &'t str, nodes: &Nodes, slots: &mut [Datum<'t>]) -> Result<Vec<usize>, Bad> {
        let mut walk = Self { json: Json::of(text), unsure: Vec::new() };
        if walk.json.space() != Some(b'{') {
            return walk.json.bad();
        }
        walk.members(nodes, slots, 0, 0)?;
        if walk.json.space().is_some() { walk.json.bad() } else { Ok(walk.unsure) }
    }

    /// `base` is the number that `slots` starts with. Of a key that stands there twice the last one counts.
    fn members(&mut self, nodes: &Nodes, slots: &mut [Datum<'t>], base: usize, depth: usize) -> Result<(), Bad> {
        let mut more = self.json.enter(b'}', depth)?;
        while more {
            let wanted = nodes.find(&self.json.string()?);
            self.json.expect(b':')?;
            match wanted {
                Some(node) => self.value(node, slots, base, depth + 1)?,
                None => self.json.skip(depth + 1)?,
            }
            more = self.json.more(b'}')?;
        }
        Ok(())
    }

    fn value(&mut self, node: &Node, slots: &mut [Datum<'t>], base: usize, depth: usize) -> Result<(), Bad> {
        if !self.unsure.is_empty() {
            self.unsure.retain(|number| !(node.first..node.behind).contains(number));
        }
        if !node.children.is_empty() {
            slots[node.first - base..node.behind - base].fill(Datum::Absent);
        }
        let datum = match self.json.here() {
            Some(b'"') => Datum::Text(self.json.string()?),
            Some(b'{') if !node.own => return self.members(&node.children, slots, base, depth),
            Some(b'[') if !node.own => return self.list(node, slots, base, depth),
            Some(b'{' | b'[') => return self.tree(node, slots, base, depth),
            Some(b't') => self.json.word("true").map(|()| Datum::Bool(true))?,
            Some(b'f') => self.json.word("false").map(|()| Datum::Bool(false))?,
            Some(b'n') => {
                self.json.word("null")?;
                clear(node, slots, base);
                Datum::Null
            }
            _ => self.number(node)?,
        };
        if node.own {
            slots[node.first - base] = datum;
        }
        Ok(())
    }

    fn number(&mut self, node: &Node) -> Result<Datum<'t>, Bad> {
        let start = self.json.at;
        let text = self.json.number()?;
        // A plain whole number is the usual one.
        if text.len() < 18
            && text != "-0"
            && let Ok(whole) = text.parse::<i64>()
        {
            return Ok(Datum::Number(Number::from(whole)));
        }
        let number: Number = text.parse().map_err(|_| Bad(start))?;
        if number.is_f64() && significant(text) > SURE && node.own {
            self.unsure.push(node.first);
        }
        Ok(Datum::Number(number))
    }

    /// A value wanted whole, perhaps as well as in pieces: built, then taken apart.
    fn tree(&mut self, node: &Node, slots: &mut [Datum<'t>], base: usize, depth: usize) -> Result<(), Bad> {
        let start = self.json.at;
        self.json.skip(depth)?;
        let tree: Value = serde_json::from_str(self.json.since(start)).map_err(|_| Bad(start))?;
        let mut scratch = vec![Datum::Absent; node.behind - node.first];
        fill(node, &tree, &mut scratch, node.first);
        for (slot, datum) in slots[node.first - base..].iter_mut().zip(scratch) {
            *slot = datum.into_owned();
        }
        Ok(())
    }

    /// A list of which one entry counts, or none.
    fn list(&mut self, node: &Node, slots: &mut [Datum<'t>], base: usize, depth: usize) -> Result<(), Bad> {
        let Some(pick) = &node.pick else { return self.json.skip(depth) };
        let mut best = Best::new(node, pick);
        let mut scratch = vec![Datum::Absent; node.behind - node.first];
        let mut best_unsure = Vec::new();
        let outside = std::mem::take(&mut self.unsure);
        let mut more = self.json.enter(b']', depth)?;
        while more {
            if self.json.here() == Some(b'{') {
                self.members(&node.children, &mut scratch, node.first, depth + 1)?;
                if best.offer(&mut scratch) {
                    std::mem::swap(&mut best_unsure, &mut self.unsure);
                }
                self.unsure.clear();
                scratch.fill(Datum::Absent);
            } else {
                self.json.skip(depth + 1)?;
            }
            more = self.json.more(b']')?;
        }
        best.put(slots, base);
        self.unsure = outside;
        self.unsure.append(&mut best_unsure);
        Ok(())
    }
}

/// How many digits a number's text has, leading and trailing zeros aside.
fn significant(text: &str) -> usize {
    let digits = text.split(['e', 'E']).next().unwrap_or_default();
    let digits = digits.trim_start_matches(['-', '0', '.']).trim_end_matches(['0', '.']);
    digits.bytes().filter(u8::is_ascii_digit).count()
}
