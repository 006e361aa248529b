//! A value table, looked up by what a value reads as.

use std::borrow::Cow;
use std::collections::HashMap;

use serde_json::Value;

use super::text_of;
use crate::record::Datum;

/// employee value <-> system value.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// By the employee's value, in order.
    forward: Vec<(String, Datum<'static>)>,
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
            table.forward.push((ours.clone(), datum));
        }
        table.forward.sort_by(|(left, _), (right, _)| left.cmp(right));
        table
    }

    /// The system's value.
    #[must_use]
    pub fn forward(&self, datum: &Datum<'_>) -> Option<&Datum<'static>> {
        let text = match datum {
            Datum::Text(text) => Cow::Borrowed(text.as_ref()),
            other => text_of(other)?,
        };
        let row = self.forward.binary_search_by(|(ours, _)| ours.as_str().cmp(&text)).ok()?;
        self.forward.get(row).map(|(_, theirs)| theirs)
    }

    /// The employee's value.
    #[must_use]
    pub fn backward(&self, datum: &Datum<'_>) -> Option<&str> {
        self.backward.get(text_of(datum)?.as_ref()).map(String::as_str)
    }

    /// What each of the system's values is read as, in the order of the employee's.
    pub fn rows(&self) -> impl Iterator<Item = (String, &str)> {
        let text = |(_, theirs): &(String, Datum<'static>)| text_of(theirs).map(std::borrow::Cow::into_owned);
        self.forward.iter().filter_map(move |row| Some((text(row)?, row.0.as_str())))
    }

    /// The employee values it has, in order.
    pub fn known(&self) -> impl Iterator<Item = &str> {
        self.forward.iter().map(|(ours, _)| ours.as_str())
    }
}
