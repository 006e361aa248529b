//! The system's records to employee records.

use serde_json::Value;

use super::turn::{Refusal, Turn};
use crate::mapping::crosswalk::Crosswalk;

/// A crosswalk, read from right to left.
pub(super) struct Backward<'c>(pub(super) &'c Crosswalk);

impl Turn for Backward<'_> {
    fn turn(&mut self, line: &[u8], text: &mut Vec<u8>) -> Result<(), Refusal> {
        let record: Value = serde_json::from_slice(line).map_err(|error| Refusal::no_object(error.column()))?;
        if !record.is_object() {
            return Err(Refusal::no_object(1));
        }
        let parts: Vec<Option<&Value>> = match self.0.entity.parts.as_slice() {
            [_] => vec![Some(&record)],
            parts => parts.iter().map(|part| record.get(&part.name).filter(|part| part.is_object())).collect(),
        };
        let (employee, issues, _) = self.0.reverse(&parts);
        if !issues.is_empty() {
            return Err(Refusal::held(Some(&record), issues));
        }
        text.extend_from_slice(employee.to_string().as_bytes());
        Ok(())
    }
}
