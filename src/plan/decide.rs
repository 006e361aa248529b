//! Deciding: everyone's situation, and the action that follows from it.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::another::{another, earlier};
use super::brakes::{Overrides, brake};
use super::candidates::Candidates;
use super::change::{Change, Plan};
use super::diff::{Diff, not_emptied};
use super::merge::{Merged, Merging, Sides, Since, merge};
use super::pairing::{one_claim_each, one_creation_each};
use super::person::{Person, Profile, Tie};
use super::standing::Standing;
use super::wish::{Decision, Wish, Wishes};
use crate::mapping::compiled::Leaving;
use crate::mapping::crosswalk::{Crosswalk, Mapped};
use crate::record::{Action, Issue, Key, Outcome, Situation};

/// Who takes part in a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// Everyone.
    All,
    /// Only linked people.
    Linked,
    /// Only people without a link.
    Unlinked,
    /// These, by the source's key.
    Keys(BTreeSet<Key>),
}

/// All that a plan rests on.
pub struct Input<'i> {
    /// The target's mapping.
    pub crosswalk: &'i Crosswalk,
    /// Everyone of the source, in its order.
    pub people: &'i [Person],
    /// Who takes part.
    pub choice: &'i Choice,
    /// Links, taken-away ones too.
    pub ties: &'i [Tie],
    /// Profiles of the target that were read.
    pub profiles: &'i [Profile],
    /// These are all there are.
    pub complete: bool,
    /// Asked for by key, and not there.
    pub gone: &'i BTreeSet<Key>,
    /// Created although candidates exist.
    pub create_anyway: &'i BTreeSet<Key>,
    /// People (by the source's key) with a request in doubt.
    pub in_doubt: &'i BTreeSet<Key>,
    /// People (by the source's key) whose creation was cut short.
    pub unfinished: &'i BTreeSet<Key>,
    /// People (by the source's key) a creation of whom was lost, and not found when it was looked for.
    pub lost: &'i BTreeSet<Key>,
    /// Brakes of this run alone.
    pub brakes: &'i Overrides,
    /// What people wish for each record.
    pub wishes: &'i Wishes,
    /// Records of both sides are merged; none: the source's values go over.
    pub merging: Option<&'i Merging<'i>>,
    /// By the source's key: who changed what since both sides last agreed.
    pub since: &'i HashMap<Key, Since>,
    /// Profiles of the target (by its keys) that do not belong to the connection.
    pub out_of_scope: &'i BTreeSet<Key>,
}

/// What is looked up for everyone.
pub(super) struct Ground<'i> {
    pub(super) input: &'i Input<'i>,
    linked: HashMap<&'i Key, &'i Tie>,
    pub(super) taken: HashSet<&'i Key>,
    pub(super) profiles: HashMap<&'i Key, &'i Profile>,
    pub(super) candidates: Candidates<'i>,
    /// Those of them whom nobody is or was linked to, by the rules, and by what a lost creation is recognised by; none
    /// when the read was not complete.
    pub(super) strangers: Option<[Candidates<'i>; 2]>,
}

/// The plan. Pure: the same input gives the same plan.
#[must_use]
pub fn decide(input: &Input<'_>) -> Plan {
    let active = || input.ties.iter().filter(|tie| tie.active);
    let known: HashSet<&Key> = input.ties.iter().map(|tie| &tie.target).collect();
    let candidates = Candidates::new(input.crosswalk, input.profiles);
    let ground = Ground {
        input,
        linked: active().map(|tie| (&tie.source, tie)).collect(),
        taken: active().map(|tie| &tie.target).collect(),
        profiles: input.profiles.iter().map(|profile| (&profile.key, profile)).collect(),
        strangers: input.complete.then(|| {
            let keep = |key: &Key| !known.contains(key);
            [candidates.only(&keep), candidates.by_settling(input.crosswalk, &keep)]
        }),
        candidates,
    };
    let mut plan = Plan::default();
    for person in input.people {
        if ground.takes_part(person) {
            plan.changes.extend(ground.person(person));
        }
    }
    let asked_for = |key: &Key| match input.choice {
        Choice::All | Choice::Linked => true,
        Choice::Keys(keys) => keys.contains(key),
        Choice::Unlinked => false,
    };
    if active().any(|tie| asked_for(&tie.source)) {
        let known: HashSet<&Key> = input.people.iter().map(|person| &person.key).collect();
        for tie in active().filter(|tie| !known.contains(&tie.source) && asked_for(&tie.source)) {
            let mut change = Change::nothing(&tie.source, Some(&tie.target), "", Situation::SourceMissing);
            change.notes.push("no longer in the source system; the link is kept and nothing is sent".into());
            plan.changes.push(change);
        }
    }
    one_claim_each(&mut plan);
    one_creation_each(&mut plan, input);
    let completing = |change: &Change| change.source_key.as_ref().is_some_and(|key| input.unfinished.contains(key));
    brake(&mut plan, &input.crosswalk.entity.brakes, input.brakes, ground.linked.len(), &completing);
    plan
}

impl Ground<'_> {
    fn takes_part(&self, person: &Person) -> bool {
        let linked = self.linked.contains_key(&person.key);
        match self.input.choice {
            Choice::Keys(keys) => keys.contains(&person.key),
            Choice::All => person.in_scope || linked,
            Choice::Linked => linked,
            Choice::Unlinked => person.in_scope && (!linked || self.half_made(person)),
        }
    }

    /// Somebody whose creation was cut short, and who is to be created: still no more than on the way.
    fn half_made(&self, person: &Person) -> bool {
        self.input.unfinished.contains(&person.key) && self.input.wishes.of(&person.key).wish == Wish::Create
    }

    pub(super) fn named(&self, person: &Person) -> bool {
        matches!(self.input.choice, Choice::Keys(keys) if keys.contains(&person.key))
    }

    fn person(&self, person: &Person) -> Option<Change> {
        let tie = self.linked.get(&person.key).copied();
        if !person.in_scope && person.issues.is_empty() {
            return Some(self.out_of_scope(person, tie));
        }
        // Half of a record may look as if it were out of scope: a creation that was begun is gone on with.
        let begun = self.input.unfinished.contains(&person.key);
        if let Some(tie) = tie.filter(|tie| !begun && self.input.out_of_scope.contains(&tie.target)) {
            return Some(self.out_of_scope(person, Some(tie)));
        }
        let crosswalk = self.input.crosswalk;
        let slots = crosswalk.sources.take(&person.record);
        let mapped = crosswalk.forward(&slots, Some(&person.record));
        let decision = self.input.wishes.of(&person.key);
        let creating = tie.is_none() && decision.partner.is_none();
        let mut change = Change::nothing(&person.key, tie.map(|tie| &tie.target), &person.name, Situation::Absent);
        change.about.clone_from(&person.about);
        change.missing = mapped.missing_fields(crosswalk, creating);
        let wanted =
            |note: &&Issue| note.field.as_deref().is_some_and(|path| crosswalk.sources.number_of(path).is_some());
        let left_out = person.notes.iter().filter(wanted).chain(&mapped.notes);
        change.notes.extend(left_out.map(|note| format!("left out: {}", note.message)));
        let standing = Standing::of(crosswalk, person, &person.record, &mapped);
        if self.input.in_doubt.contains(&person.key) && !decision.leaves() {
            change.situation = tie.map_or(Situation::Absent, |_| Situation::Confirmed);
            let message = "a request for this person was sent and its answer lost; run settle first";
            change.hold(Issue::new("in-doubt", message));
            return Some(change);
        }
        match tie {
            Some(tie) => self.linked(person, tie, &mapped, standing, decision, &mut change),
            None => self.unlinked(person, &mapped, standing, decision, &mut change),
        }
        Some(change)
    }

    fn out_of_scope(&self, person: &Person, tie: Option<&Tie>) -> Change {
        let target = tie.map(|tie| &tie.target);
        let mut change = Change::nothing(&person.key, target, &person.name, Situation::OutOfScope);
        change.about.clone_from(&person.about);
        match (&self.input.crosswalk.entity.leaving, tie) {
            (Leaving::Unlink, Some(_)) => (change.action, change.outcome) = (Action::Unlink, Outcome::Planned),
            _ => change.outcome = Outcome::Skipped,
        }
        change
    }

    fn linked(
        &self,
        person: &Person,
        tie: &Tie,
        mapped: &Mapped<'_>,
        standing: Standing,
        decision: &Decision,
        change: &mut Change,
    ) {
        let Some(profile) = self.profiles.get(&tie.target) else {
            self.gone(tie, mapped, change);
            if decision.leaves() {
                change.issues.clear();
                (change.action, change.outcome) = (Action::Nothing, Outcome::Done);
            }
            return;
        };
        let fine = standing.is_clear(false);
        change.situation = if fine { Situation::Confirmed } else { Situation::Incomplete };
        self.look_alikes(tie, mapped, change);
        if decision.partner.as_ref().is_some_and(|partner| *partner != tie.target) {
            change.hold(Issue::new("already-linked", "linked to somebody else already: unlink first"));
            return;
        }
        // A creation that was cut short goes on: what is not there yet is brought over.
        let goes_on = self.input.unfinished.contains(&person.key);
        match decision.wish {
            Wish::Create if decision.single && !goes_on => {
                change.hold(Issue::new("already-linked", "linked already: nobody new is created"));
                return;
            }
            Wish::Leave | Wish::KeepTarget => return,
            Wish::Create | Wish::Follow | Wish::TakeSource => {}
        }
        if decision.wish == Wish::Create && !goes_on {
            return;
        }
        self.compare(person, mapped, profile, decision, standing, change);
        if change.action == Action::Nothing && !change.works.is_empty() {
            (change.action, change.outcome) = (Action::Update, Outcome::Planned);
        }
    }

    /// The linked profile is not among those that were read.
    fn gone(&self, tie: &Tie, mapped: &Mapped<'_>, change: &mut Change) {
        let crosswalk = self.input.crosswalk;
        change.situation = Situation::Missing;
        if !self.input.complete && !self.input.gone.contains(&tie.target) {
            change.hold(Issue::new("unread", "the linked profile could not be read; try again"));
            return;
        }
        let least = crosswalk.entity.matching.suggest_at;
        let mut candidates = self.candidates.of(crosswalk, mapped, least);
        candidates.retain(|candidate| !self.taken.contains(&candidate.key));
        if candidates.len() == 1 {
            change.situation = Situation::Moved;
        }
        change.candidates = candidates;
        let message = "the linked profile is no longer there; unlink, then match or create again";
        change.hold(Issue::new("profile-missing", message));
    }

    /// What differs from a profile, and what of it is written; a person whom something holds stays as is. A conflict that
    /// nobody decided holds, too: half of a change may be worse than none.
    pub(super) fn compare(
        &self,
        person: &Person,
        mapped: &Mapped<'_>,
        profile: &Profile,
        decision: &Decision,
        standing: Standing,
        change: &mut Change,
    ) {
        let crosswalk = self.input.crosswalk;
        let since = self.input.since.get(&person.key);
        let Some(merging) = self.input.merging else {
            let mut issues = standing.issues(false);
            issues.extend(crosswalk.reshaped(mapped, &profile.present()));
            if !issues.is_empty() {
                if change.situation == Situation::Confirmed {
                    change.situation = Situation::Incomplete;
                }
                change.wait(issues);
                return;
            }
            let diff = Diff::of(crosswalk, mapped, profile);
            let waits = another(crosswalk, mapped, profile, &diff.works, since);
            change.notes.extend(not_emptied(crosswalk, mapped, profile));
            let back = earlier(crosswalk, &diff.fields, &diff.works);
            (change.fields, change.works) = (diff.fields, diff.works);
            change.wait(waits);
            if !self.named(person) {
                change.wait(back);
            }
            let both = Sides { source: true, target: true };
            for field in &mut change.fields {
                field.changed = since.and_then(|since| since.get(&field.field).copied());
            }
            let conflicts: Vec<String> = change
                .fields
                .iter()
                .filter(|field| field.changed == Some(both))
                .map(|field| field.field.clone())
                .collect();
            for field in conflicts.into_iter().filter(|_| !self.named(person)) {
                let message = format!(
                    "{field} was changed on both sides since they last agreed: look at both; for a person chosen by key \
                     the source's value is taken"
                );
                change.hold(Issue::new("conflict", message).field(&field));
            }
            return;
        };
        let merged = merge(crosswalk, merging, person, profile, decision, since);
        let slots = crosswalk.sources.take(&merged.record);
        let counts = crosswalk.forward(&slots, Some(&merged.record));
        let standing = Standing::of(crosswalk, person, &merged.record, &counts);
        change.works = merged.works(crosswalk, &counts, profile);
        let mut reshaped = crosswalk.reshaped(&counts, &profile.present());
        reshaped.extend(another(crosswalk, &counts, profile, &change.works, since));
        change.notes.extend(not_emptied(crosswalk, &counts, profile));
        drop(counts);
        drop(slots);
        let Merged { record, fields, conflicts, assumed, kept, .. } = merged;
        (change.fields, change.open) = (fields, kept);
        if !change.open.is_empty() {
            change.notes.push(format!("left as the target has it: {}", change.open.join(", ")));
        }
        change.situation = match change.situation {
            Situation::Incomplete if standing.is_clear(false) => Situation::Confirmed,
            Situation::Confirmed if !standing.is_clear(false) => Situation::Incomplete,
            other => other,
        };
        if change.works.is_empty() && conflicts.is_empty() && assumed.is_empty() {
            return;
        }
        let back = earlier(crosswalk, &change.fields, &change.works);
        change.wait(standing.issues(false));
        change.wait(reshaped);
        if !self.named(person) {
            change.wait(back);
        }
        for field in conflicts {
            let message = format!("{field} was changed on both sides since they last agreed: say which side counts");
            change.hold(Issue::new("conflict", message).field(&field));
        }
        for field in assumed {
            let message = format!(
                "{field} is not read at the source, a file only takes it as given, and the target has another one: say \
                 which side counts"
            );
            change.hold(Issue::new("conflict", message).field(&field));
        }
        change.merged = Some(record);
    }
}
