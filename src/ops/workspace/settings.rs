//! What a connection sets, against what its system file declares.

use indexmap::IndexMap;
use serde_json::Value;

use super::convert::convert;
use super::sources::Sources;
use crate::diagnostic::{Finding, Spot, codes, nearest};
use crate::mapping::spec::SettingSpec;
use crate::record::{Direction, Pointer, Secret, Settings};

/// What is given, and where it stands.
#[derive(Debug, Clone)]
pub struct Given<'a> {
    /// Setting -> value or reference.
    pub values: &'a IndexMap<String, Value>,
    /// Pointer to that map in its file.
    pub at: Pointer,
    /// For advice: the connection's name, or `hr`.
    pub owner: &'a str,
    /// What is needed for one direction only is not asked for in the other; none: nothing is asked for that is
    /// needed in one direction only.
    pub direction: Option<Direction>,
}

/// Settings as far as they are right, and what is wrong with the others.
#[derive(Debug, Clone, Default)]
pub struct Resolved {
    /// Defaults filled in.
    pub settings: Settings,
    /// All problems.
    pub findings: Vec<Finding>,
}

/// Types and completes settings. Without `sources` references are taken on trust and left out: for `check`, which
/// must work where the secrets are not.
#[must_use]
pub fn resolve(declared: &IndexMap<String, SettingSpec>, given: &Given<'_>, sources: Option<&dyn Sources>) -> Resolved {
    let mut resolved = Resolved::default();
    for (name, value) in given.values {
        if declared.contains_key(name) {
            continue;
        }
        let finding = wrong(Spot::Key(given.at.key(name)), format!("the system file declares no setting `{name}`"));
        resolved.findings.push(match nearest(name, declared.keys().map(String::as_str)) {
            Some(near) => finding.help(format!("did you mean `{near}`?")),
            None => finding.help(format!("it declares {}", listed(declared))),
        });
        // What was meant may be a secret: its value must not stay in sight either way.
        if near_secret(declared, name) && reference(value).is_none() {
            resolved.findings.push(literal_secret(name, given));
        }
    }
    for (name, spec) in declared {
        match given.values.get(name) {
            Some(value) if !value.is_null() => take(name, spec, value, given, sources, &mut resolved),
            _ => complete(name, spec, given, &mut resolved),
        }
    }
    resolved
}

fn take(
    name: &str,
    spec: &SettingSpec,
    value: &Value,
    given: &Given<'_>,
    sources: Option<&dyn Sources>,
    resolved: &mut Resolved,
) {
    let at = given.at.key(name);
    let read = match (reference(value), sources) {
        (Some(_), None) => return,
        (Some(reference), Some(sources)) => match read(reference, sources) {
            Ok(text) => Value::String(text),
            Err((message, help)) => return resolved.findings.push(wrong(Spot::Value(at), message).help(help)),
        },
        (None, _) if spec.secret => return resolved.findings.push(literal_secret(name, given)),
        (None, _) => value.clone(),
    };
    match (convert(spec, &read), read) {
        (Err(expected), _) => {
            let from = if value.is_object() && reference(value).is_some() { " (read from there)" } else { "" };
            resolved.findings.push(wrong(Spot::Value(at), format!("`{name}`{from}: {expected}")));
        }
        (Ok(_), Value::String(text)) if spec.secret => {
            resolved.settings.secrets.insert(name.to_owned(), Secret::new(text));
        }
        (Ok(typed), _) => {
            resolved.settings.public.insert(name.to_owned(), typed);
        }
    }
}

fn complete(name: &str, spec: &SettingSpec, given: &Given<'_>, resolved: &mut Resolved) {
    if let Some(default) = &spec.default {
        // A default of the wrong type is the system file's problem and reported there.
        let typed = convert(spec, default).unwrap_or_else(|_| default.clone());
        resolved.settings.public.insert(name.to_owned(), typed);
        return;
    }
    let other_way = match (spec.direction.as_deref(), given.direction) {
        (None, _) => false,
        (Some(_), None) => true,
        (Some(needed), Some(direction)) => needed != direction.as_str(),
    };
    if spec.optional || other_way {
        return;
    }
    let what = spec.description.as_deref().map(|what| format!(" ({what})")).unwrap_or_default();
    let form = if spec.secret {
        format!("add `{name}: {{ env: {} }}`", variable(given.owner, name))
    } else {
        format!("add `{name}: …`")
    };
    let message = format!("the setting `{name}`{what} is missing");
    resolved.findings.push(wrong(Spot::Value(given.at.clone()), message).help(form));
}

/// `{ env: NAME }` or `{ file: PATH }`.
#[derive(Debug, Clone, Copy)]
enum Reference<'a> {
    Env(&'a str),
    File(&'a str),
}

fn reference(value: &Value) -> Option<Reference<'_>> {
    let map = value.as_object().filter(|map| map.len() == 1)?;
    let (key, target) = map.iter().next()?;
    match (key.as_str(), target.as_str()?) {
        ("env", name) => Some(Reference::Env(name)),
        ("file", path) => Some(Reference::File(path)),
        _ => None,
    }
}

/// The text behind a reference, without the line break at its end; or what is wrong and what to do.
fn read(reference: Reference<'_>, sources: &dyn Sources) -> Result<String, (String, String)> {
    let (text, what, help) = match reference {
        Reference::Env(name) => {
            let missing =
                || (format!("the environment variable `{name}` is not set"), format!("set `{name}` and try again"));
            (
                sources.env(name).ok_or_else(missing)?,
                format!("the environment variable `{name}`"),
                format!("set `{name}`"),
            )
        }
        Reference::File(path) => {
            let help = format!(
                "put the value into `{path}`, a file that only you can read; paths are relative to the workspace folder"
            );
            let text = sources
                .file(path)
                .map_err(|error| (format!("the file `{path}` cannot be read: {}", plain(&error)), help.clone()))?;
            (text, format!("the file `{path}`"), help)
        }
    };
    let text = text.trim_end_matches(['\n', '\r']);
    if text.is_empty() { Err((format!("{what} is empty"), help)) } else { Ok(text.to_owned()) }
}

fn plain(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is none".into(),
        std::io::ErrorKind::PermissionDenied => "permission denied".into(),
        std::io::ErrorKind::InvalidData => "it is not UTF-8 text".into(),
        _ => error.to_string(),
    }
}

fn literal_secret(name: &str, given: &Given<'_>) -> Finding {
    let (owner, variable) = (given.owner, variable(given.owner, name));
    let message = format!("`{name}` is a secret, and it stands here in plain text");
    Finding::error(&codes::LITERAL_SECRET, Spot::Value(given.at.key(name)), message).help(format!(
        "put it into the environment and write `{name}: {{ env: {variable} }}`, or into a file that only you can read \
         and write `{name}: {{ file: secrets/{owner}.{name} }}`; replace it at the provider if others could see this file"
    ))
}

/// Whether an undeclared name looks like a misspelt secret.
fn near_secret(declared: &IndexMap<String, SettingSpec>, name: &str) -> bool {
    nearest(name, declared.keys().map(String::as_str)).is_some_and(|near| declared[near].secret)
}

fn variable(owner: &str, name: &str) -> String {
    format!("{owner}_{name}").to_uppercase().replace(|c: char| !c.is_ascii_alphanumeric(), "_")
}

fn listed(declared: &IndexMap<String, SettingSpec>) -> String {
    if declared.is_empty() {
        return "none".into();
    }
    declared.keys().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn wrong(spot: Spot, message: String) -> Finding {
    Finding::error(&codes::SETTING_VALUE, spot, message)
}

#[cfg(test)]
mod tests {
    use std::io;

    use serde_json::json;

    use super::*;

    struct Fixed;

    impl Sources for Fixed {
        fn env(&self, name: &str) -> Option<String> {
            match name {
                "TOKEN" => Some("hunter2".into()),
                "COMPANY" => Some("54613".into()),
                "EMPTY" => Some("\n".into()),
                _ => None,
            }
        }

        fn file(&self, path: &str) -> io::Result<String> {
            if path == "secrets/t" { Ok("from file\r\n".into()) } else { Err(io::ErrorKind::NotFound.into()) }
        }
    }

    fn declared() -> IndexMap<String, SettingSpec> {
        serde_json::from_value(json!({
            "token": {"type": "text", "secret": true},
            "company_id": {"type": "integer"},
            "domain": {"type": "text", "optional": true, "pattern": "[a-z]+"},
            "email": {"type": "choice", "of": ["private", "work"], "default": "private"},
            "scale": {"type": "decimal", "default": 1},
            "strict": {"type": "boolean", "default": false},
            "types": {"type": "table", "default": {"MONTHLY": "M"}},
            "kind_id": {"type": "text", "direction": "import"},
        }))
        .unwrap()
    }

    fn resolved(values: Value, sources: Option<&dyn Sources>, direction: Option<Direction>) -> Resolved {
        let values: IndexMap<String, Value> = serde_json::from_value(values).unwrap();
        let at = Pointer::raw("/connections/pay/settings");
        resolve(&declared(), &Given { values: &values, at, owner: "pay", direction }, sources)
    }

    fn problems(resolved: &Resolved) -> Vec<(&'static str, String)> {
        resolved
            .findings
            .iter()
            .map(|f| (f.code.id, format!("{} | {}", f.message, f.help.as_deref().unwrap_or(""))))
            .collect()
    }

    #[test]
    fn settings_are_typed_and_secrets_stand_apart() {
        let given =
            json!({"token": {"env": "TOKEN"}, "company_id": {"env": "COMPANY"}, "email": "work", "scale": "0.10"});
        let resolved = resolved(given, Some(&Fixed), Some(Direction::Export));
        assert_eq!(problems(&resolved), []);
        let expected =
            json!({"company_id": 54613, "email": "work", "scale": 0.1, "strict": false, "types": {"MONTHLY": "M"}});
        assert_eq!(resolved.settings.public_scope(), expected);
        assert_eq!(resolved.settings.secrets["token"].expose(), "hunter2");
    }

    #[test]
    fn line_breaks_at_the_end_of_a_secret_file_are_not_part_of_it() {
        let given = json!({"token": {"file": "secrets/t"}, "company_id": 1});
        let resolved = resolved(given, Some(&Fixed), Some(Direction::Export));
        assert_eq!(resolved.settings.secrets["token"].expose(), "from file");
    }

    #[test]
    fn a_literal_secret_says_how_to_move_it_out_and_shows_no_value() {
        let resolved = resolved(json!({"token": "hunter2", "company_id": 1}), Some(&Fixed), None);
        let problems = problems(&resolved);
        assert_eq!(problems.len(), 1);
        assert_eq!(problems[0].0, "CW0504");
        assert!(problems[0].1.contains("{ env: PAY_TOKEN }") && problems[0].1.contains("secrets/pay.token"));
        assert!(!problems[0].1.contains("hunter2"));
        assert!(resolved.settings.secrets.is_empty());
    }

    #[test]
    fn a_misspelt_literal_secret_is_one_too() {
        let problems = problems(&resolved(json!({"tokne": "hunter2", "company_id": 1}), None, None));
        assert!(problems.iter().any(|(code, _)| *code == "CW0504"), "{problems:?}");
        assert!(problems.iter().any(|(_, text)| text.contains("did you mean `token`?")));
        assert!(problems.iter().all(|(_, text)| !text.contains("hunter2")));
    }

    #[test]
    fn all_problems_at_once() {
        let given = json!({
            "token": {"env": "NOT_SET"}, "company_id": "many", "domain": "UPPER", "email": "privat", "scale": true,
            "strict": "yes", "types": [1], "kind_id": {"file": "gone"}, "zebra": 1
        });
        let problems = problems(&resolved(given, Some(&Fixed), Some(Direction::Import)));
        assert_eq!(problems.len(), 9, "{problems:#?}");
        for part in [
            "`NOT_SET` is not set",
            "whole number",
            "must match `[a-z]+`",
            "did you mean `private`",
            "`gone` cannot be read: there is none",
        ] {
            assert!(problems.iter().any(|(_, text)| text.contains(part)), "{part}: {problems:#?}");
        }
    }

    #[test]
    fn what_only_an_import_needs_is_asked_for_in_an_import_only() {
        let given = || json!({"token": {"env": "TOKEN"}, "company_id": 1});
        assert_eq!(problems(&resolved(given(), Some(&Fixed), Some(Direction::Export))), []);
        assert_eq!(problems(&resolved(given(), None, None)), []);
        assert_eq!(problems(&resolved(given(), Some(&Fixed), Some(Direction::Import))).len(), 1);
    }

    #[test]
    fn empty_and_missing_are_named() {
        let problems = problems(&resolved(json!({"token": {"env": "EMPTY"}}), Some(&Fixed), None));
        assert!(problems.iter().any(|(_, text)| text.contains("`EMPTY` is empty")), "{problems:?}");
        assert!(problems.iter().any(|(_, text)| text.contains("`company_id` is missing")), "{problems:?}");
    }

    #[test]
    fn without_sources_references_are_taken_on_trust() {
        let resolved = resolved(json!({"token": {"env": "NOT_SET"}, "company_id": {"file": "gone"}}), None, None);
        assert_eq!(problems(&resolved), []);
    }
}
