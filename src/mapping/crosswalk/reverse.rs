//! From a system's parts to an employee record.

use serde_json::{Map, Value};

use super::bind::Crosswalk;
use super::forward::is_empty;
use super::line::{BoundLine, Kind};
use crate::expr::Place;
use crate::mapping::spec::Invalid;
use crate::record::{Datum, Issue};

/// A value that the table of its line does not have: left out, whatever the line says of invalid ones.
const OUTSIDE: &str = "outside-table";

impl Crosswalk {
    /// The employee record that a system's parts (one value for each part, in order; none where the part is not
    /// there) stand for. Absent stays absent, null stays null. Issues hold the record; notes tell what was left out.
    #[must_use]
    pub fn reverse(&self, parts: &[Option<&Value>]) -> (Value, Vec<Issue>, Vec<Issue>) {
        let mut record = Value::Object(Map::new());
        let (mut issues, mut notes) = (Vec::new(), Vec::new());
        let mut shown = Vec::with_capacity(self.cases.len());
        for case in &self.cases {
            let shape = case.shown(parts);
            if let Some(shape) = shape.and_then(|shape| case.shapes.get(shape)) {
                put(&mut record, &case.field.place, &Datum::text(shape.value.as_str()));
            }
            shown.push(shape);
        }
        for line in &self.lines {
            if line.shape.is_some_and(|(case, shape)| shown.get(case) != Some(&Some(shape))) {
                continue;
            }
            for (field, datum) in read(line, parts) {
                match datum {
                    Ok(Datum::Absent) => {}
                    Ok(datum) => put(&mut record, field, &datum),
                    Err(issue) if line.invalid == Invalid::Omit || issue.code == OUTSIDE => notes.push(issue),
                    Err(issue) => issues.push(issue),
                }
            }
        }
        (record, issues, notes)
    }
}

impl BoundLine {
    /// A value of the system in the form in which the line itself would write it: for recognising, where a system may
    /// hold the same thing in several spellings. As it is, where the line cannot read or write it.
    #[must_use]
    pub fn rewritten<'d>(&self, there: Datum<'d>) -> Datum<'d> {
        let back = backward(self, there.clone()).ok().filter(Datum::has_value);
        let forth = back.and_then(|back| {
            let turned = self.transforms.iter().try_fold(back, |datum, transform| transform.apply(datum)).ok()?;
            match &self.table {
                Some(table) => table.forward(&turned).cloned(),
                None => Some(turned),
            }
        });
        forth.filter(Datum::has_value).unwrap_or(there)
    }
}

type Read<'l> = (&'l Place, Result<Datum<'static>, Issue>);

/// What a line reads: a datum for each of its fields.
fn read<'l>(line: &'l BoundLine, parts: &[Option<&Value>]) -> Vec<Read<'l>> {
    let first = line.fields.first();
    if let (Kind::Constant(datum), Some(field)) = (&line.kind, first) {
        return vec![(&field.place, Ok(datum.clone()))];
    }
    let Some((part, place)) = &line.read else { return Vec::new() };
    let Some(value) = parts.get(*part).copied().flatten() else { return Vec::new() };
    let there = || Datum::maybe(place.get(value));
    match &line.kind {
        Kind::Slot(_) => first.map(|field| (&field.place, backward(line, there()))).into_iter().collect(),
        Kind::Slots(_) => match backward(line, there()) {
            Ok(Datum::Tree(tree)) => {
                let items = tree.as_array().map_or(&[][..], Vec::as_slice);
                if items.len() > line.fields.len() {
                    let message = format!("{} cannot be cut into as many pieces as there are fields", line.path);
                    let issue = Issue::new("invalid-value", message).field(line.named()).at(&line.at);
                    return first.map(|field| (&field.place, Err(issue))).into_iter().collect();
                }
                let item = |number: usize| items.get(number).cloned().unwrap_or_default();
                let each = line.fields.iter().enumerate();
                each.map(|(number, field)| (&field.place, Ok(Datum::owned(item(number))))).collect()
            }
            other => line.fields.iter().map(|field| (&field.place, other.clone())).collect(),
        },
        Kind::First(alternatives) => {
            let back = alternatives.iter().find_map(|line| {
                let field = line.fields.first()?;
                backward(line, there())
                    .ok()
                    .filter(|datum| *datum != Datum::Absent)
                    .map(|datum| (&field.place, Ok(datum)))
            });
            back.into_iter().collect()
        }
        Kind::Constant(_) | Kind::Computed(_) => Vec::new(),
    }
}

/// Table, then transforms from the last to the first, each backwards.
fn backward(line: &BoundLine, mut datum: Datum<'_>) -> Result<Datum<'static>, Issue> {
    if is_empty(&datum, &line.empty) {
        datum = Datum::Null;
    }
    if !datum.has_value() {
        return Ok(datum.into_owned());
    }
    if let Some(table) = &line.table {
        datum = match table.backward(&datum) {
            Some(ours) => Datum::text(ours.to_owned()),
            None => {
                let message = format!("the value of {} is in no row of the table it is read by", line.path);
                return Err(Issue::new(OUTSIDE, message).field(line.named()).at(&line.at));
            }
        };
    }
    for transform in line.transforms.iter().rev() {
        datum = transform.invert(datum).map_err(|refusal| {
            let message = format!("{} {}", line.named(), refusal.message);
            Issue::new("invalid-value", message).field(line.named()).at(&line.at)
        })?;
    }
    Ok(datum.into_owned())
}

/// Puts a field in its place; a later line of the same field does not overwrite a value.
fn put(record: &mut Value, place: &Place, datum: &Datum<'_>) {
    let there = place.get(record).is_some_and(|value| !value.is_null());
    if !there && let Some(value) = datum.to_value() {
        place.set(record, value);
    }
}
