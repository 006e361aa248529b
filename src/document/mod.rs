//! YAML with positions: a value, and where each key and value of it stands in the text.
//!
//! A subset of YAML: no tags, no several documents; anchors and merge keys within a budget. Text that YAML would bend
//! (`NO`, `1e3`, `007`, `2026-01-01`) keeps its text. Pure: text in, document or diagnostics out.

use serde_json::Value;

use crate::diagnostic::{Diagnostic, Finding};
use crate::record::Pointer;

/// A parsed file.
#[derive(Debug, Clone)]
pub struct Document {
    file: String,
    value: Value,
}

impl Document {
    /// Parses `text`; `file` is the name shown to people.
    ///
    /// # Errors
    /// Everything wrong with the text as YAML (at least one diagnostic).
    pub fn parse(file: &str, text: &str) -> Result<Self, Vec<Diagnostic>> {
        let _ = (file, text);
        todo!()
    }

    /// The file's name as given.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        todo!()
    }

    /// The value.
    #[must_use]
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// `file:line` of the value behind a pointer; of the nearest parent where there is none.
    #[must_use]
    pub fn line_of(&self, pointer: &Pointer) -> String {
        let _ = pointer;
        todo!()
    }

    /// Puts a finding in its place.
    #[must_use]
    pub fn locate(&self, finding: Finding) -> Diagnostic {
        let _ = finding;
        todo!()
    }
}
