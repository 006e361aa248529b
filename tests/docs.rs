//! What the pages say is so: the example is the file that is shown, every word of the language is explained, links lead
//! somewhere.

#![allow(clippy::unwrap_used)] // tests: a panic is a failure

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crosswalk::mapping::check_bytes;
use crosswalk::record::RecordSchema;
use crosswalk::sandbox::Twin;
use regex::Regex;
use serde_json::Value;

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

#[test]
fn the_example_is_the_one_shown_and_right() {
    let mapping = read("docs/example/mappings/acmepay.yaml");
    assert!(
        read("docs/language.md").contains(&format!("```yaml\n{mapping}```\n")),
        "docs/language.md shows another file"
    );
    let schema = RecordSchema::of(serde_json::from_str(&read("schemas/employee.schema.json")).unwrap()).unwrap();
    let found = check_bytes("acmepay.yaml", mapping.as_bytes(), &schema, None);
    assert!(found.is_empty(), "{found:?}");
    let twin = Twin::compile("twin.yaml", &read("docs/example/mappings/acmepay/twin.yaml"));
    assert!(twin.is_ok(), "{:?}", twin.err());
}

/// Keys and fixed words of the language's schema.
fn words(schema: &Value, found: &mut BTreeSet<String>) {
    match schema {
        Value::Object(members) => {
            for (name, value) in members {
                match (name.as_str(), value) {
                    ("properties", Value::Object(keys)) => found.extend(keys.keys().cloned()),
                    ("enum", Value::Array(all)) => {
                        found.extend(all.iter().filter_map(Value::as_str).map(str::to_owned));
                    }
                    ("const", Value::String(word)) => {
                        found.insert(word.clone());
                    }
                    _ => {}
                }
                words(value, found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| words(item, found)),
        _ => {}
    }
}

#[test]
fn every_word_of_the_language_is_on_its_page() {
    let mut known = BTreeSet::new();
    words(&serde_json::from_str(&read("schemas/mapping.schema.json")).unwrap(), &mut known);
    let page = read("docs/language.md");
    let said: BTreeSet<&str> = Regex::new(r"\w+").unwrap().find_iter(&page).map(|word| word.as_str()).collect();
    let explained = |word: &str| if word.contains('.') { page.contains(word) } else { said.contains(word) };
    let missing: Vec<&String> = known.iter().filter(|word| !explained(word)).collect();
    assert!(known.len() > 100 && missing.is_empty(), "docs/language.md does not explain {missing:?}");
}

#[test]
fn links_between_pages_lead_somewhere() {
    let link = Regex::new(r"\]\(([^)#:]+)\)").unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut wrong = Vec::new();
    for page in
        ["README.md", "ARCHITECTURE.md", "docs/language.md", "docs/running.md", "docs/nmbrs.md", "docs/alexishr.md"]
    {
        let beside = folder.join(page).parent().unwrap().to_owned();
        for found in link.captures_iter(&read(page)).filter(|found| !beside.join(&found[1]).exists()) {
            wrong.push(format!("{page}: {}", &found[1]));
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}
