//! A secret stands in requests only: in headers, bodies and the login, never in an address, a line or a condition.

use super::view::View;
use crate::diagnostic::{Finding, Spot, codes};
use crate::record::Pointer;

const HELP: &str = "a secret may stand in headers, bodies and `connect.auth` only, so that it never reaches a log, \
                    an address or a report";

pub(super) fn run(view: &View<'_>, findings: &mut Vec<Finding>) {
    for text in view.texts.iter().filter(|text| !text.secrets) {
        for name in &text.names {
            if let [first, setting, ..] = name.path.as_slice()
                && first == "settings"
                && view.is_secret(setting)
            {
                let message = format!("`settings.{setting}` is a secret and may not stand here");
                let finding = Finding::error(&codes::SECRET_OUTSIDE_REQUEST, text.inside(&name.at), message);
                findings.push(finding.help(HELP));
            }
        }
    }
    for entity in &view.entities {
        for (index, hold) in entity.spec.hold.iter().enumerate() {
            let at = entity.at().key("hold").item(index).key("message");
            fixed(view, &at, &hold.message, findings);
        }
    }
}

/// A text that is said as it stands.
fn fixed(view: &View<'_>, at: &Pointer, text: &str, findings: &mut Vec<Finding>) {
    for setting in view.setting_names().filter(|name| view.is_secret(name)) {
        let name = format!("settings.{setting}");
        if let Some(start) = text.find(&name) {
            let spot = Spot::Inside(at.clone(), start..start + name.len());
            let message = format!("`{name}` is a secret and may not stand here");
            findings.push(Finding::error(&codes::SECRET_OUTSIDE_REQUEST, spot, message).help(HELP));
        }
    }
}
