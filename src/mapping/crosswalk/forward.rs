//! From a record's values to what each line wants written.

use std::borrow::Cow;

use serde_json::Value;

use super::bind::Crosswalk;
use super::line::{BoundLine, Kind, Need, Otherwise};
use super::same;
use crate::expr::{EvalError, Scope};
use crate::mapping::spec::{Compare, Invalid, Longer, OnNull};
use crate::record::{Datum, FieldKind, Issue};

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
    /// Of such lines that join several fields: the line, and which of its fields has no value.
    pub lacking: Vec<(usize, usize)>,
    /// The shape that each case has for this record.
    pub shapes: Vec<Option<usize>>,
    /// Why the record is held, but for what is missing.
    pub issues: Vec<Issue>,
    /// What was left out although it had a value.
    pub notes: Vec<Issue>,
}

/// What lines look at: a record's values, the scope of their conditions, the shapes of their cases.
#[derive(Clone, Copy)]
struct Seen<'s, 'o> {
    slots: &'s [Datum<'s>],
    scope: Option<&'o Scope>,
    shapes: &'o [Option<usize>],
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
        let mut shapes = Vec::with_capacity(self.cases.len());
        for case in &self.cases {
            shapes.push(case.chosen(slots).unwrap_or_else(|issue| {
                mapped.issues.push(issue);
                None
            }));
        }
        let seen = Seen { slots, scope, shapes: &shapes };
        for (number, line) in self.lines.iter().enumerate() {
            if line.target.is_none() {
                mapped.outs.push(Out::Silent);
                continue;
            }
            let out = match self.out(line, seen) {
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
            if !matches!(out, Out::Value(_)) && applies(line, seen).unwrap_or(false) {
                mapped.ask(number, line, seen);
            }
            mapped.outs.push(out);
        }
        mapped.shapes = shapes;
        mapped
    }

    fn out<'s>(&'s self, line: &'s BoundLine, seen: Seen<'s, '_>) -> Made<'s> {
        match applies(line, seen) {
            Ok(true) => {}
            Ok(false) => return Made::Out(Out::Silent),
            Err(error) => return Made::Hold(unevaluated(line, &error.message)),
        }
        let datum = match source(line, seen, self) {
            Ok(datum) => datum,
            Err(made) => return made,
        };
        finish(line, datum)
    }
}

/// Whether the line counts for this record.
fn applies(line: &BoundLine, seen: Seen<'_, '_>) -> Result<bool, EvalError> {
    if let Some((case, shape)) = line.shape
        && seen.shapes.get(case) != Some(&Some(shape))
    {
        return Ok(false);
    }
    match (&line.when, seen.scope) {
        (Some(condition), Some(scope)) => condition.holds(scope),
        (Some(_), None) => Ok(false),
        (None, _) => Ok(true),
    }
}

fn source<'s>(line: &'s BoundLine, seen: Seen<'s, '_>, crosswalk: &'s Crosswalk) -> Result<Datum<'s>, Made<'s>> {
    Ok(match &line.kind {
        Kind::Slot(slot) => fitting(line, 0, &seen.slots[*slot])?,
        Kind::Constant(datum) => lend(datum),
        Kind::Slots(numbers) => {
            for (field, slot) in numbers.iter().enumerate() {
                fitting(line, field, &seen.slots[*slot])?;
            }
            joined(line, numbers, seen.slots)
        }
        Kind::First(alternatives) => {
            for alternative in alternatives {
                match crosswalk.out(alternative, seen) {
                    Made::Out(Out::Value(datum)) => return Ok(datum),
                    Made::Out(_) | Made::Left(_) => {}
                    made @ Made::Hold(_) => return Err(made),
                }
            }
            Datum::Absent
        }
        Kind::Computed(template) => {
            let global = crosswalk.globals_scope();
            match template.value(seen.scope.unwrap_or(global)) {
                Ok(value) => value.map_or(Datum::Absent, Datum::owned),
                Err(error) => return Err(Made::Hold(unevaluated(line, &error.message))),
            }
        }
    })
}

/// What one of a line's fields holds. An object or a list where the schema knows a plain value is not turned into text,
/// nor is a character that no document may hold.
fn fitting<'s>(line: &BoundLine, field: usize, datum: &'s Datum<'_>) -> Result<Datum<'s>, Made<'s>> {
    let kind = || line.fields.get(field).and_then(|known| known.kind);
    let trouble = match datum {
        Datum::Tree(_) => kind().is_some().then_some("is an object or a list, where one value is expected"),
        Datum::Bool(_) => {
            let other = kind().is_some_and(|kind| kind != FieldKind::Boolean);
            other.then_some("is true or false, where another value is expected")
        }
        Datum::Text(text) => {
            let strange = text.bytes().any(|byte| byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r'));
            strange.then_some("holds a control character: type it anew")
        }
        _ => None,
    };
    match trouble {
        None => Ok(lend(datum)),
        Some(why) => Err(Made::Hold(about(line, "invalid-value", format!("{} {why}", line.named())))),
    }
}

/// Several values as one list. One that is absent makes the whole absent: what is not known must not be taken for
/// nothing. Null only when none has a value.
fn joined(line: &BoundLine, numbers: &[usize], slots: &[Datum<'_>]) -> Datum<'static> {
    let mut values = Vec::with_capacity(numbers.len());
    for number in numbers {
        let datum = &slots[*number];
        if *datum == Datum::Absent {
            return Datum::Absent;
        }
        values.push(if is_empty(datum, &line.empty) { Value::Null } else { datum.to_value().unwrap_or_default() });
    }
    if values.iter().all(Value::is_null) { Datum::Null } else { Datum::owned(Value::Array(values)) }
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

/// Whether a datum is one of a file's words for nothing. Those are few, and mostly `""`, which blanks are, too.
pub(super) fn is_empty(datum: &Datum<'_>, empty: &[Value]) -> bool {
    empty.iter().any(|nothing| match (datum, nothing) {
        (Datum::Text(text), Value::String(nothing)) => {
            text == nothing || (nothing.is_empty() && text.chars().all(char::is_whitespace))
        }
        // `0` is also the text `0` of a format that knows but texts.
        (Datum::Text(text), Value::Number(_)) => {
            text.starts_with(|c: char| c.is_ascii_digit() || c == '-')
                && same(datum, &Datum::of(nothing), Compare::Exact)
        }
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
    /// Notes what a line that gives no value must have.
    fn ask(&mut self, number: usize, line: &BoundLine, seen: Seen<'_, '_>) {
        match &line.need {
            Need::No => return,
            Need::Always => self.missing.push(number),
            Need::Create => self.missing_to_create.push(number),
            Need::When(condition) => match seen.scope.map(|scope| condition.holds(scope)) {
                Some(Ok(true)) => self.missing.push(number),
                Some(Err(error)) => return self.issues.push(unevaluated(line, &error.message)),
                Some(Ok(false)) | None => return,
            },
        }
        if let Kind::Slots(numbers) = &line.kind {
            let empty = |slot: &usize| !seen.slots[*slot].has_value() || is_empty(&seen.slots[*slot], &line.empty);
            let lacking = numbers.iter().enumerate().filter(|(_, slot)| empty(slot));
            self.lacking.extend(lacking.map(|(field, _)| (number, field)));
        }
    }

    /// The mandatory fields that are not there, each with its line.
    fn lacks<'c>(&self, crosswalk: &'c Crosswalk, creating: bool) -> Vec<(&'c BoundLine, &'c str)> {
        let missing = self.missing.iter().chain(self.missing_to_create.iter().filter(|_| creating));
        let mut lines: Vec<usize> = missing.copied().collect();
        lines.sort_unstable();
        let names = lines.into_iter().flat_map(|number| {
            let line = &crosswalk.lines[number];
            let of_line = self.lacking.iter().filter(|(of, _)| *of == number);
            let fields: Vec<&str> =
                of_line.filter_map(|(_, field)| line.fields.get(*field)).map(|field| field.path.as_str()).collect();
            let fields = if fields.is_empty() { vec![line.named()] } else { fields };
            fields.into_iter().map(move |field| (line, field))
        });
        names.collect()
    }

    /// All that holds the record, what is missing first; `creating` asks also for what only a creation needs.
    #[must_use]
    pub fn all_issues(&self, crosswalk: &Crosswalk, creating: bool) -> Vec<Issue> {
        let missing = self.lacks(crosswalk, creating).into_iter().map(|(line, field)| {
            let message = format!("{field} is missing: fill it in, then run it again");
            Issue::new("mandatory-missing", message).field(field).at(&line.at)
        });
        missing.chain(self.issues.iter().cloned()).collect()
    }

    /// The employee fields that are mandatory and not there.
    #[must_use]
    pub fn missing_fields(&self, crosswalk: &Crosswalk, creating: bool) -> Vec<String> {
        self.lacks(crosswalk, creating).into_iter().map(|(_, field)| field.to_owned()).collect()
    }
}
