//! Export of leave: cut short anywhere and run again nobody has a day twice; what is sent and asked is valid; nothing
//! personal is kept.

// A test that cannot go on stops.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::{Arc, Mutex};

use crosswalk::engine::Boundary;
use crosswalk::ops::export::{self, Entity, ExportChoice};
use crosswalk::ops::report::{ChangeReport, Tab};
use crosswalk::ops::{Face, Selection, Stop, Unattended};
use crosswalk::sandbox::{Options, Running, Sandbox, Twin};
use serde_json::{Value, json};
use tempfile::TempDir;

use support::reference::{XSD, folder, validate_json_answer, validate_query, validate_xml};

/// AlexisHR and Kleer with the people that the simulated Kleer brings, and their leave.
struct Systems {
    hr: Running,
    kleer: Running,
}

impl Systems {
    fn start() -> Self {
        let twin = |text: &str| Twin::compile("twin.yaml", text).unwrap();
        let sample = |text: &str| Sandbox::sample("people.yaml", text).unwrap();
        let hr = twin(include_str!("../mappings/alexishr/twin.yaml"));
        let kleer = twin(include_str!("../mappings/kleer/twin.yaml"));
        let people = sample(include_str!("../mappings/kleer/hr-people.yaml"));
        let there = sample(include_str!("../mappings/kleer/people.yaml"));
        Self {
            hr: Sandbox::start(hr, &people, Options::default()).unwrap(),
            kleer: Sandbox::start(kleer, &there, Options::default()).unwrap(),
        }
    }

    /// A workspace on them, with the people who have leave linked but for one.
    fn workspace(&self, format: &str) -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        std::fs::create_dir_all(path.join("secrets")).unwrap();
        std::fs::write(path.join("secrets/hr"), "sandbox-token").unwrap();
        std::fs::write(path.join("secrets/kleer"), "sandbox-kleer-token").unwrap();
        let workspace = json!({
            "hr": { "system": "alexishr", "base_url": self.hr.base_url(), "settings": { "token": { "file": "secrets/hr" } } },
            "connections": { "kleer": {
                "system": "kleer",
                "base_url": self.kleer.base_url(),
                "limits": { "concurrent": 1, "per_second": 10000, "settle_after": "10ms" },
                "settings": { "company_id": 1234, "token": { "file": "secrets/kleer" }, "format": format },
            } },
        });
        std::fs::write(path.join("crosswalk.yaml"), workspace.to_string()).unwrap();
        let links = [["101", "4102"], ["102", "4103"], ["105", "4106"]].map(|[hr, provider]| {
            format!("{{\"hr_key\": \"65e000000000000000000{hr}\", \"provider_key\": \"{provider}\"}}\n")
        });
        std::fs::write(path.join("links.ndjson"), links.concat()).unwrap();
        program(path, &["links", "kleer", "--import", path.join("links.ndjson").to_str().unwrap()]);
        folder
    }

    /// HR changes: a day gone, other hours, another type, a new day.
    fn edit(&self) {
        let mut days = self.hr.state()["leave-transaction"].as_array().unwrap().clone();
        days.retain(|day| day["id"] != "69e000000000000000000102");
        for day in &mut days {
            match day["id"].as_str().unwrap() {
                "69e000000000000000000103" => day["hours"] = json!(6),
                "69e000000000000000000109" => day["leaveTypeId"] = json!("5f0000000000000000000302"),
                _ => {}
            }
        }
        let mut new = days[0].clone();
        new["id"] = json!("69e000000000000000000199");
        new["date"] = json!("2026-02-26T00:00:00.000Z");
        days.push(new);
        self.hr.edit("/leave-transaction", Value::Array(days)).unwrap();
    }

    /// The events, without the numbers that depend on the order.
    fn events(&self) -> Vec<String> {
        let mut events: Vec<String> = self.kleer.state()["events"]
            .as_array()
            .unwrap()
            .iter()
            .map(|event| {
                ["user", "date", "hours", "type", "child", "comment"].map(|name| event[name].to_string()).join(" ")
            })
            .collect();
        events.sort();
        events
    }
}

fn program(folder: &Path, arguments: &[&str]) -> std::process::Output {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_crosswalk"));
    let output = command.arg("-C").arg(folder).args(arguments).output().unwrap();
    assert!(matches!(output.status.code(), Some(0 | 1)), "{}", String::from_utf8_lossy(&output.stderr));
    output
}

/// The exit code and the report of a command.
fn told(folder: &Path, arguments: &[&str]) -> (Option<i32>, Value) {
    let output = program(folder, &[arguments, &["--format", "json"]].concat());
    (output.status.code(), serde_json::from_slice(&output.stdout).unwrap())
}

/// A plan of leave holds no value, is carried out as approved, and what one side changed since is stale.
#[test]
fn a_plan_of_leave_is_carried_out_as_approved() {
    let systems = Systems::start();
    let folder = systems.workspace("json");
    let path = folder.path();
    let file = path.join("plan.json");
    let file = file.to_str().unwrap();
    let plan = ["plan", "kleer", "export", "--all", "--entity", "leave", "--from", "2026-02-01", "--to", "2026-03-31"];
    let plan = [plan.as_slice(), &["--correct", "--out", file]].concat();
    let apply = ["apply", file, "--yes"];
    let (_, planned) = told(path, &plan);
    let creates = planned["summary"]["create"].as_u64().unwrap();
    assert!(creates > 3 && planned["requests"]["write"] == 0, "{planned:#}");
    let text = std::fs::read_to_string(file).unwrap();
    assert!(!text.contains("Influensa") && !text.contains("Sick"), "{text}");
    let count = |report: &Value, outcome: &str| {
        report["changes"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|row| row["outcome"] == outcome && row["action"] == "create")
            .count()
    };
    let there = systems.events().len();
    let (_, sent) = told(path, &apply);
    // One day is locked at the provider.
    assert_eq!((sent["summary"]["create"].as_u64(), count(&sent, "failed")), (Some(creates), 1), "{sent:#}");
    let events = systems.events();
    assert_eq!(events.len(), there + count(&sent, "done"));
    // Nothing else is left of it: a second time makes nothing, and says of each person that it is no longer so.
    let (code, again) = told(path, &apply);
    assert_eq!((code, count(&again, "done"), &again["summary"]["stale"]), (Some(1), 0, &json!(3)), "{again:#}");
    assert_eq!(systems.events(), events);
    // What HR changes after a plan is not what was approved.
    systems.edit();
    told(path, &plan);
    let days = systems.hr.state()["leave-transaction"].as_array().unwrap().clone();
    let new = days.iter().position(|day| day["id"] == "69e000000000000000000199").unwrap();
    systems.hr.edit(&format!("/leave-transaction/{new}/hours"), json!(3.25)).unwrap();
    let (code, sent) = told(path, &apply);
    assert_eq!((code, count(&sent, "stale")), (Some(1), 1), "{sent:#}");
    assert!(sent["summary"]["update"].as_u64() > Some(0) && sent["requests"]["write"].as_u64() > Some(0), "{sent:#}");
    assert!(systems.events().iter().all(|event| !event.contains("3.25")), "{:?}", systems.events());
}

/// Exports February and March; none when it was cut short.
async fn export(folder: &Path, correct: bool, boundary: Boundary) -> Option<ChangeReport> {
    let face = Face { progress: &Unattended, consent: &Unattended, stop: Stop::new() };
    let options = export::Options {
        workspace: folder.to_owned(),
        connection: "kleer".into(),
        choice: ExportChoice {
            selection: Selection::Tab(Tab::All),
            create: Vec::new(),
            entity: Entity::Leave,
            from: Some("2026-02-01".parse().unwrap()),
            to: Some("2026-03-31".parse().unwrap()),
            correct,
            brakes: Vec::new(),
        },
        dry_run: false,
        show_sensitive: false,
    };
    match export::run_until(options, &face, boundary).await {
        Ok(report) => Some(report),
        Err(error) if error.code == "cut-short" => None,
        Err(error) => panic!("{error:?}"),
    }
}

/// The first export, then HR changes, then the corrections; `cut` at every boundary, each once, or not at all.
fn through(cut: bool) -> (Vec<String>, usize) {
    let systems = Systems::start();
    let folder = systems.workspace("json");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let seen: Arc<Mutex<HashSet<String>>> = Arc::default();
    for correct in [false, true] {
        if correct {
            systems.edit();
        }
        loop {
            let (seen, counts) = (Arc::clone(&seen), Mutex::new(HashMap::<String, usize>::new()));
            let boundary = Boundary::new(move |what, whom| {
                let moment = format!("{correct} {what} {whom}");
                let count = counts
                    .lock()
                    .unwrap()
                    .entry(moment.clone())
                    .and_modify(|count| *count += 1)
                    .or_insert(1)
                    .to_owned();
                cut && seen.lock().unwrap().insert(format!("{moment} {count}"))
            });
            if let Some(report) = runtime.block_on(export(folder.path(), correct, boundary)) {
                assert_eq!(report.summary.in_doubt + report.summary.stale, 0, "{report:?}");
                break;
            }
        }
    }
    let calm = runtime.block_on(export(folder.path(), true, Boundary::none())).unwrap();
    let counts = calm.summary;
    assert_eq!((counts.create, counts.update), (1, 0), "only the locked day is tried again: {calm:?}");
    let cuts = seen.lock().unwrap().len();
    (systems.events(), cuts)
}

#[test]
fn cut_at_every_boundary_ends_as_undisturbed() {
    let (undisturbed, _) = through(false);
    let (events, cuts) = through(true);
    println!("cut at {cuts} boundaries, {} events", events.len());
    assert!(cuts > 45, "{cuts}");
    assert_eq!(events, undisturbed, "a day is there twice, or not at all");
    let known: HashSet<&String> = events.iter().collect();
    assert_eq!(known.len(), events.len());
}

#[test]
fn killed_at_boundaries_ends_as_undisturbed() {
    let calm = Systems::start();
    let folder = calm.workspace("json");
    let leave = [
        "export",
        "kleer",
        "--all",
        "--entity",
        "leave",
        "--from",
        "2026-02-01",
        "--to",
        "2026-03-31",
        "--yes",
        "--format",
        "json",
    ];
    program(folder.path(), &leave);
    let systems = Systems::start();
    let folder = systems.workspace("json");
    let kills = folder.path().join("kills");
    let mut killed = 0;
    loop {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_crosswalk"));
        command.arg("-C").arg(folder.path()).args(leave).env("CROSSWALK_KILL_AT", &kills);
        match command.output().unwrap().status.code() {
            Some(0 | 1) => break,
            None => killed += 1,
            Some(code) => panic!("{code}"),
        }
    }
    println!("killed {killed} times by SIGKILL");
    assert!(killed >= 10, "{killed}");
    assert_eq!(systems.events(), calm.events());
}

#[test]
fn nothing_personal_is_kept_or_told() {
    let systems = Systems::start();
    let folder = systems.workspace("json");
    let leave =
        ["export", "kleer", "--all", "--entity", "leave", "--from", "2026-02-01", "--to", "2026-03-31", "--yes"];
    let output = program(folder.path(), &leave);
    let told = String::from_utf8(output.stderr).unwrap();
    let mut kept = Vec::new();
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let path = entry.unwrap().path();
        if path.file_name().unwrap().to_str().unwrap().starts_with("crosswalk.db") {
            kept.extend(std::fs::read(path).unwrap());
        }
    }
    assert!(!kept.is_empty());
    for value in ["2026-02-09", "2026-02-24", "2026-02-13", "Influensa", "Ebba", "Astrid", "ParentalLeave", "SICK"] {
        let held = kept.windows(value.len()).any(|window| window == value.as_bytes());
        assert!(!held, "the store holds {value}");
        assert!(!told.contains(value), "{value} was told: {told}");
    }
}

#[test]
fn what_is_sent_and_asked_is_valid() {
    let Some(_) = folder("what_is_sent_and_asked_is_valid") else { return };
    let systems = Systems::start();
    let folder = systems.workspace("xml");
    let period = ["--entity", "leave", "--from", "2026-02-01", "--to", "2026-03-31", "--yes"];
    program(folder.path(), &[&["export", "kleer", "--all"][..], &period].concat());
    systems.edit();
    program(folder.path(), &[&["export", "kleer", "--all", "--correct"][..], &period].concat());
    let mut sent = HashSet::new();
    for request in systems.kleer.requests() {
        let operation = request.operation.clone().unwrap();
        if !request.request.is_empty() {
            let body = std::str::from_utf8(&request.request).unwrap();
            validate_xml(XSD, body).unwrap_or_else(|error| panic!("{operation}: {error}\n{body}"));
        }
        if request.changing {
            sent.insert(request.method.clone());
        }
    }
    assert_eq!(sent, HashSet::from(["PUT", "POST", "DELETE"].map(str::to_owned)));
    let mut asked = HashSet::new();
    for request in systems.hr.requests() {
        let operation = request.operation.clone().unwrap().replace(":id", "{id}");
        validate_query(&operation, &request.path).unwrap_or_else(|error| panic!("{}: {error}", request.path));
        let answer: Value = serde_json::from_slice(&request.answer).unwrap();
        validate_json_answer(&operation, request.status.unwrap(), &answer).unwrap();
        asked.insert(operation);
    }
    assert!(asked.contains("GET /leave-transaction") && asked.contains("GET /leave-type"), "{asked:?}");
}
