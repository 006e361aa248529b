//! What is declared is used.

use super::view::View;
use crate::diagnostic::{Finding, Spot, codes};
use crate::mapping::spec::mentions;
use crate::record::Pointer;

pub(super) fn run(view: &View<'_>, findings: &mut Vec<Finding>) {
    let Ok(mut whole) = serde_json::to_value(view.spec) else { return };
    if let Some(map) = whole.as_object_mut() {
        map.remove("settings");
    }
    for name in view.spec.settings.keys() {
        if !mentions(&whole, "settings", name) {
            let spot = Spot::Key(Pointer::root().key("settings").key(name));
            let message = format!("the setting `{name}` is declared and never used");
            let help = format!("use it as `settings.{name}`, or take it out");
            findings.push(Finding::warning(&codes::UNUSED_SETTING, spot, message).help(help));
        }
    }
    for name in view.spec.lookups.keys() {
        if !mentions(&whole, "lookup", name) {
            let spot = Spot::Key(Pointer::root().key("lookups").key(name));
            let message = format!("the lookup `{name}` is read once a run and never used");
            let help = format!("use it as `lookup.{name}`, or take it out");
            findings.push(Finding::warning(&codes::UNUSED_LOOKUP, spot, message).help(help));
        }
    }
}
