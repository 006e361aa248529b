//! Records of an owner: told apart, never without their owner, taken away only where the file says so.

use super::fields::member;
use super::slots::{Kind, Slot};
use super::view::{EntityView, View, did_you_mean};
use crate::diagnostic::{Code, Finding, Spot, codes};
use crate::mapping::spec::{PartSpec, Surplus};
use crate::record::{FieldKind, Pointer};

pub(super) fn run(view: &View<'_>, findings: &mut Vec<Finding>) {
    for entity in view.entities.iter().filter(|entity| entity.owned()) {
        whole(entity, findings);
        let Some((name, part)) = entity.spec.parts.first() else { continue };
        let at = entity.at().key("parts").key(name);
        words(&at, part, findings);
        requests(view, entity, &at, part, findings);
        if part.create.is_some() {
            identity(entity, findings);
        }
        added_up(entity, findings);
        taken_away(entity, &at, part, findings);
    }
}

fn say(findings: &mut Vec<Finding>, code: &'static Code, spot: Spot, message: impl Into<String>, help: &str) {
    findings.push(Finding::error(code, spot, message).help(help));
}

fn whole(entity: &EntityView<'_>, findings: &mut Vec<Finding>) {
    for name in entity.spec.parts.keys().skip(1) {
        let spot = Spot::Key(entity.at().key("parts").key(name));
        let help = "put what belongs to one record into one part";
        say(findings, &codes::WORD_OUT_OF_PLACE, spot, "records of an owner have one part", help);
    }
}

/// Words of a part that speak of a person.
fn words(at: &Pointer, part: &PartSpec, findings: &mut Vec<Finding>) {
    let words = [
        ("get", part.get.is_some()),
        ("find", part.find.is_some()),
        ("retire", part.retire.is_some()),
        ("identity", !part.identity.is_empty()),
        ("born", part.born),
        ("needs", part.needs.is_some()),
    ];
    for (word, _) in words.iter().filter(|(_, there)| *there) {
        let message = format!("`{word}` means nothing in a part of records of an owner");
        let help = match *word {
            "identity" => "write `identity` beside `parts`",
            "retire" => "write `delete`",
            _ => "take it out: they are read by `list`",
        };
        say(findings, &codes::WORD_OUT_OF_PLACE, Spot::Key(at.key(word)), message, help);
    }
    if part.list.is_none() {
        let help = "add `list`, which reads all records of a period";
        say(findings, &codes::MISSING_KEY, Spot::Value(at.clone()), "records of an owner are read by `list`", help);
    }
}

/// Whose the records of a request are.
fn requests(view: &View<'_>, entity: &EntityView<'_>, at: &Pointer, part: &PartSpec, findings: &mut Vec<Finding>) {
    for slot in view.slots.iter().filter(|slot| slot.entity == Some(entity.name) && slot.part == Some(0)) {
        let named = names_owner(view, slot);
        let spot = || Spot::Value(slot.at.clone());
        match slot.kind {
            Kind::List if named && slot.spec.owner.is_some() => {
                let message = "the request names the owner already, and is sent once for each";
                let help = "take `owner:` out, or `owner.key` out of the request";
                say(findings, &codes::WORD_OUT_OF_PLACE, Spot::Key(slot.at.key("owner")), message, help);
            }
            Kind::List if !named && slot.spec.owner.is_none() => {
                let help = "add `owner:`, where an item holds its owner's key, or name `owner.key` in the request";
                say(findings, &codes::NO_OWNER, spot(), "nothing says whose records these are", help);
            }
            Kind::Create if !named => {
                let help = "name `owner.key` in its path, query or body";
                say(findings, &codes::NO_OWNER, spot(), "this makes a record and does not say whose it is", help);
            }
            _ => {}
        }
        if slot.kind == Kind::Create && slot.spec.key.is_none() {
            let message = "`create` must say where the answer holds the new record's key: what is ours is known by it";
            say(findings, &codes::MISSING_KEY, spot(), message, "add `key:`, a JSONPath into the answer");
        }
    }
    let writes = part.update.is_some() || part.delete.is_some();
    if writes && part.create.is_none() {
        let message = "only what we made is changed or taken away, and this part has no `create`";
        say(findings, &codes::MISSING_KEY, Spot::Value(at.clone()), message, "add `create`");
    }
}

fn names_owner(view: &View<'_>, slot: &Slot<'_>) -> bool {
    let texts = view.texts.iter().filter(|text| text.at.as_str().starts_with(&format!("{}/", slot.at.as_str())));
    texts.flat_map(|text| &text.names).any(|name| name.path.first().is_some_and(|first| first == "owner"))
}

fn identity(entity: &EntityView<'_>, findings: &mut Vec<Finding>) {
    let help = "write the day first, as `identity: [date, type]`";
    let Some(day) = entity.spec.identity.first() else {
        let message = "records are made, and nothing says which of them are the same: each run would send them again";
        return say(findings, &codes::NO_IDENTITY, Spot::Value(entity.at()), message, help);
    };
    let Some(schema) = entity.schema else { return };
    let date = schema.field(day).is_some_and(|field| field.kind == FieldKind::Date);
    if !date && (schema.knows(day) || member(entity, day)) {
        let spot = Spot::Value(entity.at().key("identity").item(0));
        let message = format!("the first of `identity` must be the day, and `{day}` is no date of the record");
        say(findings, &codes::NO_IDENTITY, spot, message, help);
    }
}

fn added_up(entity: &EntityView<'_>, findings: &mut Vec<Finding>) {
    let mapped: Vec<&str> = entity.lines.iter().flat_map(super::lines::Line::fields).collect();
    for (index, name) in entity.spec.add_up.iter().enumerate() {
        let spot = || Spot::Value(entity.at().key("add_up").item(index));
        let known = entity.schema.and_then(|schema| schema.field(name));
        if known.is_some_and(|field| field.kind != FieldKind::Number) {
            let message = format!("`{name}` is no number, and cannot be added up");
            say(findings, &codes::WORD_OUT_OF_PLACE, spot(), message, "name fields that are numbers");
        } else if entity.spec.identity.contains(name) {
            let message = format!("records are told apart by `{name}`: it is not added up");
            say(findings, &codes::WORD_OUT_OF_PLACE, spot(), message, "take it out of `identity` or of `add_up`");
        } else if known.is_some() && !mapped.contains(&name.as_str()) {
            let message = format!("`{name}` is added up, but no line maps it");
            let help = did_you_mean(name, mapped.iter().copied(), "mapped fields");
            say(findings, &codes::MANDATORY_UNMAPPED, spot(), message, &help);
        }
    }
}

fn taken_away(entity: &EntityView<'_>, at: &Pointer, part: &PartSpec, findings: &mut Vec<Finding>) {
    let own = matches!(entity.spec.surplus, Some(Surplus::DeleteOwn));
    if part.delete.is_some() && !own {
        let message = "this takes records away, and `surplus` does not say that it may";
        let help = "write `surplus: delete_own` beside `parts`, or take `delete` out";
        say(findings, &codes::MISSING_KEY, Spot::Key(at.key("delete")), message, help);
    }
    if own && part.delete.is_none() {
        let message = "`surplus: delete_own` takes away what we made, and no request does it";
        let help = "add `delete` to the part, or write `surplus: keep`";
        say(findings, &codes::MISSING_KEY, Spot::Key(entity.at().key("surplus")), message, help);
    }
}
