//! The connections of a workspace and how each of them stands.

use std::path::PathBuf;

use super::report::{ConnectionOverview, OverviewReport, SystemName, Tab, Words};
use super::runs::{existing, row};
use super::workspace::{ConnectionSpec, Library, Workspace};
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
    let store = existing(&workspace).await?;
    let (hr, _, _, trouble_of_hr) = described(workspace.library(), &workspace.spec().hr.system);
    let mut connections = Vec::new();
    for (name, spec) in &workspace.spec().connections {
        let mut row = connection(workspace.library(), name, spec, trouble_of_hr.as_deref());
        if let Some(store) = &store {
            standing(store, &mut row).await?;
        }
        connections.push(row);
    }
    Ok(OverviewReport { hr, connections })
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
    row_of.linked = store.links(&name).await?.len() as u64;
    row_of.in_doubt = store.in_doubt_count(&name).await? as u64;
    row_of.last = store.runs(Some(&name)).await?.into_iter().next().map(row);
    Ok(())
}
