//! Validates system files and the workspace: all problems at once.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::OpsError;
use super::report::CheckReport;
use super::shipped::ShippedFile;
use super::workspace::{Library, Workspace, read_bytes, yaml_files};
use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::mapping;
use crate::record::RecordSchema;

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
    let mut checker = Checker::new(&options.workspace)?;
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

struct Checker {
    employee: Arc<RecordSchema>,
    leave: Arc<RecordSchema>,
    report: CheckReport,
    sources: BTreeMap<String, String>,
}

impl Checker {
    fn new(folder: &Path) -> Result<Self, OpsError> {
        let library = Library::at(folder, "mappings");
        let schema = |name: &str| -> Result<Arc<RecordSchema>, OpsError> {
            let missing = || OpsError::configuration("schema", format!("there is no schemas/{name}.schema.json"));
            record_schema(&library.schema(name)?.ok_or_else(missing)?)
        };
        let (employee, leave) = (schema("employee")?, schema("leave")?);
        Ok(Self { employee, leave, report: CheckReport::default(), sources: BTreeMap::new() })
    }

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
        for name in yaml_files(&folder.join(&mappings))? {
            self.file(&folder.join(&mappings).join(&name), &format!("{mappings}/{name}"))?;
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
                self.file(&path.join(&name), &format!("{}/{name}", shown.trim_end_matches('/')))?;
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
        self.file(path, &shown)
    }

    fn file(&mut self, path: &Path, name: &str) -> Result<(), OpsError> {
        let missing =
            || OpsError::usage(format!("there is no file {name}")).help("paths are relative to where you are");
        let bytes = read_bytes(path, name)?.ok_or_else(missing)?;
        let diagnostics = self.system(name, &bytes);
        self.report.diagnostics.extend(diagnostics);
        self.sources.insert(name.to_owned(), String::from_utf8_lossy(&bytes).into_owned());
        Ok(())
    }

    fn system(&self, name: &str, bytes: &[u8]) -> Vec<Diagnostic> {
        match Document::from_bytes(name, bytes) {
            Ok(document) => match mapping::load(&document, &self.employee, &self.leave) {
                Ok((_, warnings)) => warnings,
                Err(diagnostics) => diagnostics,
            },
            Err(diagnostics) => diagnostics,
        }
    }
}

fn record_schema(file: &ShippedFile) -> Result<Arc<RecordSchema>, OpsError> {
    let unusable = |why: String| OpsError::configuration("schema", format!("{} is not usable: {why}", file.name));
    let source = serde_json::from_str(&file.text).map_err(|error| unusable(error.to_string()))?;
    RecordSchema::of(source).map(Arc::new).map_err(|error| unusable(error.to_string()))
}
