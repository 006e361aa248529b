//! Creations that were cut short: completing them counts as neither creation nor update.

use std::collections::BTreeSet;

use serde_json::Value;

use super::open::Session;
use crate::ops::OpsError;
use crate::record::{Direction, Key, RunState};
use crate::store::{EMPLOYEE, StepKind};

impl Session {
    /// People (by the key where they come from when going this way) made in a run that did not end well, unless a later
    /// run went through.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(in crate::ops) async fn unfinished(&self, direction: Direction) -> Result<BTreeSet<Key>, OpsError> {
        let mut unfinished = BTreeSet::new();
        let runs = self.store.runs(Some(&self.connection)).await?;
        for run in runs.into_iter().filter(|run| run.entity == EMPLOYEE) {
            match run.state {
                RunState::Running => continue,
                // One that only settled finished nobody.
                RunState::Done if !exchanged(run.summary.as_ref()) => continue,
                RunState::Done if went_well(run.summary.as_ref()) => break,
                RunState::Done | RunState::Stopped | RunState::Failed | RunState::Interrupted => {}
            }
            let steps = self.store.steps(&run.id).await?.into_iter();
            let made = steps.filter(|step| step.kind == StepKind::CreatePerson && step.state.took_effect());
            unfinished.extend(made.filter_map(|step| step.what.source_in(direction)));
        }
        Ok(unfinished)
    }
}

/// Whether a run compared people: its summary counts them.
fn exchanged(summary: Option<&Value>) -> bool {
    summary.is_some_and(|summary| summary.get("nothing").is_some())
}

/// Whether nobody failed or was left in doubt.
fn went_well(summary: Option<&Value>) -> bool {
    let count = |word: &str| summary.and_then(|summary| summary.get(word)).and_then(Value::as_u64).unwrap_or(0);
    count("failed") + count("in_doubt") + count("stale") == 0
}
