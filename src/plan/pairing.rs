//! People without a link: whom they may be, and what follows.

use std::collections::HashMap;

use super::called::Called;
use super::candidates::{Candidate, Print, prints, ruled_out};
use super::change::{Change, Plan};
use super::decide::{Ground, Input};
use super::diff::{Diff, incomplete};
use super::person::Person;
use super::standing::Standing;
use super::wish::{Decision, Wish};
use crate::mapping::compiled::LinkThreshold;
use crate::mapping::crosswalk::Mapped;
use crate::record::{Action, FieldState, Issue, Key, Outcome, Situation};

impl Ground<'_> {
    /// Decides about somebody who has no link.
    pub(super) fn unlinked(
        &self,
        person: &Person,
        mapped: &Mapped<'_>,
        standing: Standing,
        decision: &Decision,
        change: &mut Change,
    ) {
        let crosswalk = self.input.crosswalk;
        let matching = &crosswalk.entity.matching;
        let forgotten: Vec<&Key> = self
            .input
            .ties
            .iter()
            .filter(|tie| !tie.active && tie.source == person.key)
            .map(|tie| &tie.target)
            .collect();
        change.candidates = self.candidates.of(crosswalk, mapped, matching.suggest_at);
        self.late(&person.key, mapped, change);
        self.claimed(person, change);
        change.situation = self.situation(&change.candidates);
        if change.situation == Situation::Absent && !standing.is_clear(true) {
            change.situation = Situation::Incomplete;
        }
        if let Some(partner) = &decision.partner {
            self.partner(person, partner, mapped, standing, decision, change);
            return;
        }
        match decision.wish {
            Wish::Leave => return,
            Wish::KeepTarget | Wish::TakeSource => {
                self.tie(person, mapped, standing, &forgotten, decision, change);
                return;
            }
            Wish::Follow | Wish::Create => {}
        }
        if person.leaver {
            change.outcome = Outcome::Skipped;
            change.notes.push("inactive, or the end date is past: never created".into());
            return;
        }
        if !forgotten.is_empty() && !self.named(person) {
            change.outcome = Outcome::Skipped;
            change.notes.push("unlinked by hand: left out until linked again".into());
            return;
        }
        let anyway = self.input.create_anyway.contains(&person.key) || change.candidates.is_empty();
        if !standing.is_clear(anyway) {
            change.wait(standing.issues(anyway));
            return;
        }
        if !self.input.complete {
            change.hold(Issue::new("unread", "the target could not be read completely; nobody is created then"));
            return;
        }
        if let Some(key) = forgotten.iter().find(|key| self.profiles.contains_key(**key)) {
            let message = format!("unlinked by hand from {key}, which is still there: match them, or leave them out");
            change.hold(Issue::new("unlinked-by-hand", message));
            return;
        }
        if !anyway {
            let link_at = if decision.wish == Wish::Create { LinkThreshold::Never } else { matching.link_at };
            self.candidate(person, mapped, decision, standing, change, link_at);
            return;
        }
        change.fields = Diff::of_nothing(crosswalk, mapped).fields;
        if let Some(merging) = self.input.merging {
            change.fields.iter_mut().for_each(|field| field.state = Some(FieldState::New));
            merging.tell(&person.key, &mut change.fields);
        }
        (change.action, change.outcome) = (Action::Create, Outcome::Planned);
        change.issues.extend(incomplete(crosswalk, mapped));
        let by_hand = crosswalk.entity.by_hand.iter().map(|what| format!("after creating, {what}"));
        change.notes.extend(by_hand);
    }

    fn situation(&self, candidates: &[Candidate]) -> Situation {
        let free = candidates.iter().filter(|candidate| !self.taken.contains(&candidate.key)).count();
        match (candidates.len(), free) {
            (0, _) => Situation::Absent,
            (_, 0) => Situation::Taken,
            (1, 1) => Situation::Found,
            _ => Situation::Ambiguous,
        }
    }

    /// Somebody like this person exists: link when the file trusts the score, else leave it to people.
    fn candidate(
        &self,
        person: &Person,
        mapped: &Mapped<'_>,
        decision: &Decision,
        standing: Standing,
        change: &mut Change,
        link_at: LinkThreshold,
    ) {
        let first = change.candidates[0].clone();
        let (code, message) = match change.situation {
            Situation::Found => {
                let trusted = matches!(link_at, LinkThreshold::At(least) if first.score >= least);
                if trusted && self.input.out_of_scope.contains(&first.key) {
                    let message = "the one like this person does not belong to this connection: look at its scope";
                    change.hold(Issue::new("out-of-scope", message));
                    return;
                }
                if trusted {
                    change.target_key = Some(first.key.clone());
                    (change.action, change.outcome) = (Action::Link, Outcome::Planned);
                    if let Some(profile) = self.profiles.get(&first.key).filter(|_| decision.wish != Wish::KeepTarget) {
                        self.compare(person, mapped, profile, decision, standing, change);
                        change.unless_tied();
                    }
                    return;
                }
                (
                    "candidate-found",
                    "somebody like this person is already there: match them, or create all the same (--create KEY, or on the person's page)",
                )
            }
            Situation::Taken => {
                ("candidate-taken", "the one like this person is linked to somebody else: look at that link first")
            }
            _ => (
                "candidates-ambiguous",
                "several like this person are already there: match one, or create all the same (--create KEY, or on the person's page)",
            ),
        };
        change.hold(Issue::new(code, message));
    }

    /// The source's record names the target's: the surest sign there is, if somebody goes by that key.
    fn claimed(&self, person: &Person, change: &mut Change) {
        let Some((key, score)) = &person.claim else { return };
        let Some(profile) = self.profiles.get(key) else { return };
        change.candidates.retain(|candidate| candidate.key != *key);
        let candidate = Candidate {
            key: key.clone(),
            called: Called::of(self.input.crosswalk, profile),
            score: *score,
            because: "the record names this key".to_owned(),
        };
        change.candidates.insert(0, candidate);
        change.candidates.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.key.cmp(&b.key)));
    }

    /// A person chose whom it is.
    fn partner(
        &self,
        person: &Person,
        partner: &Key,
        mapped: &Mapped<'_>,
        standing: Standing,
        decision: &Decision,
        change: &mut Change,
    ) {
        change.notes.push(format!("matched by hand with {partner}"));
        if self.taken.contains(partner) {
            change.situation = Situation::Taken;
            change.hold(Issue::new(
                "candidate-taken",
                format!("{partner} is linked to somebody else: look at that link first"),
            ));
            return;
        }
        let Some(profile) = self.profiles.get(partner) else {
            change.hold(Issue::new("no-such-record", format!("there is nobody with the key {partner}")));
            return;
        };
        change.situation = Situation::Found;
        if self.input.out_of_scope.contains(partner) {
            change.hold(Issue::new("out-of-scope", "that one does not belong to this connection: look at its scope"));
            return;
        }
        let takes = matches!(decision.wish, Wish::Follow | Wish::TakeSource);
        change.target_key = Some(partner.clone());
        change.by_hand = true;
        (change.action, change.outcome) = (Action::Link, Outcome::Planned);
        if takes {
            self.compare(person, mapped, profile, decision, standing, change);
            change.unless_tied();
        }
    }

    /// To be tied to the one that the rules are sure of, without a person's word on whom it is.
    fn tie(
        &self,
        person: &Person,
        mapped: &Mapped<'_>,
        standing: Standing,
        forgotten: &[&Key],
        decision: &Decision,
        change: &mut Change,
    ) {
        if !self.input.complete {
            change
                .hold(Issue::new("unread", "the target could not be read completely; nobody is linked by a rule then"));
            return;
        }
        let lone = change.candidates.first().map(|candidate| &candidate.key);
        if lone.is_some_and(|key| forgotten.contains(&key)) {
            change
                .hold(Issue::new("unlinked-by-hand", "this pair was unlinked by hand: match them to link them again"));
            return;
        }
        if change.candidates.is_empty() {
            change.hold(Issue::new("no-match", "nobody like this person is there: match one by hand, or create"));
            return;
        }
        self.candidate(person, mapped, decision, standing, change, self.input.crosswalk.entity.matching.link_at);
    }
}

/// What tells people apart whom a rule would take for one.
type Known = Vec<Option<String>>;

/// People who would be created in one run and whom the rules take for the same person wait, all of them: one after the
/// other, the second would be held beside the first. Whom somebody said to create goes on.
pub(super) fn one_creation_each(plan: &mut Plan, input: &Input<'_>) {
    let crosswalk = input.crosswalk;
    let people: HashMap<&Key, &Person> = input.people.iter().map(|person| (&person.key, person)).collect();
    let planned: Vec<usize> = (0..plan.changes.len()).filter(|at| plan.changes[*at].action == Action::Create).collect();
    let mut alike: HashMap<(usize, String), Vec<(usize, Known)>> = HashMap::new();
    for at in planned {
        let Some(person) = plan.changes[at].source_key.as_ref().and_then(|key| people.get(key)) else { continue };
        let slots = crosswalk.sources.take(&person.record);
        let mapped = crosswalk.forward(&slots, Some(&person.record));
        for Print { by, unless } in prints(crosswalk, &mapped) {
            alike.entry(by).or_default().push((at, unless));
        }
    }
    let mut held: Vec<(usize, Vec<usize>)> = Vec::new();
    for group in alike.into_values().filter(|group| group.len() > 1) {
        for (at, known) in &group {
            let alike = group.iter().filter(|(other, theirs)| other != at && !ruled_out(known, theirs));
            let others: Vec<usize> = alike.map(|(other, _)| *other).collect();
            if !others.is_empty() {
                held.push((*at, others));
            }
        }
    }
    held.sort();
    for (at, others) in held {
        let said = plan.changes[at].source_key.as_ref().is_some_and(|key| input.create_anyway.contains(key));
        if said || plan.changes[at].action != Action::Create {
            continue;
        }
        let others: Vec<String> = others
            .iter()
            .filter_map(|other| plan.changes[*other].source_key.as_ref())
            .map(ToString::to_string)
            .collect();
        let message = format!(
            "looks like {}, who would be created too: if these are two people, create each of them all the same (--create KEY, or on the person's page)",
            others.join(", ")
        );
        let change = &mut plan.changes[at];
        change.situation = Situation::Ambiguous;
        change.fields.clear();
        change.hold(Issue::new("candidates-ambiguous", message));
    }
}

/// A profile that two people would be linked to is linked to neither.
pub(super) fn one_claim_each(plan: &mut Plan) {
    let mut claims: HashMap<Key, usize> = HashMap::new();
    for change in plan.changes.iter().filter(|change| change.action == Action::Link) {
        *claims.entry(change.target_key.clone().unwrap_or_else(|| Key::new(""))).or_default() += 1;
    }
    for change in plan.changes.iter_mut().filter(|change| change.action == Action::Link) {
        if change.target_key.as_ref().is_some_and(|key| claims.get(key).copied().unwrap_or(0) > 1) {
            change.situation = Situation::Ambiguous;
            change.target_key = None;
            let message = "several people would be linked to the same profile: match one of them";
            change.hold(Issue::new("candidates-ambiguous", message));
        }
    }
}
