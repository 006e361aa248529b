//! All shipped cases, by the code of `crosswalk test`; and that a wrong case is told.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::path::Path;

use crosswalk::ops::report::TestReport;
use crosswalk::ops::{Face, OpsError, Stop, Unattended, test};

fn run(workspace: &Path, systems: &[&str]) -> Result<TestReport, OpsError> {
    let face = Face { progress: &Unattended, consent: &Unattended, stop: Stop::new() };
    let options = test::Options {
        workspace: workspace.to_owned(),
        systems: systems.iter().map(|system| (*system).to_owned()).collect(),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(test::run(options, &face))
}

#[test]
fn shipped_cases_hold() {
    let report = run(Path::new(env!("CARGO_MANIFEST_DIR")), &[]).unwrap();
    let failed: Vec<String> = report
        .cases
        .iter()
        .filter(|case| !case.ok)
        .map(|case| {
            let message = case.message.as_deref().unwrap_or_default();
            format!("{}:{} {}\n{message}", case.file, case.line.unwrap_or_default(), case.name)
        })
        .collect();
    assert!(failed.is_empty(), "{} of {} failed:\n{}", failed.len(), report.cases.len(), failed.join("\n\n"));
    assert!(report.passed > 100 && report.skipped == 0, "{} passed", report.passed);
}

const SYSTEM: &str = "crosswalk: 1
system: acme
name: Acme
settings:
  token: { type: text, secret: true }
  unit: { type: integer }
connect:
  base_url: https://acme.example/api
  format: json
  auth: { bearer: \"{{ settings.token }}\" }
employee:
  settle: { by: [workEmail], among: all }
  parts:
    person:
      list: { request: GET /people, items: \"$.people[*]\", key: id }
      get: { request: \"GET /people/{{ key }}\" }
      create: { request: POST /people, body: { unit: \"{{ settings.unit }}\", ...: \"{{ desired.person }}\" }, key: $.id }
      update: { request: \"PATCH /people/{{ key }}\", body: \"{{ changes.person }}\", repeatable: true }
  fields:
    - { field: firstName, at: person.name, required: true }
    - { field: workEmail, at: person.email }
    - { field: birthDate, at: person.born, transform: date }
";

/// Runs one file of cases about a system of the test's own.
fn cases(text: &str) -> TestReport {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join("mappings/acme/cases")).unwrap();
    std::fs::write(folder.path().join("mappings/acme.yaml"), SYSTEM).unwrap();
    std::fs::write(folder.path().join("mappings/acme/cases/one.yaml"), text).unwrap();
    run(folder.path(), &["acme"]).unwrap_or_else(|error| panic!("{error:?}"))
}

/// What is told of the only case of a file, with its line.
fn told(case: &str) -> (usize, String) {
    let report = cases(&format!("cases:\n{case}"));
    assert_eq!((report.passed, report.failed), (0, 1), "{report:?}");
    let row = &report.cases[0];
    assert_eq!(row.file, "mappings/acme/cases/one.yaml");
    (row.line.unwrap(), row.message.clone().unwrap())
}

#[test]
fn right_cases_pass_and_skipped_ones_are_counted() {
    let report = cases(
        "settings: { unit: 7 }
cases:
  - name: map
    map: { record: { firstName: Ada }, expect: { parts: { person: { name: Ada } } } }
  - name: later
    skip: not today
    map: { record: {}, expect: {} }
  - name: request
    request:
      record: { firstName: Ada, birthDate: \"1990-12-10\" }
      present: { person: { name: Ada, born: \"1990-12-10\" } }
      expect:
        sends:
          - call: POST /people
            body: { born: \"1990-12-10\", unit: 7, name: Ada }
            headers: { authorization: Bearer (token) }
  - name: the creation did not carry everything
    request:
      record: { firstName: Ada, birthDate: \"1990-12-10\" }
      given_key: \"7\"
      present: { person: { name: Ada } }
      expect: { sends: [{ call: POST /people }, { call: PATCH /people/7, text: '{\"born\":\"1990-12-10\"}' }] }
  - name: update
    request:
      key: a b
      record: { firstName: Ada, workEmail: a@b.example }
      present: { person: { name: Bob, email: a@b.example } }
      expect: { sends: [{ call: PATCH /people/a%20b, text: '{\"name\":\"Ada\"}' }] }
",
    );
    assert_eq!((report.passed, report.failed, report.skipped), (4, 0, 1), "{report:#?}");
    assert_eq!(report.cases[1].message.as_deref(), Some("skipped: not today"));
}

#[test]
fn a_wrong_expectation_is_told_with_its_line() {
    let (line, message) = told(
        "  - name: x
    map:
      record: { firstName: Ada }
      expect:
        parts:
          person:
            name: Bob
",
    );
    assert_eq!((line, message.as_str()), (8, "line 8: person.name: expected \"Bob\", \"Ada\" came"));

    let (line, message) = told("  - name: x\n    map: { record: {}, expect: {} }\n");
    assert_eq!(line, 3);
    assert!(message.contains("issue 1: none expected, `mandatory-missing` of firstName"), "{message}");

    let (_, message) = told(
        "  - name: x
    diff:
      record: { firstName: Ada }
      present: { person: { name: Bob } }
      expect: { changes: [{ path: person.name, before: null, after: Ada }] }
",
    );
    assert!(message.contains("change 1.before: expected null, \"Bob\" came"), "{message}");

    let (_, message) = told(
        "  - name: x
    request: { key: \"1\", record: { firstName: Ada }, present: { person: { name: Ada } }, expect: { sends: [{ call: PATCH /people/1 }] } }
",
    );
    assert!(message.contains("requests: expected PATCH /people/1; none came"), "{message}");

    let (_, message) =
        told("  - name: x\n    round_trip: { record: { firstName: Ada, birthDate: 1990-12-10T05:00:00 } }\n");
    assert!(message.contains("birthDate: \"1990-12-10T05:00:00\" went in, \"1990-12-10\" came back"), "{message}");

    let (_, message) = told("  - name: x\n    reverse: { parts: { person: { name: Ada } }, expect: { record: {} } }\n");
    assert!(message.contains("firstName: nothing expected, \"Ada\" came"), "{message}");
}

#[test]
fn mistakes_in_a_case_file_are_diagnostics() {
    for (case, code, says) in [
        ("  - name: x\n", "CW0601", "says nothing to do"),
        (
            "  - { name: x, round_trip: { record: {} }, map: { record: {}, expect: {} } }\n",
            "CW0601",
            "2 kinds: map, round_trip",
        ),
        ("  - { name: x, map: { record: { firstNmae: A }, expect: {} } }\n", "CW0601", "did you mean `firstName`?"),
        (
            "  - { name: x, map: { record: {}, expect: { parts: { persn: {} } } } }\n",
            "CW0601",
            "did you mean `person`?",
        ),
        ("  - { name: x, settings: { unit: many }, map: { record: {}, expect: {} } }\n", "CW0503", "whole number"),
        ("  - { name: x, settings: { token: t0p }, map: { record: {}, expect: {} } }\n", "CW0504", "secret"),
        ("  - { name: x, lookups: { a: 1 }, map: { record: {}, expect: {} } }\n", "CW0601", "no lookup"),
        ("  - { name: x, mpa: { record: {}, expect: {} } }\n", "CW0202", "did you mean `map`?"),
        ("  - { name: x, reverse: { expect: {} } }\n", "CW0601", "either `parts` or `answers`"),
        ("  - { name: x, reverse: { parts: {}, expect: {} }, entity: leave }\n", "CW0601", "no such records"),
    ] {
        let (_, message) = told(case);
        assert!(message.starts_with(code) && message.contains(says) && !message.contains("t0p"), "{case}: {message}");
    }
}

#[test]
fn a_system_without_cases_is_told() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join("mappings")).unwrap();
    std::fs::write(folder.path().join("mappings/acme.yaml"), SYSTEM).unwrap();
    let error = run(folder.path(), &["acme"]).unwrap_err();
    assert!(error.message.contains("no cases for `acme`"), "{error:?}");
    assert_eq!(run(folder.path(), &["nope"]).unwrap_err().code, "unknown-system");
}
