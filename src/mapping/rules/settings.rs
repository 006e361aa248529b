//! Settings are declared so that a workspace can be held against them.

use serde_json::Value;

use super::view::{View, did_you_mean};
use crate::diagnostic::{Finding, Spot, codes};
use crate::mapping::spec::{SettingKind, SettingSpec};
use crate::record::Pointer;

pub(super) fn run(view: &View<'_>, findings: &mut Vec<Finding>) {
    for (name, setting) in &view.spec.settings {
        let at = Pointer::root().key("settings").key(name);
        of(view, &at, setting, findings);
        default(&at, name, setting, findings);
        if let Some(direction) = setting.direction.as_deref().filter(|word| !["export", "import"].contains(word)) {
            let message = "a setting's direction is `export` or `import`";
            let help = did_you_mean(direction, ["export", "import"], "words");
            findings.push(Finding::error(&codes::NOT_A_CHOICE, Spot::Value(at.key("direction")), message).help(help));
        }
        if setting.pattern.is_some() && setting.kind != SettingKind::Text {
            let message = "`pattern` means something only for settings of type `text`";
            findings.push(Finding::error(&codes::WORD_OUT_OF_PLACE, Spot::Key(at.key("pattern")), message));
        }
    }
}

fn of(view: &View<'_>, at: &Pointer, setting: &SettingSpec, findings: &mut Vec<Finding>) {
    match (setting.kind, &setting.of) {
        (SettingKind::Choice, Some(Value::Array(words))) if !words.is_empty() => {}
        (SettingKind::Choice, _) => {
            let message = "a choice needs a list of the allowed words";
            let finding = Finding::error(&codes::MISSING_KEY, Spot::Value(at.clone()), message);
            findings.push(finding.help("add `of: [one, other]`"));
        }
        (SettingKind::Place, Some(part)) => {
            let parts = || view.entities.iter().flat_map(super::view::EntityView::part_names);
            let part = part.as_str().unwrap_or_default();
            if !parts().any(|known| known == part) {
                let message = "`of` names the part in which the place stands, and this is no part";
                let help = did_you_mean(part, parts(), "parts");
                findings.push(Finding::error(&codes::UNKNOWN_PART, Spot::Value(at.key("of")), message).help(help));
            }
        }
        (_, Some(_)) => {
            let message = "`of` means something only for settings of type `choice` and `place`";
            findings.push(Finding::error(&codes::WORD_OUT_OF_PLACE, Spot::Key(at.key("of")), message));
        }
        (_, None) => {}
    }
}

fn default(at: &Pointer, name: &str, setting: &SettingSpec, findings: &mut Vec<Finding>) {
    let Some(default) = setting.default.as_ref().filter(|default| !default.is_null()) else { return };
    let spot = Spot::Value(at.key("default"));
    if setting.secret {
        let message = format!("the secret `{name}` has a default: a secret never stands in a file that is shared");
        let finding = Finding::error(&codes::BAD_DEFAULT, spot, message);
        findings.push(finding.help("take the default out; a workspace gives secrets from the environment or a file"));
    } else if let Err(expected) = fits(setting, default) {
        let message = format!("the default does not fit the setting's type: {expected} is expected");
        findings.push(Finding::error(&codes::BAD_DEFAULT, spot, message));
    }
}

/// Whether a value fits; else what is expected.
fn fits(setting: &SettingSpec, value: &Value) -> Result<(), String> {
    let (right, expected) = match setting.kind {
        SettingKind::Text => (value.is_string(), "text"),
        SettingKind::Integer => (value.is_i64() || value.is_u64(), "a whole number"),
        SettingKind::Decimal => {
            let text = value.as_str().is_some_and(|text| text.parse::<rust_decimal::Decimal>().is_ok());
            (value.is_number() || text, "a number")
        }
        SettingKind::Boolean => (value.is_boolean(), "true or false"),
        SettingKind::Table => (value.is_object(), "a map"),
        SettingKind::Place => (value.is_string(), "a place"),
        SettingKind::Choice => {
            let words = setting.of.as_ref().and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
            if words.is_empty() || words.iter().any(|word| plain(word) == plain(value)) {
                return Ok(());
            }
            let words: Vec<String> = words.iter().map(|word| format!("`{}`", plain(word))).collect();
            return Err(format!("one of {}", words.join(", ")));
        }
    };
    if !right {
        return Err(expected.to_owned());
    }
    let whole = setting.pattern.as_ref().and_then(|text| regex::Regex::new(&format!("^(?:{text})$")).ok());
    match (whole, value.as_str()) {
        (Some(pattern), Some(text)) if !pattern.is_match(text) => Err("text that matches `pattern`".to_owned()),
        _ => Ok(()),
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
