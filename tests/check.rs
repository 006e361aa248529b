//! Every case of `tests/check`: a system file and the diagnostics that it must give, `line:column code` each.
//! `CROSSWALK_BLESS=1` writes `expected.txt` anew; read the difference before you commit it.

#![allow(clippy::unwrap_used, clippy::print_stdout)] // tests: a panic is a failure, and `--nocapture` shows the messages

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crosswalk::diagnostic::{ALL, Severity};
use crosswalk::mapping::check_bytes;
use crosswalk::mapping::rules::RULES;
use crosswalk::record::RecordSchema;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn schema(name: &str) -> RecordSchema {
    let text = fs::read_to_string(root().join("schemas").join(name)).unwrap();
    RecordSchema::of(serde_json::from_str(&text).unwrap()).unwrap()
}

/// The folders of all cases.
fn cases() -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join("tests/check")).unwrap();
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

/// The system file of a case.
fn file_of(case: &Path) -> PathBuf {
    let mut files = fs::read_dir(case).unwrap().map(|entry| entry.unwrap().path());
    files.find(|path| path.extension().is_some_and(|extension| extension == "yaml")).unwrap()
}

/// What a file gives: `line:column code`, with `warning` behind it where it is one; and every message.
fn found(file: &Path) -> (String, Vec<String>) {
    let (employee, leave) = (schema("employee.schema.json"), schema("leave.schema.json"));
    let name = file.file_name().unwrap().to_str().unwrap();
    let diagnostics = check_bytes(name, &fs::read(file).unwrap(), &employee, Some(&leave));
    let mut lines = String::new();
    let mut messages = Vec::new();
    for diagnostic in diagnostics {
        let warning = if diagnostic.severity == Severity::Warning { " warning" } else { "" };
        let (line, column) = (diagnostic.start.line, diagnostic.start.column);
        lines.push_str(&format!("{line}:{column} {}{warning}\n", diagnostic.code.id));
        println!(
            "{}:{line}:{column} {}: {} | {:?}",
            file.display(),
            diagnostic.code.id,
            diagnostic.message,
            diagnostic.help
        );
        messages.push(diagnostic.message);
        messages.extend(diagnostic.help);
    }
    (lines, messages)
}

#[test]
fn every_case_gives_what_it_should() {
    let mut wrong = String::new();
    for case in cases() {
        let (lines, _) = found(&file_of(&case));
        let expected = case.join("expected.txt");
        if std::env::var_os("CROSSWALK_BLESS").is_some() {
            fs::write(&expected, &lines).unwrap();
        }
        let wanted = fs::read_to_string(&expected).unwrap_or_default();
        if lines != wanted {
            wrong.push_str(&format!("{}\nwanted:\n{wanted}found:\n{lines}\n", case.display()));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn a_case_gives_the_code_that_it_is_named_after() {
    for case in cases() {
        let name = case.file_name().unwrap().to_str().unwrap().to_owned();
        let Some(code) = name.split('-').next().filter(|code| code.starts_with("cw")) else { continue };
        let expected = fs::read_to_string(case.join("expected.txt")).unwrap_or_default();
        assert!(expected.contains(&code.to_uppercase()), "{name} does not give {code}");
    }
}

#[test]
fn every_code_of_a_system_file_has_a_case() {
    let expected: String =
        cases().iter().filter_map(|case| fs::read_to_string(case.join("expected.txt")).ok()).collect();
    let without: BTreeSet<&str> = ALL
        .iter()
        .map(|code| code.id)
        .filter(|id| ["CW01", "CW02", "CW03", "CW04"].iter().any(|family| id.starts_with(family)))
        .filter(|id| !expected.contains(id))
        .collect();
    assert!(without.is_empty(), "codes without a case in tests/check: {without:?}");
}

#[test]
fn every_rule_names_codes_of_the_registry() {
    for rule in RULES {
        assert!(!rule.codes.is_empty());
        for code in rule.codes {
            assert!(ALL.iter().any(|known| known.id == code.id), "{} is not registered", code.id);
        }
    }
}

#[test]
fn no_message_shows_a_value_that_could_be_secret() {
    for case in cases() {
        let (_, messages) = found(&file_of(&case));
        for message in messages {
            assert!(!message.contains("hunter2"), "{}: {message}", case.display());
        }
    }
}

#[test]
fn the_shipped_system_files_are_right() {
    for entry in fs::read_dir(root().join("mappings")).unwrap() {
        let file = entry.unwrap().path();
        if file.extension().is_some_and(|extension| extension == "yaml") {
            let (lines, messages) = found(&file);
            assert!(lines.is_empty(), "{}:\n{lines}{}", file.display(), messages.join("\n"));
        }
    }
}
