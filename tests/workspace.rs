//! A workspace in use: secrets that are not there, links from a file, a scope that cannot hold, a run that is stopped.

// A test that cannot go on stops.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::path::Path;
use std::process::Output;

use crosswalk::engine::Boundary;
use crosswalk::ops::export::{self, ExportChoice};
use crosswalk::ops::report::{ChangeReport, Tab};
use crosswalk::ops::{Face, Selection, Stop, Unattended};
use crosswalk::record::{Action, Outcome};
use crosswalk::sandbox::Sandbox;
use serde_json::Value;

use support::workspace::{Systems, workspace};

const ADA: &str = "65e000000000000000000001";

fn crosswalk(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_crosswalk"));
    command.arg("-C").arg(folder).args(arguments).output().unwrap()
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

fn ada_alone() -> Systems {
    let mut people = Sandbox::sample("people.yaml", include_str!("../mappings/alexishr/people.yaml")).unwrap();
    people["employee"].as_array_mut().unwrap().retain(|employee| employee["id"] == ADA);
    Systems::with(&people)
}

#[test]
fn check_needs_no_secrets_and_doctor_says_which_are_missing() {
    let systems = ada_alone();
    let folder = workspace(&systems, 1);
    std::fs::remove_dir_all(folder.path().join("secrets")).unwrap();
    let checked = crosswalk(folder.path(), &["check", "--deny-warnings"]);
    assert_eq!(checked.status.code(), Some(0), "{}", String::from_utf8_lossy(&checked.stdout));
    let doctor = crosswalk(folder.path(), &["doctor", "--format", "json"]);
    assert_eq!(doctor.status.code(), Some(1));
    let report = json(&doctor);
    let checks = report["checks"].as_array().unwrap();
    for file in ["secrets/hr", "secrets/nmbrs"] {
        let row = checks.iter().find(|row| row["message"].as_str().unwrap().contains(file));
        let row = row.unwrap_or_else(|| panic!("{file}: {report:#}"));
        assert!(row["message"].as_str().unwrap().contains("cannot be read: there is none"), "{row}");
        assert!(row["help"].as_str().unwrap().contains("put the value into"), "{row}");
    }
}

#[test]
fn two_keys_are_enough_to_import_a_link() {
    let systems = ada_alone();
    let folder = workspace(&systems, 1);
    let file = folder.path().join("links.ndjson");
    let import = || {
        crosswalk(folder.path(), &["links", "nmbrs", "--import", file.to_str().unwrap(), "--yes", "--format", "json"])
    };
    std::fs::write(&file, "{\"hr_key\": \"1\", \"provider_key\": \"9\"}\n").unwrap();
    let link = json(&import())["links"][0].clone();
    assert_eq!((&link["hr_key"], &link["provider_key"], &link["by"]), (&"1".into(), &"9".into(), &"hand".into()));
    assert!(link["since"].as_str().unwrap().starts_with("20"), "{link}");
    for wrong in [
        "{\"hr_key\": \"2\", \"provider_key\": \"\"}",
        "{\"hr_key\": \"2\", \"provider_key\": \"8\", \"since\": \"last week\"}",
    ] {
        std::fs::write(&file, format!("{{\"hr_key\": \"3\", \"provider_key\": \"7\"}}\n{wrong}\n")).unwrap();
        let refused = import();
        assert_eq!(refused.status.code(), Some(2), "{wrong}");
        let links = json(&crosswalk(folder.path(), &["links", "nmbrs", "--format", "json"]));
        assert_eq!(links["links"].as_array().unwrap().len(), 1, "nothing was imported");
    }
}

#[test]
fn a_scope_that_compares_text_with_a_number_holds_people_and_shows_no_value() {
    let systems = ada_alone();
    let folder = workspace(&systems, 1);
    let path = folder.path().join("crosswalk.yaml");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, format!("{text}    scope: employee.employeeNumber == 5\n")).unwrap();
    let output = crosswalk(folder.path(), &["export", "nmbrs", "--all", "--dry-run", "--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    let change = json(&output)["changes"][0].clone();
    assert_eq!(change["action"], "hold", "{change:#}");
    assert_eq!(change["issues"][0]["code"], "scope");
    let message = change["issues"][0]["message"].as_str().unwrap();
    assert!(message.contains("`employee.employeeNumber` is a text, and it is compared with a number"), "{message}");
}

#[test]
fn a_run_keeps_the_number_of_its_requests() {
    let systems = ada_alone();
    let folder = workspace(&systems, 1);
    let report = json(&crosswalk(folder.path(), &["export", "nmbrs", "--all", "--yes", "--format", "json"]));
    assert!(report["requests"]["write"].as_u64().unwrap() > 3);
    let shown = json(&crosswalk(folder.path(), &["show", report["run"].as_str().unwrap(), "--format", "json"]));
    assert_eq!(shown["requests"], report["requests"]);
    assert_eq!(shown["summary"], report["summary"]);
}

/// Exports in this process; asks to stop at the first boundary of that name.
fn export_until(folder: &Path, moment: &'static str) -> ChangeReport {
    let options = export::Options {
        workspace: folder.to_owned(),
        connection: "nmbrs".into(),
        choice: ExportChoice::of(Selection::Tab(Tab::All)),
        dry_run: false,
        show_sensitive: false,
    };
    let stop = Stop::new();
    let face = Face { progress: &Unattended, consent: &Unattended, stop: stop.clone() };
    let boundary = Boundary::new(move |what, _| {
        if what == moment {
            stop.stop();
        }
        false
    });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(export::run_until(options, &face, boundary)).unwrap()
}

#[test]
fn who_was_made_before_the_run_was_stopped_is_said_to_be_made() {
    let systems = ada_alone();
    let folder = workspace(&systems, 1);
    let report = export_until(folder.path(), "after a success is written down");
    let change = &report.changes[0];
    assert_eq!((change.action, change.outcome), (Action::Create, Outcome::Skipped), "{change:?}");
    assert!(change.provider_key.is_some() && report.interrupted);
    let issue = &change.issues[0];
    assert_eq!(issue.code, "stopped-midway");
    assert!(issue.message.contains("the person was made; still missing: personal, "), "{}", issue.message);
    assert!(issue.message.ends_with("Run it again: it goes on from here"), "{}", issue.message);

    let report = export_until(folder.path(), "never");
    assert_eq!((report.changes[0].action, report.changes[0].outcome), (Action::Update, Outcome::Done), "{report:?}");
    assert_eq!(systems.provider.state()["employees"].as_array().unwrap().len(), 1);
}

#[test]
fn who_was_not_reached_is_said_to_be_untouched() {
    let systems = ada_alone();
    let folder = workspace(&systems, 1);
    let report = export_until(folder.path(), "before the known keys are written down");
    assert_eq!(report.changes[0].issues[0].code, "stopped");
    assert!(report.changes[0].provider_key.is_none());
    assert_eq!(systems.provider.state()["employees"].as_array().map_or(0, Vec::len), 0);
}
