//! Carries out a plan from a file, as far as it is still as approved.

use std::path::PathBuf;

use super::report::ChangeReport;
use super::session::{Exchange, PlanFile, Session, approve, report_of};
use super::{Brake, Face, OpsError, Selection};
use crate::engine::Boundary;
use crate::http::Requests;
use crate::mapping::compiled::Amount;
use crate::plan::BrakeWord;
use crate::record::Direction;

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
    if approved.crosswalk_plan != 1 || approved.direction != Direction::Export {
        return Err(OpsError::later("this version applies export plans of version 1"));
    }
    let session = Session::open(&options.workspace, &approved.connection, Direction::Export, &face.stop).await?;
    let keys: Vec<_> = approved.changes.iter().map(|change| change.hr_key.clone()).collect();
    let exchange = Exchange {
        selection: Selection::Keys(keys),
        create: approved.create.clone(),
        brakes: BrakeWord::ALL.iter().map(|word| Brake { word: *word, amount: Amount::Unlimited }).collect(),
        show_sensitive: options.show_sensitive,
        boundary: Boundary::none(),
    };
    if approved.changes.is_empty() {
        return Ok(report_of(&session, None, false, Vec::new(), Requests::default(), options.show_sensitive));
    }
    let key = session.store.hash_key();
    exchange.run(&session, face, &|plan| approve(&key, &approved, plan)).await
}
