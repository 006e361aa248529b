//! Simulated systems with sample people, and the main job on them.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::export::{self, Entity, ExportChoice};
use super::report::{ChangeReport, DemoReport, DemoStep, Tab};
use super::sandbox::start;
use super::trial::Trial;
use super::workspace::Library;
use super::{Face, OpsError, Selection, Unattended, shipped, systems};
use crate::document::Document;
use crate::record::Action;
use crate::sandbox::{Faults, Running};

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Ends after the last step.
    pub once: bool,
    /// Sensitive values are not masked.
    pub show_sensitive: bool,
}

/// Does it; each step is told when it is done.
///
/// # Errors
/// When a simulated system cannot be started.
pub async fn run(options: Options, face: &Face<'_>, tell: &(dyn Fn(&DemoStep) + Sync)) -> Result<DemoReport, OpsError> {
    let folder = Trial::new()?;
    let library = Library::at(folder.folder(), "mappings");
    let script = script()?;
    let (_, hr) = start(&library, &script.hr, None, Faults::default())?;
    let (_, provider) = start(&library, &script.connection, None, Faults::default())?;
    write_workspace(&folder, &library, &script, &hr, &provider)?;
    let mut steps: Vec<DemoStep> = Vec::new();
    let mut step = |title: &str, text: String, report: ChangeReport| {
        let step = DemoStep { title: title.to_owned(), text, report: Some(report) };
        tell(&step);
        steps.push(step);
    };
    let quiet = Face { progress: face.progress, consent: &Unattended, stop: face.stop.clone() };
    let export = || export::run(export_options(&options, &folder, &script), &quiet);

    let first = export().await?;
    let before = provider.changes();
    let made = first.summary.create;
    let expected_first = made > 0 && first.summary.failed + first.summary.in_doubt + first.summary.stale == 0;
    let text = format!(
        "Everybody in the simulated {} is exported to the simulated {}, over real HTTP. Nobody is there yet, so {made} people \
         are created; who lacks something or has a mistake is held, with the reason and the line of the system file \
         that asks for it.",
        library_name(&library, &script.hr)?,
        library_name(&library, &script.connection)?
    );
    step("First export", text, opening(first));

    let second = export().await?;
    let expected_second = second.summary.create + second.summary.update == 0
        && second.requests.write == 0
        && provider.changes() == before;
    step("Second export", "The same again: nothing differs, so nothing is sent.".into(), short(second));

    let edited = hr.edit(&script.edit.pointer, script.edit.value.clone());
    edited.map_err(|error| OpsError::configuration("demo", error))?;
    let third = export().await?;
    let only = third.changes.iter().filter(|change| change.action == Action::Update).collect::<Vec<_>>();
    let expected_third = third.summary.update == 1
        && only.iter().all(|change| {
            change.fields.len() == 1 && change.fields[0].field.as_deref() == Some(script.edit.field.as_str())
        });
    let text = format!("{}: one field is edited in the HR system, and only that field is sent.", script.edit.who);
    step("One edit", text, short(third));

    let expected = expected_first && expected_second && expected_third;
    let mut notes = Vec::new();
    if !options.once {
        notes.push(format!("The systems stay up; the workspace is {}. Ctrl-C ends them.", folder.folder().display()));
        let report = DemoReport { steps: Vec::new(), expected, notes: notes.clone() };
        tell(&DemoStep { title: "Try it yourself".into(), text: report.notes.join(" "), report: None });
        face.stop.wait().await;
        notes.clear();
    }
    Ok(DemoReport { steps, expected, notes })
}

/// What the demonstration shows.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Script {
    hr: String,
    connection: String,
    #[serde(default)]
    settings: Map<String, Value>,
    edit: Edit,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Edit {
    who: String,
    pointer: String,
    value: Value,
    field: String,
}

fn script() -> Result<Script, OpsError> {
    let broken = |why: String| OpsError::configuration("demo", format!("the demonstration's file is not right: {why}"));
    let file = shipped::mapping("demo/demo.yaml").ok_or_else(|| broken("it is missing".into()))?;
    let document =
        Document::parse(&file.name, &file.text).map_err(|problems| OpsError::invalid("demo", &file.name, problems))?;
    Script::deserialize(document.value()).map_err(|error| broken(error.to_string()))
}

fn library_name(library: &Library, system: &str) -> Result<String, OpsError> {
    Ok(systems::mapping(library, system)?.name)
}

fn write_workspace(
    folder: &Trial,
    library: &Library,
    script: &Script,
    hr: &Running,
    provider: &Running,
) -> Result<(), OpsError> {
    let mut connection = folder.account(library, &script.connection, &script.connection, provider)?;
    for (name, value) in &script.settings {
        connection["settings"][name] = value.clone();
    }
    let workspace = json!({
        "hr": folder.account(library, "hr", &script.hr, hr)?,
        "connections": { script.connection.as_str(): connection },
    });
    folder.write("crosswalk.yaml", &format!("{workspace:#}\n"))
}

fn export_options(options: &Options, folder: &Trial, script: &Script) -> export::Options {
    export::Options {
        workspace: folder.folder().to_owned(),
        connection: script.connection.clone(),
        choice: ExportChoice {
            selection: Selection::Tab(Tab::All),
            create: Vec::new(),
            entity: Entity::Employee,
            from: None,
            to: None,
            correct: false,
            brakes: Vec::new(),
        },
        dry_run: false,
        show_sensitive: options.show_sensitive,
    }
}

/// The first two creations with their fields, the others without.
fn opening(mut report: ChangeReport) -> ChangeReport {
    let created = report.changes.iter_mut().filter(|change| change.action == Action::Create);
    for change in created.skip(2) {
        change.fields.clear();
        change.notes.clear();
    }
    report
}

/// Without what stayed as it was, and without those held already.
fn short(mut report: ChangeReport) -> ChangeReport {
    report.changes.retain(|change| !matches!(change.action, Action::Nothing | Action::Hold));
    report
}
