//! The truth table of docs/matching.md, walked row by row.

// A test that cannot go on stops.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crosswalk::document::Document;
use crosswalk::mapping::compiled::Mapping;
use crosswalk::mapping::crosswalk::{Crosswalk, Globals};
use crosswalk::mapping::load;
use crosswalk::plan::{
    Change, Choice, Decision, Input, Merging, Overrides, PartState, Person, Profile, Tie, Wish, Wishes, decide,
};
use crosswalk::record::{Key, RecordSchema};
use serde_json::{Map, Value, json};

const FILE: &str = r#"
crosswalk: 1
system: there
name: There
connect: { base_url: https://there.example, format: json }
employee:
  settle: { by: [ssn], among: new }
  brakes: { update: none }
  parts:
    person:
      list:   { request: GET /people, items: "$[*]", key: key }
      get:    { request: "GET /people/{{ key }}" }
      create: { request: POST /people, body: "{{ desired.person }}", key: $.key }
      update: { request: "PATCH /people/{{ key }}", body: "{{ changes.person }}" }
  fields:
    - { field: firstName, at: person.first, required: true }
    - { field: ssn, at: person.id }
    - { field: workEmail, at: person.mail }
    - { field: city, at: person.city }
  match:
    rules: [ { by: [ssn], score: 1.0 }, { by: [workEmail], score: 0.6 } ]
    link_at: 1.0
    suggest_at: 0.5
"#;

fn mapping() -> Mapping {
    let schema = |text: &str| Arc::new(RecordSchema::of(serde_json::from_str(text).unwrap()).unwrap());
    let employee = schema(include_str!("../schemas/employee.schema.json"));
    let document = Document::parse("there.yaml", FILE).unwrap();
    load(&document, &employee, &employee).unwrap_or_else(|problems| panic!("{problems:?}")).0
}

/// One row of the table: the words before the bar, and what follows for each wish.
struct Row {
    line: usize,
    cells: Vec<String>,
}

fn rows() -> Vec<Row> {
    let page = include_str!("../docs/matching.md");
    let (_, table) = page.split_once("| link | other side |").unwrap();
    let skipped = page.len() - table.len();
    let before = page[..skipped].lines().count();
    let lines = table.lines().enumerate().skip(2).take_while(|(_, line)| line.starts_with('|'));
    let cells = |line: &str| line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect();
    lines.map(|(number, line)| Row { line: before + number, cells: cells(line) }).collect()
}

fn profile(key: &str, value: Value) -> Profile {
    Profile { key: key.into(), parts: vec![PartState { read: true, entries: vec![value], aside: Vec::new() }] }
}

/// Everything a row describes.
struct Scene {
    people: Vec<Person>,
    profiles: Vec<Profile>,
    ties: Vec<Tie>,
    complete: bool,
    gone: BTreeSet<Key>,
    doubt: BTreeSet<Key>,
    outside: BTreeSet<Key>,
    choice: Choice,
}

fn scene(row: &Row) -> Scene {
    let [link, other, candidates, who] = [0, 1, 2, 3].map(|index| row.cells[index].as_str());
    let mut record = json!({ "key": "h", "firstName": "Ada", "ssn": "1", "workEmail": "a@x.example", "city": "Delft" });
    if who == "lacks" {
        record.as_object_mut().unwrap().remove("firstName");
    }
    let person = Person {
        key: "h".into(),
        name: "Ada".into(),
        about: String::new(),
        record,
        issues: Vec::new(),
        notes: Vec::new(),
        in_scope: who != "outside",
        leaver: who == "left",
        claim: None,
    };
    let tie = |source: &str, target: &str, active| Tie { source: source.into(), target: target.into(), active };
    let mut scene = Scene {
        people: vec![person],
        profiles: Vec::new(),
        ties: Vec::new(),
        complete: other != "unread",
        gone: BTreeSet::new(),
        doubt: if who == "doubt" { BTreeSet::from(["h".into()]) } else { BTreeSet::new() },
        outside: if who == "outside" { BTreeSet::from(["t".into()]) } else { BTreeSet::new() },
        choice: if who == "named" { Choice::Keys(BTreeSet::from(["h".into()])) } else { Choice::All },
    };
    match link {
        "yes" => scene.ties.push(tie("h", "t", true)),
        "unlinked" => scene.ties.push(tie("h", "u", false)),
        "no" => {}
        other => panic!("link {other}"),
    }
    if link == "yes" && other == "there" {
        scene.profiles.push(profile("t", json!({ "first": "Ada", "id": "9", "city": "Leiden" })));
    }
    for (number, word) in candidates
        .split(" and ")
        .flat_map(|word| match word {
            "two sure" => vec!["sure", "sure"],
            word => vec![word],
        })
        .enumerate()
    {
        let key = format!("c{number}");
        match word {
            "none" => {}
            "sure" => scene.profiles.push(profile(&key, json!({ "id": "1" }))),
            "unsure" => scene.profiles.push(profile(&key, json!({ "mail": "a@x.example" }))),
            "taken" => {
                scene.profiles.push(profile(&key, json!({ "id": "1" })));
                scene.ties.push(tie("somebody", &key, true));
            }
            "unlinked" => scene.profiles.push(profile("u", json!({ "id": "1" }))),
            other => panic!("candidates {other}"),
        }
    }
    scene
}

fn follows(crosswalk: &Crosswalk, scene: &Scene, wish: Wish) -> Change {
    let merges = wish != Wish::Follow;
    let merging = merges.then(|| Merging { source: crosswalk, profiles: HashMap::new(), show_equal: false });
    let none = BTreeSet::new();
    let plan = decide(&Input {
        crosswalk,
        people: &scene.people,
        choice: &scene.choice,
        ties: &scene.ties,
        profiles: &scene.profiles,
        complete: scene.complete,
        gone: &scene.gone,
        create_anyway: &none,
        in_doubt: &scene.doubt,
        unfinished: &none,
        lost: &none,
        brakes: &Overrides::default(),
        wishes: &Wishes { usual: Decision { wish, ..Decision::default() }, ..Wishes::default() },
        merging: merging.as_ref(),
        since: &HashMap::new(),
        out_of_scope: if merges { &scene.outside } else { &none },
    });
    let mut mine =
        plan.changes.into_iter().filter(|change| change.source_key.as_ref().is_some_and(|k| k.as_str() == "h"));
    mine.next().unwrap_or_else(|| panic!("nobody came"))
}

#[test]
fn every_row_holds() {
    let mapping = mapping();
    let entity = mapping.employee.as_ref().unwrap();
    let globals = Globals::new(Map::new(), "2026-03-15");
    let crosswalk = Crosswalk::bind(entity, &globals, None).unwrap();
    let wishes = [Wish::Follow, Wish::Create, Wish::KeepTarget, Wish::TakeSource, Wish::Leave];
    let rows = rows();
    assert!(rows.len() >= 20, "the table of docs/matching.md was not found");
    let mut wrong = Vec::new();
    for row in &rows {
        let scene = scene(row);
        for (number, wish) in wishes.into_iter().enumerate() {
            let change = follows(&crosswalk, &scene, wish);
            let (situation, action) = (&row.cells[4], &row.cells[5 + number]);
            if change.situation.as_str() != situation || change.action.as_str() != action {
                let codes: Vec<&str> = change.issues.iter().map(|issue| issue.code.as_str()).collect();
                wrong.push(format!(
                    "docs/matching.md:{}: {wish:?}: {situation}, {action} stands there; {}, {} came ({})",
                    row.line,
                    change.situation,
                    change.action,
                    codes.join(", ")
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_table_knows_every_situation() {
    let page = include_str!("../docs/matching.md");
    for situation in crosswalk::record::Situation::ALL {
        assert!(page.contains(&format!("`{situation}`")), "{situation}");
    }
    let told: BTreeSet<String> = rows().into_iter().map(|row| row.cells[4].clone()).collect();
    // The record is gone where people come from: there is nobody to take part.
    let rest = crosswalk::record::Situation::ALL.iter().filter(|word| !told.contains(word.as_str()));
    assert_eq!(rest.map(|word| word.as_str()).collect::<Vec<_>>(), ["source-missing"]);
}
