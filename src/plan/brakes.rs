//! Brakes: how much one run may change before a person must look.

use std::collections::BTreeMap;

use super::change::{Braked, Change, Plan};
use crate::mapping::compiled::{Amount, Brakes};
use crate::record::{Action, Issue, Situation};

/// What a brake counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum BrakeWord {
    Create,
    Update,
    Unlink,
    Leaving,
}

impl BrakeWord {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Create, Self::Update, Self::Unlink, Self::Leaving];

    /// By its word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|known| known.word() == word)
    }

    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Unlink => "unlink",
            Self::Leaving => "leaving",
        }
    }
}

/// Limits of this run alone.
pub type Overrides = BTreeMap<BrakeWord, Amount>;

/// Holds every change of a kind of which there are more than its limit. `linked` is the number of active links;
/// `completing` says which changes complete a creation that was cut short: they count as nothing.
pub(super) fn brake(
    plan: &mut Plan,
    brakes: &Brakes,
    overrides: &Overrides,
    linked: usize,
    completing: &dyn Fn(&Change) -> bool,
) {
    let kinds: [(BrakeWord, Counted, Amount); 4] = [
        (BrakeWord::Create, |change| change.action == Action::Create, brakes.create),
        (BrakeWord::Update, |change| change.action == Action::Update, brakes.update),
        (BrakeWord::Unlink, |change| change.action == Action::Unlink && !leaves(change), brakes.unlink),
        (BrakeWord::Leaving, |change| change.action == Action::Unlink && leaves(change), brakes.leaving),
    ];
    for (word, counts, usual) in kinds {
        let amount = overrides.get(&word).copied().unwrap_or(usual);
        let Some(limit) = limit(amount, linked) else { continue };
        let counted = plan.changes.iter().filter(|change| counts(change) && !completing(change)).count();
        if counted as u64 <= limit {
            continue;
        }
        let kind = word.word();
        let message = format!(
            "{counted} people would be changed by {kind}, and the brake allows {limit} in one run; look at the plan, then \
             allow it for one run: --brakes {kind}={counted} on the command line, or the button of the console's preview"
        );
        plan.braked.push(Braked { word, count: counted as u64, limit });
        for change in &mut plan.changes {
            if counts(change) && !completing(change) {
                change.hold(Issue::new("brake", message.clone()));
            }
        }
    }
}

/// Whether a change is of the kind that a brake counts.
type Counted = fn(&Change) -> bool;

/// Whether the person left the scope.
fn leaves(change: &Change) -> bool {
    change.situation == Situation::OutOfScope
}

/// At most so many; none: no limit. A percentage is of the linked people, rounded up, and at least one.
fn limit(amount: Amount, linked: usize) -> Option<u64> {
    match amount {
        Amount::Unlimited => None,
        Amount::Count(count) => Some(count),
        Amount::Percent(percent) => {
            #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let limit = (linked as f64 * percent / 100.0).ceil() as u64;
            Some(limit.max(1))
        }
    }
}
