//! The real binary: exit codes, streams, the shape of errors, and the commands that need no system.

#![allow(clippy::unwrap_used, clippy::panic)] // a test may fail anywhere, helpers included

use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

const COMMANDS: &[&str] = &[
    "check",
    "test",
    "map",
    "list",
    "export",
    "import",
    "match",
    "unlink",
    "links",
    "plan",
    "apply",
    "runs",
    "show",
    "settle",
    "docs",
    "schema",
    "explain",
    "transforms",
    "systems",
    "doctor",
    "sandbox",
    "demo",
    "serve",
    "login",
    "completions",
];

fn crosswalk(arguments: &[&str]) -> Output {
    at(Path::new(env!("CARGO_MANIFEST_DIR")), arguments)
}

fn at(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_crosswalk"))
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", text(&output.stdout)))
}

/// A usage error, in text and in JSON.
fn refused(arguments: &[&str]) -> Value {
    let plain = crosswalk(arguments);
    assert_eq!(code(&plain), 2, "{arguments:?}: {}", text(&plain.stderr));
    assert!(plain.stdout.is_empty() && !plain.stderr.is_empty(), "{arguments:?}");
    let output = crosswalk(&[arguments, &["--format", "json"]].concat());
    assert_eq!(code(&output), 2, "{arguments:?}");
    let error = json(&output)["error"].clone();
    assert!(error["code"].is_string() && error["message"].is_string(), "{arguments:?}: {error}");
    error
}

#[test]
fn every_command_has_help_with_an_example() {
    for command in COMMANDS {
        let output = crosswalk(&[command, "--help"]);
        assert_eq!(code(&output), 0, "{command}");
        let help = text(&output.stdout);
        assert!(help.contains("Example") && help.contains(&format!("crosswalk {command}")), "{command}: {help}");
    }
    assert_eq!(code(&crosswalk(&["--help"])), 0);
    assert_eq!(text(&crosswalk(&["--version"]).stdout), format!("crosswalk {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn usage_errors_are_2_in_text_and_json() {
    for arguments in [
        &["frobnicate"][..],
        &["export"],
        &["export", "x"],
        &["import", "x"],
        &["export", "x", "--all", "--linked"],
        &["export", "x", "--all", "--brakes", "everything=1"],
        &["export", "x", "--all", "--from", "2026-13-01", "--to", "2026-12-01"],
        &["export", "x", "--all", "--from", "2026-01-01", "--to", "2026-12-01", "--yes"],
        &["import", "x", "--new", "--match", "half"],
        &["plan", "x", "export", "--all"],
        &["plan", "x", "--out", "p.json"],
        &["unlink", "x"],
        &["explain", "CW9999"],
        &["schema", "everything"],
        &["check", "no/such/file.yaml"],
        &["sandbox", "--port", "70000"],
    ] {
        refused(arguments);
    }
    assert_eq!(code(&crosswalk(&[])), 2);
    assert_eq!(code(&crosswalk(&["runs", "--format", "sarif"])), 2);
}

#[test]
fn a_write_without_anybody_to_ask_is_refused_before_any_request() {
    let error = refused(&["export", "x", "--all"]);
    assert_eq!(error["code"], "usage");
    assert!(error["help"].as_str().unwrap().contains("--yes"));
}

#[test]
fn a_fault_that_could_never_happen_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("faults.yaml");
    std::fs::write(&file, "faults: [ { on: PUT /nope, drop: after } ]").unwrap();
    let error = refused(&["sandbox", "kleer", "--faults", file.to_str().unwrap()]);
    assert!(error["message"].as_str().unwrap().contains("`on: PUT /nope` names no operation of kleer"), "{error}");
}

#[test]
fn what_comes_later_says_so() {
    assert_eq!(refused(&["login", "x"])["code"], "later");
}

#[test]
fn leave_is_for_a_period_and_for_linked_people() {
    let leave = |more: &[&'static str]| -> Vec<&'static str> {
        ["export", "x", "--entity", "leave", "--yes"].iter().chain(more).copied().collect()
    };
    let period = ["--from", "2026-02-01", "--to", "2026-02-28"];
    for (arguments, says) in [
        (leave(&["--all"]), "for a period"),
        (leave(&["--all", "--from", "2026-02-01"]), "for a period"),
        (leave(&["--all", "--from", "2026-02-28", "--to", "2026-02-01"]), "ends before it begins"),
        (leave(&[&["--unlinked"][..], &period].concat()), "linked employees"),
        (leave(&[&["--all", "--brakes", "update=1"][..], &period].concat()), "--brakes"),
        (leave(&[&["--create", "1"][..], &period].concat()), "--create"),
        (vec!["export", "x", "--all", "--correct"], "--correct is about leave"),
        (vec!["export", "x", "--all", "--from", "2026-02-01"], "are about leave"),
    ] {
        let error = refused(&arguments);
        assert_eq!(error["code"], "usage", "{arguments:?}");
        assert!(error["message"].as_str().unwrap().contains(says), "{arguments:?}: {error}");
    }
}

#[test]
fn codes_are_explained() {
    let output = crosswalk(&["explain", "cw0401"]);
    assert_eq!(code(&output), 0);
    assert!(text(&output.stdout).starts_with("CW0401: "));
    assert_eq!(json(&crosswalk(&["explain", "0401", "--format", "json"]))["code"], "CW0401");
}

#[test]
fn a_shipped_system_file_is_printed_as_it_stands() {
    let listed = json(&crosswalk(&["systems", "--format", "json"]));
    let row = listed["systems"].as_array().unwrap().iter().find(|row| row["system"] == "nmbrs").unwrap().clone();
    assert_eq!((&row["shipped"], &row["twin"]), (&true.into(), &true.into()), "{row}");
    let printed = crosswalk(&["systems", "nmbrs"]);
    assert_eq!(text(&printed.stdout), include_str!("../mappings/nmbrs.yaml"));
    assert_eq!(text(&crosswalk(&["systems", "nmbrs", "--twin"]).stdout), include_str!("../mappings/nmbrs/twin.yaml"));
    assert!(text(&crosswalk(&["systems"]).stdout).contains("Visma Nmbrs"));
    assert_eq!(code(&crosswalk(&["systems", "nmbr"])), 2);
}

#[test]
fn transforms_are_listed() {
    let listed = json(&crosswalk(&["transforms", "--format", "json"]));
    let transforms = listed["transforms"].as_array().unwrap();
    assert!(transforms.iter().any(|row| row["name"] == "decimal"));
    assert!(transforms.iter().all(|row| !row["examples"].as_array().unwrap().is_empty()));
    let page = text(&crosswalk(&["transforms"]).stdout);
    assert!(page.contains("decimal") && !page.contains('\u{1b}'), "no colours where nobody sees them");
}

#[test]
fn schemas_are_schemas() {
    for kind in ["mapping", "employee", "workspace"] {
        let output = crosswalk(&["schema", kind]);
        assert_eq!(code(&output), 0, "{kind}");
        assert!(jsonschema::meta::is_valid(&json(&output)), "{kind}");
    }
}

#[test]
fn completions_name_the_commands() {
    for shell in ["bash", "zsh", "fish"] {
        let output = crosswalk(&["completions", shell]);
        assert_eq!(code(&output), 0);
        assert!(text(&output.stdout).contains("transforms"), "{shell}");
    }
}

#[test]
fn check_reports_all_problems_with_their_place() {
    let folder = tempfile::tempdir().unwrap();
    let yaml = "hr:\n  system: acme\n  settings: { token: hunter2 }\nconections: {}\n";
    std::fs::write(folder.path().join("crosswalk.yaml"), yaml).unwrap();
    let output = at(folder.path(), &["check", "--format", "json"]);
    assert_eq!(code(&output), 1);
    let report = json(&output);
    assert_eq!(report["files"], 1);
    let first = &report["diagnostics"][0];
    assert_eq!((&first["code"], &first["line"], &first["column"]), (&"CW0202".into(), &4.into(), &1.into()));
    assert_eq!((&first["severity"], &first["file"]), (&"error".into(), &"crosswalk.yaml".into()));
    assert!(first["help"].as_str().unwrap().contains("`connections`"));

    std::fs::create_dir(folder.path().join("mappings")).unwrap();
    let system = "crosswalk: 1\nsystem: acme\nname: Acme\nsettings:\n  token: { type: text, secret: true }\n";
    std::fs::write(folder.path().join("mappings/acme.yaml"), system).unwrap();
    std::fs::write(folder.path().join("crosswalk.yaml"), yaml.replace("conections: {}\n", "")).unwrap();
    let output = at(folder.path(), &["check"]);
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(code(&output), 1);
    assert!(out.contains("CW0504") && out.contains("{ env: HR_TOKEN }"), "{out}");
    assert!(!err.contains("hunter2"));
}

#[test]
fn the_shipped_files_have_no_errors() {
    let output = crosswalk(&["check", "mappings"]);
    assert_eq!(code(&output), 0, "{}", text(&output.stdout));
}

#[test]
fn check_for_machines() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.yaml"), "crosswalk: 1\nsistem: a\n").unwrap();
    let github = at(folder.path(), &["check", "a.yaml", "--format", "github"]);
    assert!(text(&github.stdout).starts_with("::error "), "{}", text(&github.stdout));
    let sarif = json(&at(folder.path(), &["check", "a.yaml", "--format", "sarif"]));
    assert_eq!(sarif["version"], "2.1.0");
}

#[test]
fn a_workspace_is_needed_and_named() {
    let folder = tempfile::tempdir().unwrap();
    let output = at(folder.path(), &["runs", "--format", "json"]);
    assert_eq!(code(&output), 2);
    assert_eq!(json(&output)["error"]["code"], "workspace");
}

#[test]
fn looking_at_runs_makes_no_store() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("mappings")).unwrap();
    std::fs::write(folder.path().join("mappings/acme.yaml"), "crosswalk: 1\nsystem: acme\nname: Acme\n").unwrap();
    let workspace = "hr: { system: acme }\nconnections:\n  pay: { system: acme }\n";
    std::fs::write(folder.path().join("crosswalk.yaml"), workspace).unwrap();
    let elsewhere = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder_name = folder.path().to_str().unwrap();
    let output = at(elsewhere, &["-C", folder_name, "runs", "--format", "json"]);
    assert_eq!((code(&output), json(&output)), (0, serde_json::json!({ "runs": [] })));
    assert!(!folder.path().join("crosswalk.db").exists());
    let output = at(folder.path(), &["runs", "payy", "--format", "json"]);
    assert_eq!(code(&output), 2);
    assert_eq!(json(&output)["error"]["help"], "did you mean `pay`?");
    assert_eq!(code(&at(folder.path(), &["show", "01JD4Z7Q"])), 2);
}

#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_is_no_trouble() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_crosswalk"))
        .args(["schema", "mapping"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(text(&output.stderr), "");
    assert_eq!(code(&output), 0);
}
