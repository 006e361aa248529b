//! The settings of an offline run: from a file, defaults filled in.

use std::path::Path;

use indexmap::IndexMap;
use serde_json::{Map, Value};

use crate::diagnostic::Severity;
use crate::document::Document;
use crate::mapping::compiled::Mapping;
use crate::ops::OpsError;
use crate::ops::workspace::{Given, Machine, read, resolve};
use crate::record::Pointer;

/// The public settings. One that is missing is no trouble here: a line that needs it says so when it is bound. A
/// secret is used by requests alone, so it may be missing too, and a reference to one is not followed.
///
/// # Errors
/// When the file is not there, or something in it is not right.
pub(super) fn settings(
    mapping: &Mapping,
    workspace: &Path,
    path: Option<&Path>,
) -> Result<Map<String, Value>, OpsError> {
    let (document, mut values) = match path {
        None => (None, IndexMap::new()),
        Some(path) => {
            let (document, values) = given(path)?;
            (Some(document), values)
        }
    };
    let mut declared = mapping.settings.clone();
    for (name, spec) in &mut declared {
        spec.optional = true;
        if spec.secret && values.get(name).is_some_and(Value::is_object) {
            values.shift_remove(name);
        }
    }
    let given = Given { values: &values, at: Pointer::root(), owner: &mapping.system, direction: None };
    let resolved = resolve(&declared, &given, Some(&Machine::at(workspace)));
    match document {
        Some(document) if !resolved.findings.is_empty() => {
            let diagnostics = resolved.findings.into_iter().map(|finding| document.locate(finding)).collect();
            Err(OpsError::invalid("settings", document.file(), diagnostics))
        }
        _ => Ok(resolved.settings.public),
    }
}

fn given(path: &Path) -> Result<(Document, IndexMap<String, Value>), OpsError> {
    let name = path.to_string_lossy();
    let missing = || OpsError::usage(format!("there is no file {name}")).help("paths are relative to where you are");
    let file = read(path, &name)?.ok_or_else(missing)?;
    let document = Document::parse(&file.name, &file.text).map_err(|mut diagnostics| {
        diagnostics.retain(|diagnostic| diagnostic.severity == Severity::Error);
        OpsError::invalid("settings", &file.name, diagnostics)
    })?;
    let values = match document.value() {
        Value::Object(map) => map.iter().map(|(name, value)| (name.clone(), value.clone())).collect(),
        Value::Null => IndexMap::new(),
        _ => {
            let message = format!("{name} must hold the settings by name, as `currency: EUR`");
            return Err(OpsError::configuration("settings", message));
        }
    };
    Ok((document, values))
}
