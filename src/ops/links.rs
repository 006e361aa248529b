//! The link table: shown, written to a file, read from one.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::Deserialize;

use super::report::{LinkRow, LinksReport};
use super::runs::existing;
use super::workspace::Workspace;
use super::{Face, OpsError};
use crate::record::{Key, LinkedBy};
use crate::store::{Link, Store};

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder of `crosswalk.yaml`.
    pub workspace: PathBuf,
    /// The connection's name.
    pub connection: String,
    /// What is done with the table.
    pub task: LinksTask,
}

/// What is done with the link table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinksTask {
    /// Show it.
    Show,
    /// Write it to a file, a link a line.
    Export(PathBuf),
    /// Take links from such a file.
    Import(PathBuf),
}

/// The link table: shown, written to a file, read from one. A file holds one link a line, as `links --format json`
/// shows it, and to import one the two keys are enough. A line that contradicts the table or another line stops the import before anything is stored.
///
/// # Errors
/// When the store or the file cannot be used.
pub async fn run(options: Options, _face: &Face<'_>) -> Result<LinksReport, OpsError> {
    let workspace = Workspace::open(&options.workspace)?;
    let connection = &options.connection;
    workspace.connection(connection)?;
    let files = |error: std::io::Error, path: &Path| {
        OpsError::world("files", format!("{} cannot be used: {error}", path.display()))
    };
    if let LinksTask::Import(path) = &options.task {
        let text = std::fs::read_to_string(path).map_err(|error| files(error, path))?;
        let store = Store::open(&workspace.store()).await?;
        let _lock = store.lock(connection).await?;
        import(&store, connection, &text).await?;
    }
    let links = match existing(&workspace).await? {
        Some(store) => {
            let mut links = store.links(connection).await?;
            links.extend(store.remembered_unlinks(connection).await?);
            links.sort_by(|a, b| (&a.hr_key, a.unlinked).cmp(&(&b.hr_key, b.unlinked)));
            links
        }
        None => Vec::new(),
    };
    let report = LinksReport { links: links.into_iter().map(row).collect() };
    if let LinksTask::Export(path) = &options.task {
        let mut text = String::new();
        for link in &report.links {
            text.push_str(&serde_json::to_string(link).map_err(|error| files(error.into(), path))?);
            text.push('\n');
        }
        std::fs::write(path, text).map_err(|error| files(error, path))?;
    }
    Ok(report)
}

async fn import(store: &Store, connection: &str, text: &str) -> Result<(), OpsError> {
    let mut links: Vec<Imported> = Vec::new();
    let now = Timestamp::now().to_string();
    let (mut hr, mut provider) = (HashMap::new(), HashMap::new());
    for link in store.links(connection).await?.into_iter().filter(|link| !link.unlinked) {
        hr.insert(link.hr_key.clone(), link.provider_key.clone());
        provider.insert(link.provider_key, link.hr_key);
    }
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let wrong = |why: String| OpsError::usage(format!("line {}: {why}; nothing was imported", number + 1));
        let link: Imported = serde_json::from_str(line).map_err(|error| wrong(format!("no link: {error}")))?;
        if link.hr_key.as_str().is_empty() || link.provider_key.as_str().is_empty() {
            return Err(wrong("a key is empty".to_owned()));
        }
        if link.since.as_ref().is_some_and(|since| since.parse::<Timestamp>().is_err()) {
            return Err(wrong("`since` is no time; leave it out, or write it as 2026-03-15T08:00:00Z".to_owned()));
        }
        if !link.unlinked {
            let other = hr.insert(link.hr_key.clone(), link.provider_key.clone());
            if other.is_some_and(|other| other != link.provider_key) {
                return Err(wrong(format!("employee {} is linked to another profile", link.hr_key)));
            }
            let other = provider.insert(link.provider_key.clone(), link.hr_key.clone());
            if other.is_some_and(|other| other != link.hr_key) {
                return Err(wrong(format!("profile {} is linked to another employee", link.provider_key)));
            }
        }
        links.push(link);
    }
    for link in links {
        let known = store.link_of_hr(connection, &link.hr_key).await?;
        if !link.unlinked && known.is_some_and(|known| known.provider_key == link.provider_key) {
            continue;
        }
        let Imported { hr_key, provider_key, since, by, unlinked } = link;
        let (since, by) = (since.unwrap_or_else(|| now.clone()), by.unwrap_or(LinkedBy::Hand));
        store.put_link(connection, Link { hr_key, provider_key, since, by, unlinked }).await?;
    }
    Ok(())
}

/// A line of a file: what `links --export` writes, or two keys written down by somebody.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Imported {
    hr_key: Key,
    provider_key: Key,
    /// Now, if it is not said.
    since: Option<String>,
    /// By hand, if it is not said.
    by: Option<LinkedBy>,
    #[serde(default)]
    unlinked: bool,
}

/// A link as reports show it.
pub(super) fn row(link: Link) -> LinkRow {
    LinkRow {
        hr_key: link.hr_key,
        provider_key: link.provider_key,
        since: link.since,
        by: link.by,
        unlinked: link.unlinked,
    }
}
