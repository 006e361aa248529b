//! A wish to stop in the middle of one person: what was done, and what is still missing.

use super::carry::Task;
use crate::plan::{Change, PartWork};
use crate::record::{Action, Issue, Outcome};

/// Nothing of this person was sent.
pub(super) fn before(change: &mut Change) {
    change.outcome = Outcome::Skipped;
    change.issues.push(Issue::new("stopped", "stopped before this was sent; run it again"));
}

/// Says it of a person of whom something was done already: `left` are the parts that were not. Anything but a wish to
/// stop speaks for itself.
pub(super) fn midway(task: &Task<'_>, change: &mut Change, left: &[PartWork]) {
    let Some(issue) = change.issues.last_mut().filter(|issue| issue.code == "stopped") else { return };
    let parts = &task.side.crosswalk.entity.parts;
    let left: Vec<&str> = left.iter().map(|work| parts[work.part].name.as_str()).collect();
    let done = match change.action {
        Action::Create => "the person was made",
        Action::Link => "the link was made",
        _ => "a part of this was sent",
    };
    let message =
        format!("stopped on the way: {done}; still missing: {}. Run it again: it goes on from here", left.join(", "));
    *issue = Issue::new("stopped-midway", message);
}
