//! Whatever both sides hold: sent once it is the same, what is not ours is never touched, and no day counts twice.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Deed, Entry, Identity, OwnedRecord, Owner, Terms, decide_owned};
use crate::document::Document;
use crate::expr::Scope;
use crate::mapping::crosswalk::{Crosswalk, Globals};
use crate::plan::{PartWork, Payload, WorkKind};
use crate::record::{Action, Issue, Key, Outcome, RecordSchema};

const FILE: &str = r#"
crosswalk: 1
system: pay
name: Pay
connect: { base_url: "https://api.example.com", format: json }
leave:
  of: employee
  identity: [date, type, child]
  add_up: [hours]
  surplus: delete_own
  parts:
    day:
      list: { request: "GET /people/{{ owner.key }}/days", items: "$.days[*]", key: id }
      create: { request: "POST /people/{{ owner.key }}/days", body: "{{ desired.day }}", key: $.id }
      update: { request: "PATCH /days/{{ key }}", body: "{{ merged.day }}" }
      delete: { request: "DELETE /days/{{ key }}" }
  fields:
    - { field: date, at: day.date, required: true, transform: date }
    - { field: hours, at: day.hours, required: true, transform: decimal }
    - { field: kind, at: day.type, required: true, table: { A: a, B: b, C: c } }
    - { field: child, at: day.child }
    - { field: comment, at: day.comment, write: create, default: "" }
"#;

fn crosswalk() -> Crosswalk {
    let schema = |name: &str| {
        let path = format!("{}/schemas/{name}.schema.json", env!("CARGO_MANIFEST_DIR"));
        let source = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        Arc::new(RecordSchema::of(source).unwrap())
    };
    let document = Document::from_bytes("mappings/pay.yaml", FILE.as_bytes()).unwrap();
    let (mapping, _) = crate::mapping::load(&document, &schema("employee"), &schema("leave")).unwrap();
    let globals = Globals::new(serde_json::Map::new(), "2026-03-01");
    Crosswalk::bind(mapping.leave.as_ref().unwrap(), &globals, None).unwrap()
}

/// What the target holds of one owner, and what of it we made.
#[derive(Debug, Clone, Default)]
struct There {
    entries: BTreeMap<Key, Value>,
    made: BTreeSet<Key>,
    next: usize,
}

struct World {
    crosswalk: Crosswalk,
    identity: Identity,
}

impl World {
    fn new() -> &'static Self {
        static WORLD: OnceLock<World> = OnceLock::new();
        WORLD.get_or_init(|| {
            let crosswalk = crosswalk();
            let identity = Identity::of(&crosswalk).unwrap();
            Self { crosswalk, identity }
        })
    }

    fn decide(&self, wanted: &[OwnedRecord], there: &There, correct: bool) -> Vec<super::Errand> {
        let present: Vec<Entry> =
            there.entries.iter().map(|(key, value)| Entry { key: key.clone(), value: value.clone() }).collect();
        let (source, target) = (Key::new("h"), Key::new("p"));
        let terms = Terms { period: ("2026-02-01", "2026-02-28"), correct };
        let owner = Owner {
            source: &source,
            target: &target,
            name: "",
            records: wanted,
            present: &present,
            made: &there.made,
            doubts: &BTreeSet::new(),
        };
        decide_owned(&self.crosswalk, &self.identity, &terms, &owner)
    }

    /// Does what a plan says, as the requests would.
    fn apply(&self, errands: &[super::Errand], there: &mut There) {
        let mut turns: Vec<_> = errands.iter().collect();
        turns.sort_by_key(|errand| (errand.day.clone(), errand.deed.turn()));
        for errand in turns {
            assert_eq!(errand.deed == Deed::Nothing, errand.change.outcome != Outcome::Planned);
            match &errand.deed {
                Deed::Nothing => {}
                Deed::Delete(entry) => {
                    assert!(there.made.contains(&entry.key), "what is not ours was taken away");
                    assert!(there.entries.remove(&entry.key).is_some());
                }
                Deed::Update { record, entry, lines } => {
                    assert!(there.made.contains(&entry.key), "what is not ours was changed");
                    let work = PartWork {
                        part: 0,
                        kind: WorkKind::Update,
                        lines: lines.clone(),
                        entry: Some(entry.value.clone()),
                    };
                    let slots = self.crosswalk.sources.take(record);
                    let mapped = self.crosswalk.forward(&slots, Some(record));
                    let scope = Payload::new(&self.crosswalk, &mapped).part(Scope::new(), &work, Some(&entry.value));
                    there.entries.insert(entry.key.clone(), scope.get("merged").unwrap()["day"].clone());
                }
                Deed::Create(record) => {
                    let slots = self.crosswalk.sources.take(record);
                    let mapped = self.crosswalk.forward(&slots, Some(record));
                    let scope = Payload::new(&self.crosswalk, &mapped).desired(Scope::new());
                    let value = scope.get("desired").unwrap()["day"].clone();
                    let alike = there.entries.values().any(|other| known_by(other) == known_by(&value));
                    assert!(!alike, "the same was made twice: {value}");
                    there.next += 1;
                    let key = Key::new(format!("new{}", there.next));
                    there.made.insert(key.clone());
                    there.entries.insert(key, value);
                }
            }
        }
    }
}

fn known_by(value: &Value) -> (String, String, String) {
    let text = |name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    (text("date"), text("type"), text("child"))
}

fn day() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["2026-02-02", "2026-02-03", "2026-02-28", "2026-03-01"]).prop_map(str::to_owned)
}

fn hours() -> impl Strategy<Value = Value> {
    prop::sample::select(vec![json!(4), json!(8), json!(3.5), json!("4.0")])
}

fn child() -> impl Strategy<Value = Value> {
    prop::sample::select(vec![Value::Null, json!(""), json!("Ebba")])
}

fn wanted() -> impl Strategy<Value = Vec<OwnedRecord>> {
    let kind = prop::sample::select(vec!["A", "A", "B", "B", "C", "odd"]);
    let one = (day(), hours(), kind, child());
    prop::collection::vec(one, 0..7).prop_map(|all| {
        let record = |(number, (date, hours, kind, child)): (usize, (String, Value, &str, Value))| OwnedRecord {
            key: Key::new(number.to_string()),
            record: json!({ "date": date, "hours": hours, "kind": kind, "child": child }),
            issues: Vec::new(),
            notes: Vec::new(),
        };
        all.into_iter().enumerate().map(record).collect()
    })
}

fn there() -> impl Strategy<Value = There> {
    let kind = prop::sample::select(vec!["a", "b", "c"]);
    let one = (day(), hours(), kind, child(), any::<bool>());
    prop::collection::vec(one, 0..6).prop_map(|all| {
        let mut there = There::default();
        for (number, (date, hours, kind, child, ours)) in all.into_iter().enumerate() {
            let key = Key::new(format!("old{number}"));
            there.entries.insert(
                key.clone(),
                json!({ "id": number, "date": date, "hours": hours, "type": kind, "child": child, "comment": "x" }),
            );
            if ours {
                there.made.insert(key);
            }
        }
        there
    })
}

proptest! {
    #[test]
    fn sent_once_it_is_the_same(wanted in wanted(), before in there(), correct in any::<bool>()) {
        let world = World::new();
        let mut there = before.clone();
        let errands = world.decide(&wanted, &there, correct);
        prop_assert!(correct || errands.iter().all(|errand| matches!(errand.deed, Deed::Nothing | Deed::Create(_))));
        world.apply(&errands, &mut there);
        let again = world.decide(&wanted, &there, correct);
        prop_assert!(again.iter().all(|errand| errand.deed == Deed::Nothing), "{again:?}");
        // Without corrections nothing more is sent either, and what was made stays.
        let calm = world.decide(&wanted, &there, false);
        prop_assert!(calm.iter().all(|errand| errand.deed == Deed::Nothing), "{calm:?}");
        for (key, value) in before.entries.iter().filter(|(key, _)| !before.made.contains(*key)) {
            prop_assert_eq!(there.entries.get(key), Some(value), "what is not ours was touched");
        }
        // Days outside the period are not looked at.
        for (key, value) in before.entries.iter().filter(|(_, value)| value["date"] == "2026-03-01") {
            prop_assert_eq!(there.entries.get(key), Some(value));
        }
    }

    #[test]
    fn the_order_of_records_says_nothing(wanted in wanted(), there in there(), correct in any::<bool>()) {
        let world = World::new();
        let mut turned = wanted.clone();
        turned.reverse();
        let told = |wanted: &[OwnedRecord]| -> Vec<(String, Action, Deed)> {
            let errands = world.decide(wanted, &there, correct);
            let clear = errands.into_iter().filter(|errand| errand.change.issues.is_empty());
            clear.map(|errand| (errand.day, errand.change.action, errand.deed)).collect()
        };
        prop_assert_eq!(told(&wanted), told(&turned));
    }
}

#[test]
fn half_days_of_one_kind_are_added_up() {
    let world = World::new();
    let record = |key: &str, hours: Value, child: &str| OwnedRecord {
        key: Key::new(key),
        record: json!({ "date": "2026-02-02", "hours": hours, "kind": "A", "child": child }),
        issues: Vec::new(),
        notes: Vec::new(),
    };
    let wanted = [record("1", json!(3.5), ""), record("2", json!("4.25"), ""), record("3", json!(1), "Ebba")];
    let errands = world.decide(&wanted, &There::default(), false);
    let hours: Vec<Value> = errands
        .iter()
        .map(|errand| match &errand.deed {
            Deed::Create(record) => record["hours"].clone(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(hours, [json!(7.75), json!(1)]);
    let odd = world.decide(&[record("1", json!(4), ""), record("2", json!("four"), "")], &There::default(), false);
    assert_eq!(odd[0].change.action, Action::Hold);
}

#[test]
fn what_was_left_out_on_reading_is_told() {
    let world = World::new();
    let record = OwnedRecord {
        key: Key::new("1"),
        record: json!({ "date": "2026-02-02", "hours": 8, "kind": "A" }),
        issues: Vec::new(),
        notes: vec![Issue::new("outside-table", "no row for the value")],
    };
    let errands = world.decide(&[record], &There::default(), false);
    assert_eq!(errands[0].change.notes, ["left out: no row for the value"]);
}

#[test]
fn a_record_without_a_day_keeps_everything_that_was_sent() {
    let world = World::new();
    let mut there = There::default();
    let sent = |date: &str| OwnedRecord {
        key: Key::new(date),
        record: json!({ "date": date, "hours": 8, "kind": "A" }),
        issues: Vec::new(),
        notes: Vec::new(),
    };
    world.apply(&world.decide(&[sent("2026-02-02")], &there, false), &mut there);
    let broken = OwnedRecord { record: json!({ "date": "soon", "hours": 8, "kind": "A" }), ..sent("x") };
    let errands = world.decide(&[broken], &there, true);
    assert!(errands.iter().all(|errand| errand.deed == Deed::Nothing), "{errands:?}");
    assert_eq!(errands.len(), 2);
}

#[test]
fn a_doubt_holds_its_day_and_no_other() {
    let world = World::new();
    let record = |date: &str| OwnedRecord {
        key: Key::new(date),
        record: json!({ "date": date, "hours": 8, "kind": "A" }),
        issues: Vec::new(),
        notes: Vec::new(),
    };
    let (source, target) = (Key::new("h"), Key::new("p"));
    let records = [record("2026-02-02"), record("2026-02-03")];
    let none = BTreeSet::new();
    let decide = |doubts: &BTreeSet<Option<String>>| -> Vec<Action> {
        let (terms, made) = (Terms { period: ("2026-02-01", "2026-02-28"), correct: true }, &none);
        let (name, records, present) = ("", &records[..], &[][..]);
        let owner = Owner { source: &source, target: &target, name, records, present, made, doubts };
        let errands = decide_owned(&world.crosswalk, &world.identity, &terms, &owner);
        errands.into_iter().map(|errand| errand.change.action).collect()
    };
    assert_eq!(decide(&BTreeSet::from([Some("2026-02-02".to_owned())])), [Action::Hold, Action::Create]);
    assert_eq!(decide(&BTreeSet::from([None])), [Action::Hold, Action::Hold]);
}
