//! What conditions see of a record: the few fields they name, not a copy of it all.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::bind::Crosswalk;
use crate::expr::{Name, Place, Scope};
use crate::record::Datum;

/// Numbers of wanted values, and where each stands in a record.
#[derive(Debug, Clone, Default)]
pub(super) struct Glimpse(pub(super) Vec<(usize, Place)>);

impl Glimpse {
    fn record(&self, slots: &[Datum<'_>]) -> Value {
        let mut record = Value::Object(Map::new());
        for (slot, place) in &self.0 {
            if let Some(value) = slots.get(*slot).and_then(Datum::to_value) {
                place.set(&mut record, value);
            }
        }
        record
    }
}

/// Whether an expression looks at the record.
pub(super) fn uses_record(names: &[Name]) -> bool {
    names.iter().any(|name| name.path.first().is_some_and(|first| first == "employee"))
}

/// The dotted fields that an expression's names stand for; none when one of them may mean more than a field.
pub(super) fn fields_of(names: &[Name]) -> Option<Vec<String>> {
    let plain = |step: &String| !step.is_empty() && !step.contains('.') && step.parse::<u64>().is_err();
    let employee = names.iter().filter(|name| name.path.first().is_some_and(|first| first == "employee"));
    employee
        .map(|name| {
            name.path.get(1..).filter(|steps| !steps.is_empty() && steps.iter().all(plain)).map(|s| s.join("."))
        })
        .collect()
}

impl Crosswalk {
    /// What conditions of lines and hold rules are asked in; none when they look at no record. `record` is the whole
    /// record, needed only when [`Crosswalk::needs_record`] says so.
    #[must_use]
    pub fn scope_at(&self, slots: &[Datum<'_>], record: Option<&Value>) -> Option<Scope> {
        let seen = match record {
            Some(record) if self.needs_record => record.clone(),
            _ if self.glimpse.0.is_empty() => return None,
            _ => self.glimpse.record(slots),
        };
        Some(self.globals_scope().clone().with_shared("employee", Arc::new(seen)))
    }

    /// The scope of conditions and templates over one record.
    #[must_use]
    pub fn scope_of(&self, record: &Value) -> Scope {
        let scope = self.globals_scope().clone().with("employee", record);
        if self.entity.owned.is_some() { scope.with(&self.entity.name, record) } else { scope }
    }
}
