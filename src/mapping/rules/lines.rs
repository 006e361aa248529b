//! The lines of a crosswalk, those inside `first` and `case` included.

use crate::expr::{Place, Step};
use crate::mapping::spec::{EntitySpec, FieldSpec};
use crate::record::Pointer;

/// Where a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Nesting {
    /// Directly under `fields`.
    Top,
    /// An alternative of `first`.
    Alternative,
    /// In a shape of a `case`.
    Shape,
}

/// One line.
pub(super) struct Line<'a> {
    pub(super) at: Pointer,
    pub(super) spec: &'a FieldSpec,
    pub(super) nesting: Nesting,
    /// The case it is a shape's line of, and which shape: two shapes never hold together.
    pub(super) shape: Option<(Pointer, &'a str)>,
}

impl<'a> Line<'a> {
    /// Where it is written: the key it is said with, and the text.
    pub(super) fn target(&self) -> Option<(&'static str, &'a str)> {
        let spec = self.spec;
        spec.to.as_deref().map(|to| ("to", to)).or_else(|| spec.at.as_deref().map(|at| ("at", at)))
    }

    /// Where it is read.
    pub(super) fn origin(&self) -> Option<(&'static str, &'a str)> {
        let spec = self.spec;
        spec.from.as_deref().map(|from| ("from", from)).or_else(|| spec.at.as_deref().map(|at| ("at", at)))
    }

    /// The employee fields it is about, its alternatives' too.
    pub(super) fn fields(&self) -> Vec<&'a str> {
        fields_of(self.spec)
    }
}

fn fields_of(spec: &FieldSpec) -> Vec<&str> {
    let mut all: Vec<&str> = spec.field.iter().chain(spec.fields.iter().flatten()).map(String::as_str).collect();
    all.extend(spec.case.as_deref());
    for alternative in spec.first.iter().flatten() {
        all.extend(fields_of(alternative));
    }
    all
}

pub(super) fn lines_of<'a>(entity: &str, spec: &'a EntitySpec) -> Vec<Line<'a>> {
    let mut all = Vec::new();
    collect(&Pointer::root().key(entity).key("fields"), &spec.fields, Nesting::Top, None, &mut all);
    all
}

fn collect<'a>(
    at: &Pointer,
    specs: &'a [FieldSpec],
    nesting: Nesting,
    shape: Option<&(Pointer, &'a str)>,
    all: &mut Vec<Line<'a>>,
) {
    for (index, spec) in specs.iter().enumerate() {
        let at = at.item(index);
        all.push(Line { at: at.clone(), spec, nesting, shape: shape.cloned() });
        collect(&at.key("first"), spec.first.as_deref().unwrap_or_default(), Nesting::Alternative, shape, all);
        for (value, inner) in spec.of.iter().flatten() {
            let here = (at.clone(), value.as_str());
            let fields = at.key("of").key(value).key("fields");
            collect(&fields, &inner.fields, Nesting::Shape, Some(&here), all);
        }
    }
}

/// A place's part and the members behind it, up to the first list entry.
pub(super) fn members(place: &Place) -> Vec<&str> {
    let mut members = Vec::new();
    for step in &place.steps {
        match step {
            Step::Member(name) => members.push(name.as_str()),
            Step::Where { .. } => break,
        }
    }
    members
}
