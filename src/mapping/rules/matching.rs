//! Matching, settling and recognising work by fields that lines provide and that can be read.

use super::fields::member;
use super::lines::{Line, Nesting};
use super::slots::Kind;
use super::view::{EntityView, View, did_you_mean};
use crate::diagnostic::{Finding, Spot, codes};
use crate::record::Pointer;

/// What `identity` does.
const RECOGNISE: &str = "recognise a record";

pub(super) fn run(view: &View<'_>, findings: &mut Vec<Finding>) {
    for entity in &view.entities {
        let at = entity.at();
        let rules = entity.spec.matching.iter().flat_map(|matching| &matching.rules).enumerate();
        for (index, rule) in rules {
            let at = at.key("match").key("rules").item(index);
            each(view, entity, &at.key("by"), &rule.by, "match", findings);
            each(view, entity, &at.key("unless"), &rule.unless, "match", findings);
        }
        if let Some(settle) = &entity.spec.settle {
            each(view, entity, &at.key("settle").key("by"), &settle.by, "settle", findings);
        }
        each(view, entity, &at.key("identity"), &entity.spec.identity, RECOGNISE, findings);
    }
}

fn each(
    view: &View<'_>,
    entity: &EntityView<'_>,
    at: &Pointer,
    fields: &[String],
    what: &str,
    findings: &mut Vec<Finding>,
) {
    for (index, field) in fields.iter().enumerate() {
        if entity.schema.is_some_and(|schema| !schema.knows(field))
            || found_by(view, entity, field)
            || (what == RECOGNISE && member(entity, field))
        {
            continue;
        }
        let lines: Vec<&Line<'_>> = entity.lines.iter().filter(|line| provides(line, field)).collect();
        let spot = Spot::Value(at.item(index));
        if lines.is_empty() {
            let message = format!("`{field}` is used to {what}, but no line maps it");
            let known = entity.lines.iter().flat_map(Line::fields);
            let help = did_you_mean(field, known, "mapped fields");
            findings.push(Finding::error(&codes::MANDATORY_UNMAPPED, spot, message).help(help));
        } else if !lines.iter().any(|line| read(view, entity, line)) {
            let message = format!("`{field}` is used to {what}, but it can only be written: nothing reads it back");
            let help = "give its line an `at` or `from` in a part with a `list` or `get`, or use another field";
            findings.push(Finding::error(&codes::UNREADABLE_MATCH, spot, message).help(help));
        }
    }
}

/// A `find` slot looks it up at the provider.
fn found_by(view: &View<'_>, entity: &EntityView<'_>, field: &str) -> bool {
    view.slots.iter().any(|slot| {
        slot.kind == Kind::Find && slot.entity == Some(entity.name) && slot.spec.by.as_deref() == Some(field)
    })
}

/// The line itself, or a `first` of which it is an alternative.
fn provides(line: &Line<'_>, field: &str) -> bool {
    line.nesting != Nesting::Alternative && line.fields().contains(&field)
}

fn read(view: &View<'_>, entity: &EntityView<'_>, line: &Line<'_>) -> bool {
    let Some((_, text)) = line.origin() else { return line.spec.case.is_some() };
    match text.strip_prefix("settings.") {
        Some(setting) => {
            let of = view.setting(setting).and_then(|setting| setting.of.as_ref()).and_then(serde_json::Value::as_str);
            of.is_none_or(|part| entity.readable(part))
        }
        None => {
            let part = text.split(['.', '[']).next().unwrap_or_default();
            !entity.spec.parts.contains_key(part) || entity.readable(part)
        }
    }
}
