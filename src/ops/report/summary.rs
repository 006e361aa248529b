//! Counts of a run.

use serde::{Deserialize, Serialize};

use super::Change;
use crate::record::{Action, Outcome};

/// `create … hold` count changes by action, whatever came of them; `failed`, `in_doubt`, `stale` and `skipped` count
/// outcomes besides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default)]
#[allow(missing_docs)]
pub struct Summary {
    pub create: u64,
    pub update: u64,
    pub link: u64,
    pub unlink: u64,
    pub nothing: u64,
    pub hold: u64,
    pub failed: u64,
    pub in_doubt: u64,
    pub stale: u64,
    pub skipped: u64,
}

impl Summary {
    /// Counts these changes.
    #[must_use]
    pub fn of(changes: &[Change]) -> Self {
        let mut summary = Self::default();
        for change in changes {
            summary.add(change.action, change.outcome);
        }
        summary
    }

    /// Counts one more.
    pub fn add(&mut self, action: Action, outcome: Outcome) {
        *match action {
            Action::Create => &mut self.create,
            Action::Update => &mut self.update,
            Action::Link => &mut self.link,
            Action::Unlink => &mut self.unlink,
            Action::Nothing => &mut self.nothing,
            Action::Hold => &mut self.hold,
        } += 1;
        match outcome {
            Outcome::Failed => self.failed += 1,
            Outcome::InDoubt => self.in_doubt += 1,
            Outcome::Stale => self.stale += 1,
            Outcome::Skipped => self.skipped += 1,
            Outcome::Done | Outcome::Planned | Outcome::Held => {}
        }
    }

    /// Changes that would send or record something.
    #[must_use]
    pub fn to_carry_out(&self) -> u64 {
        self.create + self.update + self.link + self.unlink
    }

    /// Whether a person should look: something is held, failed, stale or in doubt.
    #[must_use]
    pub fn has_trouble(&self) -> bool {
        self.hold + self.failed + self.in_doubt + self.stale > 0
    }
}
