//! Records of the source, each kind of record once a day: several that are the same are added up.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde_json::Value;

use super::OwnedRecord;
use super::form::{Form, Identity};
use crate::expr::Place;
use crate::mapping::crosswalk::{Crosswalk, text_of};
use crate::record::{Datum, Issue};

/// One record that is wanted.
pub(super) struct Wanted {
    pub(super) record: Value,
    pub(super) form: Form,
}

/// What the source wants of a period.
#[derive(Default)]
pub(super) struct Wants {
    /// By what they are known.
    pub(super) clear: BTreeMap<Vec<String>, Wanted>,
    /// Those that something holds.
    pub(super) held: Vec<Wanted>,
}

impl Wants {
    /// Records whose day is outside the period are not looked at: a source may give more than it was asked for. One
    /// whose day cannot be told is held.
    pub(super) fn of(
        crosswalk: &Crosswalk,
        identity: &Identity,
        records: &[OwnedRecord],
        within: &dyn Fn(&str) -> bool,
    ) -> Self {
        let mut wants = Self::default();
        let mut alike: BTreeMap<Vec<String>, Vec<OwnedRecord>> = BTreeMap::new();
        for wanted in records {
            let form = Form::of(crosswalk, identity, wanted);
            match (form.issues.is_empty(), form.day()) {
                (_, Some(day)) if !within(day) => {}
                (true, Some(_)) => alike.entry(form.name).or_default().push(wanted.clone()),
                (clear, _) => {
                    let mut form = form;
                    if clear {
                        form.issues.push(Issue::new("invalid-value", "its day is no date"));
                    }
                    wants.held.push(Wanted { record: wanted.record.clone(), form });
                }
            }
        }
        for (name, mut several) in alike {
            several.sort_by(|one, other| one.key.cmp(&other.key));
            let one = added_up(crosswalk, &several);
            let form = Form::of(crosswalk, identity, &one);
            let wanted = Wanted { record: one.record, form };
            if wanted.form.issues.is_empty() && wanted.form.name == name {
                wants.clear.insert(name, wanted);
            } else {
                wants.held.push(wanted);
            }
        }
        wants
    }
}

/// Several records that are the same as one: their numbers added up, of anything else the first that has a value.
fn added_up(crosswalk: &Crosswalk, several: &[OwnedRecord]) -> OwnedRecord {
    let (mut one, rest) = match several {
        [] => {
            let (key, record) = (crate::record::Key::new(""), Value::Null);
            return OwnedRecord { key, record, issues: Vec::new(), notes: Vec::new() };
        }
        [first, rest @ ..] => (first.clone(), rest),
    };
    if rest.is_empty() {
        return one;
    }
    let add_up = crosswalk.entity.owned.as_ref().map_or(&[][..], |owned| owned.add_up.as_slice());
    if add_up.is_empty() {
        let code = format!("{}-same", crosswalk.entity.name);
        let message = "HR has it several times on this day, and this system file does not add such records up";
        one.issues.push(Issue::new(&code, message));
        return one;
    }
    for other in rest {
        fill(&mut one.record, &other.record);
        one.notes.extend(other.notes.iter().cloned());
    }
    for field in add_up {
        let Ok(place) = Place::compile(field) else { continue };
        let numbers: Option<Vec<Decimal>> =
            several.iter().map(|wanted| number(&Datum::maybe(place.get(&wanted.record)))).collect();
        let sum = numbers.and_then(|all| all.into_iter().try_fold(Decimal::ZERO, Decimal::checked_add));
        match sum.and_then(|sum| Datum::Decimal(sum).to_value()) {
            Some(sum) => place.set(&mut one.record, sum),
            None => {
                let message = format!("{field} cannot be added up: one of the records of this day has no number there");
                one.issues.push(Issue::new("invalid-value", message).field(field));
            }
        }
    }
    one
}

fn number(datum: &Datum<'_>) -> Option<Decimal> {
    text_of(datum)?.trim().parse().ok()
}

/// Fields that have no value yet.
fn fill(one: &mut Value, other: &Value) {
    let (Value::Object(one), Value::Object(other)) = (one, other) else { return };
    for (name, value) in other {
        let there = one.entry(name.clone()).or_insert(Value::Null);
        if there.is_null() || there.as_str() == Some("") {
            *there = value.clone();
        } else {
            fill(there, value);
        }
    }
}
