//! Profiles that nobody is linked to and that look like somebody who is: perhaps a creation that came too late.

use super::change::Change;
use super::decide::Ground;
use super::person::Tie;
use crate::mapping::crosswalk::Mapped;
use crate::record::{Issue, Key};

impl Ground<'_> {
    /// A server slower than settling was patient makes a second person after all, perhaps one that has no more than what
    /// the lost creation carried: told, and nothing else is changed by it.
    pub(super) fn look_alikes(&self, tie: &Tie, mapped: &Mapped<'_>, change: &mut Change) {
        let Some([by_rules, _]) = &self.strangers else { return };
        let crosswalk = self.input.crosswalk;
        change.candidates = by_rules.of(crosswalk, mapped, crosswalk.entity.matching.suggest_at);
        self.late(&tie.source, mapped, change);
        if !change.candidates.is_empty() {
            let message = "somebody like this person is there a second time, unlinked: look whether both are real people, \
                           and take away the one that is there by mistake";
            change.issues.push(Issue::new("look-alike", message));
        }
    }

    /// Whom a lost creation may have made after it was settled as not done: the rules need not know such a person.
    pub(super) fn late(&self, source: &Key, mapped: &Mapped<'_>, change: &mut Change) {
        let Some([_, by_settling]) = self.strangers.as_ref().filter(|_| self.input.lost.contains(source)) else {
            return;
        };
        let crosswalk = self.input.crosswalk;
        let mut more = by_settling.of(crosswalk, mapped, crosswalk.entity.matching.suggest_at);
        more.retain(|late| change.candidates.iter().all(|known| known.key != late.key));
        change.candidates.extend(more);
    }
}
