//! The names a template or condition may use, with their values.

use serde_json::Value;

/// Named values; cheap to clone and to extend.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    names: Vec<(String, minijinja::Value)>,
}

impl Scope {
    /// No names.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The same with one more name (a later one hides an earlier one of that name).
    #[must_use]
    pub fn with(mut self, name: &str, value: &Value) -> Self {
        let value = minijinja::Value::from(minijinja::value::Serde(value));
        self.names.retain(|(known, _)| known != name);
        self.names.push((name.to_owned(), value));
        self
    }
}
