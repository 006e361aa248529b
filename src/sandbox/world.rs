//! What a simulated system holds: tables of rows, numbers given in sequence, and a clock that moves with each change.

use std::collections::BTreeMap;

use jiff::civil::DateTime;
use minijinja::value::{Serde, Value};

use super::operation::Step;
use super::shape::{Scope, Shape};
use super::spec::TableSpec;

/// The state of one running system.
#[derive(Clone)]
pub(super) struct World {
    tables: BTreeMap<String, Table>,
    now: DateTime,
}

#[derive(Clone, Default)]
struct Table {
    rows: Vec<Value>,
    next: BTreeMap<String, Sequence>,
}

/// A column that is numbered from a start: a number, or text whose `#` are filled.
#[derive(Clone)]
struct Sequence {
    next: u64,
    pattern: Option<String>,
}

impl Sequence {
    fn new(start: &serde_json::Value) -> Self {
        match start {
            serde_json::Value::String(pattern) => Self { next: 1, pattern: Some(pattern.clone()) },
            number => Self { next: number.as_u64().unwrap_or(1), pattern: None },
        }
    }

    fn take(&mut self) -> Value {
        let number = self.next;
        self.next += 1;
        match &self.pattern {
            None => Value::from(number),
            Some(pattern) => {
                let width = pattern.chars().filter(|c| *c == '#').count();
                let mut digits = format!("{number:0>width$}").into_bytes().into_iter().map(char::from);
                Value::from(
                    pattern
                        .chars()
                        .map(|c| if c == '#' { digits.next().unwrap_or('0') } else { c })
                        .collect::<String>(),
                )
            }
        }
    }
}

impl World {
    /// The state at the start. `seed` is `{table: [rows]}` and takes the place of the file's own rows.
    ///
    /// # Errors
    /// A table that the twin does not have, or rows that are no list of maps.
    pub(super) fn new(
        specs: &indexmap::IndexMap<String, TableSpec>,
        seed: &serde_json::Value,
        now: DateTime,
    ) -> Result<Self, String> {
        let mut tables = BTreeMap::new();
        for (name, spec) in specs {
            let next = spec.number.iter().map(|(column, start)| (column.clone(), Sequence::new(start))).collect();
            let mut table = Table { rows: Vec::new(), next };
            table.fill(spec.rows.iter().map(|row| Value::from(Serde(row))).collect());
            tables.insert(name.clone(), table);
        }
        let mut world = Self { tables, now };
        match seed {
            serde_json::Value::Null => {}
            serde_json::Value::Object(seed) => {
                for (name, rows) in seed {
                    world.put(name, rows)?;
                }
            }
            _ => return Err("sample data is a map of tables".to_owned()),
        }
        Ok(world)
    }

    /// Puts rows in place of a table's rows.
    pub(super) fn put(&mut self, name: &str, rows: &serde_json::Value) -> Result<(), String> {
        let known: Vec<String> = self.tables.keys().cloned().collect();
        let Some(table) = self.tables.get_mut(name) else {
            return Err(format!("there is no table `{name}`; there are: {}", known.join(", ")));
        };
        match rows.as_array().filter(|rows| rows.iter().all(serde_json::Value::is_object)) {
            Some(rows) => table.fill(rows.iter().map(|row| Value::from(Serde(row))).collect()),
            None => return Err(format!("the rows of `{name}` are a list of maps")),
        }
        Ok(())
    }

    /// All tables as JSON.
    pub(super) fn json(&self) -> serde_json::Value {
        let mut all = serde_json::Map::new();
        for (name, table) in &self.tables {
            all.insert(name.clone(), serde_json::to_value(&table.rows).unwrap_or_default());
        }
        serde_json::Value::Object(all)
    }

    /// The tables as expressions see them.
    pub(super) fn value(&self) -> Value {
        Value::from_pairs(self.tables.iter().map(|(name, table)| (name.clone(), Value::from(table.rows.clone()))))
    }

    pub(super) fn now(&self) -> String {
        self.now.strftime("%Y-%m-%dT%H:%M:%S").to_string()
    }

    /// Moves the clock on, as every change does.
    pub(super) fn tick(&mut self) {
        self.now = self.now.saturating_add(jiff::Span::new().seconds(1));
    }

    /// Carries out a step. An insert gives the row back, with its numbers.
    pub(super) fn step(&mut self, step: &Step, scope: &Scope) -> Result<Option<Value>, String> {
        if !step.when.as_ref().map_or(Ok(true), |when| when.holds(scope.value()))? {
            return Ok(None);
        }
        let Some(table) = self.tables.get_mut(&step.table) else { return Ok(None) };
        match &step.set {
            None => table.remove(step, scope).map(|()| None),
            Some((true, shape)) => table.insert(shape, scope).map(Some),
            Some((false, shape)) => table.change(step, shape, scope).map(|()| None),
        }
    }
}

impl Table {
    fn fill(&mut self, rows: Vec<Value>) {
        for (column, sequence) in &mut self.next {
            let highest = rows.iter().filter_map(|row| row.get_attr(column).ok()?.as_usize()).max();
            if sequence.pattern.is_none() {
                sequence.next = sequence.next.max(highest.map_or(0, |n| n as u64 + 1));
            }
        }
        self.rows = rows;
    }

    fn insert(&mut self, shape: &Shape, scope: &Scope) -> Result<Value, String> {
        let given = shape.eval(scope)?;
        let mut pairs = Vec::new();
        for (column, sequence) in &mut self.next {
            if given.get_attr(column).is_ok_and(|value| value.is_undefined()) {
                pairs.push((Value::from(column.as_str()), sequence.take()));
            }
        }
        extend(&mut pairs, &given, &[])?;
        let row = Value::from_pairs(pairs);
        self.rows.push(row.clone());
        Ok(row)
    }

    fn change(&mut self, step: &Step, shape: &Shape, scope: &Scope) -> Result<(), String> {
        for row in &mut self.rows {
            let inner = scope.with("row", row.clone());
            if !step.filter.as_ref().map_or(Ok(true), |filter| filter.holds(inner.value()))? {
                continue;
            }
            let new = shape.eval(&inner)?;
            let mut pairs = Vec::new();
            extend(&mut pairs, row, &keys(&new)?)?;
            extend(&mut pairs, &new, &[])?;
            *row = Value::from_pairs(pairs);
        }
        Ok(())
    }

    fn remove(&mut self, step: &Step, scope: &Scope) -> Result<(), String> {
        let mut kept = Vec::new();
        for row in self.rows.drain(..) {
            let inner = scope.with("row", row.clone());
            if !step.filter.as_ref().map_or(Ok(true), |filter| filter.holds(inner.value()))? {
                kept.push(row);
            }
        }
        self.rows = kept;
        Ok(())
    }
}

fn keys(map: &Value) -> Result<Vec<Value>, String> {
    map.try_iter().map(Iterator::collect).map_err(|e| e.to_string())
}

fn extend(pairs: &mut Vec<(Value, Value)>, map: &Value, except: &[Value]) -> Result<(), String> {
    for key in keys(map)? {
        if !except.contains(&key) {
            let value = map.get_item(&key).map_err(|e| e.to_string())?;
            pairs.push((key, value));
        }
    }
    Ok(())
}
