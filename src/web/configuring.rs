//! Changing accounts of the workspace file, from a page or by the API.

use serde_json::json;

use super::answer::Refused;
use super::console::Shared;
use super::guard::Who;
use crate::ops::reconfigure::{self, Account, Edit};
use crate::ops::report::ConnectionsReport;

/// Changes one account; what was read with the former settings is forgotten.
///
/// # Errors
/// When the change is refused, or the file has changed meanwhile.
pub(super) async fn changed(console: &Shared, who: &Who, edit: Edit) -> Result<ConnectionsReport, Refused> {
    let name = edit.account.name().to_owned();
    let changed: Vec<&String> = edit.fields.keys().chain(edit.settings.keys()).chain(edit.secrets.keys()).collect();
    let details = json!({ "account": name, "changed": changed, "added": edit.add.is_some() });
    let act = async { reconfigure::change(&console.workspace, &edit) };
    let report = console.in_name_of(who, "settings-changed", &name, details, act).await?;
    match edit.account {
        Account::Connection(name) => console.readings.forget(&name),
        // Everybody is read of the HR system.
        Account::Hr => report.connections.iter().for_each(|account| console.readings.forget(&account.name)),
    }
    Ok(report)
}

/// Takes a connection without links away.
///
/// # Errors
/// When it has links or something in doubt, or the file has changed meanwhile.
pub(super) async fn removed(
    console: &Shared,
    who: &Who,
    revision: &str,
    name: &str,
) -> Result<ConnectionsReport, Refused> {
    let act = reconfigure::remove(&console.workspace, revision, name);
    let report = console.in_name_of(who, "connection-removed", name, json!({ "account": name }), act).await?;
    console.readings.forget(name);
    Ok(report)
}
