//! A value table, looked up by what a value reads as.

use std::collections::HashMap;

use serde_json::Value;

use super::text_of;
use crate::record::Datum;

/// employee value <-> system value.
#[derive(Debug, Clone, Default)]
pub struct Table {
    forward: HashMap<String, Datum<'static>>,
    backward: HashMap<String, String>,
}

impl Table {
    /// From rows. Where several employee values share a system value, the first one is read back.
    pub fn of<'r>(rows: impl IntoIterator<Item = (&'r String, &'r Value)>) -> Self {
        let mut table = Self::default();
        for (ours, theirs) in rows {
            let datum = Datum::owned(theirs.clone());
            if let Some(text) = text_of(&datum) {
                table.backward.entry(text.into_owned()).or_insert_with(|| ours.clone());
            }
            table.forward.insert(ours.clone(), datum);
        }
        table
    }

    /// The system's value.
    #[must_use]
    pub fn forward(&self, datum: &Datum<'_>) -> Option<Datum<'static>> {
        match datum {
            Datum::Text(text) => self.forward.get(text.as_ref()).cloned(),
            other => self.forward.get(text_of(other)?.as_ref()).cloned(),
        }
    }

    /// The employee's value.
    #[must_use]
    pub fn backward(&self, datum: &Datum<'_>) -> Option<&str> {
        self.backward.get(text_of(datum)?.as_ref()).map(String::as_str)
    }

    /// The employee values it has, in no order.
    pub fn known(&self) -> impl Iterator<Item = &str> {
        self.forward.keys().map(String::as_str)
    }
}
