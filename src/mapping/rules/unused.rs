//! What is declared is used.

use serde_json::Value;

use super::view::View;
use crate::diagnostic::{Finding, Spot, codes};
use crate::record::Pointer;

pub(super) fn run(view: &View<'_>, findings: &mut Vec<Finding>) {
    let Ok(mut whole) = serde_json::to_value(view.spec) else { return };
    if let Some(map) = whole.as_object_mut() {
        map.remove("settings");
    }
    let mut texts = Vec::new();
    collect(&whole, &mut texts);
    for name in view.spec.settings.keys() {
        if !used(&texts, "settings", name) {
            let spot = Spot::Key(Pointer::root().key("settings").key(name));
            let message = format!("the setting `{name}` is declared and never used");
            let help = format!("use it as `settings.{name}`, or take it out");
            findings.push(Finding::warning(&codes::UNUSED_SETTING, spot, message).help(help));
        }
    }
    for name in view.spec.lookups.keys() {
        if !used(&texts, "lookup", name) {
            let spot = Spot::Key(Pointer::root().key("lookups").key(name));
            let message = format!("the lookup `{name}` is read once a run and never used");
            let help = format!("use it as `lookup.{name}`, or take it out");
            findings.push(Finding::warning(&codes::UNUSED_LOOKUP, spot, message).help(help));
        }
    }
}

fn collect<'v>(value: &'v Value, texts: &mut Vec<&'v str>) {
    match value {
        Value::String(text) => texts.push(text),
        Value::Array(items) => items.iter().for_each(|item| collect(item, texts)),
        Value::Object(map) => map.values().for_each(|value| collect(value, texts)),
        _ => {}
    }
}

/// Whether `head.name` stands somewhere as a whole, also as `head['name']`.
fn used(texts: &[&str], head: &str, name: &str) -> bool {
    let spellings = [format!("{head}.{name}"), format!("{head}['{name}']"), format!("{head}[\"{name}\"]")];
    let part_of_name = |c: char| c.is_alphanumeric() || c == '_';
    texts.iter().any(|text| {
        spellings.iter().any(|spelling| {
            text.match_indices(spelling.as_str()).any(|(start, _)| {
                let before = text[..start].chars().next_back();
                let after = text[start + spelling.len()..].chars().next();
                !before.is_some_and(|c| part_of_name(c) || c == '.')
                    && (spelling.ends_with(']') || !after.is_some_and(part_of_name))
            })
        })
    })
}
