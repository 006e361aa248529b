//! Every place starts with a part, and `like` and `pick` name what is there.

use super::lines::members;
use super::slots::Slot;
use super::view::{EntityView, View, did_you_mean};
use crate::diagnostic::{Finding, Spot, codes};
use crate::expr::Place;
use crate::mapping::spec::{ErrorSpec, LeavingSpec};
use crate::record::Pointer;

pub(super) fn run(view: &View<'_>, findings: &mut Vec<Finding>) {
    for entity in &view.entities {
        for line in &entity.lines {
            let spec = line.spec;
            let places = [("at", &spec.at), ("from", &spec.from), ("to", &spec.to), ("send_with", &spec.send_with)];
            for (key, text) in places {
                if let Some(text) = text.as_ref().filter(|text| key != "send_with" || *text != "any") {
                    in_part(&[entity], Spot::Value(line.at.key(key)), text, findings);
                }
            }
            for (value, shape) in spec.of.iter().flatten() {
                let at = line.at.key("of").key(value).key("seen");
                in_part(&[entity], Spot::Value(at), &shape.seen, findings);
            }
        }
        if let Some(LeavingSpec::Set { set }) = &entity.spec.leaving_scope {
            for place in set.keys() {
                let at = entity.at().key("leaving_scope").key("set").key(place);
                in_part(&[entity], Spot::Key(at), place, findings);
            }
        }
        for (name, part) in &entity.spec.parts {
            errors(&[entity], &entity.at().key("parts").key(name).key("errors"), &part.errors, findings);
        }
    }
    let all: Vec<&EntityView<'_>> = view.entities.iter().collect();
    if let Some(connect) = &view.spec.connect {
        errors(&all, &Pointer::root().key("connect").key("errors"), &connect.errors, findings);
    }
    for slot in &view.slots {
        let own = slot.entity.and_then(|name| view.entity(name));
        let entities = own.map_or_else(|| all.clone(), |one| vec![one]);
        errors(&entities, &slot.at.key("errors"), &slot.spec.errors, findings);
        if let (Some(pick), Some(entity)) = (slot.spec.pick.as_ref().and_then(|pick| pick.id.as_ref()), own) {
            in_part(&[entity], Spot::Value(slot.at.key("pick").key("id")), pick, findings);
        }
        like(view, slot, findings);
    }
}

/// The first step is a part of one of the entities, and something stands behind it.
fn in_part(entities: &[&EntityView<'_>], spot: Spot, text: &str, findings: &mut Vec<Finding>) {
    if text.starts_with("settings.") {
        return;
    }
    let Ok(place) = Place::compile(text) else { return };
    let head = place.head().unwrap_or_default();
    let names = || entities.iter().flat_map(|entity| entity.part_names());
    if !names().any(|name| name == head) {
        let message = format!("`{head}` is no part of this system: a system's place starts with a part");
        let help = did_you_mean(head, names(), "parts");
        findings.push(Finding::error(&codes::UNKNOWN_PART, spot, message).help(help));
    } else if members(&place).len() < 2 && place.steps.len() < 2 {
        let message = format!("`{text}` names a part, not a place in it");
        findings.push(Finding::error(&codes::UNKNOWN_PART, spot, message).help(format!("write `{head}.…`")));
    }
}

fn errors(entities: &[&EntityView<'_>], at: &Pointer, errors: &[ErrorSpec], findings: &mut Vec<Finding>) {
    for (index, error) in errors.iter().enumerate() {
        if let Some(place) = error.place.as_ref().filter(|place| !place.starts_with('$')) {
            in_part(entities, Spot::Value(at.item(index).key("place")), place, findings);
        }
    }
}

fn like(view: &View<'_>, slot: &Slot<'_>, findings: &mut Vec<Finding>) {
    let (Some(like), Some(entity)) = (&slot.spec.like, slot.entity.and_then(|name| view.entity(name))) else { return };
    let spot = || Spot::Value(slot.at.key("like"));
    let Some((part, word)) = like.split_once('.') else {
        let message = format!("`{like}` names no slot");
        let finding = Finding::error(&codes::UNKNOWN_SLOT, spot(), message);
        findings.push(finding.help("write a part and a slot, as `part.list`"));
        return;
    };
    let Some(spec) = entity.spec.parts.get(part) else {
        let message = format!("`{part}` is no part of `{}`", entity.name);
        let help = did_you_mean(part, entity.part_names(), "parts");
        findings.push(Finding::error(&codes::UNKNOWN_PART, spot(), message).help(help));
        return;
    };
    let there: Vec<&str> = [("list", spec.list.is_some()), ("get", spec.get.is_some())]
        .into_iter()
        .filter_map(|(name, there)| there.then_some(name))
        .collect();
    if !there.contains(&word) {
        let message = format!("the part `{part}` has no reading slot `{word}`");
        let help = did_you_mean(word, there, "reading slots of that part");
        findings.push(Finding::error(&codes::UNKNOWN_SLOT, spot(), message).help(help));
    } else if goes_round(entity, like) {
        let message = "these slots are like each other in a circle: none of them says what to request";
        findings.push(Finding::error(&codes::UNKNOWN_SLOT, spot(), message));
    }
}

/// Whether following `like` from this slot never ends.
fn goes_round(entity: &EntityView<'_>, start: &str) -> bool {
    let mut at = start.to_owned();
    for _ in 0..16 {
        let next = at.split_once('.').and_then(|(part, word)| {
            let part = entity.spec.parts.get(part)?;
            let slot = if word == "list" { part.list.as_ref() } else { part.get.as_ref() };
            slot?.like.clone()
        });
        match next {
            Some(next) => at = next,
            None => return false,
        }
    }
    true
}
