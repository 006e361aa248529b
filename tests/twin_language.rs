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

/// The second example of `docs/sandbox.md`: what it adds to the first to speak XML too.
fn in_xml() -> String {
    let page = std::fs::read_to_string(format!("{}/docs/sandbox.md", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let section = page.split("## XML beside JSON").nth(1).unwrap();
    section.split("```yaml\n").nth(1).unwrap().split("```").next().unwrap().to_owned()
}

#[test]
fn the_example_in_xml_runs() {
    let twin = Twin::compile("example", &in_xml()).unwrap_or_else(|problems| panic!("{problems:#?}"));
    let system = Sandbox::start(twin, &Value::Null, Options::default()).unwrap();
    let call = |method: &str, target: &str, media: &str, body: &str| {
        let answer = send(system.address(), method, target, &[("Content-Type", media)], body).unwrap();
        (answer.status, answer.body)
    };
    let (json, xml) = ("application/json", "application/xml");
    let head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
    let new = "<person><name>Ada</name><work>PartTime</work><tags><tag>a</tag></tags><paid>5000000000</paid></person>";
    assert_eq!(call("PUT", "/person", xml, new), (200, format!("{head}<made><id>1</id></made>")));
    let read = r#"{"id":1,"name":"Ada","work":"PART_TIME","tags":["a"],"paid":5000000000}"#;
    assert_eq!(call("GET", "/person/1", json, ""), (200, read.to_owned()));
    assert_eq!(call("GET", "/person", json, ""), (200, format!("{{\"persons\":[{read}]}}")));
    let (status, all) = call("GET", "/person", "", "");
    assert_eq!(
        (status, all),
        (200, format!("{head}<persons><person><id>1</id>{}</persons>", &new["<person>".len()..]))
    );
    assert_eq!(call("GET", "/person/x", xml, ""), (404, format!("{head}<error><message>Not found</message></error>")));
    for work in ["PART_TIME", "PartTime"] {
        let body = json!({ "name": "Bo", "work": work, "tags": null }).to_string();
        assert_eq!(call("PUT", "/person", json, &body).0, 200, "{body}");
    }
    assert_eq!(
        call("GET", "/person/3", xml, "").1,
        format!("{head}<person><id>3</id><name>Bo</name><work>PartTime</work></person>")
    );
    for (media, body, said) in [
        (json, r#"{"work":"PartTime"}"#, "something is missing"),
        (json, r#"{"work":"part_time"}"#, "one of the following values"),
        (json, r#"{"name":null,"work":"FullTime"}"#, "something is missing"),
        (xml, "<person><work>PartTime</work></person>", "something is missing"),
        (xml, "<person><work>PartTime</work><name>Bo</name></person>", "Expected: name"),
        (xml, "<person><name>Bo</name><work>PART_TIME</work></person>", "not a valid value"),
        ("text/csv", "Bo", "must be application/json or application/xml or text/xml"),
    ] {
        let (status, answer) = call("PUT", "/person", media, body);
        assert_eq!((status, answer.contains(said)), (400, true), "{body}: {answer}");
    }
}

#[test]
fn what_xml_needs_is_asked_for() {
    for (wrong, right, said) in [
        ("result: persons, ", "", "`result` must be a record"),
        ("request: person", "request: { name: string }", "`request` must be a record"),
        ("result: error, body: { message: Not found }", "body: { message: Not found }", "`result` must be a record"),
        ("path: { id: int }", "path: { key: int }", "no `:key` in the path"),
        ("path: { id: int }", "path: { id: person }", "a simple type"),
        ("persons: person*", "persons: person", "is a list"),
        ("tags: string*? as tag", "tags: string? as tag", "entries of a list"),
        ("words: upper_snake", "words: upper", "upper"),
        ("otherwise: xml", "otherwise: html", "html"),
        ("missing: missing", "missing: mising", "mising"),
    ] {
        assert!(in_xml().contains(wrong), "{wrong}");
        let problems = Twin::compile("bad.yaml", &in_xml().replace(wrong, right)).unwrap_err();
        assert!(problems.iter().any(|problem| problem.message.contains(said)), "{wrong}: {problems:#?}");
    }
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
