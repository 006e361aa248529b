//! From a system's name to its compiled mapping.

use std::path::Path;
use std::sync::Arc;

use super::OpsError;
use super::shipped::ShippedFile;
use super::workspace::{Library, read};
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::Document;
use crate::mapping;
use crate::mapping::compiled::Mapping;
use crate::record::RecordSchema;

/// The compiled mapping of a system: by its name, or by the path of its file where the name ends in `.yaml`.
///
/// # Errors
/// When there is no such file, or it or its record schema is not right.
pub(in crate::ops) fn mapping(library: &Library, name: &str) -> Result<Mapping, OpsError> {
    let home = is_path(name).then(|| home(name));
    let (library, file) = match &home {
        None => (library, library.system(name)?),
        Some(home) => (home, named(name)?),
    };
    let invalid = |mut diagnostics: Vec<Diagnostic>| {
        diagnostics.retain(|diagnostic| diagnostic.severity == Severity::Error);
        OpsError::invalid("system-file", &file.name, diagnostics)
    };
    let document = Document::parse(&file.name, &file.text).map_err(invalid)?;
    let employee = schema(library, &document, "employee")?;
    let leave = schema(library, &document, "leave")?;
    mapping::load(&document, &employee, &leave).map(|(mapping, _)| mapping).map_err(invalid)
}

/// The record schema that a file's kind of record follows: the file's own, beside it, or the usual one.
///
/// # Errors
/// When it is not there or is no schema.
pub(in crate::ops) fn schema(
    library: &Library,
    document: &Document,
    kind: &str,
) -> Result<Arc<RecordSchema>, OpsError> {
    let (file, wanted) = match own_schema(document, kind) {
        Some(path) => (library.beside(document.file(), path)?, path.to_owned()),
        None => (library.schema(kind)?, format!("schemas/{kind}.schema.json")),
    };
    let file = file.ok_or_else(|| {
        OpsError::configuration(
            "record-schema",
            format!("there is no record schema {wanted}, which {} needs", document.file()),
        )
        .help("a `schema` is a path beside the system file")
    })?;
    let unusable = |why: String| OpsError::configuration("record-schema", format!("{}: {why}", file.name));
    let source = serde_json::from_str(&file.text).map_err(|error| unusable(format!("it is no JSON: {error}")))?;
    RecordSchema::of(source).map(Arc::new).map_err(|error| unusable(error.to_string()))
}

/// The record schema that a file brings, as it names it.
pub(in crate::ops) fn own_schema<'d>(document: &'d Document, kind: &str) -> Option<&'d str> {
    document.value().get(kind)?.get("schema")?.as_str()
}

/// Where a file that is named by its path has what belongs to it.
pub(in crate::ops) fn home(name: &str) -> Library {
    let folder = Path::new(name).parent().map(|folder| folder.to_string_lossy().into_owned()).unwrap_or_default();
    Library::at(Path::new(""), if folder.is_empty() { "." } else { &folder })
}

fn is_path(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension == "yaml" || extension == "yml")
}

fn named(name: &str) -> Result<ShippedFile, OpsError> {
    let missing = || {
        OpsError::configuration("unknown-system", format!("there is no file {name}"))
            .help("paths are relative to where you are; a system is also found by its name")
    };
    read(Path::new(name), name)?.ok_or_else(missing)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    const FILE: &str = "crosswalk: 1\nsystem: own\nname: Own\nemployee:\n  schema: own.schema.json\n  parts:\n    one: {}\n  \
                        fields:\n    - { field: pet, to: one.Pet }\n";
    const SCHEMA: &str = r#"{"type": "object", "properties": {"pet": {"type": "string"}}}"#;

    #[test]
    fn a_file_may_bring_its_own_record() {
        let folder = tempfile::tempdir().unwrap();
        let mappings = folder.path().join("mappings");
        std::fs::create_dir_all(&mappings).unwrap();
        std::fs::write(mappings.join("own.yaml"), FILE).unwrap();
        let library = Library::at(folder.path(), "mappings");
        assert_eq!(mapping(&library, "own").unwrap_err().code, "record-schema");
        std::fs::write(mappings.join("own.schema.json"), SCHEMA).unwrap();
        assert_eq!(mapping(&library, "own").unwrap().system, "own");
        let path = mappings.join("own.yaml");
        assert_eq!(mapping(&Library::at(Path::new("."), "none"), path.to_str().unwrap()).unwrap().system, "own");
    }

    #[test]
    fn what_is_wrong_comes_with_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.yaml");
        std::fs::write(&path, "crosswalk: 1\nsystem: x\n").unwrap();
        let library = Library::at(folder.path(), "mappings");
        let error = mapping(&library, path.to_str().unwrap()).unwrap_err();
        assert!(error.code == "system-file" && !error.diagnostics.is_empty());
        assert_eq!(mapping(&library, "gone.yaml").unwrap_err().code, "unknown-system");
    }

    #[test]
    fn a_schema_is_beside_its_file_and_nowhere_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("own.yaml");
        std::fs::write(&path, FILE.replace("own.schema.json", "../own.schema.json")).unwrap();
        let error = mapping(&Library::at(folder.path(), "mappings"), path.to_str().unwrap()).unwrap_err();
        assert_eq!(error.code, "record-schema");
    }

    #[test]
    fn every_shipped_file_loads() {
        let library = Library::at(Path::new("no-such-folder"), "mappings");
        for name in library.systems() {
            let loaded = mapping(&library, &name);
            assert!(loaded.is_ok(), "{name}: {loaded:?}");
        }
    }
}
