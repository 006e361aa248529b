//! JSONPath (RFC 9535), compiled once.

use serde_json::Value;

use super::ExprError;

/// A compiled JSONPath.
#[derive(Debug, Clone)]
pub struct Path {
    source: String,
}

impl Path {
    /// Compiles `$.a[*].b`.
    ///
    /// # Errors
    /// With the place inside the text and what was expected there.
    pub fn compile(source: &str) -> Result<Self, ExprError> {
        Ok(Self { source: source.to_owned() })
    }

    /// The text it was compiled from.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Everything it finds, in order.
    #[must_use]
    pub fn select<'v>(&self, value: &'v Value) -> Vec<&'v Value> {
        let _ = value;
        todo!()
    }

    /// The first thing it finds.
    #[must_use]
    pub fn first<'v>(&self, value: &'v Value) -> Option<&'v Value> {
        self.select(value).into_iter().next()
    }
}
