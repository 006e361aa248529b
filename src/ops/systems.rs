//! System files, loaded with their record schemas.

use std::path::Path;
use std::sync::Arc;

use super::OpsError;
use super::workspace::{Library, read};
use crate::document::Document;
use crate::mapping::{self, compiled::Mapping};
use crate::record::RecordSchema;

/// A system's mapping, all checks passed. `name` is a system of the library, or the path of a `.yaml` file.
///
/// # Errors
/// When there is no such file, or it has errors.
pub(in crate::ops) fn mapping(library: &Library, name: &str) -> Result<Mapping, OpsError> {
    let path = Path::new(name);
    let is_path = path.extension().is_some_and(|extension| extension == "yaml");
    let (file, folder) = if is_path {
        let file = read(path, name)?;
        let missing = || OpsError::configuration("unknown-system", format!("there is no file {name}"));
        (file.ok_or_else(missing)?, path.parent().map(Path::to_owned))
    } else {
        (library.system(name)?, Some(library.folder()))
    };
    let document = Document::parse(&file.name, &file.text)
        .map_err(|diagnostics| OpsError::invalid("system-file", &file.name, diagnostics))?;
    let schema = |kind: &str| -> Result<Arc<RecordSchema>, OpsError> {
        let own = document.value().pointer(&format!("/{kind}/schema")).and_then(serde_json::Value::as_str);
        let found = match (own, &folder) {
            (Some(own), Some(folder)) => {
                let found = read(&folder.join(own), own)?;
                let message = format!("{}: there is no record schema {own} beside it", file.name);
                Some(found.ok_or_else(|| OpsError::configuration("record-schema", message))?)
            }
            _ => library.schema(kind)?,
        };
        let found = found.ok_or_else(|| {
            OpsError::configuration("record-schema", format!("there is no schema for {kind} records"))
        })?;
        let unusable = |why: String| OpsError::configuration("record-schema", format!("{}: {why}", found.name));
        let value = serde_json::from_str(&found.text).map_err(|error| unusable(error.to_string()))?;
        RecordSchema::of(value).map(Arc::new).map_err(|error| unusable(error.to_string()))
    };
    let (employee, leave) = (schema("employee")?, schema("leave")?);
    let (mapping, _) = mapping::load(&document, &employee, &leave)
        .map_err(|diagnostics| OpsError::invalid("system-file", &file.name, diagnostics))?;
    Ok(mapping)
}
