//! What is the same for all records of a run.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::expr::Scope;

/// Settings (without secrets), lookups and the run's dates: the names every template may use.
#[derive(Debug, Clone)]
pub struct Globals {
    /// `settings.x`, secrets left out.
    pub settings: Arc<Value>,
    /// `lookup.x`.
    pub lookup: Arc<Value>,
    /// `run.date`, `run.from`, `run.to`: YYYY-MM-DD.
    pub run: Arc<Value>,
}

impl Globals {
    /// From settings and the run's date.
    #[must_use]
    pub fn new(settings: Map<String, Value>, date: &str) -> Self {
        Self {
            settings: Arc::new(Value::Object(settings)),
            lookup: Arc::new(json!({})),
            run: Arc::new(json!({ "date": date })),
        }
    }

    /// The same with the first and the last day of the period that the run is about.
    #[must_use]
    pub fn with_period(mut self, period: Option<(&str, &str)>) -> Self {
        if let (Some((from, to)), Some(date)) = (period, self.run.get("date")) {
            self.run = Arc::new(json!({ "date": date, "from": from, "to": to }));
        }
        self
    }

    /// The same with lookups read.
    #[must_use]
    pub fn with_lookups(mut self, lookups: Map<String, Value>) -> Self {
        self.lookup = Arc::new(Value::Object(lookups));
        self
    }

    /// One setting.
    #[must_use]
    pub fn setting(&self, name: &str) -> Option<&Value> {
        self.settings.get(name)
    }

    /// The names for templates.
    #[must_use]
    pub fn scope(&self) -> Scope {
        Scope::new().with("settings", &self.settings).with("lookup", &self.lookup).with("run", &self.run)
    }
}
