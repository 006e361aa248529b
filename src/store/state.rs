//! The life of a step: a pure table, the only way a step's state changes.
//!
//! A step is journalled as started before its first byte leaves. What is known of it afterwards is one of three: the
//! system did it, the system refused it before acting, or nobody knows. Only the last is settled, and what cannot be
//! told may be settled again.

use crate::record::words;

words! {
    /// What is known of a step.
    StepState {
        /// Committed before its request left; the answer is not known yet.
        Started = "started",
        /// A well-formed success was read.
        Succeeded = "succeeded",
        /// The system refused before acting, so it may be planned again.
        Failed = "failed",
        /// Nobody knows whether the system acted. Never just sent again.
        InDoubt = "in-doubt",
        /// Settled: the system had acted.
        Found = "found",
        /// Settled: the system had not acted, so it may be planned again.
        Absent = "absent",
        /// Settling could not tell. A person decides, or a later settling.
        Unknown = "unknown",
    }
}

words! {
    /// What is learnt of a step.
    StepEvent {
        /// A well-formed success.
        Succeed = "succeed",
        /// An answer that means: refused before acting.
        Fail = "fail",
        /// Time-out, reset, unreadable or undeclared answer, or the process died.
        Doubt = "doubt",
        /// Settling found its effect.
        Find = "find",
        /// Settling found twice that there is none.
        Miss = "miss",
        /// Settling could not tell.
        GiveUp = "give-up",
    }
}

/// An event that cannot happen in a state: a mistake of the caller, nothing was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a step that is {state} cannot {event}")]
pub struct Forbidden {
    /// The state it is in, and stays in.
    pub state: StepState,
    /// The event that was refused.
    pub event: StepEvent,
}

impl StepState {
    /// The state after an event; refused where the event contradicts what is already known.
    pub fn after(self, event: StepEvent) -> Result<Self, Forbidden> {
        match (self, event) {
            (Self::Started, StepEvent::Succeed) => Ok(Self::Succeeded),
            (Self::Started, StepEvent::Fail) => Ok(Self::Failed),
            (Self::Started, StepEvent::Doubt) => Ok(Self::InDoubt),
            (Self::InDoubt | Self::Unknown, StepEvent::Find) => Ok(Self::Found),
            (Self::InDoubt | Self::Unknown, StepEvent::Miss) => Ok(Self::Absent),
            (Self::InDoubt | Self::Unknown, StepEvent::GiveUp) => Ok(Self::Unknown),
            _ => Err(Forbidden { state: self, event }),
        }
    }

    /// The system acted.
    #[must_use]
    pub fn took_effect(self) -> bool {
        matches!(self, Self::Succeeded | Self::Found)
    }

    /// Whether the system acted is not known.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::Started | Self::InDoubt | Self::Unknown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_table() {
        use StepState::{Absent, Failed, Found, InDoubt, Started, Succeeded, Unknown};
        let table: [(StepState, [Option<StepState>; 6]); 7] = [
            // succeed, fail, doubt, find, miss, give-up
            (Started, [Some(Succeeded), Some(Failed), Some(InDoubt), None, None, None]),
            (Succeeded, [None; 6]),
            (Failed, [None; 6]),
            (InDoubt, [None, None, None, Some(Found), Some(Absent), Some(Unknown)]),
            (Found, [None; 6]),
            (Absent, [None; 6]),
            (Unknown, [None, None, None, Some(Found), Some(Absent), Some(Unknown)]),
        ];
        assert_eq!(table.map(|(state, _)| state), StepState::ALL);
        for (state, row) in table {
            for (event, expected) in StepEvent::ALL.iter().zip(row) {
                assert_eq!(state.after(*event), expected.ok_or(Forbidden { state, event: *event }));
            }
        }
    }

    #[test]
    fn what_is_open_can_end_and_what_has_ended_stays() {
        for state in StepState::ALL {
            let exits = StepEvent::ALL.iter().filter(|event| state.after(**event).is_ok()).count();
            assert_eq!(state.is_open(), exits > 0, "{state}");
        }
    }

    #[test]
    fn words_are_stable_both_ways() {
        for state in StepState::ALL {
            assert_eq!(StepState::of(state.as_str()), Some(*state));
        }
        assert_eq!(StepState::of("lost"), None);
    }
}
