//! Carries out a plan from a file, as far as it is still as approved.

use std::path::{Path, PathBuf};

use super::plan::Approval;
use super::report::ChangeReport;
use super::session::{PlanFile, Reporting, Session};
use super::{Face, OpsError};
use crate::http::Requests;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder of `crosswalk.yaml`.
    pub workspace: PathBuf,
    /// The plan.
    pub file: PathBuf,
    /// Sensitive values are not masked.
    pub show_sensitive: bool,
}

/// Carries out a plan from a file, as far as it is still as approved: both sides are read again, everything is
/// computed again, and what does not come out the same is stale.
///
/// # Errors
/// When it could not be done at all; trouble of single employees is in the report.
pub async fn run(options: Options, face: &Face<'_>) -> Result<ChangeReport, OpsError> {
    let shown = options.file.display();
    let text = std::fs::read_to_string(&options.file)
        .map_err(|error| OpsError::usage(format!("the plan {shown} cannot be read: {error}")))?;
    let approved: PlanFile = serde_json::from_str(&text).map_err(|error| {
        OpsError::usage(format!("{shown} is no plan: {error}")).help("make one with `crosswalk plan`")
    })?;
    if approved.crosswalk_plan != 1 {
        return Err(OpsError::later("this version applies plans of version 1"));
    }
    carry_out(&options.workspace, &approved, options.show_sensitive, face).await
}

/// The same with what a person agreed to a moment ago.
///
/// # Errors
/// As [`run`].
pub async fn approved(
    workspace: &Path,
    approval: &Approval,
    show_sensitive: bool,
    face: &Face<'_>,
) -> Result<ChangeReport, OpsError> {
    carry_out(workspace, &approval.0, show_sensitive, face).await
}

async fn carry_out(
    workspace: &Path,
    approved: &PlanFile,
    show_sensitive: bool,
    face: &Face<'_>,
) -> Result<ChangeReport, OpsError> {
    let direction = approved.direction;
    let session = Session::open(workspace, &approved.connection, direction, &face.stop).await?;
    if approved.changes.is_empty() {
        let reporting = Reporting::plain(&session, direction, false, Requests::default(), show_sensitive);
        return Ok(reporting.report(Vec::new()));
    }
    if let Some(exchange) = approved.owned(show_sensitive) {
        return exchange.run(&session, face, Some(approved)).await;
    }
    let mut exchange = approved.exchange();
    exchange.show_sensitive = show_sensitive;
    let key = session.store.hash_key();
    exchange.run(&session, face, &|plan| approved.approve(&key, &exchange, plan)).await
}
