//! The names a template or condition may use, with their values.

use std::sync::Arc;

use serde_json::Value;

/// Named values; cheap to clone and to extend: values are shared, never copied. Its `Debug` shows names only, since
/// values may be secret.
#[derive(Clone, Default)]
pub struct Scope {
    names: Arc<Vec<(Arc<str>, Arc<Value>)>>,
}

impl Scope {
    /// No names.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The same with one more name (a later one hides an earlier one of that name). Copies the value: see
    /// [`Scope::with_shared`].
    #[must_use]
    pub fn with(self, name: &str, value: &Value) -> Self {
        self.with_shared(name, Arc::new(value.clone()))
    }

    /// As [`Scope::with`], without a copy.
    #[must_use]
    pub fn with_shared(mut self, name: &str, value: Arc<Value>) -> Self {
        let names = Arc::make_mut(&mut self.names);
        match names.iter_mut().find(|(known, _)| &**known == name) {
            Some((_, held)) => *held = value,
            None => names.push((name.into(), value)),
        }
        self
    }

    /// The value of a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.names.iter().find(|(known, _)| &**known == name).map(|(_, value)| &**value)
    }
}

impl std::fmt::Debug for Scope {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.names.iter().map(|(name, _)| name)).finish()
    }
}

/// What an evaluation sees: borrowed names before the scope's.
#[derive(Clone, Copy)]
pub(super) struct View<'v> {
    pub(super) scope: &'v Scope,
    pub(super) beside: &'v [(&'v str, &'v Value)],
}

impl<'v> View<'v> {
    pub(super) fn get(&self, name: &str) -> Option<&'v Value> {
        let beside = self.beside.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
        beside.or_else(|| self.scope.get(name))
    }
}
