//! The key a system knows a record by.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A key as text, whatever the system's own type: `"503295"`, `"507f1f77bcf86cd799439011"`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(transparent)]
pub struct Key(pub String);

impl Key {
    /// From anything that becomes text.
    pub fn new(key: impl Into<String>) -> Self {
        Self(key.into())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// From a JSON text or whole number; nothing else is a key, nor is the empty text.
    #[must_use]
    pub fn of(value: &serde_json::Value) -> Option<Self> {
        match value {
            serde_json::Value::String(text) if !text.is_empty() => Some(Self(text.clone())),
            serde_json::Value::Number(number) if number.is_i64() || number.is_u64() => Some(Self(number.to_string())),
            _ => None,
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for Key {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}
