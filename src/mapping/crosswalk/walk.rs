//! Walking a record's JSON text beside the wanted names: what is not wanted is skipped unbuilt.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Number, Value};

use super::sources::{Best, Node, clear, fill};
use crate::record::Datum;

/// Walks an object beside the wanted names.
pub(super) struct Members<'n, 's, 't> {
    pub(super) nodes: &'n [Node],
    pub(super) slots: &'s mut [Datum<'t>],
    pub(super) base: usize,
}

impl<'t> Visitor<'t> for Members<'_, '_, 't> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'t>>(self, mut map: A) -> Result<(), A::Error> {
        let mut hint = 0;
        while let Some(found) = map.next_key_seed(Wanted { nodes: self.nodes, hint })? {
            match found {
                Some(index) => {
                    hint = index + 1;
                    let (node, slots, base) = (&self.nodes[index], &mut *self.slots, self.base);
                    map.next_value_seed(Member { node, slots, base })?;
                }
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

/// A key, turned into the index of the wanted node. Records usually keep an order: the search starts behind the last
/// one found.
struct Wanted<'n> {
    nodes: &'n [Node],
    hint: usize,
}

impl<'t> DeserializeSeed<'t> for Wanted<'_> {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'t>>(self, json: D) -> Result<Self::Value, D::Error> {
        json.deserialize_str(self)
    }
}

impl Visitor<'_> for Wanted<'_> {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
        let (before, behind) = self.nodes.split_at(self.hint.min(self.nodes.len()));
        let found = behind.iter().position(|node| node.name == key).map(|index| index + before.len());
        Ok(found.or_else(|| before.iter().position(|node| node.name == key)))
    }
}

/// One wanted member's value.
struct Member<'n, 's, 't> {
    node: &'n Node,
    slots: &'s mut [Datum<'t>],
    base: usize,
}

impl<'t> Member<'_, '_, 't> {
    fn put(self, datum: Datum<'t>) {
        if self.node.own {
            self.slots[self.node.first - self.base] = datum;
        }
    }

    /// A value wanted whole as well as in pieces: built, then taken apart.
    fn put_tree(self, value: Value) {
        let mut scratch: Vec<Datum<'_>> = vec![Datum::Absent; self.node.behind - self.node.first];
        fill(self.node, &value, &mut scratch, self.node.first);
        for (offset, datum) in scratch.into_iter().enumerate() {
            self.slots[self.node.first + offset - self.base] = datum.into_owned();
        }
    }
}

impl<'t> DeserializeSeed<'t> for Member<'_, '_, 't> {
    type Value = ();

    fn deserialize<D: Deserializer<'t>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_any(self)
    }
}

impl<'t> Visitor<'t> for Member<'_, '_, 't> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_borrowed_str<E>(self, text: &'t str) -> Result<(), E> {
        self.put(Datum::Text(Cow::Borrowed(text)));
        Ok(())
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.put(Datum::Text(Cow::Owned(text.to_owned())));
        Ok(())
    }

    fn visit_bool<E>(self, flag: bool) -> Result<(), E> {
        self.put(Datum::Bool(flag));
        Ok(())
    }

    fn visit_i64<E>(self, number: i64) -> Result<(), E> {
        self.put(Datum::Number(Number::from(number)));
        Ok(())
    }

    fn visit_u64<E>(self, number: u64) -> Result<(), E> {
        self.put(Datum::Number(Number::from(number)));
        Ok(())
    }

    fn visit_f64<E>(self, number: f64) -> Result<(), E> {
        self.put(Number::from_f64(number).map_or(Datum::Null, Datum::Number));
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        if !self.node.children.is_empty() {
            clear(self.node, self.slots, self.base);
        }
        self.put(Datum::Null);
        Ok(())
    }

    fn visit_map<A: MapAccess<'t>>(self, map: A) -> Result<(), A::Error> {
        if self.node.own {
            let tree = <Value as serde::Deserialize>::deserialize(serde::de::value::MapAccessDeserializer::new(map))?;
            self.put_tree(tree);
            return Ok(());
        }
        Members { nodes: &self.node.children, slots: self.slots, base: self.base }.visit_map(map)
    }

    fn visit_seq<A: SeqAccess<'t>>(self, mut list: A) -> Result<(), A::Error> {
        if self.node.own {
            let tree = <Value as serde::Deserialize>::deserialize(serde::de::value::SeqAccessDeserializer::new(list))?;
            self.put_tree(tree);
            return Ok(());
        }
        let Some(pick) = &self.node.pick else {
            while list.next_element::<IgnoredAny>()?.is_some() {}
            return Ok(());
        };
        let mut best = Best::new(self.node, pick);
        let width = self.node.behind - self.node.first;
        let mut scratch = vec![Datum::Absent; width];
        while list.next_element_seed(Entry { node: self.node, slots: &mut scratch })?.is_some() {
            best.offer(&mut scratch);
            scratch.clear();
            scratch.resize(width, Datum::Absent);
        }
        best.put(self.slots, self.base);
        Ok(())
    }
}

/// An entry of a list of which one counts.
struct Entry<'n, 's, 't> {
    node: &'n Node,
    slots: &'s mut Vec<Datum<'t>>,
}

impl<'t> DeserializeSeed<'t> for Entry<'_, '_, 't> {
    type Value = ();

    fn deserialize<D: Deserializer<'t>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_any(EntryVisitor(self))
    }
}

struct EntryVisitor<'n, 's, 't>(Entry<'n, 's, 't>);

impl<'t> Visitor<'t> for EntryVisitor<'_, '_, 't> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an entry")
    }

    fn visit_map<A: MapAccess<'t>>(self, map: A) -> Result<(), A::Error> {
        let Entry { node, slots } = self.0;
        Members { nodes: &node.children, slots, base: node.first }.visit_map(map)
    }

    fn visit_seq<A: SeqAccess<'t>>(self, mut list: A) -> Result<(), A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}
