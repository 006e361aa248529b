//! Validates system files, their cases and the workspace: all problems at once.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::cases::{CaseDocument, System};
use super::report::CheckReport;
use super::shipped::ShippedFile;
use super::workspace::{Library, Workspace, read_bytes, yaml_files};
use super::{OpsError, systems};
use crate::diagnostic::{Diagnostic, Finding, Spot, codes};
use crate::document::Document;
use crate::mapping;
use crate::mapping::compiled::Mapping;
use crate::mapping::shape::shape_of;
use crate::mapping::spec::SystemFile;
use crate::record::Pointer;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder of `crosswalk.yaml`.
    pub workspace: PathBuf,
    /// System files or folders of them; none: the workspace and its mappings.
    pub paths: Vec<PathBuf>,
    /// Warnings count as trouble.
    pub deny_warnings: bool,
}

/// The report with the texts that its diagnostics point into.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked {
    /// What is wrong.
    pub report: CheckReport,
    /// File name -> text.
    pub sources: BTreeMap<String, String>,
}

/// Checks them.
///
/// # Errors
/// When a file that is named is not there or cannot be read, or there is nothing to check.
pub fn run(options: &Options) -> Result<Checked, OpsError> {
    let mut checker = Checker::default();
    if options.paths.is_empty() {
        checker.workspace(&options.workspace)?;
    }
    for path in &options.paths {
        checker.path(path)?;
    }
    let mut report = CheckReport { deny_warnings: options.deny_warnings, ..checker.report };
    report.files = checker.sources.len();
    report.diagnostics.sort_by(|a, b| (&a.file, a.start, a.code.id).cmp(&(&b.file, b.start, b.code.id)));
    report.diagnostics.dedup();
    Ok(Checked { report, sources: checker.sources })
}

#[derive(Default)]
struct Checker {
    report: CheckReport,
    sources: BTreeMap<String, String>,
}

impl Checker {
    /// A workspace with its system files; without `crosswalk.yaml` the folder's `mappings` alone.
    fn workspace(&mut self, folder: &Path) -> Result<(), OpsError> {
        let mut mappings = "mappings".to_owned();
        if folder.join("crosswalk.yaml").exists() {
            let reading = Workspace::read(folder)?;
            if let Some(workspace) = reading.workspace {
                mappings.clone_from(&workspace.spec().mappings);
            }
            self.report.diagnostics.extend(reading.diagnostics);
            self.sources.insert(reading.file, reading.text);
        }
        let library = Library::at(folder, &mappings);
        for name in yaml_files(&folder.join(&mappings))? {
            self.file(&library, &folder.join(&mappings).join(&name), &format!("{mappings}/{name}"))?;
        }
        if self.sources.is_empty() {
            let message = format!("there is nothing to check in {}", folder.display());
            return Err(OpsError::usage(message).help("name system files, or choose the workspace folder with -C DIR"));
        }
        Ok(())
    }

    fn path(&mut self, path: &Path) -> Result<(), OpsError> {
        let shown = path.to_string_lossy().into_owned();
        if path.is_dir() {
            if path.join("crosswalk.yaml").exists() {
                return self.workspace(path);
            }
            for name in yaml_files(path)? {
                let shown = format!("{}/{name}", shown.trim_end_matches('/'));
                self.file(&systems::home(&shown), &path.join(&name), &shown)?;
            }
            return Ok(());
        }
        if path.file_name().is_some_and(|name| name == "crosswalk.yaml") {
            let reading = Workspace::read(path.parent().unwrap_or(Path::new(".")))?;
            let named = |d: Diagnostic| Diagnostic { file: shown.clone(), ..d };
            self.report.diagnostics.extend(reading.diagnostics.into_iter().map(named));
            self.sources.insert(shown, reading.text);
            return Ok(());
        }
        self.file(&systems::home(&shown), path, &shown)
    }

    /// A system file, and the cases of the system that stand beside it. `library` is where what belongs to it is found.
    fn file(&mut self, library: &Library, path: &Path, name: &str) -> Result<(), OpsError> {
        let missing =
            || OpsError::usage(format!("there is no file {name}")).help("paths are relative to where you are");
        let bytes = read_bytes(path, name)?.ok_or_else(missing)?;
        self.sources.insert(name.to_owned(), String::from_utf8_lossy(&bytes).into_owned());
        let mapping = match system(library, name, &bytes)? {
            Ok((mapping, warnings)) => {
                self.report.diagnostics.extend(warnings);
                Some(mapping)
            }
            Err(diagnostics) => {
                self.report.diagnostics.extend(diagnostics);
                None
            }
        };
        let Some(system) = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()) else { return Ok(()) };
        let mapping = mapping.map(|mapping| System::of(library, &system, mapping));
        let folder = path.with_file_name(&system).join("cases");
        if !folder.is_dir() {
            return Ok(());
        }
        let shown = Path::new(name).with_file_name(&system).join("cases");
        for file in yaml_files(&folder)? {
            let shown = shown.join(&file).to_string_lossy().into_owned();
            self.cases(&folder.join(&file), &shown, mapping.as_ref())?;
        }
        Ok(())
    }

    /// A case file; of a system whose own file is not right its shape alone.
    fn cases(&mut self, path: &Path, name: &str, system: Option<&System>) -> Result<(), OpsError> {
        let Some(bytes) = read_bytes(path, name)? else { return Ok(()) };
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let read = Document::from_bytes(name, &bytes).and_then(|_| {
            let file = ShippedFile { name: name.to_owned(), text: text.clone() };
            match system {
                Some(system) => CaseDocument::read(&file, system),
                None => CaseDocument::shaped(&file),
            }
        });
        self.report.diagnostics.extend(read.err().unwrap_or_default());
        self.sources.insert(name.to_owned(), text);
        Ok(())
    }
}

pub(super) type Loaded = Result<(Mapping, Vec<Diagnostic>), Vec<Diagnostic>>;

/// A system file against the record schema that it brings, or the usual one.
pub(super) fn system(library: &Library, name: &str, bytes: &[u8]) -> Result<Loaded, OpsError> {
    let document = match Document::from_bytes(name, bytes) {
        Ok(document) => document,
        Err(diagnostics) => return Ok(Err(diagnostics)),
    };
    let mut schemas = Vec::new();
    for kind in ["employee", "leave"] {
        match systems::schema(library, &document, kind) {
            Ok(schema) => schemas.push(schema),
            // Without it nothing can be said of the fields.
            Err(error) if systems::own_schema(&document, kind).is_some() => {
                let at = Pointer::root().key(kind).key("schema");
                let finding = Finding::error(&codes::RECORD_SCHEMA, Spot::Value(at), error.message);
                let mut findings = shape_of::<SystemFile>(&document);
                findings.push(Finding { help: error.help, ..finding });
                return Ok(Err(findings.into_iter().map(|finding| document.locate(finding)).collect()));
            }
            Err(error) => return Err(error),
        }
    }
    let [employee, leave] = schemas.as_slice() else { return Ok(Err(Vec::new())) };
    Ok(mapping::load(&document, employee, leave))
}
