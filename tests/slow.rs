//! A provider that is slower than anybody waits: nobody stays there twice unseen.

// A test that cannot go on stops.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::path::Path;
use std::time::{Duration, Instant};

use crosswalk::sandbox::{Faults, Running, Sandbox};
use serde_json::{Value, json};

use support::workspace::{Systems, limited};

const ADA: &str = "65e000000000000000000001";

fn systems() -> Systems {
    let mut people = Sandbox::sample("people.yaml", include_str!("../mappings/alexishr/people.yaml")).unwrap();
    people["employee"].as_array_mut().unwrap().retain(|employee| employee["id"] == ADA);
    Systems::with(&people)
}

fn fault(systems: &Systems, fault: &str) {
    let faults = format!("faults: [{{ on: EmployeeService/Employee_Insert, nth: 1, {fault} }}]");
    systems.provider.set_faults(Faults::compile("faults.yaml", &faults).unwrap());
}

fn export(folder: &Path, more: &[&str]) -> (i32, Value) {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_crosswalk"));
    command.arg("-C").arg(folder).args(["export", "nmbrs", "--all", "--yes", "--format", "json"]).args(more);
    let output = command.output().unwrap();
    let report = serde_json::from_slice(&output.stdout).unwrap_or(Value::Null);
    (output.status.code().unwrap(), report)
}

fn people(provider: &Running) -> usize {
    provider.state()["employees"].as_array().map_or(0, Vec::len)
}

fn until_there_are(count: usize, provider: &Running) {
    let begun = Instant::now();
    while people(provider) < count {
        assert!(begun.elapsed() < Duration::from_secs(30), "the slow request never ended");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// The create times out, is settled as not done after the patience, is sent again, and then the first one is carried
/// out after all.
#[test]
fn a_second_person_made_too_late_is_told() {
    let systems = systems();
    let folder = limited(&systems, "timeout: 500ms, settle_after: 1500ms");
    fault(&systems, "slow: 6s");
    let (code, report) = export(folder.path(), &[]);
    assert_eq!((code, &report["changes"][0]["outcome"]), (1, &json!("in-doubt")), "{report:#}");
    let begun = Instant::now();
    let (code, report) = export(folder.path(), &[]);
    assert_eq!((code, &report["changes"][0]["outcome"]), (0, &json!("done")), "{report:#}");
    assert!(begun.elapsed() > Duration::from_millis(500), "nobody waited");
    assert_eq!(people(&systems.provider), 1);

    until_there_are(2, &systems.provider);
    for more in [&[][..], &["--dry-run"]] {
        let (code, report) = export(folder.path(), more);
        let change = &report["changes"][0];
        assert_eq!((code, &change["action"], &change["outcome"]), (1, &json!("nothing"), &json!("done")), "{report:#}");
        assert_eq!(change["issues"][0]["code"], "look-alike");
        assert_eq!(change["candidates"].as_array().unwrap().len(), 1);
        assert_eq!(report["requests"]["write"], 0);
    }
    let shown = std::process::Command::new(env!("CARGO_BIN_EXE_crosswalk"))
        .arg("-C")
        .arg(folder.path())
        .args(["export", "nmbrs", "--all", "--dry-run"])
        .output()
        .unwrap();
    let shown = String::from_utf8_lossy(&shown.stdout).into_owned();
    assert!(shown.contains("there a second time") && !shown.contains("both sides agree"), "{shown}");

    // Both are real people: said once, and not told again.
    let (_, report) = export(folder.path(), &["--dry-run"]);
    let pair = json!({"hr_key": ADA, "provider_key": report["changes"][0]["candidates"][0]["key"], "unlinked": true});
    let file = folder.path().join("both-are-real.ndjson");
    std::fs::write(&file, pair.to_string()).unwrap();
    let imported = std::process::Command::new(env!("CARGO_BIN_EXE_crosswalk"))
        .arg("-C")
        .arg(folder.path())
        .args(["links", "nmbrs", "--yes", "--import"])
        .arg(&file)
        .output()
        .unwrap();
    assert!(imported.status.success(), "{}", String::from_utf8_lossy(&imported.stderr));
    let (code, report) = export(folder.path(), &[]);
    assert_eq!((code, report["changes"][0]["issues"].as_array().unwrap().len()), (0, 0), "{report:#}");
}

/// As above, but nobody was created again before the first one came: then nobody is.
#[test]
fn who_came_too_late_holds_another_creation() {
    let systems = systems();
    let folder = limited(&systems, "timeout: 500ms, settle_after: 600ms");
    fault(&systems, "slow: 4s");
    assert_eq!(export(folder.path(), &[]).0, 1);
    std::thread::sleep(Duration::from_millis(200));
    let settled = std::process::Command::new(env!("CARGO_BIN_EXE_crosswalk"))
        .arg("-C")
        .arg(folder.path())
        .args(["settle", "--format", "json"])
        .output()
        .unwrap();
    let settled: Value = serde_json::from_slice(&settled.stdout).unwrap();
    assert_eq!(settled["settled"][0]["result"], "absent", "{settled:#}");
    until_there_are(1, &systems.provider);
    let (code, report) = export(folder.path(), &[]);
    assert_eq!((code, &report["changes"][0]["action"]), (1, &json!("hold")), "{report:#}");
    assert_eq!(report["changes"][0]["issues"][0]["code"], "candidate-found");
    assert_eq!(people(&systems.provider), 1);
}

/// What is there at the first look is taken as found: nobody waits for ten minutes.
#[test]
fn who_is_found_at_once_is_not_waited_for() {
    let systems = systems();
    let folder = limited(&systems, "timeout: 500ms");
    fault(&systems, "drop: after");
    assert_eq!(export(folder.path(), &[]).0, 1);
    let begun = Instant::now();
    let (code, report) = export(folder.path(), &[]);
    assert_eq!((code, &report["changes"][0]["action"]), (0, &json!("update")), "{report:#}");
    assert!(begun.elapsed() < Duration::from_secs(20));
    assert_eq!(people(&systems.provider), 1);
}

/// A time-out made shorter does not make us less patient: Ctrl-C and a service manager's signal end the waiting with a report, and nothing was sent.
#[cfg(unix)]
#[test]
fn a_short_timeout_does_not_shorten_the_patience_and_waiting_can_be_stopped() {
    let systems = systems();
    let folder = limited(&systems, "timeout: 300ms");
    fault(&systems, "drop: before");
    assert_eq!(export(folder.path(), &[]).0, 1);
    for signal in ["-INT", "-TERM"] {
        let mut waiting = std::process::Command::new(env!("CARGO_BIN_EXE_crosswalk"));
        waiting.arg("-C").arg(folder.path()).args(["export", "nmbrs", "--all", "--yes", "--format", "json"]);
        waiting.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::null());
        let mut waiting = waiting.spawn().unwrap();
        std::thread::sleep(Duration::from_secs(4));
        assert_eq!(waiting.try_wait().unwrap(), None, "it did not wait");
        let kill = std::process::Command::new("kill").args([signal, &waiting.id().to_string()]).status().unwrap();
        assert!(kill.success());
        let ended = waiting.wait_with_output().unwrap();
        assert_eq!(ended.status.code(), Some(130), "{signal}");
        let report: Value = serde_json::from_slice(&ended.stdout).unwrap();
        assert!(report["changes"].is_array() || report["error"]["code"] == "interrupted", "{report:#}");
        assert_eq!(people(&systems.provider), 0);
        let runs = std::process::Command::new(env!("CARGO_BIN_EXE_crosswalk"))
            .arg("-C")
            .arg(folder.path())
            .args(["runs", "--format", "json"])
            .output()
            .unwrap();
        let runs: Value = serde_json::from_slice(&runs.stdout).unwrap();
        assert_eq!(runs["runs"][0]["state"], "stopped", "{signal} {runs:#}");
    }
}

/// Two connections to one account would each create the same people: the second waits, and so does who looks what a run
/// would do.
#[test]
fn two_connections_to_one_account_do_not_work_at_once() {
    let systems = systems();
    let folder = limited(&systems, "settle_after: 10ms");
    let file = folder.path().join("crosswalk.yaml");
    let text = std::fs::read_to_string(&file).unwrap();
    let connection = text[text.find("  nmbrs:").unwrap()..].replace("  nmbrs:", "  again:");
    std::fs::write(&file, format!("{text}{connection}")).unwrap();
    fault(&systems, "slow: 6s");
    let first = folder.path().to_owned();
    let first = std::thread::spawn(move || export(&first, &[]));
    let begun = Instant::now();
    while systems.provider.requests().iter().all(|seen| !format!("{seen:?}").contains("Employee_Insert")) {
        assert!(begun.elapsed() < Duration::from_secs(30), "the first one never began");
        std::thread::sleep(Duration::from_millis(20));
    }
    for words in [
        ["export", "again", "--all", "--yes"],
        ["export", "nmbrs", "--all", "--dry-run"],
        ["import", "nmbrs", "--all", "--dry-run"],
    ] {
        let second = std::process::Command::new(env!("CARGO_BIN_EXE_crosswalk"))
            .arg("-C")
            .arg(folder.path())
            .args(words)
            .args(["--format", "json"])
            .output()
            .unwrap();
        let report: Value = serde_json::from_slice(&second.stdout).unwrap();
        assert_eq!((second.status.code(), &report["error"]["code"]), (Some(2), &json!("busy")), "{words:?} {report:#}");
    }
    assert_eq!(first.join().unwrap().0, 0);
    assert_eq!(people(&systems.provider), 1);
}
