//! Matching and unlinking by hand, from a page or by the API.

use serde_json::json;

use super::answer::Refused;
use super::console::Shared;
use super::guard::Who;
use crate::ops::report::LinksReport;
use crate::ops::{Face, Stop, Unattended, matching, unlink};
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
    let workspace = console.workspace.clone();
    let options = matching::Options { workspace, connection: connection.to_owned(), hr_key, provider_key };
    let face = face();
    let act = Box::pin(matching::run(options, &face));
    let report = console.in_name_of(who, "match", connection, details, act).await?;
    console.readings.changed(connection);
    Ok(report)
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
    let workspace = console.workspace.clone();
    let options = unlink::Options { workspace, connection: connection.to_owned(), hr_keys };
    let face = face();
    let report = console.in_name_of(who, "unlink", connection, details, unlink::run(options, &face)).await?;
    console.readings.changed(connection);
    Ok(report)
}
