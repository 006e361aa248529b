//! A run cut short at any boundary and run again ends where an undisturbed one ends, with nobody twice.

mod support;

use std::collections::HashSet;
use std::path::Path;
use std::sync::{Arc, Mutex};

use crosswalk::engine::Boundary;
use crosswalk::ops::export::{self, Entity, ExportChoice};
use crosswalk::ops::report::Tab;
use crosswalk::ops::{Face, Selection, Stop, Unattended};
use crosswalk::sandbox::Running;
use serde_json::Value;

use support::workspace::{Systems, workspace};

fn options(folder: &Path) -> export::Options {
    export::Options {
        workspace: folder.to_owned(),
        connection: "nmbrs".into(),
        choice: ExportChoice {
            selection: Selection::Tab(Tab::All),
            create: Vec::new(),
            entity: Entity::Employee,
            from: None,
            to: None,
            brakes: Vec::new(),
        },
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
                    (what.len() + whom.bytes().map(usize::from).sum::<usize>()) % 2 == half
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
    assert!(cuts > 20 * count, "{cuts} boundaries for {count} people");
}
