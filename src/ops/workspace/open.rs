//! The workspace file with its folder.

use std::path::{Path, PathBuf};

use indexmap::IndexMap;
use serde_json::Value;

use super::library::{Library, read};
use super::problems::problems;
use super::settings::{Given, resolve};
use super::sources::Sources;
use super::spec::{ConnectionSpec, StoreSpec, WorkspaceSpec};
use crate::diagnostic::{Diagnostic, Finding, Severity, Spot, codes, nearest};
use crate::document::Document;
use crate::mapping::shape::shape_of;
use crate::mapping::spec::SettingSpec;
use crate::ops::OpsError;
use crate::record::{Direction, Pointer, Settings};

/// The file's name.
pub(in crate::ops) const FILE: &str = "crosswalk.yaml";

/// A workspace that can be used.
#[derive(Debug, Clone)]
pub struct Workspace {
    folder: PathBuf,
    document: Document,
    spec: WorkspaceSpec,
    library: Library,
}

/// A workspace file as it was read, right or wrong.
#[derive(Debug)]
pub struct Reading {
    /// The file's name for people.
    pub file: String,
    /// The file's text.
    pub text: String,
    /// What is wrong with it.
    pub diagnostics: Vec<Diagnostic>,
    /// None when the file has errors of shape.
    pub workspace: Option<Workspace>,
}

/// Which account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side<'a> {
    /// The HR system's.
    Hr,
    /// A connection's, by its name.
    Connection(&'a str),
}

impl Workspace {
    /// Reads the file of a folder and looks for all its problems.
    ///
    /// # Errors
    /// When there is none, or it cannot be read.
    pub fn read(folder: &Path) -> Result<Reading, OpsError> {
        let Some(file) = read(&folder.join(FILE), FILE)? else {
            let message = format!("there is no {FILE} in {}", folder.display());
            return Err(OpsError::configuration("workspace", message)
                .help("choose the workspace folder with -C DIR; `crosswalk sandbox` prints one to start from"));
        };
        Ok(Self::understood(folder, &file.name, &file.text))
    }

    /// What a text would be as the file of a folder.
    #[must_use]
    pub fn understood(folder: &Path, file: &str, text: &str) -> Reading {
        let (file, text) = (file.to_owned(), text.to_owned());
        let document = match Document::parse(&file, &text) {
            Ok(document) => document,
            Err(diagnostics) => return Reading { file, text, diagnostics, workspace: None },
        };
        let (findings, workspace) = match understand(&document) {
            Err(findings) => (findings, None),
            Ok(spec) => {
                let library = Library::at(folder, &spec.mappings);
                let findings = problems(&spec, &library);
                let workspace = Self { folder: folder.to_owned(), document: document.clone(), spec, library };
                (findings, Some(workspace))
            }
        };
        let diagnostics = findings.into_iter().map(|finding| document.locate(finding)).collect();
        Reading { file, text, diagnostics, workspace }
    }

    /// Opens the workspace of a folder.
    ///
    /// # Errors
    /// When there is none, or it has errors.
    pub fn open(folder: &Path) -> Result<Self, OpsError> {
        let Reading { file, mut diagnostics, workspace, .. } = Self::read(folder)?;
        diagnostics.retain(|diagnostic| diagnostic.severity == Severity::Error);
        match workspace {
            Some(workspace) if diagnostics.is_empty() => Ok(workspace),
            _ => Err(OpsError::invalid("workspace", &file, diagnostics)),
        }
    }

    /// Where system files come from in a folder that need not be a workspace: where its file says if it is one, else
    /// `mappings`.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn library_of(folder: &Path) -> Result<Library, OpsError> {
        let workspace = if folder.join(FILE).exists() { Self::read(folder)?.workspace } else { None };
        Ok(workspace.map_or_else(|| Library::at(folder, "mappings"), |workspace| workspace.library))
    }

    /// The folder it stands in.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What the file says.
    #[must_use]
    pub fn spec(&self) -> &WorkspaceSpec {
        &self.spec
    }

    /// Where system files come from.
    #[must_use]
    pub fn library(&self) -> &Library {
        &self.library
    }

    /// The file of the store.
    #[must_use]
    pub fn store(&self) -> PathBuf {
        let path = match &self.spec.store {
            StoreSpec::Text(text) => text.strip_prefix("sqlite:").unwrap_or(text),
            // Refused when the workspace was opened.
            StoreSpec::Reference(_) => "crosswalk.db",
        };
        self.folder.join(path)
    }

    /// A connection by its name.
    ///
    /// # Errors
    /// When there is none of that name (with did-you-mean).
    pub fn connection(&self, name: &str) -> Result<&ConnectionSpec, OpsError> {
        self.spec.connections.get(name).ok_or_else(|| {
            let known: Vec<&str> = self.spec.connections.keys().map(String::as_str).collect();
            let help = match nearest(name, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None if known.is_empty() => "the workspace has no connections yet".into(),
                None => format!("the connections are {}", known.join(", ")),
            };
            OpsError::configuration("unknown-connection", format!("there is no connection `{name}`")).help(help)
        })
    }

    /// The settings of an account, secrets read.
    ///
    /// # Errors
    /// Everything that is wrong with them, without a value.
    pub fn settings(
        &self,
        side: Side<'_>,
        declared: &IndexMap<String, SettingSpec>,
        direction: Direction,
        sources: &dyn Sources,
    ) -> Result<Settings, OpsError> {
        let root = Pointer::root();
        let (values, at, owner): (&IndexMap<String, Value>, Pointer, &str) = match side {
            Side::Hr => (&self.spec.hr.settings, root.key("hr"), "hr"),
            Side::Connection(name) => (&self.connection(name)?.settings, root.key("connections").key(name), name),
        };
        let given = Given { values, at: at.key("settings"), owner, direction: Some(direction) };
        let resolved = resolve(declared, &given, Some(sources));
        if resolved.findings.is_empty() {
            return Ok(resolved.settings);
        }
        let diagnostics = resolved.findings.into_iter().map(|finding| self.document.locate(finding)).collect();
        Err(unsettled(diagnostics))
    }
}

/// Settings that are not right: `check` does not look at what stands in the environment and in other files, `doctor`
/// does.
pub(in crate::ops) fn unsettled(diagnostics: Vec<Diagnostic>) -> OpsError {
    let several = diagnostics.len() > 1;
    let error = OpsError::invalid("settings", FILE, diagnostics);
    if several { error.help("`crosswalk doctor` lists each of them and what to do") } else { error }
}

fn understand(document: &Document) -> Result<WorkspaceSpec, Vec<Finding>> {
    let findings = shape_of::<WorkspaceSpec>(document);
    if findings.iter().any(|finding| finding.severity == Severity::Error) {
        return Err(findings);
    }
    serde_json::from_value(document.value().clone())
        .map_err(|error| vec![Finding::error(&codes::WORKSPACE, Spot::Value(Pointer::root()), error.to_string())])
}
