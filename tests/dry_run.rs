//! What only looks changes nothing: seen from the simulated systems. (That it cannot is a matter of types: only a
//! `WriteClient` takes a `WriteSlot`, and none is made on these ways.)

// A test that cannot go on stops.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::process::Command;

use support::workspace::{Systems, workspace};

#[test]
fn nothing_that_looks_changes_anything() {
    let systems = Systems::start();
    let folder = workspace(&systems, 4);
    let plan = folder.path().join("plan.json");
    let looks: [&[&str]; 6] = [
        &["export", "nmbrs", "--all", "--dry-run"],
        &["export", "nmbrs", "65e000000000000000000001", "--dry-run"],
        &["plan", "nmbrs", "export", "--all", "--out", plan.to_str().unwrap()],
        &["list", "nmbrs"],
        &["doctor"],
        &["settle"],
    ];
    for look in looks {
        let mut command = Command::new(env!("CARGO_BIN_EXE_crosswalk"));
        let output = command.arg("-C").arg(folder.path()).args(look).output().unwrap();
        let code = output.status.code();
        assert!(matches!(code, Some(0 | 1)), "{look:?}: {code:?} {}", String::from_utf8_lossy(&output.stderr));
    }
    for system in [&systems.hr, &systems.provider] {
        let seen = system.requests();
        assert!(!seen.is_empty());
        assert!(seen.iter().all(|seen| !seen.changing));
        assert_eq!(system.changes(), 0);
    }
    let text = std::fs::read_to_string(&plan).unwrap();
    assert!(text.contains("personal.FirstName"));
    for value in ["Ada\"", "Lovelace", "1990-12-10", "NL63ABNA"] {
        assert!(!text.contains(value), "a plan file holds names and hashes, and here is {value}");
    }
}

#[test]
fn a_plan_is_applied_as_approved_and_what_changed_since_is_stale() {
    let systems = Systems::start();
    let folder = workspace(&systems, 4);
    let plan = folder.path().join("plan.json");
    let run = |words: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_crosswalk"));
        let output = command.arg("-C").arg(folder.path()).args(words).args(["--format", "json"]).output().unwrap();
        serde_json::from_slice::<serde_json::Value>(&output.stdout).unwrap()
    };
    let keys = ["65e000000000000000000001", "65e000000000000000000002"];
    let path = plan.to_str().unwrap();
    run(&["plan", "nmbrs", "export", keys[0], keys[1], "--out", path]);
    systems.hr.edit("/employee/0/firstName", "Augusta".into()).unwrap();
    let report = run(&["apply", path]);
    assert_eq!(report["summary"]["stale"], 1, "{report}");
    let done = report["changes"].as_array().unwrap().iter().filter(|change| change["outcome"] == "done").count();
    assert_eq!(done, 1, "{report}");
    assert_eq!(systems.provider.state()["employees"].as_array().unwrap().len(), 1);
}

#[test]
fn an_unlinked_pair_is_remembered() {
    let systems = Systems::start();
    let folder = workspace(&systems, 4);
    let run = |words: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_crosswalk"));
        let output = command.arg("-C").arg(folder.path()).args(words).args(["--format", "json"]).output().unwrap();
        serde_json::from_slice::<serde_json::Value>(&output.stdout).unwrap()
    };
    let key = "65e000000000000000000001";
    let made = run(&["export", "nmbrs", key, "--yes"]);
    assert_eq!(made["summary"]["create"], 1, "{made}");
    run(&["unlink", "nmbrs", key]);
    let change = |report: &serde_json::Value| {
        let changes = report["changes"].as_array().unwrap();
        changes.iter().find(|change| change["hr_key"] == key).unwrap().clone()
    };
    let all = change(&run(&["export", "nmbrs", "--all", "--yes"]));
    assert_eq!(all["outcome"], "skipped", "{all}");
    let named = change(&run(&["export", "nmbrs", key, "--yes"]));
    assert_eq!(
        (&named["action"], &named["issues"][0]["code"]),
        (&"hold".into(), &"unlinked-by-hand".into()),
        "{named}"
    );
    let provider_key = made["changes"][0]["provider_key"].as_str().unwrap().to_owned();
    run(&["match", "nmbrs", key, &provider_key]);
    let again = change(&run(&["export", "nmbrs", key, "--yes"]));
    assert_eq!(again["situation"], "confirmed", "{again}");
}
