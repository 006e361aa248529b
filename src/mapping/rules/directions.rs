//! A line says what it is about, and where it is read or written.

use super::lines::Nesting;
use super::view::View;
use crate::diagnostic::{Finding, Spot, codes};

pub(super) fn run(view: &View<'_>, findings: &mut Vec<Finding>) {
    for line in view.entities.iter().flat_map(|entity| &entity.lines) {
        let spec = line.spec;
        let spot = Spot::Value(line.at.clone());
        let about = spec.field.is_some()
            || spec.fields.is_some()
            || spec.first.is_some()
            || spec.value.is_some()
            || spec.case.is_some();
        if !about {
            let message = "this line says nothing of the employee's side";
            let help = "add `field:` with an employee field, or `value:` with a constant";
            findings.push(Finding::error(&codes::NO_DIRECTION, spot, message).help(help));
            continue;
        }
        let read_constant = spec.field.is_some() && spec.value.is_some();
        let placed = spec.at.is_some() || spec.from.is_some() || spec.to.is_some();
        if !placed && !read_constant && spec.case.is_none() && line.nesting != Nesting::Alternative {
            let message = "this line says neither what to read nor where to write";
            let help = "add `at: part.place` for both, `from:` to read only, or `to:` to write only";
            findings.push(Finding::error(&codes::NO_DIRECTION, spot, message).help(help));
        } else if spec.value.is_some() && !read_constant && spec.to.is_none() && spec.at.is_none() && placed {
            let message = "a constant is not read from a place";
            let help = "write `to:` to send it";
            findings.push(Finding::error(&codes::NO_DIRECTION, spot, message).help(help));
        }
    }
}
