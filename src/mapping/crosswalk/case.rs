//! Lines of several shapes: which shape's lines count for a record, and which one a system's parts show.

use serde_json::Value;

use super::bind::Crosswalk;
use super::forward::{Mapped, is_empty};
use super::line::{FieldRef, Otherwise};
use super::text_of;
use crate::expr::Place;
use crate::record::{Datum, Issue};

/// A field that decides which of several shapes a record has.
#[derive(Debug, Clone)]
pub struct BoundCase {
    /// `mappings/SYSTEM.yaml:88`.
    pub at: String,
    /// The deciding field.
    pub field: FieldRef,
    /// The shapes, in the order of the file.
    pub shapes: Vec<BoundShape>,
    /// A value that is none of the shapes: none holds the record.
    pub otherwise: Option<Otherwise>,
    /// What counts as null in the deciding field.
    pub empty: Vec<Value>,
    /// The number of the deciding field's value.
    pub(super) slot: usize,
}

/// One shape of a case.
#[derive(Debug, Clone)]
pub struct BoundShape {
    /// The deciding value.
    pub value: String,
    /// A value there tells the shape on reading: part and place within it.
    pub seen: Option<(usize, Place)>,
    /// What counts as no value there.
    pub empty: Vec<Value>,
}

impl BoundShape {
    fn shows(&self, parts: &[Option<&Value>]) -> bool {
        let Some((part, place)) = &self.seen else { return false };
        let there = parts.get(*part).copied().flatten().and_then(|value| place.get(value));
        there.is_some_and(|value| {
            let datum = Datum::of(value);
            datum.has_value() && datum.as_text() != Some("") && !is_empty(&datum, &self.empty)
        })
    }
}

impl BoundCase {
    /// The shape that a record's values ask for; none when the deciding field says nothing. A value that is none of
    /// the shapes is an issue, unless the file says otherwise.
    pub(super) fn chosen(&self, slots: &[Datum<'_>]) -> Result<Option<usize>, Issue> {
        let datum = slots.get(self.slot).unwrap_or(&Datum::Absent);
        if !datum.has_value() || is_empty(datum, &self.empty) {
            return Ok(None);
        }
        let of = |wanted: &str| self.shapes.iter().position(|shape| shape.value == wanted);
        match (text_of(datum).as_deref().and_then(of), &self.otherwise) {
            (Some(shape), _) => Ok(Some(shape)),
            (None, Some(Otherwise::Take(taken))) => Ok(text_of(taken).as_deref().and_then(of)),
            (None, Some(Otherwise::Omit)) => Ok(None),
            (None, None) => {
                let known: Vec<&str> = self.shapes.iter().map(|shape| shape.value.as_str()).collect();
                let (name, known) = (&self.field.path, known.join(", "));
                let message = format!("the value of {name} is none that this system file has lines for ({known})");
                Err(Issue::new("outside-table", message).field(name).at(&self.at))
            }
        }
    }

    /// The shape that a system's parts show: the first whose telling place has a value.
    #[must_use]
    pub fn shown(&self, parts: &[Option<&Value>]) -> Option<usize> {
        self.shapes.iter().position(|shape| shape.shows(parts))
    }
}

impl Crosswalk {
    /// What holds an update: a record wants one shape where the system's parts show another. Writing the new shape's
    /// places would leave the values of the other one standing (a monthly salary beside an hourly one), and how they
    /// are ended is for a person to decide.
    #[must_use]
    pub fn reshaped(&self, mapped: &Mapped<'_>, parts: &[Option<&Value>]) -> Vec<Issue> {
        let both = self.cases.iter().zip(&mapped.shapes);
        let issue = |(case, wanted): (&BoundCase, &Option<usize>)| {
            let wanted = (*wanted)?;
            let other = case.shapes.iter().enumerate().find(|(shape, known)| *shape != wanted && known.shows(parts))?.1;
            let (name, wanted) = (&case.field.path, &case.shapes[wanted].value);
            let message = format!(
                "{name} is {wanted}, and the other system still holds a value of the kind {}: end that one there, then run it again",
                other.value
            );
            Some(Issue::new("other-shape", message).field(name).at(&case.at))
        };
        both.filter_map(issue).collect()
    }
}
