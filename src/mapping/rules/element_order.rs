//! A line writes an element that its part's `order` names.

use super::view::{EntityView, View};
use crate::diagnostic::{Finding, Spot, codes, nearest};
use crate::expr::{Place, Step};

pub(super) fn run(view: &View<'_>, findings: &mut Vec<Finding>) {
    for entity in &view.entities {
        in_entity(entity, findings);
    }
}

fn in_entity(entity: &EntityView<'_>, findings: &mut Vec<Finding>) {
    for line in &entity.lines {
        let Some((key, text)) = line.target() else { continue };
        let Ok(place) = Place::compile(text) else { continue };
        let [Step::Member(part), Step::Member(member), ..] = place.steps.as_slice() else { continue };
        let Some(part_spec) = entity.spec.parts.get(part.as_str()) else { continue };
        let order = &part_spec.order;
        if order.is_empty() || order.contains(member) {
            continue;
        }
        let meant = nearest(member, order.iter().map(String::as_str));
        let help = match meant {
            Some(meant) => format!("did you mean `{meant}`? Otherwise add `{member}` to the `order` of `{part}`"),
            None => format!("add `{member}` to the `order` of `{part}`, where the service's own description has it"),
        };
        let message =
            format!("`{member}` is not among the elements of `order` in the part `{part}`: it would be sent last");
        let spot = Spot::Value(line.at.key(key));
        findings.push(Finding::warning(&codes::OUTSIDE_ORDER, spot, message).help(help));
    }
}
