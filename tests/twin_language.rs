//! The language of twins: a JSON API nobody built for, and what the compiler finds.

// A test that cannot go on stops.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use crosswalk::sandbox::{Faults, Options, Sandbox, Twin};
use serde_json::{Value, json};
use support::client::send;

/// The example of `docs/sandbox.md`.
fn example() -> String {
    let page = std::fs::read_to_string(format!("{}/docs/sandbox.md", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let from = page.find("```yaml\ntwin: ").unwrap() + "```yaml\n".len();
    page[from..].split("```").next().unwrap().to_owned()
}

#[test]
fn the_example_of_the_page_runs() {
    let twin = Twin::compile("example", &example()).unwrap_or_else(|problems| panic!("{problems:#?}"));
    let system = Sandbox::start(twin, &Value::Null, Options::default()).unwrap();
    let call = |method: &str, target: &str, body: &str| {
        let headers = [("X-Api-Key", "secret"), ("Content-Type", "application/json")];
        let answer = send(system.address(), method, target, &headers, body).unwrap();
        (answer.status, serde_json::from_str::<Value>(&answer.body).unwrap_or_default())
    };
    assert_eq!(send(system.address(), "GET", "/api/people", &[], "").unwrap().status, 401);
    for n in 1..=5 {
        let (status, made) =
            call("POST", "/api/people", &json!({ "name": format!("Person {n}"), "born": "1990-12-10" }).to_string());
        assert_eq!((status, &made["id"]), (201, &json!(100 + n)), "{made}");
    }
    let (_, page) = call("GET", "/api/people?page=3", "");
    assert_eq!((page["people"].as_array().unwrap().len(), &page["next"]), (1, &Value::Null), "{page}");
    assert_eq!(call("GET", "/api/people?page=1", "").1["next"], 2);
    let (status, problem) = call("PATCH", "/api/people/101", r#"{"born":"10.12.1990","nmae":"x"}"#);
    assert_eq!(status, 422, "{problem}");
    assert_eq!(problem["errors"].as_array().unwrap().len(), 2, "{problem}");
    assert_eq!(call("PATCH", "/api/people/101", r#"{"status":"left"}"#).1["status"], "left");
    assert_eq!(call("POST", "/api/people", r#"{"name":"Person 1"}"#).0, 409);
    assert_eq!(call("DELETE", "/api/people/101", "").0, 204);
    assert_eq!(call("GET", "/api/people/101", "").0, 404);
}

#[test]
fn everything_wrong_is_found_at_once_and_at_its_place() {
    let text = example()
        .replace("refuse: missing }", "refuse: mising }")
        .replace("insert: people", "insert: peeple")
        .replace("born: day?", "born: dya?")
        .replace("path.id", "pth.id");
    let problems = Twin::compile("bad.yaml", &text).unwrap_err();
    for word in ["mising", "peeple", "dya", "pth"] {
        let found = problems
            .iter()
            .find(|problem| problem.message.contains(word))
            .unwrap_or_else(|| panic!("{word}: {problems:#?}"));
        let line = text.lines().nth(found.start.line - 1).unwrap();
        assert!(line.contains(word), "{word} is not in line {}: {line}", found.start.line);
        assert_eq!(found.code.id, "CW0602");
    }
    let problems = Twin::compile(
        "bad.yaml",
        "twin: x\nclock: 2026-01-01T00:00:00\nopertions: {}\ntables: { people: { numbr: { id: 1 } } }\n",
    )
    .unwrap_err();
    assert!(problems.len() >= 2, "two unknown words: {problems:#?}");
}

#[test]
fn a_fault_file_is_checked_too() {
    let good = "seed: 7\nfaults:\n  - { on: 'POST *', nth: [2, 4], drop: after }\n  - { on: '*', probability: 0.1, slow: 20ms }\n";
    assert_eq!(Faults::compile("faults.yaml", good).unwrap().faults.len(), 2);
    for bad in [
        "faults: [{ on: x, drop: never }]",
        "faults: [{ on: x, slow: soon }]",
        "faults: [{ nth: 1 }]",
        "faults: [{ on: x, probability: 2.0 }]",
    ] {
        assert!(Faults::compile("faults.yaml", bad).is_err(), "{bad}");
    }
}
