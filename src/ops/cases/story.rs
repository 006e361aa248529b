//! `story`: several steps over real HTTP between two simulated systems, both ways.

use serde_json::{Value, json};

use super::System;
use super::differences::{Differences, How};
use super::exchange::changing;
use super::row::rows;
use super::spec::{CaseFile, CaseSpec, ExportStep, ImportStep, LeaveStep, StepSpec, StoryCase, TabWord};
use super::stand::{CONNECTION, Stand};
use crate::ops::export::{self, Entity, ExportChoice};
use crate::ops::import::{self, ImportChoice};
use crate::ops::list;
use crate::ops::report::{Change, Tab};
use crate::ops::trial::Trial;
use crate::ops::{Brake, Face, OpsError, Selection, Unattended, matching, settle, unlink};
use crate::record::{Direction, Key, Outcome, Pointer};
use crate::sandbox::{Faults, Running};

pub(super) async fn run(
    system: &System,
    file: &CaseFile,
    spec: &CaseSpec,
    case: &StoryCase,
    at: &Pointer,
    face: &Face<'_>,
) -> Differences {
    let mut differences = Differences::default();
    let stand = Stand {
        hr: &case.hr,
        hr_settings: &case.hr_settings,
        people: case.people.as_ref(),
        state: case.state.as_ref(),
        links: &case.links,
        scope: case.scope.as_deref(),
        limits: case.limits.as_ref(),
    };
    let opened = match stand.open(system, file, spec, face).await {
        Ok(opened) => opened,
        Err(error) => {
            differences.say(at, error.message);
            return differences;
        }
    };
    for (number, step) in case.steps.iter().enumerate() {
        let at = at.key("steps").item(number);
        opened.twin.forget_requests();
        opened.hr.forget_requests();
        opened.twin.set_faults(step.faults.clone().unwrap_or_default());
        opened.hr.set_faults(step.hr_faults.clone().unwrap_or_default());
        let came = one(&opened.trial, &opened.hr, &opened.twin, step, face).await;
        opened.twin.set_faults(Faults::default());
        opened.hr.set_faults(Faults::default());
        let expect = at.key("expect");
        match (came, &step.expect.refused) {
            (Err(error), None) => {
                let help = error.help.map(|help| format!(" ({help})")).unwrap_or_default();
                differences.say(&at, format!("step {}: {}{help}", number + 1, error.message));
                return differences;
            }
            (Err(error), Some(says)) if error.message.contains(says.as_str()) => {}
            (Err(error), Some(says)) => {
                differences.say(&expect.key("refused"), format!("expected «{says}», {} came", error.message));
            }
            (Ok(_), Some(says)) => {
                differences.say(&expect.key("refused"), format!("expected «{says}», it went through"));
            }
            (Ok(came), None) => {
                if let Some(wanted) = &step.expect.changes {
                    rows(&mut differences, &expect.key("changes"), wanted, &came, true);
                }
                if let Some(wanted) = &step.expect.among {
                    rows(&mut differences, &expect.key("among"), wanted, &came, false);
                }
            }
        }
        if let Some(wanted) = &step.expect.sends {
            let mut sent = changing(&opened.hr);
            sent.extend(changing(&opened.twin));
            differences.value(&expect.key("sends"), "sends", &json!(wanted), Some(&json!(sent)), How::Exactly);
        }
        for (key, wanted, twin) in
            [("state", &step.expect.state, &opened.twin), ("hr_state", &step.expect.hr_state, &opened.hr)]
        {
            if let Some(wanted) = wanted {
                differences.value(&expect.key(key), key, wanted, Some(&twin.state()), How::AtLeast);
            }
        }
    }
    differences
}

async fn one(
    trial: &Trial,
    hr: &Running,
    twin: &Running,
    step: &StepSpec,
    face: &Face<'_>,
) -> Result<Vec<Change>, OpsError> {
    let quiet = Face { progress: &Unattended, consent: &Unattended, stop: face.stop.clone() };
    let (workspace, connection) = (trial.folder().to_owned(), CONNECTION.to_owned());
    if let Some(step) = &step.export {
        return export(trial, step, &quiet).await;
    }
    if let Some(step) = &step.import {
        return import(trial, step, &quiet).await;
    }
    if let Some(step) = &step.leave {
        return leave(trial, step, &quiet).await;
    }
    if step.settle == Some(true) {
        let options = settle::Options { workspace: workspace.clone(), connection: Some(connection.clone()) };
        Box::pin(settle::run(options, &quiet)).await?;
    }
    if let Some(step) = &step.list {
        let direction = if step.import { Direction::Import } else { Direction::Export };
        let tab = tab(step.tab);
        let options = list::Options { workspace, connection, direction, tab, show_sensitive: true, others: false };
        let report = Box::pin(list::run(options, &quiet)).await?;
        return Ok(report.rows.into_iter().map(shown).collect());
    }
    for (hr_key, provider_key) in step.matching.iter().flatten() {
        let (hr_key, provider_key) = (Key::new(hr_key), Key::new(provider_key));
        let (workspace, connection) = (workspace.clone(), connection.clone());
        let options = matching::Options { workspace, connection, hr_key, provider_key };
        Box::pin(matching::run(options, &quiet)).await?;
    }
    if let Some(keys) = &step.unlink {
        let hr_keys = keys.iter().map(Key::new).collect();
        unlink::run(unlink::Options { workspace, connection, hr_keys }, &quiet).await?;
    }
    let broken = |why: String| OpsError::configuration("case", why);
    for (pointer, value) in step.edit_hr.iter().flatten() {
        hr.edit(pointer, value.clone()).map_err(broken)?;
    }
    for (pointer, value) in step.edit.iter().flatten() {
        twin.edit(pointer, value.clone()).map_err(broken)?;
    }
    Ok(Vec::new())
}

async fn export(trial: &Trial, step: &ExportStep, face: &Face<'_>) -> Result<Vec<Change>, OpsError> {
    let options = export::Options {
        workspace: trial.folder().to_owned(),
        connection: CONNECTION.to_owned(),
        choice: ExportChoice {
            create: named(&step.create),
            brakes: brakes(&step.brakes)?,
            ..ExportChoice::of(
                step.choose.as_deref().map_or(Selection::Tab(Tab::All), |keys| Selection::Keys(named(keys))),
            )
        },
        dry_run: step.dry_run,
        show_sensitive: true,
    };
    Ok(Box::pin(export::run(options, face)).await?.changes)
}

async fn leave(trial: &Trial, step: &LeaveStep, face: &Face<'_>) -> Result<Vec<Change>, OpsError> {
    let options = export::Options {
        workspace: trial.folder().to_owned(),
        connection: CONNECTION.to_owned(),
        choice: ExportChoice {
            selection: match &step.choose {
                Some(keys) => Selection::Keys(named(keys)),
                None => Selection::Tab(tab(step.tab)),
            },
            create: Vec::new(),
            entity: Entity::Leave,
            from: Some(step.from),
            to: Some(step.to),
            correct: step.correct,
            brakes: Vec::new(),
        },
        dry_run: step.dry_run,
        show_sensitive: true,
    };
    Ok(Box::pin(export::run(options, face)).await?.changes)
}

async fn import(trial: &Trial, step: &ImportStep, face: &Face<'_>) -> Result<Vec<Change>, OpsError> {
    let by_row = !step.decisions.is_empty() || !step.matches.is_empty() || !step.create.is_empty();
    let selection = match (&step.choose, step.tab) {
        (Some(keys), _) => Some(Selection::Keys(named(keys))),
        (None, None) if by_row => None,
        (None, word) => Some(Selection::Tab(tab(word))),
    };
    let mut decisions = None;
    if !step.decisions.is_empty() {
        let lines: Vec<String> = step.decisions.iter().map(Value::to_string).collect();
        trial.write("decisions.ndjson", &lines.join("\n"))?;
        decisions = Some(trial.folder().join("decisions.ndjson"));
    }
    let options = import::Options {
        workspace: trial.folder().to_owned(),
        connection: CONNECTION.to_owned(),
        choice: ImportChoice {
            selection,
            action: step.action,
            matches: step.matches.iter().map(|(from, to)| (Key::new(from), Key::new(to))).collect(),
            create: named(&step.create),
            decisions,
            decided: Vec::new(),
            brakes: brakes(&step.brakes)?,
        },
        dry_run: step.dry_run,
        show_sensitive: true,
    };
    Ok(Box::pin(import::run(options, face)).await?.changes)
}

fn tab(word: Option<TabWord>) -> Tab {
    match word {
        Some(TabWord::Unlinked) => Tab::Unlinked,
        Some(TabWord::Linked) => Tab::Linked,
        Some(TabWord::All) | None => Tab::All,
    }
}

fn named(keys: &[String]) -> Vec<Key> {
    keys.iter().map(Key::new).collect()
}

fn brakes(texts: &[String]) -> Result<Vec<Brake>, OpsError> {
    let one = |text: &String| {
        text.parse().map_err(|why: &str| OpsError::configuration("case", format!("brake {text}: {why}")))
    };
    texts.iter().map(one).collect()
}

/// A row of a screen, put side by side like a change.
fn shown(row: crate::ops::report::ListRow) -> Change {
    Change {
        hr_key: row.hr_key,
        provider_key: row.provider_key,
        name: row.name,
        about: row.about,
        situation: row.situation,
        action: row.action,
        choice: None,
        outcome: Outcome::Planned,
        missing: row.missing,
        fields: row.fields,
        issues: row.issues,
        candidates: row.candidates,
        notes: row.notes,
    }
}
