//! Employee records to the system's.

use serde_json::Value;

use super::turn::{Refusal, Turn};
use crate::mapping::compiled::Hold;
use crate::mapping::crosswalk::Crosswalk;
use crate::record::Issue;

/// A crosswalk with the hold rules that can be asked offline.
pub(super) struct Forward<'c> {
    crosswalk: &'c Crosswalk,
    holds: Vec<&'c Hold>,
}

impl<'c> Forward<'c> {
    /// A rule about what is looked up at the provider is not asked: nothing is known of that here.
    pub(super) fn of(crosswalk: &'c Crosswalk) -> Self {
        let looks_up =
            |hold: &Hold| hold.when.names().iter().any(|name| name.path.first().is_some_and(|n| n == "lookup"));
        Self { crosswalk, holds: crosswalk.entity.holds.iter().filter(|hold| !looks_up(hold)).collect() }
    }

    fn held(&self, record: &Value, issues: &mut Vec<Issue>) {
        let scope = self.crosswalk.scope_of(record);
        for hold in &self.holds {
            let message = match hold.when.holds(&scope) {
                Ok(false) => continue,
                Ok(true) => hold.message.clone(),
                Err(error) => format!("a hold rule cannot be evaluated: {}", error.message),
            };
            let issue = Issue::new("hold", message).at(&hold.at);
            issues.push(hold.field.iter().fold(issue, |issue, field| issue.field(field)));
        }
    }
}

impl Turn for Forward<'_> {
    fn turn(&mut self, line: &[u8], text: &mut Vec<u8>) -> Result<(), Refusal> {
        let taken = self.crosswalk.sources.take_json(line).map_err(|bad| Refusal::no_object(bad.column))?;
        let record: Option<Value> = match self.crosswalk.needs_record {
            true => Some(serde_json::from_slice(line).map_err(|error| Refusal::no_object(error.column()))?),
            false => None,
        };
        let mapped = self.crosswalk.forward(&taken.slots, record.as_ref());
        let mut issues = mapped.all_issues(self.crosswalk, true);
        if let Some(record) = &record {
            self.held(record, &mut issues);
        }
        if issues.is_empty() {
            self.crosswalk.write(&mapped, text);
            return Ok(());
        }
        let record = record.or_else(|| serde_json::from_slice(line).ok());
        Err(Refusal::held(record.as_ref(), issues))
    }
}
