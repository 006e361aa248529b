//! Takes links away; nothing changes at the provider.

use std::path::PathBuf;

use super::links::row;
use super::report::LinksReport;
use super::workspace::Workspace;
use super::{Face, OpsError};
use crate::record::Key;
use crate::store::Store;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder of `crosswalk.yaml`.
    pub workspace: PathBuf,
    /// The connection's name.
    pub connection: String,
    /// The HR system's keys.
    pub hr_keys: Vec<Key>,
}

/// Takes links away; nothing changes at the provider, and it is remembered: no rule links those pairs again.
///
/// # Errors
/// When an employee has no link, nobody agreed, or the store cannot be used; then nothing was done.
pub async fn run(options: Options, face: &Face<'_>) -> Result<LinksReport, OpsError> {
    let workspace = Workspace::open(&options.workspace)?;
    workspace.connection(&options.connection)?;
    let store = Store::open(&workspace.store()).await?;
    let _lock = store.lock(&options.connection).await?;
    for key in &options.hr_keys {
        if store.link_of_hr(&options.connection, key).await?.is_none() {
            return Err(OpsError::usage(format!("employee {key} has no link")).help("`crosswalk links` shows them"));
        }
    }
    let question = format!("Unlink {} from {}?", people(options.hr_keys.len()), options.connection);
    if !face.consent.agree(&question) {
        return Ok(LinksReport::default());
    }
    let links = store.unlink(&options.connection, &options.hr_keys).await?;
    Ok(LinksReport { links: links.into_iter().map(row).collect() })
}

fn people(count: usize) -> String {
    if count == 1 { "1 employee".into() } else { format!("{count} employees") }
}
