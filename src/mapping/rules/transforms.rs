//! Every transform exists, takes its parameters, and has a way back where a line is two-way.

use serde_json::Value;

use super::lines::members;
use super::setting_use::reference;
use super::view::{EntityView, View};
use crate::diagnostic::{Finding, Severity, Spot, codes};
use crate::expr::{Place, TRANSFORMS, Transform};
use crate::mapping::spec::{AsSpec, OneOrMany};
use crate::record::Pointer;

pub(super) fn run(view: &View<'_>, findings: &mut Vec<Finding>) {
    for entity in &view.entities {
        for line in &entity.lines {
            let Some(transform) = &line.spec.transform else { continue };
            let at = line.at.key("transform");
            let all = match transform {
                OneOrMany::One(one) => vec![(at, one)],
                OneOrMany::Many(many) => many.iter().enumerate().map(|(index, one)| (at.item(index), one)).collect(),
            };
            let two_way = line.spec.at.as_deref().filter(|place| is_read(view, entity, place)).is_some();
            for (at, transform) in all {
                let right = check(view, &at, transform, findings);
                if right && two_way && !line.spec.lossy {
                    findings.extend(one_way(&at, transform));
                }
            }
        }
    }
    for slot in &view.slots {
        for (place, from) in &slot.spec.read_as {
            if let AsSpec::With { transform: Some(name), .. } = from {
                let at = slot.at.key("as").key(place).key("transform");
                check(view, &at, &Value::String(name.clone()), findings);
            }
        }
    }
}

/// Whether the part that a place or setting names is read.
fn is_read(view: &View<'_>, entity: &EntityView<'_>, place: &str) -> bool {
    if let Some(setting) = place.strip_prefix("settings.") {
        let part = view.setting(setting).and_then(|setting| setting.of.as_ref()).and_then(Value::as_str);
        return part.is_some_and(|part| entity.readable(part));
    }
    Place::compile(place).is_ok_and(|place| members(&place).first().is_some_and(|part| entity.readable(part)))
}

fn check(view: &View<'_>, at: &Pointer, transform: &Value, findings: &mut Vec<Finding>) -> bool {
    let mut right = true;
    for (name, text) in parameters(transform) {
        if let Some(setting) = text.strip_prefix("settings.") {
            let spot = Spot::Value(name.iter().fold(at.clone(), |at, step| at.key(step)));
            if view.setting(setting).is_none() {
                right = false;
                reference(view, spot, setting, &[], findings);
            } else if view.is_secret(setting) {
                right = false;
                let message = format!("`{text}` is a secret and may not stand here");
                findings.push(Finding::error(&codes::SECRET_OUTSIDE_REQUEST, spot, message));
            }
        }
    }
    if let Err(error) = Transform::check(transform) {
        right = false;
        let mut finding = Finding::error(error.code, Spot::Value(at.clone()), error.message);
        finding.help = error.help;
        findings.push(finding);
    }
    right
}

/// The texts among the parameters, with the keys that lead to them.
fn parameters(transform: &Value) -> Vec<(Vec<String>, &str)> {
    let mut all = Vec::new();
    for (name, with) in transform.as_object().into_iter().flatten() {
        match with {
            Value::String(text) => all.push((vec![name.clone()], text.as_str())),
            Value::Object(with) => {
                for (key, value) in with {
                    all.extend(value.as_str().map(|text| (vec![name.clone(), key.clone()], text)));
                }
            }
            _ => {}
        }
    }
    all
}

fn one_way(at: &Pointer, transform: &Value) -> Option<Finding> {
    let name = match transform {
        Value::String(name) => name.as_str(),
        Value::Object(map) => map.keys().next()?.as_str(),
        _ => return None,
    };
    let row = TRANSFORMS.iter().find(|row| row.name == name)?;
    if row.inverse.is_some() {
        return None;
    }
    let message = format!("the line is read and written, but `{name}` has no way back: what is read stays as it is");
    let help = "write `to:` instead of `at:` if it is only written, or `lossy: true` if this is meant";
    let finding = Finding::error(&codes::NOT_INVERTIBLE, Spot::Value(at.clone()), message).help(help);
    Some(Finding { severity: Severity::Warning, ..finding })
}
