//! What a change of an owner's record shows: by what it is known, and what differs.

use serde_json::Value;

use super::Entry;
use super::form::{Form, Identity};
use crate::mapping::crosswalk::Crosswalk;
use crate::plan::{Called, FieldChange};

/// Shows the fields of changes.
#[derive(Clone, Copy)]
pub(super) struct Showing<'s> {
    pub(super) crosswalk: &'s Crosswalk,
    pub(super) identity: &'s Identity,
}

impl Showing<'_> {
    fn field(&self, number: usize, before: Option<Value>, after: Option<Value>) -> Option<FieldChange> {
        let line = &self.crosswalk.lines[number];
        (!line.fields.is_empty() && line.target.is_some()).then(|| FieldChange::of(line, number, before, after))
    }

    fn all(&self) -> std::ops::Range<usize> {
        0..self.crosswalk.lines.len()
    }

    /// All that is written.
    pub(super) fn made(&self, form: &Form) -> Vec<FieldChange> {
        let want = |number: usize| form.wants[number].clone().filter(|value| !value.is_null());
        self.all().filter_map(|number| self.field(number, None, Some(want(number)?))).collect()
    }

    /// By what it is known, and these lines before and after.
    pub(super) fn changed(&self, form: &Form, there: &[Option<Value>], lines: &[usize]) -> Vec<FieldChange> {
        let shown = |number: &usize| self.identity.lines().contains(number) || lines.contains(number);
        let field = |number: usize| {
            let (before, after) = (there[number].clone(), form.wants[number].clone());
            (before.is_some() || after.is_some()).then(|| self.field(number, before, after))?
        };
        self.all().filter(shown).filter_map(field).collect()
    }

    /// All that is there and goes.
    pub(super) fn gone(&self, there: &[Option<Value>]) -> Vec<FieldChange> {
        let held = |number: usize| there[number].clone().filter(|value| !value.is_null() && value.as_str() != Some(""));
        self.all().filter_map(|number| self.field(number, Some(held(number)?), Some(Value::Null))).collect()
    }

    /// What is known of a record that is held.
    pub(super) fn held(&self, form: &Form) -> Vec<FieldChange> {
        self.made(form)
    }

    /// What a record of the target is called in the words of the common record; its day where nothing says more.
    pub(super) fn called(&self, entry: &Entry, date: &str) -> String {
        let (record, _, _) = self.crosswalk.reverse(&[Some(&entry.value)]);
        let name = Called::of_record(self.crosswalk, &record).name;
        if name.is_empty() { date.to_owned() } else { name }
    }

    /// The names of lines, for people.
    pub(super) fn named(&self, lines: &[usize]) -> String {
        let names: Vec<&str> = lines.iter().map(|number| self.crosswalk.lines[*number].named()).collect();
        names.join(", ")
    }
}
