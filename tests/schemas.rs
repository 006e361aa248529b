//! The schemas in `schemas/` are the ones the program prints. `CROSSWALK_BLESS=1` writes them anew.

use std::path::Path;

use crosswalk::expr::{Condition, Template};
use crosswalk::mapping::shape;
use crosswalk::ops::cases::spec::CaseFile;
use crosswalk::ops::workspace::WorkspaceSpec;
use crosswalk::record::RecordSchema;
use serde_json::Value;

/// Generated schemas by file.
fn generated() -> Vec<(&'static str, Value)> {
    let workspace = shape::schema_of::<WorkspaceSpec>("workspace", "Crosswalk workspace");
    let case = shape::schema_of::<CaseFile>("case", "Crosswalk case file");
    vec![("mapping.schema.json", shape::schema()), ("workspace.schema.json", workspace), ("case.schema.json", case)]
}

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas")
}

fn read(name: &str) -> Value {
    let text = std::fs::read_to_string(folder().join(name)).unwrap_or_default();
    serde_json::from_str(&text).unwrap_or(Value::Null)
}

#[test]
fn committed_schemas_are_the_generated_ones() {
    for (name, schema) in generated() {
        if std::env::var_os("CROSSWALK_BLESS").is_some() {
            let text = serde_json::to_string_pretty(&schema).unwrap() + "\n";
            std::fs::write(folder().join(name), text).unwrap();
        }
        assert!(read(name) == schema, "schemas/{name} is old: run `CROSSWALK_BLESS=1 cargo test --test schemas`");
    }
}

#[test]
fn every_schema_is_one() {
    for entry in std::fs::read_dir(folder()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if !name.ends_with(".json") {
            continue;
        }
        let schema = read(&name);
        assert!(jsonschema::meta::is_valid(&schema), "{name} is no JSON Schema");
        for word in ["$schema", "$id", "title", "description"] {
            assert!(schema.get(word).is_some_and(Value::is_string), "{name} has no {word}");
        }
    }
}

#[test]
fn record_schemas_name_groups_and_what_is_sensitive() {
    let employee = RecordSchema::of(read("employee.schema.json")).unwrap();
    let leave = RecordSchema::of(read("leave.schema.json")).unwrap();
    for schema in [&employee, &leave] {
        for field in &schema.fields {
            assert!(field.group.is_some() || field.path == "key", "{} has no group", field.path);
            assert!(field.label.is_some(), "{} has no label", field.path);
        }
    }
    for path in ["ssn", "bankAccount.iban", "tax.table", "compensation.amount"] {
        assert!(employee.field(path).is_some_and(|field| field.sensitive), "{path} is sensitive");
    }
    assert!(employee.knows("custom.anything.below") && !employee.knows("bankAccount.ibn"));
    assert!(employee.name.is_some() && employee.leaver.is_some());
    for schema in [&employee, &leave] {
        let name = schema.name.as_deref().map(Template::compile);
        assert!(matches!(name, Some(Ok(_))), "x-name does not compile: {name:?}");
        let leaver = schema.leaver.as_deref().map(Condition::compile);
        assert!(!matches!(leaver, Some(Err(_))), "x-leaver does not compile: {leaver:?}");
    }
}
