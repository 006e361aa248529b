//! The settings of a case: the file's, the case's own over them, and placeholders for secrets.

use indexmap::IndexMap;
use serde_json::Value;

use super::System;
use super::spec::{CaseFile, CaseSpec};
use crate::diagnostic::{Finding, Spot};
use crate::mapping::spec::SettingSpec;
use crate::ops::workspace::{Given, resolve};
use crate::record::{Pointer, Secret, Settings};

/// What a case sets, typed and completed; in place of each secret stands its name in brackets. Nothing has to be set
/// that the case does not need.
pub(super) fn settings(system: &System, file: &CaseFile, case: &CaseSpec, at: &Pointer) -> (Settings, Vec<Finding>) {
    let declared: IndexMap<String, SettingSpec> = system
        .mapping
        .settings
        .iter()
        .map(|(name, spec)| (name.clone(), SettingSpec { optional: true, ..spec.clone() }))
        .collect();
    let mut values: IndexMap<String, Value> = file.settings.clone();
    values.extend(case.settings.clone());
    let given = Given { values: &values, at: at.key("settings"), owner: &system.name, direction: None };
    let mut resolved = resolve(&declared, &given, None);
    for finding in &mut resolved.findings {
        relocate(&mut finding.spot, case);
    }
    for (name, _) in declared.iter().filter(|(_, spec)| spec.secret) {
        resolved.settings.secrets.insert(name.clone(), Secret::new(format!("({name})")));
    }
    (resolved.settings, resolved.findings)
}

/// What stands in the file's settings, and not in the case's, is found there.
fn relocate(spot: &mut Spot, case: &CaseSpec) {
    let (Spot::Value(pointer) | Spot::Key(pointer) | Spot::Inside(pointer, _)) = spot;
    if let Some(name) = pointer.last().filter(|name| !case.settings.contains_key(name)) {
        *pointer = Pointer::root().key("settings").key(&name);
    }
}
