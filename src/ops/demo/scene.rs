//! One scene: two simulated systems at work, a workspace, and steps on them.

use serde_json::json;

use super::play::Options;
use super::script::{Scene, Show, Step, Who};
use crate::ops::export::{self, ExportChoice};
use crate::ops::import::{self, ImportChoice};
use crate::ops::report::ChangeReport;
use crate::ops::sandbox::{sample, start, start_with};
use crate::ops::trial::Trial;
use crate::ops::workspace::Library;
use crate::ops::{Face, OpsError, Selection};
use crate::record::{Action, Key};
use crate::sandbox::{Faults, Running};

/// The systems end, and the workspace goes, with it.
pub(super) struct Stage<'s> {
    scene: &'s Scene,
    trial: Trial,
    hr: Running,
    provider: Running,
}

impl<'s> Stage<'s> {
    /// Starts both systems and writes the workspace.
    ///
    /// # Errors
    /// When a system cannot be started.
    pub(super) fn open(scene: &'s Scene) -> Result<Self, OpsError> {
        let trial = Trial::new()?;
        let library = Library::at(trial.folder(), "mappings");
        let beside = if scene.beside { std::slice::from_ref(&scene.connection) } else { &[] };
        let people = sample(&library, &scene.hr, beside)?;
        let hr = start_with(&library, &scene.hr, None, Faults::default(), &people)?;
        let (_, provider) = start(&library, &scene.connection, None, Faults::default())?;
        let mut source = trial.account(&library, "hr", &scene.hr, &hr)?;
        let mut connection = trial.account(&library, &scene.connection, &scene.connection, &provider)?;
        for (account, settings) in [(&mut source, &scene.hr_settings), (&mut connection, &scene.settings)] {
            for (name, value) in settings {
                account["settings"][name] = value.clone();
            }
        }
        if let Some(scope) = &scene.scope {
            connection["scope"] = json!(scope);
        }
        let workspace = json!({ "hr": source, "connections": { scene.connection.as_str(): connection } });
        trial.write("crosswalk.yaml", &format!("{workspace:#}\n"))?;
        Ok(Self { scene, trial, hr, provider })
    }

    /// The folder of the workspace.
    pub(super) fn folder(&self) -> &std::path::Path {
        self.trial.folder()
    }

    /// Edits, then exports or imports.
    ///
    /// # Errors
    /// When it could not be done at all.
    pub(super) async fn step(&self, step: &Step, options: Options, face: &Face<'_>) -> Result<ChangeReport, OpsError> {
        let broken = |why: String| OpsError::configuration("demo", why);
        for (pointer, value) in &step.edit_hr {
            self.hr.edit(pointer, value.clone()).map_err(broken)?;
        }
        for (pointer, value) in &step.edit {
            self.provider.edit(pointer, value.clone()).map_err(broken)?;
        }
        match (&step.export, &step.import) {
            (Some(who), None) => self.export(who, options, face).await,
            (None, Some(who)) => self.import(who, options, face).await,
            _ => Err(broken(format!("the step `{}` neither exports nor imports", step.title))),
        }
    }

    async fn export(&self, who: &Who, options: Options, face: &Face<'_>) -> Result<ChangeReport, OpsError> {
        let options = export::Options {
            workspace: self.folder().to_owned(),
            connection: self.scene.connection.clone(),
            choice: ExportChoice::of(selection(who)),
            dry_run: who.dry_run,
            show_sensitive: options.show_sensitive,
        };
        Box::pin(export::run(options, face)).await
    }

    async fn import(&self, who: &Who, options: Options, face: &Face<'_>) -> Result<ChangeReport, OpsError> {
        let options = import::Options {
            workspace: self.folder().to_owned(),
            connection: self.scene.connection.clone(),
            choice: ImportChoice { selection: Some(selection(who)), action: who.action, ..ImportChoice::default() },
            dry_run: who.dry_run,
            show_sensitive: options.show_sensitive,
        };
        Box::pin(import::run(options, face)).await
    }
}

fn selection(who: &Who) -> Selection {
    match who.tab {
        Some(rows) => Selection::Tab(rows.tab()),
        None => Selection::Keys(who.keys.iter().map(Key::new).collect()),
    }
}

/// As much of a report as a step shows.
pub(super) fn shown(show: Show, mut report: ChangeReport) -> ChangeReport {
    match show {
        Show::All => {}
        Show::Opening => {
            let created = report.changes.iter_mut().filter(|change| change.action == Action::Create);
            for change in created.skip(2) {
                change.fields.clear();
                change.notes.clear();
            }
        }
        Show::Changed => report.changes.retain(|change| match change.action {
            Action::Nothing => false,
            Action::Hold => change.issues.iter().any(|issue| issue.code == "conflict"),
            Action::Create | Action::Update | Action::Link | Action::Unlink => true,
        }),
    }
    report
}
