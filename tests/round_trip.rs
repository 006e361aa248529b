//! There and back, for every line of every shipped system file that is both read and written, over generated people:
//! writing what was read gives what was written, and reading what was written gives the record's own values, except
//! where the line is declared lossy. Formats that know but texts (XML) give the same record.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crosswalk::document::Document;
use crosswalk::mapping::compiled::{Entity, Mapping};
use crosswalk::mapping::crosswalk::{BoundLine, Crosswalk, Globals, Out, same};
use crosswalk::mapping::load;
use crosswalk::mapping::spec::{Compare, Format, SettingKind};
use crosswalk::record::{Datum, RecordSchema};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Map, Value, json};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn schema(name: &str) -> Arc<RecordSchema> {
    let text = std::fs::read_to_string(root().join("schemas").join(name)).unwrap();
    Arc::new(RecordSchema::of(serde_json::from_str(&text).unwrap()).unwrap())
}

fn mappings() -> Vec<Mapping> {
    let files = std::fs::read_dir(root().join("mappings")).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = files.filter(|path| path.extension().is_some_and(|end| end == "yaml")).collect();
    files.sort();
    let (employee, leave) = (schema("employee.schema.json"), schema("leave.schema.json"));
    let read = |file: &PathBuf| {
        let name = file.file_name().unwrap().to_str().unwrap();
        let document = Document::from_bytes(name, &std::fs::read(file).unwrap()).unwrap();
        load(&document, &employee, &leave).unwrap_or_else(|found| panic!("{name}: {found:?}")).0
    };
    files.iter().map(read).collect()
}

/// A word of every choice, both ways of every boolean, the default of everything else.
fn settings(mapping: &Mapping) -> BoxedStrategy<Map<String, Value>> {
    let mut all: BoxedStrategy<Map<String, Value>> = Just(Map::new()).boxed();
    for (name, spec) in mapping.settings.clone() {
        let words = match spec.kind {
            SettingKind::Choice => spec.of.as_ref().and_then(Value::as_array).cloned().unwrap_or_default(),
            SettingKind::Boolean => vec![json!(true), json!(false)],
            _ => vec![spec.default.unwrap_or_default()],
        };
        let one = prop::sample::select(words);
        all = (all, one)
            .prop_map(move |(mut map, value)| {
                if !value.is_null() {
                    map.insert(name.clone(), value);
                }
                map
            })
            .boxed();
    }
    all
}

/// A personnummer with the right last digit.
fn personnummer() -> impl Strategy<Value = String> {
    (1930..2010u32, 1..13u32, 1..29u32, 0..1000u32, any::<bool>()).prop_map(
        |(year, month, day, number, coordination)| {
            let day = if coordination { day + 60 } else { day };
            let short = format!("{:02}{month:02}{day:02}{number:03}", year % 100);
            let sum: u32 = short
                .bytes()
                .enumerate()
                .map(|(at, digit)| {
                    let product = u32::from(digit - b'0') * if at % 2 == 0 { 2 } else { 1 };
                    product / 10 + product % 10
                })
                .sum();
            format!("{year}{month:02}{day:02}-{number:03}{}", (10 - sum % 10) % 10)
        },
    )
}

fn date() -> impl Strategy<Value = Value> {
    (1950..2035u32, 1..13u32, 1..29u32).prop_map(|(y, m, d)| json!(format!("{y}-{m:02}-{d:02}")))
}

/// Text as people have it, odd things too; blanks only within.
fn text() -> impl Strategy<Value = Value> {
    prop_oneof![
        "[A-Z][a-zåäöéø'-]{0,12}",
        "[A-Z][a-z]{0,5} (van|de la|von) [A-Z][a-z]{0,8}",
        "[\u{4e00}-\u{4e20}]{1,3}",
        Just("O'Brien & Søn <x> \"q\"".to_owned()),
        Just("Jose\u{301} 🙂".to_owned()),
        Just("  stray  blanks ".to_owned()),
    ]
    .prop_map(Value::from)
}

/// What a field may hold; `None`: the field stays out.
fn value(path: &str) -> BoxedStrategy<Value> {
    match path {
        "birthDate"
        | "hireDate"
        | "endDate"
        | "employment.startDate"
        | "employment.endDate"
        | "compensation.effectiveDate" => date().boxed(),
        "ssn" => personnummer().prop_map(Value::from).boxed(),
        "country" | "ssnCountry" => prop::sample::select(vec!["SE", "NL", "NO", "PL"]).prop_map(Value::from).boxed(),
        "active" => any::<bool>().prop_map(Value::from).boxed(),
        "employeeNumber" | "tax.table" | "tax.column" => {
            prop_oneof!["[1-9][0-9]{0,5}", "0{1,3}[1-9][0-9]{0,2}"].prop_map(Value::from).boxed()
        }
        "bankAccount.iban" => {
            prop::sample::select(vec!["NL91ABNA0417164300", "SE4550000000058398257466"]).prop_map(Value::from).boxed()
        }
        "bankAccount.number" | "bankAccount.clearing" => "[0-9]{4,10}".prop_map(Value::from).boxed(),
        "compensation.amount" => prop_oneof![
            4 => (1..100_000i64).prop_map(Value::from),
            1 => (1..10_000_000i64).prop_map(|cents| json!(cents as f64 / 100.0)),
            1 => (1..10_000_000i64).prop_map(|cents| json!(format!("{}.{:02}", cents / 100, cents % 100))),
        ]
        .boxed(),
        "compensation.type" => prop::sample::select(vec!["MONTHLY", "HOURLY"]).prop_map(Value::from).boxed(),
        "employment.rate" => (1..101u32).prop_map(Value::from).boxed(),
        _ => text().boxed(),
    }
}

/// A record of the schema's fields; of each the value, null, an empty text, or nothing.
fn record(entity: &Entity) -> BoxedStrategy<Value> {
    let mut all: BoxedStrategy<Value> = Just(json!({})).boxed();
    for field in entity.schema.fields.iter().filter(|field| field.path != "custom") {
        let path = field.path.clone();
        let one = prop_oneof![
            12 => value(&path).prop_map(Some),
            1 => Just(Some(Value::Null)),
            1 => Just(Some(json!(""))),
            1 => Just(None),
        ];
        all = (all, one)
            .prop_map(move |(mut record, value)| {
                if let Some(value) = value {
                    crosswalk::expr::Place::compile(&path).unwrap().set(&mut record, value);
                }
                record
            })
            .boxed();
    }
    all
}

/// As a format that knows but texts gives it back.
fn as_texts(value: &Value) -> Value {
    match value {
        Value::Bool(_) | Value::Number(_) => json!(value.to_string()),
        Value::Array(items) => items.iter().map(as_texts).collect(),
        Value::Object(map) => Value::Object(map.iter().map(|(name, value)| (name.clone(), as_texts(value))).collect()),
        other => other.clone(),
    }
}

fn two_way(line: &BoundLine) -> bool {
    line.target.is_some() && line.target == line.read && !line.fields.is_empty()
}

/// What the other system holds (no field of a two-way line any more), with what was read laid over.
fn over(crosswalk: &Crosswalk, record: &Value, back: &Value) -> Value {
    let mut merged = record.clone();
    for field in crosswalk.lines.iter().filter(|line| two_way(line)).flat_map(|line| &line.fields) {
        field.place.remove(&mut merged);
    }
    let fields = &crosswalk.entity.schema.fields;
    for place in fields.iter().map(|field| crosswalk::expr::Place::compile(&field.path).unwrap()) {
        if let Some(value) = place.get(back) {
            place.set(&mut merged, value.clone());
        }
    }
    merged
}

fn holds(crosswalk: &Crosswalk, record: &Value, texts: bool) -> Result<usize, TestCaseError> {
    let slots = crosswalk.sources.take(record);
    let there = crosswalk.forward(&slots, Some(record));
    if !there.issues.is_empty() {
        return Ok(0); // held: nothing is written
    }
    let parts: Map<String, Value> = crosswalk.parts(&there).into_iter().collect();
    let parts = if texts { as_texts(&Value::Object(parts)) } else { Value::Object(parts) };
    let present: Vec<Option<&Value>> = crosswalk.entity.parts.iter().map(|part| parts.get(&part.name)).collect();
    let (back, issues, _) = crosswalk.reverse(&present);
    prop_assert!(issues.is_empty(), "{issues:?}");
    let again = over(crosswalk, record, &back);
    let slots = crosswalk.sources.take(&again);
    let again = crosswalk.forward(&slots, Some(&again));
    let mut compared = 0;
    for (number, line) in crosswalk.lines.iter().enumerate().filter(|(_, line)| two_way(line)) {
        let Out::Value(wanted) = &there.outs[number] else { continue };
        compared += 1;
        let Out::Value(second) = &again.outs[number] else {
            return Err(TestCaseError::fail(format!("{}: nothing the second time", line.path)));
        };
        prop_assert!(same(wanted, second, line.compare), "{}: {wanted:?}, then {second:?}", line.path);
        for field in line.fields.iter().filter(|_| !line.lossy) {
            let (own, read) = (field.place.get(record), field.place.get(&back));
            let equal = same(&Datum::maybe(own), &Datum::maybe(read), Compare::Exact);
            prop_assert!(equal, "{}: {own:?} went in, {read:?} came back ({})", field.path, line.path);
        }
    }
    Ok(compared)
}

#[test]
fn every_two_way_line_of_every_shipped_file() {
    for mapping in mappings() {
        let Some(entity) = &mapping.employee else { continue };
        let texts = mapping.connect.as_ref().is_some_and(|connect| {
            matches!(connect.format, Format::Xml | Format::Soap) || connect.format_setting.is_some()
        });
        let mut runner = TestRunner::new(Config { cases: 300, failure_persistence: None, ..Config::default() });
        let compared = std::cell::Cell::new(0);
        let outcome = runner.run(&(settings(&mapping), record(entity)), |(settings, record)| {
            let crosswalk = Crosswalk::bind(entity, &Globals::new(settings, "2026-03-15"), None).unwrap();
            compared.set(compared.get() + holds(&crosswalk, &record, false)?);
            if texts {
                holds(&crosswalk, &record, true)?;
            }
            Ok(())
        });
        outcome.unwrap_or_else(|error| panic!("{}: {error}", mapping.system));
        assert!(compared.get() > 2000, "{}: {} values compared", mapping.system, compared.get());
    }
}

#[test]
fn a_line_that_loses_something_is_seen() {
    let file = "crosswalk: 1
system: sample
name: Sample
employee:
  parts: { person: {} }
  fields:
    - { field: firstName, at: person.name, max_length: { of: 3, longer: cut } }
";
    let document = Document::from_bytes("sample.yaml", file.as_bytes()).unwrap();
    let (mapping, _) = load(&document, &schema("employee.schema.json"), &schema("leave.schema.json")).unwrap();
    let crosswalk =
        Crosswalk::bind(mapping.employee.as_ref().unwrap(), &Globals::new(Map::new(), "2026-03-15"), None).unwrap();
    assert!(holds(&crosswalk, &json!({ "firstName": "Ada" }), false).is_ok());
    assert!(holds(&crosswalk, &json!({ "firstName": "Astrid" }), false).is_err());
}
