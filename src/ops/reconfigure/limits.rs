//! What a change of the workspace file may not do.

use std::path::Path;

use serde_json::Value;

use super::{Account, Edit};
use crate::ops::report::{AccountSettings, SettingValue};
use crate::ops::{OpsError, connections};

/// Longest label, in characters.
const LABEL: usize = 60;

/// Whether a value names the place where the value stands: whoever writes that can read any file of this machine.
pub(super) fn is_reference(value: &Value) -> bool {
    value.as_object().is_some_and(|object| object.len() == 1 && object.keys().all(|key| key == "file" || key == "env"))
}

/// Secrets that were given for one address are not sent to another: who changes it gives them anew.
///
/// # Errors
/// When the address becomes another one and a secret that is kept is not given with it.
pub(super) fn secrets_go_with_the_address(workspace: &Path, edit: &Edit) -> Result<(), OpsError> {
    let report = connections::run(workspace)?;
    let account = match &edit.account {
        Account::Hr => Some(&report.hr),
        Account::Connection(name) => report.connections.iter().find(|known| known.name == *name),
    };
    let elsewhere = |known: &&AccountSettings| {
        let base_url = edit.fields.get("base_url").is_some_and(|url| *url != known.base_url);
        let other = |setting: &SettingValue| {
            setting.address && edit.settings.get(&setting.name).is_some_and(|value| *value != setting.value)
        };
        base_url || known.settings.iter().any(other)
    };
    let Some(account) = account.filter(elsewhere) else { return Ok(()) };
    let kept = account
        .settings
        .iter()
        .find(|setting| setting.secret && setting.read_from.is_some() && !edit.secrets.contains_key(&setting.name));
    match kept {
        None => Ok(()),
        Some(setting) => Err(OpsError::usage(format!("another address needs `{}` anew", setting.name))
            .help("give every secret of this account together with the new address: none is sent to a place that it was not given for")),
    }
}

/// Names go into file names: letters, digits, `-` and `_`.
pub(super) fn check_name(name: &str) -> Result<(), OpsError> {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_';
    if name.is_empty() || name.len() > 64 || !name.chars().all(plain) || name == "hr" {
        return Err(OpsError::usage(format!("`{name}` cannot be a name: letters, digits, - and _, and not hr")));
    }
    Ok(())
}

/// A label stands in headings, in lists and on buttons.
pub(super) fn check_label(label: &str) -> Result<(), OpsError> {
    if label.chars().count() > LABEL || label.chars().any(char::is_control) {
        return Err(OpsError::usage(format!("a label is one line of at most {LABEL} characters")));
    }
    Ok(())
}
