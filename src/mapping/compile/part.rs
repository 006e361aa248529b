//! Parts, compiled.

use super::slot::{read_slot, write_slot, write_slots};
use super::texts::Texts;
use crate::expr::Name;
use crate::mapping::compiled::{Body, Member, Needs, Part, ReadSlot, Target, WriteSlot};
use crate::mapping::spec::{ClearedAs, EntitySpec, NeedsSpec, OneOrMany, PartSpec, SlotSpec};
use crate::record::Pointer;

/// All parts of an entity, in order.
pub(super) fn parts(texts: &mut Texts<'_>, at: &Pointer, entity: &EntitySpec) -> Vec<Part> {
    let mut shares: Vec<String> = Vec::new();
    let mut parts = Vec::new();
    for (name, spec) in &entity.parts {
        let at = at.key("parts").key(name);
        parts.push(part(texts, &at, name, spec, &mut shares));
    }
    let names: Vec<&str> = entity.parts.keys().map(String::as_str).collect();
    for (number, part) in parts.iter_mut().enumerate() {
        let once = part.delete.iter_mut().chain(&mut part.retire);
        for slot in part.create.iter_mut().chain(&mut part.update).chain(once) {
            let others = names.iter().enumerate().filter(|(other, _)| *other != number);
            slot.needs_parts = others.filter(|(_, name)| names_current(slot, name)).map(|(other, _)| other).collect();
        }
    }
    parts
}

/// Whether a request names `current.PART`.
fn names_current(slot: &WriteSlot, part: &str) -> bool {
    let current =
        |name: &Name| name.path.first().is_some_and(|n| n == "current") && name.path.get(1).is_some_and(|n| n == part);
    let call = &slot.call;
    let path = match &call.target {
        Target::Http { path, .. } => path.names(),
        Target::Soap { .. } => &[],
    };
    let when = slot.when.as_ref().map_or(&[][..], |when| when.names());
    path.iter().chain(when).any(current)
        || call.headers.iter().any(|(_, template)| template.names().iter().any(current))
        || call.query.iter().map(|(_, body)| body).chain(&call.body).any(|body| body_names(body, &current))
}

fn part(texts: &mut Texts<'_>, at: &Pointer, name: &str, spec: &PartSpec, shares: &mut Vec<String>) -> Part {
    let mut reading = |texts: &mut Texts<'_>, key: &str, slot: Option<&SlotSpec>| -> Option<ReadSlot> {
        let slot = with_errors(slot?, spec);
        let read = read_slot(texts, &at.key(key), &slot, shares);
        if read.as_ref().is_some_and(|read| read.share == shares.len()) {
            shares.push(format!("{name}.{key}"));
        }
        read
    };
    let list = reading(texts, "list", spec.list.as_ref());
    let get = reading(texts, "get", spec.get.as_ref());
    let mut find = Vec::new();
    for slot in spec.find.as_ref().map_or(&[][..], OneOrMany::as_slice) {
        find.extend(reading(texts, "find", Some(slot)));
    }
    let with = |slots: Option<&OneOrMany<SlotSpec>>| -> Option<OneOrMany<SlotSpec>> {
        Some(match slots? {
            OneOrMany::One(slot) => OneOrMany::One(with_errors(slot, spec)),
            OneOrMany::Many(slots) => OneOrMany::Many(slots.iter().map(|slot| with_errors(slot, spec)).collect()),
        })
    };
    let create = write_slots(texts, &at.key("create"), with(spec.create.as_ref()).as_ref());
    let update = write_slots(texts, &at.key("update"), with(spec.update.as_ref()).as_ref());
    let one = |texts: &mut Texts<'_>, key: &str, slot: Option<&SlotSpec>| {
        slot.and_then(|slot| write_slot(texts, &at.key(key), &with_errors(slot, spec)))
    };
    let delete = one(texts, "delete", spec.delete.as_ref());
    let retire = one(texts, "retire", spec.retire.as_ref());
    let needs = match &spec.needs {
        None => Needs::Mapped,
        Some(NeedsSpec::All(names)) => Needs::All(texts.places(&at.key("needs"), names)),
        Some(NeedsSpec::Any { any }) => Needs::Any(texts.places(&at.key("needs").key("any"), any)),
    };
    let fresh_base = update.iter().any(|slot| uses(slot, "merged"));
    Part {
        name: name.to_owned(),
        list,
        get,
        find,
        create,
        update,
        delete,
        retire,
        identity: texts.places(&at.key("identity"), &spec.identity),
        born: spec.born,
        needs,
        drop: texts.places(&at.key("drop"), &spec.drop),
        whole: texts.places(&at.key("whole"), &spec.whole),
        order: spec.order.clone(),
        cleared_as: spec.cleared_as.unwrap_or(ClearedAs::Nil),
        fresh_base,
    }
}

fn with_errors(slot: &SlotSpec, part: &PartSpec) -> SlotSpec {
    let mut slot = slot.clone();
    slot.errors.extend(part.errors.iter().cloned());
    slot
}

fn uses(slot: &WriteSlot, name: &str) -> bool {
    let wanted = |used: &Name| used.path.first().is_some_and(|n| n == name);
    slot.call.body.as_ref().is_some_and(|body| body_names(body, &wanted))
}

fn body_names(body: &Body, wanted: &impl Fn(&Name) -> bool) -> bool {
    match body {
        Body::Template(template) => template.names().iter().any(wanted),
        Body::Literal(_) => false,
        Body::List(items) => items.iter().any(|item| body_names(item, wanted)),
        Body::Object(members) => members.iter().any(|member| match member {
            Member::Spread(body) | Member::Key(_, body) => body_names(body, wanted),
        }),
    }
}
