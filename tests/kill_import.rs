//! An import cut short at any boundary and run again ends where an undisturbed one ends, with nobody twice in HR.

// A test that cannot go on stops.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::HashSet;
use std::path::Path;
use std::sync::{Arc, Mutex};

use crosswalk::engine::Boundary;
use crosswalk::ops::import::{self, ImportChoice};
use crosswalk::ops::report::Tab;
use crosswalk::ops::{Face, Selection, Stop, Unattended};
use crosswalk::record::Choice;
use crosswalk::sandbox::{Options, Running, Sandbox, Twin};
use serde_json::Value;
use tempfile::TempDir;

/// People who are only at the provider: one without a payroll agreement, one paid by the hour.
const NEW: [&str; 4] = ["4109", "4111", "4112", "4115"];

struct Systems {
    hr: Running,
    provider: Running,
}

impl Systems {
    fn start() -> Self {
        let twin = |text: &str| Twin::compile("twin.yaml", text).unwrap();
        let people = Sandbox::sample("people.yaml", include_str!("../mappings/kleer/people.yaml")).unwrap();
        let nobody = serde_json::json!({ "employee": [], "employment": [], "compensation": [] });
        let (hr, provider) =
            (include_str!("../mappings/alexishr/twin.yaml"), include_str!("../mappings/kleer/twin.yaml"));
        Self {
            hr: Sandbox::start(twin(hr), &nobody, Options::default()).unwrap(),
            provider: Sandbox::start(twin(provider), &people, Options::default()).unwrap(),
        }
    }

    fn workspace(&self) -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        std::fs::create_dir_all(path.join("secrets")).unwrap();
        let secret = |running: &Running, name: &str| {
            std::fs::write(path.join("secrets").join(name), running.settings()["token"].as_str().unwrap()).unwrap();
        };
        secret(&self.hr, "hr");
        secret(&self.provider, "kleer");
        let limits = "concurrent: 1, per_second: 10000, settle_after: 10ms";
        let text = format!(
            "hr:\n  system: alexishr\n  base_url: {}\n  settings: {{ token: {{ file: secrets/hr }}, \
             employment_type_id: 5f0000000000000000000101, country: SE, currency: SEK }}\nconnections:\n  kleer:\n    \
             system: kleer\n    base_url: {}\n    limits: {{ {limits} }}\n    settings: {{ company_id: 1234, token: {{ \
             file: secrets/kleer }}, currency: SEK }}\n",
            self.hr.base_url(),
            self.provider.base_url()
        );
        std::fs::write(path.join("crosswalk.yaml"), text).unwrap();
        folder
    }

    fn employees(&self) -> usize {
        self.hr.state()["employee"].as_array().map_or(0, Vec::len)
    }
}

/// Imports; true when it was cut short.
async fn import(folder: &Path, choice: ImportChoice, boundary: Boundary) -> bool {
    let face = Face { progress: &Unattended, consent: &Unattended, stop: Stop::new() };
    let options = import::Options {
        workspace: folder.to_owned(),
        connection: "kleer".into(),
        choice,
        dry_run: false,
        show_sensitive: false,
    };
    match import::run_until(options, &face, boundary).await {
        Ok(report) => {
            let summary = &report.summary;
            assert_eq!(summary.failed + summary.in_doubt + summary.stale, 0, "{report:?}");
            false
        }
        Err(error) if error.code == "cut-short" => true,
        Err(error) => panic!("{error:?}"),
    }
}

fn create() -> ImportChoice {
    let keys = NEW.iter().map(|key| (*key).into()).collect();
    ImportChoice { selection: Some(Selection::Keys(keys)), action: Some(Choice::Create), ..ImportChoice::default() }
}

/// What finishes creations that were cut short.
fn finish() -> ImportChoice {
    ImportChoice {
        selection: Some(Selection::Tab(Tab::Linked)),
        action: Some(Choice::PreferProvider),
        brakes: vec!["update=none".parse().unwrap()],
        ..ImportChoice::default()
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

fn undisturbed() -> (Value, usize) {
    let systems = Systems::start();
    let folder = systems.workspace();
    let runtime = runtime();
    assert!(!runtime.block_on(import(folder.path(), create(), Boundary::none())));
    let made = systems.hr.changes();
    assert!(!runtime.block_on(import(folder.path(), finish(), Boundary::none())));
    assert_eq!(systems.hr.changes(), made, "an import of what was just created changes something");
    (systems.hr.state_normalised(), systems.employees())
}

#[test]
fn people_created_in_hr_and_cut_at_every_boundary_end_as_undisturbed() {
    let (expected, count) = undisturbed();
    assert_eq!(count, NEW.len());
    let systems = Systems::start();
    let folder = systems.workspace();
    let runtime = runtime();
    let cut: Arc<Mutex<HashSet<String>>> = Arc::default();
    for choice in [create(), finish()] {
        loop {
            let seen = Arc::clone(&cut);
            let boundary = Boundary::new(move |what, whom| seen.lock().unwrap().insert(format!("{what} {whom}")));
            if !runtime.block_on(import(folder.path(), choice.clone(), boundary)) {
                break;
            }
        }
    }
    let cuts = cut.lock().unwrap().len();
    println!("cut at {cuts} boundaries, {count} people made");
    assert!(cuts > 8 * count, "{cuts} boundaries for {count} people");
    assert_eq!(systems.employees(), count, "somebody is there twice, or not at all");
    assert_eq!(systems.hr.state_normalised(), expected);
}
