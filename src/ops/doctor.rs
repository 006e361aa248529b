//! Can we reach it, are the credentials accepted, does it offer what is needed.

use std::path::PathBuf;

use super::report::{DoctorCheck, DoctorReport};
use super::session::{Session, System, employee};
use super::workspace::Workspace;
use super::{Face, OpsError};
use crate::engine::Side;
use crate::expr::{Escape, Scope};
use crate::mapping::spec::ErrorKind;
use crate::record::{Direction, Key};

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder of `crosswalk.yaml`.
    pub workspace: PathBuf,
    /// One connection, or all of them; the HR system either way.
    pub connection: Option<String>,
}

/// Can we reach it, are the credentials accepted, does it offer what is needed: the HR system, then each connection.
/// Only reads.
///
/// # Errors
/// When the workspace is not right.
pub async fn run(options: Options, face: &Face<'_>) -> Result<DoctorReport, OpsError> {
    let workspace = Workspace::open(&options.workspace)?;
    let connections: Vec<String> = match &options.connection {
        Some(name) => {
            workspace.connection(name)?;
            vec![name.clone()]
        }
        None => workspace.spec().connections.keys().cloned().collect(),
    };
    let mut report = DoctorReport::default();
    for connection in connections {
        let session = match Session::open(&options.workspace, &connection, Direction::Export, &face.stop).await {
            Ok(session) => session,
            Err(error) if error.diagnostics.is_empty() => {
                report.checks.push(check(&connection, "settings", false, error.message, error.help));
                continue;
            }
            Err(error) => {
                let each = error.diagnostics.into_iter().map(|d| {
                    let message = format!("{} ({}:{}:{})", d.message, d.file, d.start.line, d.start.column);
                    check(&connection, "settings", false, message, d.help)
                });
                report.checks.extend(each);
                continue;
            }
        };
        report.checks.push(check(&connection, "settings", true, "all settings are given".into(), None));
        if report.checks.iter().all(|check| check.connection != "hr") {
            look(&session, &session.hr, "hr", &mut report).await?;
        }
        look(&session, &session.provider, &connection, &mut report).await?;
        for notice in session.notices() {
            report.checks.push(check(&connection, "notice", true, notice, None));
        }
    }
    Ok(report)
}

async fn look(session: &Session, system: &System, name: &str, report: &mut DoctorReport) -> Result<(), OpsError> {
    let entity = employee(&system.mapping)?;
    let client = match Side::client(&session.opening(system, entity)) {
        Ok(client) => client,
        Err(error) => {
            report.checks.push(check(name, "address", false, error.to_string(), None));
            return Ok(());
        }
    };
    let scope = Scope::new().with("settings", &system.settings.request_scope());
    let probe = system.mapping.connect.as_ref().and_then(|connect| connect.probe.as_ref());
    let Some(probe) = probe else {
        let message = format!("{} names nothing to ask (`connect.probe`)", system.mapping.file);
        report.checks.push(check(name, "reachable", true, message, None));
        return Ok(());
    };
    match client.fetch(probe, &scope).await {
        Err(trouble) => {
            let (what, help) = match trouble.kind {
                ErrorKind::Denied => ("credentials", "check user, token and rights in the settings"),
                _ => ("reachable", "check the address and the network"),
            };
            report.checks.push(check(name, what, false, trouble.to_string(), Some(help.into())));
        }
        Ok(answer) => {
            report.checks.push(check(name, "reachable", true, "it answers".into(), None));
            report.checks.push(check(name, "credentials", true, "they are accepted".into(), None));
            let found = probe.expect.as_ref().map_or(Vec::new(), |path| client.entries(path, &answer.body));
            let wanted = probe.equals.as_ref().and_then(|equals| equals.text(&scope, Escape::None).ok().flatten());
            let fits = match &wanted {
                _ if probe.expect.is_none() => true,
                None => !found.is_empty(),
                Some(wanted) => found.iter().any(|value| Key::of(value).is_some_and(|key| key.as_str() == wanted)),
            };
            let message = if fits {
                "it offers what the settings name"
            } else {
                "it answers, but not with what the settings name"
            };
            let help =
                (!fits).then(|| format!("compare the settings with what {} shows this user", system.mapping.name));
            report.checks.push(check(name, "offers", fits, message.into(), help));
        }
    }
    Ok(())
}

fn check(connection: &str, check: &str, ok: bool, message: String, help: Option<String>) -> DoctorCheck {
    DoctorCheck { connection: connection.to_owned(), check: check.to_owned(), ok, message, help }
}
