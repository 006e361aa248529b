//! Matching and unlinking by hand, from a page or by the API. Who asked for it is written down first.

use serde_json::json;

use super::answer::Refused;
use super::console::Shared;
use super::guard::Who;
use crate::ops::report::LinksReport;
use crate::ops::{Face, OpsError, Stop, Unattended, matching, unlink};
use crate::record::Key;

fn face() -> Face<'static> {
    Face { progress: &Unattended, consent: &Unattended, stop: Stop::new() }
}

/// Ties two together.
///
/// # Errors
/// When one of them is not there or is tied elsewhere, or somebody is at work on the connection.
pub(super) async fn matched(
    console: &Shared,
    who: &Who,
    connection: &str,
    hr_key: Key,
    provider_key: Key,
) -> Result<LinksReport, Refused> {
    let details = json!({ "hr_key": hr_key, "provider_key": provider_key });
    console.access.record(who.name(), "match", Some(connection), details).await?;
    let workspace = console.workspace.clone();
    let options = matching::Options { workspace, connection: connection.to_owned(), hr_key, provider_key };
    let done = Box::pin(matching::run(options, &face())).await;
    told(console, who, "match", connection, done).await
}

/// Takes links away.
///
/// # Errors
/// When one of them has none any more, or somebody is at work on the connection.
pub(super) async fn unlinked(
    console: &Shared,
    who: &Who,
    connection: &str,
    hr_keys: Vec<Key>,
) -> Result<LinksReport, Refused> {
    let details = json!({ "hr_keys": hr_keys });
    console.access.record(who.name(), "unlink", Some(connection), details).await?;
    let options = unlink::Options { workspace: console.workspace.clone(), connection: connection.to_owned(), hr_keys };
    let done = unlink::run(options, &face()).await;
    told(console, who, "unlink", connection, done).await
}

/// What came of it: lists that were read no longer hold; what did not happen is written down, too.
async fn told(
    console: &Shared,
    who: &Who,
    what: &str,
    connection: &str,
    done: Result<LinksReport, OpsError>,
) -> Result<LinksReport, Refused> {
    match done {
        Ok(report) => {
            console.readings.changed(connection);
            Ok(report)
        }
        Err(error) => {
            console.access.refused(who.name(), what, Some(connection), &error).await?;
            Err(error.into())
        }
    }
}
