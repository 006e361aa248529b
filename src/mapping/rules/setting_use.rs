//! Where a setting or lookup stands for a word, a place or a table, it is one of that kind.

use serde_json::Value;

use super::view::{EntityView, View, did_you_mean};
use crate::diagnostic::{Finding, Spot, codes};
use crate::mapping::spec::{AsSpec, FormatSpec, SettingKind, TableSpec};
use crate::record::Pointer;

/// The words of `on_null`.
const ON_NULL: &[&str] = &["keep", "clear", "hold"];

/// Formats that a setting may choose between: each carries the same paths.
const FORMATS: &[&str] = &["json", "xml", "form"];

pub(super) fn run(view: &View<'_>, findings: &mut Vec<Finding>) {
    if let Some(FormatSpec::Setting(text)) = view.spec.connect.as_ref().map(|connect| &connect.format) {
        let at = Pointer::root().key("connect").key("format");
        word(view, at, text, FORMATS, "`json`, `xml`, `soap`, `form`", findings);
    }
    for entity in &view.entities {
        on_null(view, entity.at().key("on_null"), entity.spec.on_null.as_deref(), findings);
        for line in &entity.lines {
            let spec = line.spec;
            on_null(view, line.at.key("on_null"), spec.on_null.as_deref(), findings);
            let places = [("at", &spec.at), ("from", &spec.from), ("to", &spec.to)];
            for (key, text) in places {
                if let Some(setting) = text.as_deref().and_then(|text| text.strip_prefix("settings.")) {
                    place(view, entity, Spot::Value(line.at.key(key)), setting, findings);
                }
            }
            for (value, shape) in spec.of.iter().flatten() {
                if let Some(setting) = shape.seen.strip_prefix("settings.") {
                    let at = line.at.key("of").key(value).key("seen");
                    place(view, entity, Spot::Value(at), setting, findings);
                }
            }
            if let Some(TableSpec::Name(name)) = &spec.table {
                table(view, Spot::Value(line.at.key("table")), name, findings);
            }
        }
    }
    for slot in &view.slots {
        for (to, from) in &slot.spec.read_as {
            if let AsSpec::With { table: Some(TableSpec::Name(name)), .. } = from {
                table(view, Spot::Value(slot.at.key("as").key(to).key("table")), name, findings);
            }
        }
    }
}

/// A setting that is declared and of one of these kinds (none: of any).
pub(super) fn reference(
    view: &View<'_>,
    spot: Spot,
    setting: &str,
    kinds: &[(SettingKind, &str)],
    findings: &mut Vec<Finding>,
) -> bool {
    let Some(spec) = view.setting(setting) else {
        let message = format!("the setting `{setting}` is not declared under `settings`");
        let help = did_you_mean(setting, view.setting_names(), "settings");
        findings.push(Finding::error(&codes::UNDECLARED_SETTING, spot, message).help(help));
        return false;
    };
    if kinds.is_empty() || kinds.iter().any(|(kind, _)| *kind == spec.kind) {
        return true;
    }
    let wanted = kinds.iter().map(|(_, word)| format!("`{word}`")).collect::<Vec<_>>().join(" or ");
    let message = format!("a setting of type {wanted} is needed here, and `settings.{setting}` is of another type");
    let help = format!("declare it as `{setting}: {{ type: {} }}`, or name another one", wanted.trim_matches('`'));
    findings.push(Finding::error(&codes::BAD_SETTING_REFERENCE, spot, message).help(help));
    false
}

fn place(view: &View<'_>, entity: &EntityView<'_>, spot: Spot, setting: &str, findings: &mut Vec<Finding>) {
    if !reference(view, spot.clone(), setting, &[(SettingKind::Place, "place")], findings) {
        return;
    }
    let of = view.setting(setting).and_then(|setting| setting.of.as_ref()).and_then(Value::as_str);
    if !of.is_some_and(|part| entity.spec.parts.contains_key(part)) {
        let message = format!("`settings.{setting}` does not say in which part of `{}` its place stands", entity.name);
        let help = format!("write `of:` with a part; {}", did_you_mean(of.unwrap_or(""), entity.part_names(), "parts"));
        findings.push(Finding::error(&codes::BAD_SETTING_REFERENCE, spot, message).help(help));
    }
}

fn on_null(view: &View<'_>, at: Pointer, text: Option<&str>, findings: &mut Vec<Finding>) {
    if let Some(text) = text.filter(|text| !ON_NULL.contains(text)) {
        word(view, at, text, ON_NULL, "`keep`, `clear`, `hold`", findings);
    }
}

/// A text that is none of the fixed words: a setting whose choices are all among `words`.
fn word(view: &View<'_>, at: Pointer, text: &str, words: &[&str], all: &str, findings: &mut Vec<Finding>) {
    let spot = Spot::Value(at);
    let Some(setting) = text.strip_prefix("settings.") else {
        let message = format!("this is not one of the words that can stand here: {all}");
        let help = did_you_mean(text, words.iter().copied(), "words");
        findings.push(Finding::error(&codes::NOT_A_CHOICE, spot, message).help(help));
        return;
    };
    if !reference(view, spot.clone(), setting, &[(SettingKind::Choice, "choice")], findings) {
        return;
    }
    let given = view.setting(setting).and_then(|setting| setting.of.as_ref()).and_then(Value::as_array);
    let odd = given.into_iter().flatten().find(|word| !word.as_str().is_some_and(|word| words.contains(&word)));
    if odd.is_some() {
        let message = format!("`settings.{setting}` allows a word that cannot stand here");
        let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
        let help = format!("its `of` may hold {} only", words.join(", "));
        findings.push(Finding::error(&codes::BAD_SETTING_REFERENCE, spot, message).help(help));
    }
}

fn table(view: &View<'_>, spot: Spot, text: &str, findings: &mut Vec<Finding>) {
    match text.split_once('.') {
        Some(("settings", setting)) => {
            reference(view, spot, setting, &[(SettingKind::Table, "table")], findings);
        }
        Some(("lookup", name)) => match view.spec.lookups.get(name) {
            None => {
                let message = format!("the lookup `{name}` is not declared under `lookups`");
                let help = did_you_mean(name, view.spec.lookups.keys().map(String::as_str), "lookups");
                findings.push(Finding::error(&codes::UNKNOWN_LOOKUP, spot, message).help(help));
            }
            Some(lookup) if lookup.items.is_none() || lookup.key.is_none() || lookup.value.is_none() => {
                let message = format!("the lookup `{name}` is a value, not a table");
                let help = "a table needs `items`, `key` and `value`";
                findings.push(Finding::error(&codes::UNKNOWN_LOOKUP, spot, message).help(help));
            }
            Some(_) => {}
        },
        _ => {
            let message = "a table is written out here, or named as `settings.x` or `lookup.x`";
            findings.push(Finding::error(&codes::SHAPE, spot, message));
        }
    }
}
