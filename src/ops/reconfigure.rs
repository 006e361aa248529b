//! Changing the workspace file: one account at a time, in place, with everything else of its text kept.

mod limits;

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use limits::{check_label, check_name, is_reference, secrets_go_with_the_address};

use super::connections::{self, revision};
use super::report::ConnectionsReport;
use super::workspace::{FILE, Workspace};
use super::{OpsError, overview};
use crate::diagnostic::Severity;
use crate::document::Document;
use crate::record::Secret;

/// What is changed of one account. What is not named stays.
#[derive(Debug, Clone, Default)]
pub struct Edit {
    /// The text that the person saw ([`ConnectionsReport::revision`]).
    pub revision: String,
    /// Whose account: `hr`, or the connection's name.
    pub account: Account,
    /// A new connection, of this system.
    pub add: Option<String>,
    /// `label`, `base_url`, `scope`, `on_null`, `schedule`, `timezone`; none: taken away.
    pub fields: BTreeMap<String, Option<String>>,
    /// Settings that are no secrets; none: taken away.
    pub settings: BTreeMap<String, Option<Value>>,
    /// New secrets. They go into files of their own, never into the workspace file.
    pub secrets: BTreeMap<String, Secret>,
}

/// Whose account.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Account {
    /// The HR system's.
    #[default]
    Hr,
    /// A connection's.
    Connection(String),
}

impl Account {
    fn path(&self) -> Vec<&str> {
        match self {
            Self::Hr => vec!["hr"],
            Self::Connection(name) => vec!["connections", name],
        }
    }

    /// Its name: `hr`, or the connection's.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Hr => "hr",
            Self::Connection(name) => name,
        }
    }
}

/// The fields of a connection beside its settings.
const FIELDS: &[&str] = &["label", "base_url", "scope", "on_null", "schedule", "timezone"];

/// Changes it. Secrets are written first, each to `secrets/ACCOUNT.SETTING` (folder 0700, file 0600); a change that is
/// refused leaves the file as it was, and the former secret in its place.
///
/// # Errors
/// When the file changed meanwhile, the account is not there (or is, and was to be added), the change would make the
/// file wrong, or it cannot be written.
pub fn change(workspace: &Path, edit: &Edit) -> Result<ConnectionsReport, OpsError> {
    let _alone = alone(workspace)?;
    let (text, document) = current(workspace, &edit.revision)?;
    let path = edit.account.path();
    let there = path.iter().try_fold(document.value(), |value, step| value.get(step)).is_some();
    let mut new = document;
    if let Some(system) = &edit.add {
        let name = edit.account.name();
        check_name(name)?;
        if there {
            return Err(OpsError::usage(format!("there is a connection `{name}` already")));
        }
        new = edited(&new, &path, Some(&json!({ "system": system })))?;
    } else if !there {
        return Err(OpsError::configuration("unknown-connection", format!("there is no `{}`", edit.account.name())));
    }
    for (field, value) in &edit.fields {
        let known = FIELDS.contains(&field.as_str()) && (edit.account != Account::Hr || field == "base_url");
        if !known {
            return Err(OpsError::usage(format!("`{field}` is no field of {}", edit.account.name())));
        }
        if let (Some(text), "label") = (value, field.as_str()) {
            check_label(text)?;
        }
        let value = value.as_deref().map(|text| json!(text));
        new = edited(&new, &[&path[..], &[field.as_str()]].concat(), value.as_ref())?;
    }
    for (name, value) in &edit.settings {
        if value.as_ref().is_some_and(is_reference) {
            let message = format!("`{name}` cannot be taken from a file or from the environment here");
            return Err(OpsError::usage(message)
                .help(format!("write the value itself; what stands elsewhere is named in {FILE} by hand")));
        }
        new = edited(&new, &[&path[..], &["settings", name.as_str()]].concat(), value.as_ref())?;
    }
    if there {
        secrets_go_with_the_address(workspace, edit)?;
    }
    let mut secrets = Vec::new();
    for (name, secret) in &edit.secrets {
        check_name(name)?;
        let file = format!("secrets/{}.{name}", edit.account.name());
        new = edited(&new, &[&path[..], &["settings", name.as_str()]].concat(), Some(&json!({ "file": file })))?;
        secrets.push((workspace.join(&file), secret));
    }
    accepted(workspace, &text, new.text())?;
    for (file, secret) in secrets {
        write_secret(&file, secret)?;
    }
    replace(&workspace.join(FILE), new.text())?;
    connections::run(workspace)
}

/// Takes a connection away that has no links and nothing in doubt: what is linked would be created again elsewhere.
///
/// # Errors
/// When it has, the file changed meanwhile, or it cannot be written.
pub async fn remove(workspace: &Path, seen: &str, connection: &str) -> Result<ConnectionsReport, OpsError> {
    let report = overview::run(overview::Options { workspace: workspace.to_owned() }).await?;
    let found = report.connections.iter().find(|known| known.connection == connection);
    let found = found.ok_or_else(|| {
        OpsError::configuration("unknown-connection", format!("there is no connection `{connection}`"))
    })?;
    if found.linked > 0 || found.in_doubt > 0 {
        let message = format!("{} has {} links and {} requests in doubt", found.label, found.linked, found.in_doubt);
        return Err(OpsError::usage(message)
            .help("settle what is in doubt and unlink its employees first; without links nothing can be lost"));
    }
    let _alone = alone(workspace)?;
    let (text, document) = current(workspace, seen)?;
    let new = edited(&document, &["connections", connection], None)?;
    accepted(workspace, &text, new.text())?;
    replace(&workspace.join(FILE), new.text())?;
    connections::run(workspace)
}

fn edited(document: &Document, path: &[&str], value: Option<&Value>) -> Result<Document, OpsError> {
    document.edited(path, value).map_err(|error| OpsError::configuration("workspace", format!("{FILE}: {error}")))
}

/// The file as it is, if it is still the one that was seen.
fn current(workspace: &Path, seen: &str) -> Result<(String, Document), OpsError> {
    let reading = Workspace::read(workspace)?;
    if revision(&reading.text) != seen {
        return Err(OpsError::configuration(
            "changed-meanwhile",
            format!("{FILE} has changed since you opened the page"),
        )
        .help("open the page again and repeat your change: nothing was written"));
    }
    let document = Document::parse(FILE, &reading.text).map_err(|found| OpsError::invalid("workspace", FILE, found))?;
    Ok((reading.text, document))
}

/// The new text has no error that the old one had not.
fn accepted(workspace: &Path, old: &str, new: &str) -> Result<(), OpsError> {
    let before = Workspace::understood(workspace, FILE, old).diagnostics;
    let mut after = Workspace::understood(workspace, FILE, new).diagnostics;
    after.retain(|found| {
        found.severity == Severity::Error
            && !before.iter().any(|known| known.code.id == found.code.id && known.message == found.message)
    });
    if after.is_empty() { Ok(()) } else { Err(OpsError::invalid("workspace", FILE, after)) }
}

/// One change at a time, also between processes.
fn alone(workspace: &Path) -> Result<File, OpsError> {
    let failed = |error: std::io::Error| OpsError::world("files", format!("{FILE} cannot be locked: {error}"));
    let mut open = OpenOptions::new();
    open.read(true).write(true).create(true).truncate(false);
    let file = open.open(workspace.join(format!(".{FILE}.lock"))).map_err(failed)?;
    file.lock().map_err(failed)?;
    Ok(file)
}

fn write_secret(file: &Path, secret: &Secret) -> Result<(), OpsError> {
    let failed =
        |error: std::io::Error| OpsError::world("files", format!("{} cannot be written: {error}", file.display()));
    if let Some(folder) = file.parent().filter(|folder| !folder.exists()) {
        let mut build = std::fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut build, 0o700);
        build.create(folder).map_err(failed)?;
    }
    put(file, secret.expose().as_bytes(), Some(0o600)).map_err(failed)
}

fn replace(file: &Path, text: &str) -> Result<(), OpsError> {
    put(file, text.as_bytes(), None)
        .map_err(|error| OpsError::world("files", format!("{} cannot be written: {error}", file.display())))
}

/// Beside it, flushed, then put in its place: nobody ever reads half of it. Without a mode it keeps the file's own.
fn put(file: &Path, bytes: &[u8], mode: Option<u32>) -> std::io::Result<()> {
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let beside: PathBuf = file.with_file_name(format!(".{name}.new"));
    let _ = std::fs::remove_file(&beside);
    let mut open = OpenOptions::new();
    open.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut open, mode.unwrap_or(0o600));
    let mut out = open.open(&beside)?;
    out.write_all(bytes)?;
    if mode.is_none() {
        out.set_permissions(std::fs::metadata(file)?.permissions())?;
    }
    out.sync_all()?;
    std::fs::rename(&beside, file)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::Path;

    use serde_json::json;

    use super::{Account, Edit, change, remove};
    use crate::ops::connections;
    use crate::record::Secret;

    const SYSTEM: &str = "crosswalk: 1\nsystem: pay\nname: Pay\nsettings:\n  token: { type: text, secret: true }\n  user: \
                          { type: text, optional: true }\nemployee:\n  parts:\n    one: {}\n  fields:\n    - { field: \
                          city, to: one.City }\n";
    const WORKSPACE: &str = "# ours\nhr:\n  system: pay # the one\n  settings: { token: { env: T } }\nconnections:\n  a:\n    system: pay\n    settings: { token: { env: A } }\n";

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("mappings")).unwrap();
        std::fs::write(folder.path().join("mappings/pay.yaml"), SYSTEM).unwrap();
        std::fs::write(folder.path().join("crosswalk.yaml"), WORKSPACE).unwrap();
        folder
    }

    fn text(folder: &Path) -> String {
        std::fs::read_to_string(folder.join("crosswalk.yaml")).unwrap()
    }

    fn edit(folder: &Path, name: &str) -> Edit {
        let revision = connections::run(folder).unwrap().revision;
        Edit { revision, account: Account::Connection(name.into()), ..Edit::default() }
    }

    #[test]
    fn a_setting_names_no_file_and_no_variable() {
        let folder = folder();
        for value in [json!({"file": "/etc/hostname"}), json!({"env": "PATH"})] {
            let settings = BTreeMap::from([("user".to_owned(), Some(value))]);
            let error = change(folder.path(), &Edit { settings, ..edit(folder.path(), "a") }).unwrap_err();
            assert!(error.message.contains("`user` cannot be taken from a file"), "{error:?}");
        }
        assert_eq!(text(folder.path()), WORKSPACE);
    }

    #[test]
    fn another_address_needs_the_secrets_anew() {
        let folder = folder();
        let address = |url: &str| BTreeMap::from([("base_url".to_owned(), Some(url.to_owned()))]);
        let moved = Edit { fields: address("https://other.test"), ..edit(folder.path(), "a") };
        let error = change(folder.path(), &moved).unwrap_err();
        assert!(error.message.contains("`token` anew"), "{error:?}");
        assert_eq!(text(folder.path()), WORKSPACE);
        let secrets = BTreeMap::from([("token".to_owned(), Secret::new("s3cret".into()))]);
        change(folder.path(), &Edit { secrets, ..moved }).unwrap();
        let same = Edit { fields: address("https://other.test"), ..edit(folder.path(), "a") };
        change(folder.path(), &same).unwrap();
        let away = BTreeMap::from([("base_url".to_owned(), None)]);
        assert!(change(folder.path(), &Edit { fields: away, ..edit(folder.path(), "a") }).is_err());
    }

    #[test]
    fn a_setting_in_the_address_is_the_address() {
        let folder = folder();
        let system = SYSTEM.replace(
            "employee:",
            "connect: { base_url: \"https://{{ settings.user }}.test\", format: json }\nemployee:",
        );
        std::fs::write(folder.path().join("mappings/pay.yaml"), system).unwrap();
        let settings = BTreeMap::from([("user".to_owned(), Some(json!("evil")))]);
        let moved = Edit { settings, ..edit(folder.path(), "a") };
        let error = change(folder.path(), &moved).unwrap_err();
        assert!(error.message.contains("`token` anew"), "{error:?}");
        assert_eq!(text(folder.path()), WORKSPACE);
        let secrets = BTreeMap::from([("token".to_owned(), Secret::new("s3cret".into()))]);
        change(folder.path(), &Edit { secrets, ..moved.clone() }).unwrap();
        change(folder.path(), &Edit { settings: moved.settings, ..edit(folder.path(), "a") }).unwrap();
    }

    #[test]
    fn a_label_changes_one_line_and_a_secret_goes_into_a_file() {
        let folder = folder();
        let fields = BTreeMap::from([("label".to_owned(), Some("NO: us".to_owned()))]);
        let secrets = BTreeMap::from([("token".to_owned(), Secret::new("s3cret".into()))]);
        let report = change(folder.path(), &Edit { fields, secrets, ..edit(folder.path(), "a") }).unwrap();
        let new = WORKSPACE.replace("{ env: A } }\n", "{ file: secrets/a.token } }\n    label: \"NO: us\"\n");
        assert_eq!(text(folder.path()), new);
        assert!(!serde_json::to_string(&report).unwrap().contains("s3cret"));
        let kept = folder.path().join("secrets/a.token");
        assert_eq!(std::fs::read_to_string(&kept).unwrap(), "s3cret");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
            assert_eq!((mode(&kept), mode(kept.parent().unwrap())), (0o600, 0o700));
        }
    }

    #[test]
    fn what_would_be_wrong_is_not_written() {
        let folder = folder();
        let with = |field: &str, value: &str| {
            let fields = BTreeMap::from([(field.to_owned(), Some(value.to_owned()))]);
            change(folder.path(), &Edit { fields, ..edit(folder.path(), "a") })
        };
        assert!(with("scope", "employee.city ==").is_err());
        assert!(with("system", "other").is_err());
        assert!(change(folder.path(), &Edit { revision: "old".into(), ..edit(folder.path(), "a") }).is_err());
        assert!(change(folder.path(), &edit(folder.path(), "nobody")).is_err());
        for name in ["../x", "hr", "", "a b"] {
            assert!(change(folder.path(), &Edit { add: Some("pay".into()), ..edit(folder.path(), name) }).is_err());
        }
        assert_eq!(text(folder.path()), WORKSPACE);
    }

    #[tokio::test]
    async fn connections_come_and_go() {
        let folder = folder();
        let settings = BTreeMap::from([("user".to_owned(), Some(json!("007")))]);
        let added = Edit { add: Some("pay".into()), settings, ..edit(folder.path(), "b") };
        let secrets = BTreeMap::from([("token".to_owned(), Secret::new("x".into()))]);
        let report = change(folder.path(), &Edit { secrets, ..added }).unwrap();
        assert!(text(folder.path()).ends_with(
            "  b:\n    system: pay\n    settings:\n      user: \"007\"\n      token: { file: secrets/b.token }\n"
        ));
        remove(folder.path(), &report.revision, "b").await.unwrap();
        assert_eq!(text(folder.path()), WORKSPACE);
    }
}
