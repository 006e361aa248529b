//! What is wrong with a workspace whose shape is right.

use std::path::Path;

use super::library::Library;
use super::schedule::Schedule;
use super::settings::{Given, resolve};
use super::spec::{ConnectionSpec, ReferenceSpec, StoreSpec, WorkspaceSpec};
use crate::diagnostic::{Finding, Spot, codes, nearest};
use crate::document::Document;
use crate::expr::Condition;
use crate::mapping;
use crate::record::{Pointer, RecordSchema};

/// Every problem of the workspace itself. References to secrets are taken on trust: `check` must work without them.
pub(super) fn problems(spec: &WorkspaceSpec, library: &Library) -> Vec<Finding> {
    let root = Pointer::root();
    let mut findings = Vec::new();
    findings.extend(store(&spec.store, &root.key("store")));
    if Path::new(&spec.mappings).is_absolute() || spec.mappings.split(['/', '\\']).any(|step| step == "..") {
        let message = "`mappings` must be a folder inside the workspace";
        findings.push(wrong(Spot::Value(root.key("mappings")), message).help("write it relative, as `mappings`"));
    }
    let hr = root.key("hr");
    findings.extend(base_url(spec.hr.base_url.as_deref(), &hr));
    let given = Given { values: &spec.hr.settings, at: hr.key("settings"), owner: "hr", direction: None };
    system(&spec.hr.system, &hr, &given, library, &mut findings);
    for (name, connection) in &spec.connections {
        one(name, connection, &root.key("connections").key(name), library, &mut findings);
    }
    findings
}

fn one(name: &str, spec: &ConnectionSpec, at: &Pointer, library: &Library, findings: &mut Vec<Finding>) {
    let usual = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_') && !name.starts_with('-');
    if !usual || name.is_empty() || name == "hr" {
        let message = "a connection's name is made of letters, digits, `-` and `_`, and is not `hr`";
        findings.push(wrong(Spot::Key(at.clone()), message).help("its name for people goes into `label`"));
    }
    findings.extend(base_url(spec.base_url.as_deref(), at));
    let employee = library.schema("employee").ok().flatten();
    let employee = employee.and_then(|file| serde_json::from_str(&file.text).ok());
    let employee = employee.and_then(|source| RecordSchema::of(source).ok());
    findings.extend(spec.scope.as_deref().and_then(|source| scope(source, at.key("scope"), employee.as_ref())));
    if let Some(zone) = &spec.timezone
        && jiff::tz::TimeZone::get(zone).is_err()
    {
        let finding = wrong(Spot::Value(at.key("timezone")), "there is no time zone of that name");
        findings.push(finding.help("write its IANA name, as `Europe/Amsterdam`"));
    }
    if let Some(Err(why)) = spec.schedule.as_deref().map(|text| Schedule::of(text, None)) {
        let finding = wrong(Spot::Value(at.key("schedule")), why);
        findings.push(finding.help("`0 6 * * 1-5` is six o'clock from Monday to Friday"));
    }
    let given = Given { values: &spec.settings, at: at.key("settings"), owner: name, direction: None };
    system(&spec.system, at, &given, library, findings);
}

/// The system's file must be there; if it can be read, the settings must fit it. What is wrong with the file itself
/// is reported when it is checked.
fn system(name: &str, at: &Pointer, given: &Given<'_>, library: &Library, findings: &mut Vec<Finding>) {
    let file = match library.system(name) {
        Ok(file) => file,
        Err(error) => {
            let finding = Finding::error(&codes::UNKNOWN_SYSTEM, Spot::Value(at.key("system")), error.message);
            return findings.push(Finding { help: error.help, ..finding });
        }
    };
    let Ok(document) = Document::parse(&file.name, &file.text) else { return };
    if let Ok(system) = mapping::spec_of(document.value()) {
        findings.extend(resolve(&system.settings, given, None).findings);
    }
}

fn store(store: &StoreSpec, at: &Pointer) -> Option<Finding> {
    let later = "other stores than SQLite come later";
    let help = "write `store: sqlite:crosswalk.db`, or leave the line out";
    match store {
        StoreSpec::Text(text) => match text.strip_prefix("sqlite:") {
            Some(path) if !path.is_empty() => None,
            Some(_) => Some(wrong(Spot::Value(at.clone()), "the path of the store is missing").help(help)),
            None => Some(wrong(Spot::Value(at.clone()), later).help(help)),
        },
        StoreSpec::Reference(ReferenceSpec::Env(_) | ReferenceSpec::File(_)) => {
            Some(wrong(Spot::Value(at.clone()), later).help(help))
        }
    }
}

/// Scheme, host and path prefix; no user name (a secret would stand in plain text), query or fragment.
fn base_url(text: Option<&str>, at: &Pointer) -> Option<Finding> {
    let fits = |url: &reqwest::Url| {
        matches!(url.scheme(), "http" | "https")
            && url.host_str().is_some_and(|host| !host.is_empty())
            && url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none()
    };
    let text = text?;
    if reqwest::Url::parse(text).is_ok_and(|url| fits(&url)) {
        return None;
    }
    let message = "`base_url` must be a scheme, a host and perhaps a path, and nothing else";
    Some(wrong(Spot::Value(at.key("base_url")), message).help("as `https://api.example.com/v1`"))
}

fn scope(source: &str, at: Pointer, employee: Option<&RecordSchema>) -> Option<Finding> {
    let condition = match Condition::compile(source) {
        Ok(condition) => condition,
        Err(error) => {
            let finding = Finding::error(error.code, Spot::Inside(at, error.at), error.message);
            return Some(Finding { help: error.help, ..finding });
        }
    };
    let unknown = condition.names().iter().find_map(|name| {
        let path = name.path.get(1..).filter(|path| !path.is_empty())?.join(".");
        let known = employee.is_none_or(|schema| schema.knows(&path));
        (!known && name.path.first().is_some_and(|first| first == "employee")).then_some((name, path))
    });
    if let Some((name, path)) = unknown {
        let fields = employee.map_or(&[][..], |schema| schema.fields.as_slice());
        let near = nearest(&path, fields.iter().map(|field| field.path.as_str()));
        let message = format!("the employee record has no field `{path}`, so nobody would ever belong here by it");
        let finding = Finding::error(&codes::UNKNOWN_FIELD, Spot::Inside(at, name.at.clone()), message);
        return Some(match near {
            Some(near) => finding.help(format!("did you mean `employee.{near}`?")),
            None => finding.help("the fields are in schemas/employee.schema.json"),
        });
    }
    let stranger = condition.names().iter().find(|name| name.path.first().is_some_and(|first| first != "employee"))?;
    let message = format!("`{}` is no name that a scope can use", stranger.path.join("."));
    let finding = Finding::error(&codes::UNKNOWN_NAME, Spot::Inside(at, stranger.at.clone()), message);
    Some(finding.help("fields of the employee are written `employee.` and the field's name"))
}

fn wrong(spot: Spot, message: impl Into<String>) -> Finding {
    Finding::error(&codes::WORKSPACE, spot, message)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Library, problems};

    fn found(spec: Value) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("mappings")).unwrap();
        std::fs::write(folder.path().join("mappings/acme.yaml"), "crosswalk: 1\nsystem: acme\nname: Acme\n").unwrap();
        let spec = serde_json::from_value(spec).unwrap();
        let library = Library::at(folder.path(), "mappings");
        problems(&spec, &library).into_iter().map(|f| format!("{} {}", f.code.id, f.message)).collect()
    }

    #[test]
    fn a_right_workspace_has_no_problems() {
        let spec = json!({"hr": {"system": "acme", "base_url": "http://127.0.0.1:4000/v1"}, "connections": {"pay": {
            "system": "acme", "scope": "employee.country == 'NL'", "label": "Pay", "on_null": "clear",
            "schedule": "0 6 * * 1-5", "timezone": "UTC", "limits": {"per_second": 5, "timeout": "10s"}}}});
        assert_eq!(found(spec), Vec::<String>::new());
    }

    #[test]
    fn all_problems_at_once() {
        let spec = json!({"store": {"env": "DATABASE_URL"}, "mappings": "../up", "hr": {"system": "acmee",
            "base_url": "https://user:pw@host/"}, "connections": {"a b": {"system": "acme", "scope": "emploee.x == 1",
            "schedule": "daily", "timezone": "Mars/Base", "base_url": "ftp://x", "settings": {"x": 1}}}});
        let found = found(spec);
        let expected = [
            "CW0501 other stores",
            "CW0501 `mappings`",
            "CW0501 `base_url`",
            "CW0502",
            "CW0501 a connection's name",
            "CW0501 `base_url`",
            "CW0305 `emploee.x`",
            "CW0501 there is no time zone",
            "CW0501 a schedule",
            "CW0503",
        ];
        assert_eq!(found.len(), expected.len(), "{found:#?}");
        for (found, expected) in found.iter().zip(expected) {
            assert!(found.starts_with(expected), "{found} / {expected}");
        }
        assert!(!found.concat().contains("pw@"));
    }

    #[test]
    fn only_sqlite_for_now() {
        for store in ["postgres://h/db", "sqlite:", "crosswalk.db"] {
            assert_eq!(found(json!({"store": store, "hr": {"system": "acme"}})).len(), 1, "{store}");
        }
    }
}
