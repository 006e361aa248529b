//! A constant sent with every update undoes what people changed at the provider.

use serde_json::Value;

use super::lines::{Line, members};
use super::view::{EntityView, View};
use crate::diagnostic::{Finding, Spot, codes};
use crate::expr::{Place, Template};
use crate::mapping::spec::{PartSpec, WriteMode};

pub(super) fn run(view: &View<'_>, findings: &mut Vec<Finding>) {
    for entity in &view.entities {
        for line in &entity.lines {
            findings.extend(undoes(entity, line));
        }
    }
}

fn undoes(entity: &EntityView<'_>, line: &Line<'_>) -> Option<Finding> {
    let value = line.spec.value.as_ref()?;
    let (_, text) = line.target()?;
    let write = line.spec.write.unwrap_or(WriteMode::Always);
    if write == WriteMode::Create || write == WriteMode::IfEmpty || line.spec.when.is_some() || !constant(value) {
        return None;
    }
    let place = Place::compile(text).ok()?;
    let part = entity.spec.parts.get(*members(&place).first()?)?;
    if part.update.is_none() || chosen_by(part, value) {
        return None;
    }
    let message = format!("every update sends this constant to `{text}` and undoes what people set there");
    let help = "write `write: create` to send it to new records only, or `write: if_empty`";
    let spot = Spot::Value(line.at.key("value"));
    Some(Finding::warning(&codes::CONSTANT_UNDOES, spot, message).help(help))
}

/// Nothing of the employee in it.
fn constant(value: &Value) -> bool {
    match value {
        Value::String(text) if text.contains("{{") => Template::compile(text).is_ok_and(|template| {
            let mut names = template.names().iter();
            names.all(|name| name.path.first().is_none_or(|first| first != "employee"))
        }),
        _ => true,
    }
}

/// The part is read by this very word (`[?@.type == 'home']`), so no other can stand there.
fn chosen_by(part: &PartSpec, value: &Value) -> bool {
    let Value::String(word) = value else { return false };
    let quoted = [format!("'{word}'"), format!("\"{word}\"")];
    let paths = [&part.list, &part.get].into_iter().flatten().filter_map(|slot| slot.record.as_ref());
    paths.into_iter().any(|path| quoted.iter().any(|word| path.contains(word.as_str())))
}
