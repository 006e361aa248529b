//! `exchange`: an export over real HTTP between two simulated systems, until there is nothing left to send.

use serde_json::json;

use super::System;
use super::differences::{Differences, How};
use super::spec::{CaseFile, CaseSpec, ExchangeCase, PersonSpec};
use super::stand::{CONNECTION, Opened, Stand};
use crate::ops::export::{self, ExportChoice};
use crate::ops::report::{Change, ChangeReport, Tab};
use crate::ops::trial::Trial;
use crate::ops::{Face, OpsError, Selection, Unattended};
use crate::record::{Key, Outcome, Pointer, Situation};
use crate::sandbox::{Faults, Running};

pub(super) async fn run(
    system: &System,
    file: &CaseFile,
    spec: &CaseSpec,
    case: &ExchangeCase,
    at: &Pointer,
    face: &Face<'_>,
) -> Differences {
    let mut differences = Differences::default();
    if let Err(error) = through(system, file, spec, case, at, face, &mut differences).await {
        let help = error.help.map(|help| format!(" ({help})")).unwrap_or_default();
        differences.say(at, format!("{}{help}", error.message));
    }
    differences
}

async fn through(
    system: &System,
    file: &CaseFile,
    spec: &CaseSpec,
    case: &ExchangeCase,
    at: &Pointer,
    face: &Face<'_>,
    differences: &mut Differences,
) -> Result<(), OpsError> {
    let stand = Stand {
        hr: &case.hr,
        hr_settings: &case.hr_settings,
        people: case.people.as_ref(),
        state: case.state.as_ref(),
        links: &case.links,
        scope: case.scope.as_deref(),
        limits: case.limits.as_ref(),
    };
    let Opened { trial, twin, hr: _hr } = stand.open(system, file, spec, face).await?;
    twin.set_faults(case.faults.clone().unwrap_or_default());
    let first = export(&trial, case, face).await?;
    let sent = changing(&twin);
    twin.set_faults(Faults::default());
    let expect = at.key("expect");
    if let Some(wanted) = &case.expect.changes {
        changes(differences, &expect.key("changes"), wanted, &first);
    }
    if let Some(wanted) = &case.expect.sends {
        differences.value(&expect.key("sends"), "sends", &json!(wanted), Some(&json!(sent)), How::Exactly);
    }
    if let Some(wanted) = &case.expect.resumes {
        twin.forget_requests();
        export(&trial, case, face).await?;
        let resumed = json!(changing(&twin));
        differences.value(&expect.key("resumes"), "resumes", &json!(wanted), Some(&resumed), How::Exactly);
    }
    if let Some(wanted) = &case.expect.state {
        differences.value(&expect.key("state"), "state", wanted, Some(&twin.state()), How::AtLeast);
    }
    if case.expect.settled {
        twin.forget_requests();
        let last = export(&trial, case, face).await?;
        let again = changing(&twin);
        if !again.is_empty() || last.requests.write > 0 {
            let text = format!("one more run sent what can change something: {}", again.join(", "));
            differences.say(&expect.key("settled"), text);
        }
    }
    Ok(())
}

async fn export(trial: &Trial, case: &ExchangeCase, face: &Face<'_>) -> Result<ChangeReport, OpsError> {
    let brake = |text: &String| {
        text.parse().map_err(|why: &str| OpsError::configuration("case", format!("brake {text}: {why}")))
    };
    let keys = |keys: &[String]| keys.iter().map(Key::new).collect::<Vec<_>>();
    let options = export::Options {
        workspace: trial.folder().to_owned(),
        connection: CONNECTION.to_owned(),
        choice: ExportChoice {
            create: keys(&case.create),
            brakes: case.brakes.iter().map(brake).collect::<Result<_, _>>()?,
            ..ExportChoice::of(
                case.choose.as_deref().map_or(Selection::Tab(Tab::All), |chosen| Selection::Keys(keys(chosen))),
            )
        },
        dry_run: false,
        show_sensitive: true,
    };
    let quiet = Face { progress: &Unattended, consent: &Unattended, stop: face.stop.clone() };
    Box::pin(export::run(options, &quiet)).await
}

/// The requests that can change something, in the order in which they came in.
pub(super) fn changing(twin: &Running) -> Vec<String> {
    let all = twin.requests().into_iter().filter(|seen| seen.changing);
    all.map(|seen| seen.operation.unwrap_or_else(|| format!("{} {}", seen.method, seen.path))).collect()
}

fn changes(differences: &mut Differences, at: &Pointer, expected: &[PersonSpec], report: &ChangeReport) {
    let key = |change: &Change| change.hr_key.as_ref().map_or_else(|| "nobody".to_owned(), ToString::to_string);
    for index in 0..expected.len().max(report.changes.len()) {
        let at = at.item(index);
        match (expected.get(index), report.changes.get(index)) {
            (Some(wanted), Some(came)) if wanted.key == key(came) => person(differences, &at, wanted, came),
            (Some(wanted), Some(came)) => {
                differences.say(&at, format!("person {}: expected {}, {} came", index + 1, wanted.key, key(came)));
            }
            (Some(wanted), None) => {
                differences.say(&at, format!("person {}: expected {}, nobody came", index + 1, wanted.key));
            }
            (None, Some(came)) => {
                let text = format!("person {}: nobody expected, {} came: {}", index + 1, key(came), came.action);
                differences.say(&at, text);
            }
            (None, None) => {}
        }
    }
}

fn person(differences: &mut Differences, at: &Pointer, wanted: &PersonSpec, came: &Change) {
    let mut word = |key: &str, wanted: Option<&str>, there: &str| {
        if let Some(wanted) = wanted.filter(|wanted| *wanted != there) {
            let why: Vec<&str> = came.issues.iter().map(|issue| issue.message.as_str()).collect();
            let why = if why.is_empty() { String::new() } else { format!(" ({})", why.join("; ")) };
            differences.say(&at.key(key), format!("{key}: expected {wanted}, {there} came{why}"));
        }
    };
    word("situation", wanted.situation.map(Situation::as_str), came.situation.as_str());
    word("action", Some(wanted.action.as_str()), came.action.as_str());
    word("outcome", wanted.outcome.map(Outcome::as_str), came.outcome.as_str());
    if let Some(fields) = &wanted.fields {
        let there: Vec<&str> = came.fields.iter().filter_map(|field| field.path.as_deref()).collect();
        differences.value(&at.key("fields"), "fields", &json!(fields), Some(&json!(there)), How::Exactly);
    }
    if let Some(issues) = &wanted.issues {
        differences.issues(&at.key("issues"), "issue", issues, &came.issues);
    }
}
