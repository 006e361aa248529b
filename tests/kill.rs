//! A run cut short at any boundary and run again ends where an undisturbed one ends, with nobody twice.

// A test that cannot go on stops.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::collections::HashSet;
use std::path::Path;
use std::sync::{Arc, Mutex};

use crosswalk::engine::Boundary;
use crosswalk::ops::export::{self, ExportChoice};
use crosswalk::ops::report::Tab;
use crosswalk::ops::{Face, Selection, Stop, Unattended};
use crosswalk::sandbox::{Running, Sandbox};
use serde_json::Value;

use support::workspace::{Systems, workspace};

fn options(folder: &Path) -> export::Options {
    export::Options {
        workspace: folder.to_owned(),
        connection: "nmbrs".into(),
        choice: ExportChoice::of(Selection::Tab(Tab::All)),
        dry_run: false,
        show_sensitive: false,
    }
}

/// Exports; true when it was cut short.
async fn export(folder: &Path, boundary: Boundary) -> bool {
    let face = Face { progress: &Unattended, consent: &Unattended, stop: Stop::new() };
    match export::run_until(options(folder), &face, boundary).await {
        Ok(report) => {
            assert_eq!(report.summary.failed + report.summary.in_doubt + report.summary.stale, 0, "{report:?}");
            false
        }
        Err(error) if error.code == "cut-short" => true,
        Err(error) => panic!("{error:?}"),
    }
}

/// The employees' numbers, to see that nobody is there twice.
fn people(provider: &Running) -> usize {
    provider.state()["employees"].as_array().map_or(0, Vec::len)
}

fn undisturbed() -> (Value, usize) {
    let systems = Systems::start();
    let folder = workspace(&systems, 1);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    assert!(!runtime.block_on(export(folder.path(), Boundary::none())));
    (systems.provider.state_normalised(), people(&systems.provider))
}

/// The moments between which nothing lasting happens are one: what stands after a step was written down is what stands
/// before its request leaves.
const MOMENTS: [&str; 6] = [
    "before the known keys are written down",
    "before a step is written down",
    "before a request leaves",
    "after an answer came",
    "before an outcome is written down",
    "after an outcome is written down",
];

/// Cuts at every boundary that `mine` takes, each once, one run after the other, until a run goes through.
fn cut_at_every_boundary(mine: impl Fn(&str, &str) -> bool + Send + Sync + Clone + 'static) -> (Value, usize, usize) {
    let systems = Systems::start();
    let folder = workspace(&systems, 1);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let cut: Arc<Mutex<HashSet<String>>> = Arc::default();
    loop {
        let (seen, mine) = (Arc::clone(&cut), mine.clone());
        let boundary =
            Boundary::new(move |what, whom| mine(what, whom) && seen.lock().unwrap().insert(format!("{what} {whom}")));
        if !runtime.block_on(export(folder.path(), boundary)) {
            break;
        }
    }
    let cuts = cut.lock().unwrap().len();
    (systems.provider.state_normalised(), people(&systems.provider), cuts)
}

#[test]
fn thirty_people_cut_at_every_boundary_end_as_undisturbed() {
    let halves: Vec<_> = (0..2)
        .map(|half| {
            std::thread::spawn(move || {
                cut_at_every_boundary(move |what, whom| {
                    MOMENTS.contains(&what) && (what.len() + whom.bytes().map(usize::from).sum::<usize>()) % 2 == half
                })
            })
        })
        .collect();
    let (expected, count) = undisturbed();
    let mut cuts = 0;
    for half in halves {
        let (state, people, half_cuts) = half.join().unwrap();
        assert_eq!(people, count, "somebody is there twice, or not at all");
        assert_eq!(state, expected);
        cuts += half_cuts;
    }
    println!("cut at {cuts} boundaries, {count} people made");
    assert!(cuts > 15 * count, "{cuts} boundaries for {count} people");
}

/// Three of the sample people; two of them share first and last name.
fn three() -> Value {
    let mut people = Sandbox::sample("people.yaml", include_str!("../mappings/alexishr/people.yaml")).unwrap();
    let chosen = ["65e000000000000000000001", "65e000000000000000000008", "65e000000000000000000009"];
    let employees = people["employee"].as_array_mut().unwrap();
    employees.retain(|employee| chosen.contains(&employee["id"].as_str().unwrap_or_default()));
    assert_eq!(employees.len(), 3);
    people
}

/// Runs the program; the file names the boundaries at which it was killed, each once. True when it went through.
fn program(folder: &Path, kills: Option<&Path>) -> bool {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_crosswalk"));
    command.arg("-C").arg(folder).args(["export", "nmbrs", "--all", "--yes", "--format", "json"]);
    if let Some(kills) = kills {
        command.env("CROSSWALK_KILL_AT", kills);
    }
    let output = command.output().unwrap();
    match output.status.code() {
        Some(0 | 1) => true,
        None => false,
        Some(code) => panic!("{code}: {}", String::from_utf8_lossy(&output.stdout)),
    }
}

#[test]
fn three_people_killed_at_every_boundary_end_as_undisturbed() {
    let calm = Systems::with(&three());
    let folder = workspace(&calm, 1);
    assert!(program(folder.path(), None));
    let systems = Systems::with(&three());
    let folder = workspace(&systems, 1);
    let kills = folder.path().join("kills");
    let mut killed = 0;
    while !program(folder.path(), Some(&kills)) {
        killed += 1;
    }
    println!("killed {killed} times by SIGKILL");
    assert!(killed > 45, "{killed}");
    assert_eq!(people(&calm.provider), 3);
    assert_eq!(people(&systems.provider), 3, "somebody is there twice, or not at all");
    assert_eq!(systems.provider.state_normalised(), calm.provider.state_normalised());
}
