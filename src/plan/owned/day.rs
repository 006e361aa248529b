//! One day of one owner: what is wanted beside what is there.

use std::collections::BTreeSet;

use serde_json::Value;

use super::fields::Showing;
use super::form::Form;
use super::wanted::Wanted;
use super::{Deed, Entry, Errand};
use crate::mapping::spec::Surplus;
use crate::plan::{Called, Change, FieldChange};
use crate::record::{Action, Issue, Key, Outcome, Situation};

/// What is wanted and there alike, with what differs.
pub(super) struct Pair<'d> {
    pub(super) wanted: &'d Wanted,
    pub(super) entry: &'d Entry,
    pub(super) ours: bool,
    pub(super) there: Vec<Option<Value>>,
    pub(super) lines: Vec<usize>,
    /// The same is there once more, and we did not make that.
    pub(super) twice: bool,
}

/// What is there and not wanted.
pub(super) struct Extra<'d> {
    pub(super) entry: &'d Entry,
    pub(super) there: Vec<Option<Value>>,
}

/// One day.
#[derive(Default)]
pub(super) struct Day<'d> {
    pub(super) pairs: Vec<Pair<'d>>,
    pub(super) new: Vec<&'d Wanted>,
    pub(super) held: Vec<&'d Wanted>,
    /// We made it.
    pub(super) withdrawn: Vec<Extra<'d>>,
    /// We did not make it.
    pub(super) strange: usize,
}

/// Decides about the days of one owner.
pub(super) struct Deciding<'d> {
    pub(super) showing: Showing<'d>,
    pub(super) source: &'d Key,
    pub(super) target: &'d Key,
    pub(super) person: &'d str,
    /// Corrections were asked for.
    pub(super) correct: bool,
    /// Days on which a request is in doubt; none stands for a day that cannot be told.
    pub(super) doubts: &'d BTreeSet<Option<String>>,
    /// A record is held of which not even the day is known: nothing is taken for withdrawn then.
    pub(super) blind: bool,
}

impl Deciding<'_> {
    /// What is done about a day, each record a row.
    pub(super) fn decide(&self, date: &str, day: &Day<'_>, errands: &mut Vec<Errand>) {
        let mut say = |change: Change, deed: Deed| errands.push(Errand { change, day: date.to_owned(), deed });
        for wanted in &day.held {
            let mut change = self.wanted(wanted, self.showing.held(&wanted.form));
            change.wait(wanted.form.issues.clone());
            say(change, Deed::Nothing);
        }
        let doubted = self.doubts.contains(&None) || self.doubts.contains(&Some(date.to_owned()));
        let sure = day.held.is_empty() && !self.blind;
        let disturbed = !day.withdrawn.is_empty() || day.pairs.iter().any(|pair| pair.ours && !pair.lines.is_empty());
        let contested = day.pairs.iter().any(|pair| !pair.ours && !pair.lines.is_empty());
        for pair in &day.pairs {
            let (change, deed) = self.pair(pair, doubted, sure);
            say(change, deed);
        }
        for extra in &day.withdrawn {
            let mut change = self.row(self.showing.gone(&extra.there), self.showing.called(extra.entry, date));
            let reason = if doubted { Some(self.doubt()) } else { self.keeps(sure) };
            match reason {
                Some(issue) => change.hold(issue),
                None => {
                    plan(&mut change, Action::Update);
                    change.notes.push("is taken away at the provider: HR no longer has it".into());
                }
            }
            let deed = if change.action == Action::Update { Deed::Delete(extra.entry.clone()) } else { Deed::Nothing };
            say(change, deed);
        }
        for wanted in &day.new {
            let mut change = self.wanted(wanted, self.showing.made(&wanted.form));
            let reason =
                if doubted {
                    Some(self.doubt())
                } else if contested {
                    Some(self.not_ours("the provider holds a record of this day that we did not make and that differs"))
                } else if disturbed && !(self.correct && sure && self.can_correct(day)) {
                    let why = "another record of this day was sent before and is no longer so in HR";
                    let how = if self.correct { "put that right first" } else { "with --correct both are put right" };
                    Some(self.issue("differs", format!("{why}; {how}")))
                } else if day.strange > 0 && !self.correct {
                    let how = "look whether both are right; with --correct this one is sent beside it";
                    Some(self.not_ours(&format!(
                        "the provider holds another record of this day that we did not make: {how}"
                    )))
                } else {
                    None
                };
            match reason {
                Some(issue) => {
                    change.hold(issue);
                    say(change, Deed::Nothing);
                }
                None => {
                    plan(&mut change, Action::Create);
                    say(change, Deed::Create(wanted.record.clone()));
                }
            }
        }
    }

    fn pair(&self, pair: &Pair<'_>, doubted: bool, sure: bool) -> (Change, Deed) {
        let form: &Form = &pair.wanted.form;
        let mut change = self.wanted(pair.wanted, self.showing.changed(form, &pair.there, &pair.lines));
        if pair.lines.is_empty() {
            if pair.twice {
                let message = "the provider holds it more than once, and not all of it was made by us: take away there \
                               by hand what is too much";
                change.issues.push(self.issue("twice", message));
            }
            return (change, Deed::Nothing);
        }
        let names = self.showing.named(&pair.lines);
        let reason = if doubted {
            self.doubt()
        } else if !pair.ours {
            self.not_ours(&format!(
                "the provider holds it with another {names}, and we did not make it: put it right there by hand, it is \
                 never changed from here"
            ))
        } else if !self.correct {
            let message = format!(
                "it was sent before, and {names} is not the same on both sides any more: look who changed it; with \
                 --correct HR's counts"
            );
            self.issue("differs", message)
        } else if !sure {
            self.waits()
        } else if self.part().update.is_empty() {
            self.issue("differs", format!("{names} differs, and this system file cannot change it: do it by hand"))
        } else {
            plan(&mut change, Action::Update);
            let (record, entry) = (pair.wanted.record.clone(), pair.entry.clone());
            return (change, Deed::Update { record, entry, lines: pair.lines.clone() });
        };
        change.hold(reason);
        (change, Deed::Nothing)
    }

    /// Why what we made and HR no longer has is not taken away.
    fn keeps(&self, sure: bool) -> Option<Issue> {
        let what = "it was sent before, and HR no longer has it";
        if !self.takes_away() {
            return Some(self.issue("differs", format!("{what}: take it away at the provider by hand")));
        }
        if !self.correct {
            return Some(self.issue("differs", format!("{what}: run it again with --correct to take it away")));
        }
        (!sure).then(|| self.waits())
    }

    fn takes_away(&self) -> bool {
        let owned = self.showing.crosswalk.entity.owned.as_ref();
        owned.is_some_and(|owned| owned.surplus == Surplus::DeleteOwn) && self.part().delete.is_some()
    }

    /// Whether all that we made of a day can be put right.
    fn can_correct(&self, day: &Day<'_>) -> bool {
        let updates = day.pairs.iter().any(|pair| pair.ours && !pair.lines.is_empty());
        (day.withdrawn.is_empty() || self.takes_away()) && (!updates || !self.part().update.is_empty())
    }

    fn part(&self) -> &crate::mapping::compiled::Part {
        &self.showing.crosswalk.entity.parts[0]
    }

    fn wanted(&self, wanted: &Wanted, fields: Vec<FieldChange>) -> Change {
        let mut change = self.row(fields, Called::of_record(self.showing.crosswalk, &wanted.record).name);
        change.notes.clone_from(&wanted.form.notes);
        change
    }

    fn row(&self, fields: Vec<FieldChange>, about: String) -> Change {
        let change = Change::nothing(self.source, Some(self.target), self.person, Situation::Confirmed);
        Change { fields, about, ..change }
    }

    fn issue(&self, word: &str, message: impl Into<String>) -> Issue {
        Issue::new(format!("{}-{word}", self.showing.crosswalk.entity.name), message)
    }

    fn not_ours(&self, message: &str) -> Issue {
        self.issue("not-ours", message)
    }

    fn waits(&self) -> Issue {
        self.issue(
            "differs",
            "another record of this person is held, so it is not known what HR wants: mend that first",
        )
    }

    fn doubt(&self) -> Issue {
        Issue::new("in-doubt", "the answer to an earlier request about this day was lost; it is settled first")
    }
}

fn plan(change: &mut Change, action: Action) {
    change.action = action;
    change.outcome = Outcome::Planned;
}
