//! A simulated system, compiled from its YAML file.

use indexmap::IndexMap;
use jiff::civil::DateTime;
use minijinja::value::{Serde, Value};

use super::compile::Compiler;
use super::operation::{Json, Operation, Refusal, Soap, Xml};
use super::shape::Shape;
use super::spec::{TableSpec, TwinSpec};
use super::types::{Problems, Types};
use super::world::World;
use crate::diagnostic::Diagnostic;
use crate::record::Pointer;

/// A simulated system. It cannot be half-valid.
pub struct Twin {
    pub(super) name: String,
    summary: String,
    pub(super) base: String,
    pub(super) clock: DateTime,
    pub(super) latency: std::time::Duration,
    pub(super) settings: Value,
    pub(super) types: Types,
    pub(super) tables: IndexMap<String, TableSpec>,
    pub(super) refusals: IndexMap<String, Refusal>,
    pub(super) soap: Option<Soap>,
    pub(super) json: Option<Json>,
    pub(super) xml: Option<Xml>,
    pub(super) operations: Vec<Operation>,
    pub(super) comparable: Option<Shape>,
}

impl std::fmt::Debug for Twin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Twin").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Twin {
    /// Compiles a twin's file; `file` is the name shown to people.
    ///
    /// # Errors
    /// Everything wrong with the file.
    pub fn compile(file: &str, text: &str) -> Result<Self, Vec<Diagnostic>> {
        let (spec, document) = super::reading::read::<TwinSpec>(file, text)?;
        let mut problems = Problems::new();
        let types = Types::read(&spec.types, &mut problems);
        let clock = spec.clock.parse::<DateTime>().unwrap_or_else(|_| {
            problems.push((Pointer::root().key("clock"), "the clock is a time such as 2026-03-02T10:15:00".to_owned()));
            DateTime::default()
        });
        let latency = spec.latency.as_deref().map_or(Some(std::time::Duration::ZERO), super::fault::duration);
        if latency.is_none() {
            problems.push((Pointer::root().key("latency"), "not a duration; write 20ms or 1s".to_owned()));
        }
        let mut compiler = Compiler { spec: &spec, problems };
        let refusals = compiler.refusals();
        let (soap, json, xml) = (compiler.soap(), compiler.json(), compiler.xml());
        let operations = compiler.operations();
        let comparable = compiler.comparable();
        let mut problems = compiler.problems;
        if let Err(message) = World::new(&spec.tables, &serde_json::Value::Null, clock) {
            problems.push((Pointer::root().key("tables"), message));
        }
        if !problems.is_empty() {
            return Err(super::reading::diagnostics(&document, problems));
        }
        Ok(Self {
            name: spec.twin,
            summary: spec.summary.unwrap_or_default(),
            base: spec.base,
            clock,
            latency: latency.unwrap_or_default(),
            settings: Value::from(Serde(&spec.settings)),
            types,
            tables: spec.tables,
            refusals,
            soap,
            json,
            xml,
            operations,
            comparable,
        })
    }

    /// The system's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it is, in a line.
    #[must_use]
    pub fn summary(&self) -> &str {
        &self.summary
    }

    /// Its operations, in the file's order, and whether each changes something.
    pub fn operations(&self) -> impl Iterator<Item = (&str, bool)> {
        self.operations.iter().map(|operation| (operation.name.as_str(), operation.changes()))
    }

    /// Whether it has a table of that name.
    #[must_use]
    pub fn has_table(&self, name: &str) -> bool {
        self.tables.contains_key(name)
    }

    /// The same with another value of one of its settings.
    #[must_use]
    pub fn with_setting(mut self, name: &str, value: &serde_json::Value) -> Self {
        let mut settings = self.settings();
        if let Some(map) = settings.as_object_mut() {
            map.insert(name.to_owned(), value.clone());
        }
        self.settings = Value::from(Serde(&settings));
        self
    }

    /// What it accepts as credentials and the like, for a ready workspace file.
    #[must_use]
    pub fn settings(&self) -> serde_json::Value {
        serde_json::to_value(&self.settings).unwrap_or_default()
    }
}
