//! Deciding: everyone's situation, and the action that follows from it.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::brakes::{Overrides, brake};
use super::candidates::{Candidate, Candidates};
use super::change::{Change, Plan};
use super::diff::Diff;
use super::person::{Person, Profile, Tie};
use crate::mapping::compiled::{Leaving, LinkThreshold};
use crate::mapping::crosswalk::{Crosswalk, Mapped};
use crate::mapping::spec::HoldOn;
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
    /// Brakes of this run alone.
    pub brakes: &'i Overrides,
}

/// What is looked up for everyone.
struct Ground<'i> {
    input: &'i Input<'i>,
    linked: HashMap<&'i Key, &'i Tie>,
    taken: HashSet<&'i Key>,
    profiles: HashMap<&'i Key, &'i Profile>,
    candidates: Candidates<'i>,
}

/// The plan. Pure: the same input gives the same plan.
#[must_use]
pub fn decide(input: &Input<'_>) -> Plan {
    let names = input.profiles.iter().map(|profile| name_of(input.crosswalk, profile)).collect();
    let active = || input.ties.iter().filter(|tie| tie.active);
    let ground = Ground {
        input,
        linked: active().map(|tie| (&tie.source, tie)).collect(),
        taken: active().map(|tie| &tie.target).collect(),
        profiles: input.profiles.iter().map(|profile| (&profile.key, profile)).collect(),
        candidates: Candidates::new(input.crosswalk, input.profiles, names),
    };
    let mut plan = Plan::default();
    for person in input.people {
        if ground.takes_part(person) {
            plan.changes.extend(ground.person(person));
        }
    }
    if matches!(input.choice, Choice::All | Choice::Linked) {
        let known: HashSet<&Key> = input.people.iter().map(|person| &person.key).collect();
        for tie in active().filter(|tie| !known.contains(&tie.source)) {
            let mut change = start(&tie.source, Some(&tie.target), "", Situation::SourceMissing);
            change.notes.push("no longer in the source system; the link is kept and nothing is sent".into());
            plan.changes.push(change);
        }
    }
    one_claim_each(&mut plan);
    let completing = |change: &Change| change.source_key.as_ref().is_some_and(|key| input.unfinished.contains(key));
    brake(&mut plan, &input.crosswalk.entity.brakes, input.brakes, ground.linked.len(), &completing);
    plan
}

/// A profile's name for people.
#[must_use]
pub(super) fn name_of(crosswalk: &Crosswalk, profile: &Profile) -> String {
    let Some(naming) = &crosswalk.entity.naming else { return String::new() };
    let (record, _, _) = crosswalk.reverse(&profile.present());
    let text = naming.text(&crosswalk.scope_of(&record), crate::expr::Escape::None);
    text.ok().flatten().unwrap_or_default().trim().to_owned()
}

fn start(source: &Key, target: Option<&Key>, name: &str, situation: Situation) -> Change {
    Change {
        source_key: Some(source.clone()),
        target_key: target.cloned(),
        name: name.to_owned(),
        situation,
        action: Action::Nothing,
        outcome: Outcome::Done,
        fields: Vec::new(),
        issues: Vec::new(),
        notes: Vec::new(),
        missing: Vec::new(),
        candidates: Vec::new(),
        works: Vec::new(),
    }
}

impl Ground<'_> {
    fn takes_part(&self, person: &Person) -> bool {
        let linked = self.linked.contains_key(&person.key);
        match self.input.choice {
            Choice::Keys(keys) => keys.contains(&person.key),
            Choice::All => person.in_scope || linked,
            Choice::Linked => linked,
            Choice::Unlinked => !linked && person.in_scope,
        }
    }

    fn named(&self, person: &Person) -> bool {
        matches!(self.input.choice, Choice::Keys(keys) if keys.contains(&person.key))
    }

    fn person(&self, person: &Person) -> Option<Change> {
        let tie = self.linked.get(&person.key).copied();
        if !person.in_scope && person.issues.is_empty() {
            return Some(self.out_of_scope(person, tie));
        }
        let crosswalk = self.input.crosswalk;
        let slots = crosswalk.sources.take(&person.record);
        let mapped = crosswalk.forward(&slots, Some(&person.record));
        let creating = tie.is_none();
        let mut change = start(&person.key, tie.map(|tie| &tie.target), &person.name, Situation::Absent);
        change.missing = mapped.missing_fields(crosswalk, creating);
        change.notes.extend(mapped.notes.iter().map(|issue| issue.message.clone()));
        let mut issues = person.issues.clone();
        issues.extend(mapped.all_issues(crosswalk, creating));
        issues.extend(self.held(person, creating));
        if self.input.in_doubt.contains(&person.key) {
            let message = "a request for this person was sent and its answer lost; run settle first";
            change.hold(Issue::new("in-doubt", message));
            return Some(change);
        }
        match tie {
            Some(tie) => self.linked(tie, &mapped, issues, &mut change),
            None => self.unlinked(person, &mapped, issues, &mut change),
        }
        Some(change)
    }

    fn out_of_scope(&self, person: &Person, tie: Option<&Tie>) -> Change {
        let target = tie.map(|tie| &tie.target);
        let mut change = start(&person.key, target, &person.name, Situation::OutOfScope);
        match (&self.input.crosswalk.entity.leaving, tie) {
            (Leaving::Unlink, Some(_)) => (change.action, change.outcome) = (Action::Unlink, Outcome::Planned),
            _ => change.outcome = Outcome::Skipped,
        }
        change
    }

    /// The file's hold rules.
    fn held(&self, person: &Person, creating: bool) -> Vec<Issue> {
        let crosswalk = self.input.crosswalk;
        let holds = crosswalk.entity.holds.iter().filter(|hold| hold.on != Some(HoldOn::Create) || creating);
        let mut scope = None;
        let mut issues = Vec::new();
        for hold in holds {
            let scope = scope.get_or_insert_with(|| crosswalk.scope_of(&person.record));
            let message = match hold.when.holds(scope) {
                Ok(false) => continue,
                Ok(true) => hold.message.clone(),
                Err(error) => format!("a hold rule cannot be evaluated: {}", error.message),
            };
            let issue = Issue::new("hold", message).at(&hold.at);
            issues.push(hold.field.iter().fold(issue, Issue::field));
        }
        issues
    }

    fn linked(&self, tie: &Tie, mapped: &Mapped<'_>, issues: Vec<Issue>, change: &mut Change) {
        let crosswalk = self.input.crosswalk;
        let Some(profile) = self.profiles.get(&tie.target) else {
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
            let message = "the linked profile is no longer there; unlink, then match or export again";
            change.hold(Issue::new("profile-missing", message));
            return;
        };
        change.situation = Situation::Confirmed;
        let issues = [issues, crosswalk.reshaped(mapped, &profile.present())].concat();
        if !issues.is_empty() {
            change.situation = Situation::Incomplete;
            (change.action, change.outcome, change.issues) = (Action::Hold, Outcome::Held, issues);
            return;
        }
        let diff = Diff::of(crosswalk, mapped, profile);
        (change.fields, change.works) = (diff.fields, diff.works);
        if !change.works.is_empty() {
            (change.action, change.outcome) = (Action::Update, Outcome::Planned);
        }
    }

    fn unlinked(&self, person: &Person, mapped: &Mapped<'_>, issues: Vec<Issue>, change: &mut Change) {
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
        change.situation = self.situation(&change.candidates);
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
        if !issues.is_empty() {
            change.situation = Situation::Incomplete;
            (change.action, change.outcome, change.issues) = (Action::Hold, Outcome::Held, issues);
            return;
        }
        if !self.input.complete {
            change.hold(Issue::new("unread", "the provider could not be read completely; nobody is created then"));
            return;
        }
        if let Some(key) = forgotten.iter().find(|key| self.profiles.contains_key(**key)) {
            let message = format!("unlinked by hand from {key}, which is still there: match them, or leave them out");
            change.hold(Issue::new("unlinked-by-hand", message));
            return;
        }
        if !self.input.create_anyway.contains(&person.key) && !change.candidates.is_empty() {
            self.candidate(mapped, change, matching.link_at);
            return;
        }
        change.fields = Diff::of_nothing(crosswalk, mapped).fields;
        (change.action, change.outcome) = (Action::Create, Outcome::Planned);
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
    fn candidate(&self, mapped: &Mapped<'_>, change: &mut Change, link_at: LinkThreshold) {
        let first = change.candidates[0].clone();
        let (code, message) = match change.situation {
            Situation::Found => {
                let trusted = matches!(link_at, LinkThreshold::At(least) if first.score >= least);
                if trusted {
                    change.target_key = Some(first.key.clone());
                    (change.action, change.outcome) = (Action::Link, Outcome::Planned);
                    if let Some(profile) = self.profiles.get(&first.key) {
                        let issues = self.input.crosswalk.reshaped(mapped, &profile.present());
                        if !issues.is_empty() {
                            (change.action, change.outcome, change.issues) = (Action::Hold, Outcome::Held, issues);
                            return;
                        }
                        let diff = Diff::of(self.input.crosswalk, mapped, profile);
                        (change.fields, change.works) = (diff.fields, diff.works);
                    }
                    return;
                }
                (
                    "candidate-found",
                    "somebody like this person is already there: match them, or create anyway with --create",
                )
            }
            Situation::Taken => {
                ("candidate-taken", "the one like this person is linked to somebody else: look at that link first")
            }
            _ => (
                "candidates-ambiguous",
                "several like this person are already there: match one, or create anyway with --create",
            ),
        };
        change.hold(Issue::new(code, message));
    }
}

/// A profile that two people would be linked to is linked to neither.
fn one_claim_each(plan: &mut Plan) {
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
