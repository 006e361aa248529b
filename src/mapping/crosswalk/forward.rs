//! From a record's values to what each line wants written.

use std::borrow::Cow;

use serde_json::Value;

use super::bind::Crosswalk;
use super::line::{BoundLine, Kind, Need, Otherwise};
use super::{same, text_of};
use crate::expr::{EvalError, Scope};
use crate::mapping::spec::{Compare, Invalid, Longer, OnNull};
use crate::record::{Datum, Issue};

/// What a line wants written.
#[derive(Debug, Clone, PartialEq)]
pub enum Out<'a> {
    /// Nothing: the line does not apply, nothing is known, or the system's value is left alone.
    Silent,
    /// This value.
    Value(Datum<'a>),
    /// No value.
    Clear,
}

/// A record, turned.
#[derive(Debug, Default)]
pub struct Mapped<'a> {
    /// One for each line of the crosswalk, in its order.
    pub outs: Vec<Out<'a>>,
    /// Lines whose mandatory value is not there.
    pub missing: Vec<usize>,
    /// The same, mandatory only to create the person.
    pub missing_to_create: Vec<usize>,
    /// Why the record is held, but for what is missing.
    pub issues: Vec<Issue>,
    /// What was left out although it had a value.
    pub notes: Vec<Issue>,
}

/// What a line makes of a record.
enum Made<'a> {
    Out(Out<'a>),
    Hold(Issue),
    Left(Issue),
}

impl Crosswalk {
    /// Turns a record's values (of [`Crosswalk::sources`](Crosswalk)) into what each line wants written. `record` is
    /// the whole record, needed only when [`Crosswalk::needs_record`] says so.
    #[must_use]
    pub fn forward<'s>(&'s self, slots: &'s [Datum<'_>], record: Option<&Value>) -> Mapped<'s> {
        self.forward_in(slots, self.scope_at(slots, record).as_ref())
    }

    /// The same within [`Crosswalk::scope_at`] of these values.
    #[must_use]
    pub fn forward_in<'s>(&'s self, slots: &'s [Datum<'_>], scope: Option<&Scope>) -> Mapped<'s> {
        let mut mapped = Mapped { outs: Vec::with_capacity(self.lines.len()), ..Mapped::default() };
        for (number, line) in self.lines.iter().enumerate() {
            let out = match self.out(line, slots, scope) {
                Made::Out(out) => out,
                Made::Hold(issue) => {
                    mapped.issues.push(issue);
                    mapped.outs.push(Out::Silent);
                    continue;
                }
                Made::Left(issue) => {
                    mapped.notes.push(issue);
                    Out::Silent
                }
            };
            if !matches!(out, Out::Value(_)) && applies(line, slots, scope).unwrap_or(false) {
                match &line.need {
                    Need::No => {}
                    Need::Always => mapped.missing.push(number),
                    Need::Create => mapped.missing_to_create.push(number),
                    Need::When(condition) => match scope.map(|scope| condition.holds(scope)) {
                        Some(Ok(true)) => mapped.missing.push(number),
                        Some(Err(error)) => mapped.issues.push(unevaluated(line, &error.message)),
                        Some(Ok(false)) | None => {}
                    },
                }
            }
            mapped.outs.push(out);
        }
        mapped
    }

    fn out<'s>(&'s self, line: &'s BoundLine, slots: &'s [Datum<'_>], scope: Option<&Scope>) -> Made<'s> {
        match applies(line, slots, scope) {
            Ok(true) => {}
            Ok(false) => return Made::Out(Out::Silent),
            Err(error) => return Made::Hold(unevaluated(line, &error.message)),
        }
        let datum = match source(line, slots, scope, self) {
            Ok(datum) => datum,
            Err(made) => return made,
        };
        finish(line, datum)
    }
}

/// Whether the line counts for this record.
fn applies(line: &BoundLine, slots: &[Datum<'_>], scope: Option<&Scope>) -> Result<bool, EvalError> {
    if let Some((slot, value)) = &line.shape
        && text_of(&slots[*slot]).as_deref() != Some(value)
    {
        return Ok(false);
    }
    match (&line.when, scope) {
        (Some(condition), Some(scope)) => condition.holds(scope),
        (Some(_), None) => Ok(false),
        (None, _) => Ok(true),
    }
}

fn source<'s>(
    line: &'s BoundLine,
    slots: &'s [Datum<'_>],
    scope: Option<&Scope>,
    crosswalk: &'s Crosswalk,
) -> Result<Datum<'s>, Made<'s>> {
    Ok(match &line.kind {
        Kind::Slot(slot) => lend(&slots[*slot]),
        Kind::Constant(datum) => lend(datum),
        Kind::Slots(numbers) => {
            let values: Vec<Value> = numbers.iter().filter_map(|slot| slots[*slot].to_value()).collect();
            if values.iter().all(|value| value.is_null() || value == "") {
                Datum::Absent
            } else {
                Datum::owned(Value::Array(values))
            }
        }
        Kind::First(alternatives) => {
            for alternative in alternatives {
                match crosswalk.out(alternative, slots, scope) {
                    Made::Out(Out::Value(datum)) => return Ok(datum),
                    Made::Out(_) | Made::Left(_) => {}
                    made @ Made::Hold(_) => return Err(made),
                }
            }
            Datum::Absent
        }
        Kind::Computed(template) => {
            let global = crosswalk.globals_scope();
            match template.value(scope.unwrap_or(global)) {
                Ok(value) => value.map_or(Datum::Absent, Datum::owned),
                Err(error) => return Err(Made::Hold(unevaluated(line, &error.message))),
            }
        }
    })
}

/// Borrows a datum that may own its value.
fn lend<'s>(datum: &'s Datum<'_>) -> Datum<'s> {
    match datum {
        Datum::Text(text) => Datum::Text(Cow::Borrowed(text)),
        Datum::Tree(tree) => Datum::Tree(Cow::Borrowed(tree)),
        Datum::Absent => Datum::Absent,
        Datum::Null => Datum::Null,
        Datum::Bool(flag) => Datum::Bool(*flag),
        Datum::Number(number) => Datum::Number(number.clone()),
        Datum::Decimal(decimal) => Datum::Decimal(*decimal),
    }
}

/// Whether a datum is one of a file's words for nothing. Those are few, and mostly `""`.
pub(super) fn is_empty(datum: &Datum<'_>, empty: &[Value]) -> bool {
    empty.iter().any(|nothing| match (datum, nothing) {
        (Datum::Text(text), Value::String(nothing)) => text == nothing,
        (Datum::Text(_) | Datum::Absent | Datum::Null, _) => false,
        (datum, nothing) => same(datum, &Datum::of(nothing), Compare::Exact),
    })
}

/// Empty, default, transforms, table, length, null: in this order.
fn finish<'s>(line: &'s BoundLine, mut datum: Datum<'s>) -> Made<'s> {
    if is_empty(&datum, &line.empty) {
        datum = Datum::Null;
    }
    if !datum.has_value()
        && let Some(default) = &line.default
    {
        datum = lend(default);
    }
    for transform in &line.transforms {
        datum = match transform.apply(datum) {
            Ok(datum) => datum,
            Err(refusal) => {
                let issue = about(line, "invalid-value", format!("{} {}", line.named(), refusal.message));
                return match line.invalid {
                    Invalid::Hold => Made::Hold(issue),
                    Invalid::Omit => Made::Left(issue),
                };
            }
        };
    }
    if let (Some(table), true) = (&line.table, datum.has_value()) {
        datum = match (table.forward(&datum), &line.otherwise) {
            (Some(datum), _) | (None, Some(Otherwise::Take(datum))) => lend(datum),
            (None, Some(Otherwise::Omit)) => {
                return Made::Left(about(line, "outside-table", outside(line, table)));
            }
            (None, None) => return Made::Hold(about(line, "outside-table", outside(line, table))),
        };
    }
    if let (Some((longest, longer)), Datum::Text(text)) = (line.max_length, &datum)
        && text.len() > longest
        && let Some((cut, _)) = text.char_indices().nth(longest)
    {
        if longer == Longer::Hold {
            let message = format!("{} is longer than the {longest} characters that fit", line.named());
            return Made::Hold(about(line, "too-long", message));
        }
        datum = Datum::Text(Cow::Owned(text[..cut].to_owned()));
    }
    Made::Out(match datum {
        Datum::Absent => Out::Silent,
        Datum::Null => match line.on_null {
            OnNull::Keep => Out::Silent,
            OnNull::Clear => Out::Clear,
            OnNull::Hold => {
                let message = format!("{} is empty, and this system file says to wait for a person then", line.named());
                return Made::Hold(about(line, "empty-value", message));
            }
        },
        datum => Out::Value(datum),
    })
}

fn outside(line: &BoundLine, table: &super::Table) -> String {
    let known: Vec<&str> = table.known().collect();
    format!("the value of {} is not in the table (it has {}); add a row for it", line.named(), known.join(", "))
}

fn about(line: &BoundLine, code: &str, message: String) -> Issue {
    Issue::new(code, message).field(line.named()).at(&line.at)
}

fn unevaluated(line: &BoundLine, why: &str) -> Issue {
    about(line, "not-evaluated", format!("the line for {} cannot be computed: {why}", line.named()))
}

impl Mapped<'_> {
    /// All that holds the record, what is missing first; `creating` asks also for what only a creation needs.
    #[must_use]
    pub fn all_issues(&self, crosswalk: &Crosswalk, creating: bool) -> Vec<Issue> {
        let missing = self.missing.iter().chain(self.missing_to_create.iter().filter(|_| creating));
        let mut lines: Vec<usize> = missing.copied().collect();
        lines.sort_unstable();
        let missing = lines.into_iter().map(|number| {
            let line = &crosswalk.lines[number];
            about(line, "mandatory-missing", format!("{} is missing: fill it in, then export again", line.named()))
        });
        missing.chain(self.issues.iter().cloned()).collect()
    }

    /// The employee fields that are mandatory and not there.
    #[must_use]
    pub fn missing_fields(&self, crosswalk: &Crosswalk, creating: bool) -> Vec<String> {
        let missing = self.missing.iter().chain(self.missing_to_create.iter().filter(|_| creating));
        let mut lines: Vec<usize> = missing.copied().collect();
        lines.sort_unstable();
        lines.into_iter().map(|number| crosswalk.lines[number].named().to_owned()).collect()
    }
}
