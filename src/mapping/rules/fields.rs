//! Every employee field that is named exists in the record's schema.

use super::slots::Kind;
use super::view::{EntityView, View, did_you_mean};
use crate::diagnostic::{Finding, Spot, codes};
use crate::record::Pointer;

pub(super) fn run(view: &View<'_>, findings: &mut Vec<Finding>) {
    for entity in &view.entities {
        for (at, field) in named(entity) {
            check(entity, Spot::Value(at), field, findings);
        }
        for field in entity.spec.pick.keys() {
            check(entity, Spot::Key(entity.at().key("pick").key(field)), field, findings);
        }
    }
    for slot in view.slots.iter().filter(|slot| slot.kind == Kind::Find) {
        if let (Some(by), Some(entity)) = (&slot.spec.by, slot.entity.and_then(|name| view.entity(name))) {
            check(entity, Spot::Value(slot.at.key("by")), by, findings);
        }
    }
}

fn check(entity: &EntityView<'_>, spot: Spot, field: &str, findings: &mut Vec<Finding>) {
    let Some(schema) = entity.schema else { return };
    if !schema.knows(field) {
        let whole = schema.fields.iter().filter_map(|known| known.path.split_once('.').map(|(head, _)| head));
        let names = schema.fields.iter().map(|known| known.path.as_str()).chain(whole);
        let help = did_you_mean(field, names, "fields");
        let message = format!("the {} record has no field `{field}`", entity.name);
        findings.push(Finding::error(&codes::UNKNOWN_FIELD, spot, message).help(help));
    }
}

/// Every field that the block names, with its spot.
fn named<'a>(entity: &EntityView<'a>) -> Vec<(Pointer, &'a str)> {
    let mut all: Vec<(Pointer, &str)> = Vec::new();
    for line in &entity.lines {
        let spec = line.spec;
        all.extend(spec.field.iter().map(|field| (line.at.key("field"), field.as_str())));
        all.extend(spec.case.iter().map(|field| (line.at.key("case"), field.as_str())));
        let several = spec.fields.iter().flatten().enumerate();
        all.extend(several.map(|(index, field)| (line.at.key("fields").item(index), field.as_str())));
    }
    let (at, spec) = (entity.at(), entity.spec);
    let list = |at: Pointer, names: &'a [String], all: &mut Vec<(Pointer, &'a str)>| {
        all.extend(names.iter().enumerate().map(|(index, name)| (at.item(index), name.as_str())));
    };
    for (index, hold) in spec.hold.iter().enumerate() {
        all.extend(hold.field.iter().map(|field| (at.key("hold").item(index).key("field"), field.as_str())));
    }
    for (index, rule) in spec.matching.iter().flat_map(|matching| &matching.rules).enumerate() {
        let at = at.key("match").key("rules").item(index);
        list(at.key("by"), &rule.by, &mut all);
        list(at.key("unless"), &rule.unless, &mut all);
    }
    if let Some(settle) = &spec.settle {
        list(at.key("settle").key("by"), &settle.by, &mut all);
    }
    list(at.key("add_up"), &spec.add_up, &mut all);
    for (index, name) in spec.identity.iter().enumerate().filter(|(_, name)| !member(entity, name)) {
        all.push((at.key("identity").item(index), name));
    }
    all
}

/// Records of an owner may also be told apart by a member that a line writes.
pub(super) fn member(entity: &EntityView<'_>, name: &str) -> bool {
    let mut targets = entity.lines.iter().filter_map(super::lines::Line::target);
    targets.any(|(_, place)| place.split_once('.').is_some_and(|(_, rest)| rest == name))
}
