//! The connections of a workspace and how each of them stands.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use jiff::Timestamp;

use super::report::{ConnectionOverview, OverviewReport, SystemName, Tab, Words};
use super::runs::{existing, row};
use super::workspace::{ConnectionSpec, Library, Schedule, Workspace};
use super::{OpsError, systems};
use crate::mapping::spec::{Labels, OpensOn};
use crate::store::Store;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder of `crosswalk.yaml`.
    pub workspace: PathBuf,
}

/// Looks at the workspace and its store; no system is asked, and no store is made. A connection whose system file is
/// not right is listed with its trouble.
///
/// # Errors
/// When the workspace or its store cannot be read.
pub async fn run(options: Options) -> Result<OverviewReport, OpsError> {
    let workspace = Workspace::open(&options.workspace)?;
    let mut report = named(&workspace);
    for (row, spec) in report.connections.iter_mut().zip(workspace.spec().connections.values()) {
        let times = Schedule::of_connection(spec);
        row.next = times.and_then(|times| times.next(Timestamp::now())).map(|next| next.to_string());
    }
    if let Some(store) = existing(&workspace).await? {
        for row in &mut report.connections {
            standing(&store, row).await?;
        }
    }
    Ok(report)
}

fn named(workspace: &Workspace) -> OverviewReport {
    let (hr, _, _, trouble_of_hr) = described(workspace.library(), &workspace.spec().hr.system);
    let connections = workspace
        .spec()
        .connections
        .iter()
        .map(|(name, spec)| connection(workspace.library(), name, spec, trouble_of_hr.as_deref()))
        .collect();
    OverviewReport { hr, connections }
}

/// What a workspace's files say of its connections, kept as long as no file changes: screens that are looked at often
/// need the names of things and not the store.
#[derive(Debug)]
pub struct Named {
    workspace: PathBuf,
    kept: Mutex<Option<(Stamps, OverviewReport)>>,
}

/// The files that a description is made from: when they were written and how long they are.
type Stamps = Vec<(PathBuf, Option<SystemTime>, u64)>;

impl Named {
    /// Nothing is read yet.
    #[must_use]
    pub fn new(workspace: PathBuf) -> Self {
        Self { workspace, kept: Mutex::default() }
    }

    /// The connections by their names, as after [`run`] without a store: nobody linked, nothing in doubt, no run.
    ///
    /// # Errors
    /// When the workspace cannot be read.
    pub fn report(&self) -> Result<OverviewReport, OpsError> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let workspace = Workspace::open(&self.workspace)?;
        // Taken before the files are read: one that changes meanwhile is read again next time.
        let stamps = stamps(&workspace.library().folder(), &self.workspace);
        if let Some((known, report)) = &*kept
            && *known == stamps
        {
            return Ok(report.clone());
        }
        let report = named(&workspace);
        *kept = Some((stamps, report.clone()));
        Ok(report)
    }
}

fn stamps(mappings: &Path, workspace: &Path) -> Stamps {
    let mut stamps = Vec::new();
    let mut folders = vec![mappings.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => folders.push(entry.path()),
                _ => stamps.push(stamp(entry.path())),
            }
        }
    }
    stamps.push(stamp(workspace.join(super::workspace::FILE)));
    stamps.sort();
    stamps
}

fn stamp(path: PathBuf) -> (PathBuf, Option<SystemTime>, u64) {
    let about = fs::metadata(&path).ok();
    let (written, size) =
        (about.as_ref().and_then(|about| about.modified().ok()), about.map_or(0, |about| about.len()));
    (path, written, size)
}

fn connection(library: &Library, name: &str, spec: &ConnectionSpec, trouble_of_hr: Option<&str>) -> ConnectionOverview {
    let (provider, labels, leave, trouble) = described(library, &spec.system);
    ConnectionOverview {
        connection: name.to_owned(),
        label: spec.label.clone().unwrap_or_else(|| provider.name.clone()),
        provider,
        words: words(labels),
        leave,
        linked: 0,
        in_doubt: 0,
        next: None,
        last: None,
        trouble: trouble.or_else(|| trouble_of_hr.map(str::to_owned)),
    }
}

fn words(labels: Labels) -> Words {
    let Labels { unlinked, linked, all, unlink, opens, .. } = labels;
    let opens = match opens {
        OpensOn::Unlinked => Tab::Unlinked,
        OpensOn::Linked => Tab::Linked,
        OpensOn::All => Tab::All,
    };
    Words { unlinked, linked, all, unlink, opens }
}

/// A system's names, its words, whether it takes leave, and what is wrong with its file.
fn described(library: &Library, system: &str) -> (SystemName, Labels, bool, Option<String>) {
    let plain = SystemName { system: system.to_owned(), name: system.to_owned(), short: system.to_owned() };
    match systems::mapping(library, system) {
        Ok(mapping) => {
            let short = mapping.labels.short.clone().unwrap_or_else(|| mapping.name.clone());
            let leave = mapping.leave.is_some();
            (SystemName { name: mapping.name, short, ..plain }, mapping.labels, leave, None)
        }
        Err(error) => (plain, Labels::default(), false, Some(error.message)),
    }
}

/// What the store says of it.
async fn standing(store: &Store, row_of: &mut ConnectionOverview) -> Result<(), OpsError> {
    let name = row_of.connection.clone();
    row_of.linked = store.link_count(&name).await?;
    row_of.in_doubt = store.in_doubt_count(&name).await? as u64;
    row_of.last = store.runs(Some(&name)).await?.into_iter().next().map(row);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_the_files() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("crosswalk.yaml");
        let text = "hr: { system: acme }\nconnections: { pay: { system: pays } }\n";
        fs::write(&file, text).unwrap();
        let mappings = folder.path().join("mappings");
        fs::create_dir(&mappings).unwrap();
        for system in ["acme", "pays"] {
            let text = format!(
                "crosswalk: 1\nsystem: {system}\nname: {system}\nemployee:\n  parts: {{ one: {{}} }}\n  fields:\n    - {{ field: country, to: one.Country }}\n"
            );
            fs::write(mappings.join(format!("{system}.yaml")), text).unwrap();
        }
        let named = Named::new(folder.path().to_owned());
        let first = named.report().unwrap();
        assert_eq!(named.report().unwrap(), first);
        assert_eq!(first.connections[0].provider.name, "pays");
        let file = mappings.join("pays.yaml");
        let text = fs::read_to_string(&file).unwrap().replace("name: pays", "name: Payroll");
        fs::write(&file, text).unwrap();
        assert_eq!(named.report().unwrap().connections[0].provider.name, "Payroll");
        fs::write(&file, "crosswalk: 1\nsystem: pays\nnam: x\n").unwrap();
        assert!(named.report().unwrap().connections[0].trouble.is_some());
    }
}
