//! The connections of a workspace as people see and change them; `crosswalk.yaml` is the only description of them.

use std::path::Path;

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::report::{AccountSettings, ConnectionsReport, SettingValue};
use super::workspace::{ConnectionSpec, Library, Workspace};
use super::{OpsError, shelf, systems};
use crate::mapping::spec::SettingSpec;

/// What the file says of each account. No secret is read.
///
/// # Errors
/// When there is no workspace file, or it is not right.
pub fn run(workspace: &Path) -> Result<ConnectionsReport, OpsError> {
    let reading = Workspace::read(workspace)?;
    let revision = revision(&reading.text);
    let opened = Workspace::open(workspace)?;
    let (spec, library) = (opened.spec(), opened.library());
    let mut hr = account(library, "hr", &spec.hr.system, &spec.hr.settings);
    hr.base_url.clone_from(&spec.hr.base_url);
    let connections = spec.connections.iter().map(|(name, spec)| connection(library, name, spec)).collect();
    let named = |row: super::report::SystemRow| (row.system.clone(), row.name.unwrap_or(row.system));
    let systems = shelf::list(&shelf::Options { workspace: workspace.to_owned() })?.systems;
    let systems = systems.into_iter().map(named).filter(|(system, _)| *system != spec.hr.system).collect();
    Ok(ConnectionsReport { revision, hr, connections, systems })
}

/// Tells one text of a file from another.
pub(super) fn revision(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().take(12).map(|byte| format!("{byte:02x}")).collect()
}

fn connection(library: &Library, name: &str, spec: &ConnectionSpec) -> AccountSettings {
    AccountSettings {
        label: spec.label.clone(),
        base_url: spec.base_url.clone(),
        scope: spec.scope.clone(),
        on_null: spec.on_null.and_then(|word| serde_json::to_value(word).ok()?.as_str().map(str::to_owned)),
        schedule: spec.schedule.clone(),
        timezone: spec.timezone.clone(),
        ..account(library, name, &spec.system, &spec.settings)
    }
}

fn account(library: &Library, name: &str, system: &str, given: &indexmap::IndexMap<String, Value>) -> AccountSettings {
    let plain = AccountSettings {
        name: name.to_owned(),
        system: system.to_owned(),
        system_name: system.to_owned(),
        ..AccountSettings::default()
    };
    match systems::mapping(library, system) {
        Ok(mapping) => AccountSettings {
            system_name: mapping.name,
            settings: mapping
                .settings
                .iter()
                .map(|(name, spec)| {
                    let address = mapping.connect.as_ref().is_some_and(|connect| connect.goes_by(name));
                    SettingValue { address, ..setting(name, spec, given.get(name)) }
                })
                .collect(),
            ..plain
        },
        Err(error) => AccountSettings { trouble: Some(error.message), ..plain },
    }
}

fn setting(name: &str, spec: &SettingSpec, given: Option<&Value>) -> SettingValue {
    let read_from = given.and_then(|value| {
        let (how, place) = value.as_object()?.iter().next()?;
        Some(format!("{how} {}", place.as_str()?)).filter(|_| how == "env" || how == "file")
    });
    let kind = serde_json::to_value(spec.kind).ok().and_then(|kind| kind.as_str().map(str::to_owned));
    SettingValue {
        name: name.to_owned(),
        kind: kind.unwrap_or_default(),
        description: spec.description.clone(),
        required: spec.default.is_none() && !spec.optional,
        address: false,
        secret: spec.secret,
        default: spec.default.clone().filter(|_| !spec.secret),
        of: spec.of.clone(),
        value: given.filter(|_| !spec.secret && read_from.is_none()).cloned(),
        read_from,
    }
}
