//! What turns a line into a line.

use serde_json::Value;

use crate::record::{Issue, Key};

/// Why a line does not go out.
#[derive(Debug, PartialEq)]
pub(super) struct Refusal {
    pub(super) key: Option<Key>,
    pub(super) issues: Vec<Issue>,
}

impl Refusal {
    /// The line is not a record at all.
    pub(super) fn of_line(message: String) -> Self {
        Self { key: None, issues: vec![Issue::new("bad-line", message)] }
    }

    /// The line is no JSON object; `column` counts bytes from 1.
    pub(super) fn no_object(column: usize) -> Self {
        Self::of_line(format!("the line is no JSON object (column {column})"))
    }

    /// The record is held.
    pub(super) fn held(record: Option<&Value>, issues: Vec<Issue>) -> Self {
        let key = |name: &str| record.and_then(|record| record.get(name)).and_then(Key::of);
        Self { key: key("key").or_else(|| key("id")), issues }
    }
}

/// One direction.
pub(super) trait Turn {
    /// Appends what the line becomes to `text`, without a line break; appends nothing where it is refused.
    ///
    /// # Errors
    /// The line is no record, or the record is held.
    fn turn(&mut self, line: &[u8], text: &mut Vec<u8>) -> Result<(), Refusal>;
}
