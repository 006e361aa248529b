//! A record of an owner in the target's own terms, and by what it is known again.

use serde_json::Value;

use crate::mapping::crosswalk::{BoundLine, Crosswalk, Mapped, Out, normal, same};
use crate::plan::person::Person;
use crate::plan::standing::Standing;
use crate::record::{Datum, Issue};

use super::OwnedRecord;

/// The lines that a record is known again by; the first one is the day.
#[derive(Debug, Clone)]
pub struct Identity {
    lines: Vec<usize>,
}

impl Identity {
    /// Of the lines as they are bound. None when a name of `identity` has no line with these settings: then nothing
    /// could tell records apart.
    #[must_use]
    pub fn of(crosswalk: &Crosswalk) -> Option<Self> {
        let names = &crosswalk.entity.owned.as_ref()?.identity;
        let line = |name: &String| {
            crosswalk.lines.iter().position(|line| {
                line.target.as_ref().is_some_and(|(_, place)| {
                    line.fields.iter().any(|field| field.path == *name) || place.to_string() == *name
                })
            })
        };
        let lines: Vec<usize> = names.iter().map(line).collect::<Option<_>>()?;
        (!lines.is_empty()).then_some(Self { lines })
    }

    /// Numbers of the lines.
    #[must_use]
    pub fn lines(&self) -> &[usize] {
        &self.lines
    }

    /// The number of the line that holds the day.
    #[must_use]
    pub fn day(&self) -> usize {
        self.lines[0]
    }

    /// What these values, one for each line, are known by.
    pub(super) fn name(&self, crosswalk: &Crosswalk, values: &[Option<Value>]) -> Vec<String> {
        let text = |line: &usize| text_of(&crosswalk.lines[*line], values[*line].as_ref());
        self.lines.iter().map(text).collect()
    }
}

/// A value in the form in which it is compared; nothing for none.
fn text_of(line: &BoundLine, value: Option<&Value>) -> String {
    normal(&line.rewritten(Datum::maybe(value)), line.compare).unwrap_or_default()
}

/// Numbers of the lines by which a record that is there is compared with the one that is wanted.
#[must_use]
pub fn compared_lines(crosswalk: &Crosswalk) -> Vec<usize> {
    let lines = crosswalk.lines.iter().enumerate();
    lines.filter(|(_, line)| line.target.is_some() && line.written_in(true)).map(|(number, _)| number).collect()
}

/// What an entry of the target holds, by line.
#[must_use]
pub fn values_of_entry(crosswalk: &Crosswalk, entry: &Value) -> Vec<Option<Value>> {
    let value = |line: &BoundLine| line.target.as_ref().and_then(|(_, place)| place.get(entry)).cloned();
    crosswalk.lines.iter().map(value).collect()
}

/// The day of what something is known by, YYYY-MM-DD; none where no date stands.
pub(super) fn day_in(name: &[String]) -> Option<&str> {
    let day = name.first()?.get(..10)?;
    let digit = |(at, byte): (usize, u8)| if matches!(at, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() };
    day.bytes().enumerate().all(digit).then_some(day)
}

/// A wanted record in the target's terms.
#[derive(Debug, Clone)]
pub(super) struct Form {
    /// What it is known by.
    pub(super) name: Vec<String>,
    /// What each line wants written; null: no value.
    pub(super) wants: Vec<Option<Value>>,
    /// Why it is held.
    pub(super) issues: Vec<Issue>,
    /// What people should know: values that were left out.
    pub(super) notes: Vec<String>,
}

impl Form {
    pub(super) fn of(crosswalk: &Crosswalk, identity: &Identity, wanted: &OwnedRecord) -> Self {
        let record = &wanted.record;
        let slots = crosswalk.sources.take(record);
        let mapped = crosswalk.forward(&slots, Some(record));
        let wants = wants(crosswalk, &mapped);
        let person = Person {
            key: wanted.key.clone(),
            name: String::new(),
            about: String::new(),
            record: Value::Null,
            issues: wanted.issues.clone(),
            notes: Vec::new(),
            in_scope: true,
            leaver: false,
            claim: None,
        };
        let issues = Standing::of(crosswalk, &person, record, &mapped).issues(true);
        let notes =
            wanted.notes.iter().chain(&mapped.notes).map(|note| format!("left out: {}", note.message)).collect();
        Self { name: identity.name(crosswalk, &wants), wants, issues, notes }
    }

    /// Its day; none when that cannot be told.
    pub(super) fn day(&self) -> Option<&str> {
        day_in(&self.name)
    }

    /// The lines in which an entry differs, those it is known by aside.
    pub(super) fn differing(&self, crosswalk: &Crosswalk, identity: &Identity, there: &[Option<Value>]) -> Vec<usize> {
        let differs = |number: &usize| {
            let line = &crosswalk.lines[*number];
            let wanted = Datum::maybe(self.wants[*number].as_ref());
            let silent = self.wants[*number].is_none();
            let constant = line.fields.is_empty();
            !silent && !constant && !same(&wanted, &Datum::maybe(there[*number].as_ref()), line.compare)
        };
        let lines = compared_lines(crosswalk).into_iter().filter(|line| !identity.lines().contains(line));
        lines.filter(differs).collect()
    }
}

fn wants(crosswalk: &Crosswalk, mapped: &Mapped<'_>) -> Vec<Option<Value>> {
    let lines = crosswalk.lines.iter().zip(&mapped.outs);
    let want = |(line, out): (&BoundLine, &Out<'_>)| match out {
        _ if line.target.is_none() => None,
        Out::Silent => None,
        Out::Clear => Some(Value::Null),
        Out::Value(datum) => datum.to_value(),
    };
    lines.map(want).collect()
}
