//! An exchange from beginning to end: settle, read, decide, ask, carry out.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde_json::Value;

use super::agreement::{Agreed, Extent, Said};
use super::open::{Session, ended_by, failed};
use super::reading::{Asked, Picked, source_and_target, targets_of};
use super::report::Reporting;
use crate::engine::{Boundary, Journal, Side, Task, carry_out};
use crate::http::{Requests, WriteClient};
use crate::ops::report::{ChangeReport, Counted};
use crate::ops::{Brake, Face, OpsError, Selection};
use crate::plan::{Called, Change, Input, Merging, Overrides, Plan, Profile, Take, Wish, Wishes, decide};
use crate::record::{Action, Choice, Direction, Key, Outcome, RunState};

/// What an exchange is to do.
#[derive(Debug, Clone)]
pub(in crate::ops) struct Exchange {
    /// Which way.
    pub(in crate::ops) direction: Direction,
    /// Who takes part; keys are those of where people come from.
    pub(in crate::ops) selection: Selection,
    /// What is wished for each of them.
    pub(in crate::ops) wishes: Wishes,
    /// The same in the words of an import's report, where somebody chose.
    pub(in crate::ops) choices: BTreeMap<Key, Choice>,
    /// For those who have no choice of their own.
    pub(in crate::ops) usual: Option<Choice>,
    /// Created although candidates exist.
    pub(in crate::ops) create: Vec<Key>,
    /// Brakes of this run.
    pub(in crate::ops) brakes: Vec<Brake>,
    /// Fields that are equal are told, too.
    pub(in crate::ops) show_equal: bool,
    /// Sensitive values are shown.
    pub(in crate::ops) show_sensitive: bool,
    /// Everybody of the target who was read is named, for people who look for somebody.
    pub(in crate::ops) name_everybody: bool,
    /// Cuts the run short in tests.
    pub(in crate::ops) boundary: Boundary,
}

/// Both sides read, and what follows from it.
pub(in crate::ops) struct Prepared {
    /// Everyone of the source who was read.
    pub(in crate::ops) picked: Picked,
    /// What will be done.
    pub(in crate::ops) plan: Plan,
    /// What was read of the target.
    pub(in crate::ops) profiles: Vec<Profile>,
    /// What each of them is called, where it was asked for.
    pub(in crate::ops) called: Vec<(Key, Called)>,
    /// What people should know of the reading.
    pub(in crate::ops) notes: Vec<String>,
    agreed: Agreed,
}

/// A look at both sides.
pub(in crate::ops) struct Look {
    /// What follows from it.
    pub(in crate::ops) prepared: Prepared,
    /// How it is told.
    pub(in crate::ops) reporting: Reporting,
}

/// Both systems, opened.
pub(in crate::ops) struct Ends {
    pub(super) hr: Side,
    pub(super) provider: Side,
}

impl Ends {
    async fn open(session: &Session) -> Result<Self, OpsError> {
        Ok(Self { hr: session.open_hr().await?, provider: session.open_provider().await? })
    }

    fn facing(&self, direction: Direction) -> (&Side, &Side) {
        source_and_target(direction, &self.hr, &self.provider)
    }

    fn sent(&self) -> Requests {
        let (hr, provider) = (self.hr.client.counts(), self.provider.client.counts());
        Requests { read: hr.read + provider.read, write: hr.write + provider.write }
    }
}

impl Exchange {
    /// Everybody as they follow from their situation, one way.
    pub(in crate::ops) fn following(direction: Direction, selection: Selection) -> Self {
        Self {
            direction,
            selection,
            wishes: Wishes::default(),
            choices: BTreeMap::new(),
            usual: None,
            create: Vec::new(),
            brakes: Vec::new(),
            show_equal: false,
            show_sensitive: false,
            name_everybody: false,
            boundary: Boundary::none(),
        }
    }

    fn asked(&self) -> Asked<'_> {
        Asked { direction: self.direction, selection: &self.selection, wishes: &self.wishes }
    }

    /// Reads both sides and decides; sends nothing that changes anything.
    ///
    /// # Errors
    /// When a side cannot be read.
    pub(in crate::ops) async fn look(&self, session: &Session) -> Result<Look, OpsError> {
        let ends = Ends::open(session).await?;
        let links = session.links().await?;
        let picked = Picked::read(session, ends.facing(self.direction).0, &self.asked(), &links).await?;
        let prepared = self.decide(session, &ends, picked).await?;
        let reporting = Reporting::of(session, self, true, ends.sent());
        Ok(Look { prepared, reporting })
    }

    async fn decide(&self, session: &Session, ends: &Ends, picked: Picked) -> Result<Prepared, OpsError> {
        let (source, target) = ends.facing(self.direction);
        self.fields_exist(target)?;
        let gathering = targets_of(target, &picked).await?;
        let unfinished = session.unfinished(self.direction).await?;
        let doubts = session.in_doubt(self.direction).await?;
        let lost = session.store.lost_creations(&session.connection, self.direction).await?;
        let agreed = Agreed::read(session, self.direction).await?;
        let since = agreed.since(&picked, source, target, &gathering.profiles);
        let merges = self.direction == Direction::Import;
        let merging = merges.then(|| Merging {
            source: &source.crosswalk,
            profiles: picked.source.profiles.iter().map(|profile| (&profile.key, profile)).collect(),
            show_equal: self.show_equal,
        });
        let plan = decide(&Input {
            crosswalk: &target.crosswalk,
            people: &picked.source.people,
            choice: &picked.choice,
            ties: &picked.ties,
            profiles: &gathering.profiles,
            complete: gathering.complete,
            gone: &gathering.gone,
            create_anyway: &self.create.iter().cloned().collect(),
            in_doubt: &doubts,
            unfinished: &unfinished,
            lost: &lost,
            brakes: &overrides(&self.brakes),
            wishes: &self.wishes,
            merging: merging.as_ref(),
            since: &since,
            out_of_scope: &outside(session, target, &gathering.profiles, merges),
        });
        let naming = gathering.profiles.iter().filter(|_| self.name_everybody);
        let called = naming.map(|profile| (profile.key.clone(), Called::of(&target.crosswalk, profile))).collect();
        Ok(Prepared { picked, plan, profiles: gathering.profiles, called, notes: gathering.doubts, agreed })
    }

    /// A decision on a field that nothing writes would protect nothing.
    fn fields_exist(&self, target: &Side) -> Result<(), OpsError> {
        let written = |name: &String| {
            let mut lines = target.crosswalk.lines.iter().filter(|line| line.target.is_some());
            lines.any(|line| line.fields.iter().any(|field| field.path == *name))
        };
        for (key, decision) in &self.wishes.single {
            if let Some(name) = decision.fields.keys().find(|name| !written(name)) {
                let message = format!(
                    "the decision about {key} names {name}, which is no field that is written; nothing was sent"
                );
                return Err(OpsError::usage(message)
                    .help("`crosswalk list CONNECTION --direction import --format json` names them"));
            }
        }
        Ok(())
    }

    /// The whole exchange. `approve` may turn changes of the plan into stale ones before anything is asked or sent.
    ///
    /// # Errors
    /// When it could not be done at all.
    pub(in crate::ops) async fn run(
        &self,
        session: &Session,
        face: &Face<'_>,
        approve: &(dyn Fn(&mut Plan) + Sync),
    ) -> Result<ChangeReport, OpsError> {
        let _locks = session.lock().await?;
        face.progress.started("Reading", None);
        let ends = Ends::open(session).await?;
        let links = session.links().await?;
        let (source, target) = ends.facing(self.direction);
        let first = Picked::read(session, source, &self.asked(), &links).await?;
        let run = session.store.begin_run(&session.connection, self.direction, now()).await?;
        let journal = Journal::new(
            session.store.clone(),
            run.clone(),
            session.connection.clone(),
            target.crosswalk.entity.name.clone(),
            self.direction,
            self.boundary.clone(),
        );
        let done = self.through(session, face, approve, &ends, &journal, first).await;
        match done {
            Ok((changes, notes, agreed)) => {
                let mut reporting = Reporting::of(session, self, false, ends.sent());
                reporting.run = Some(run.to_string());
                let mut report = reporting.report(changes);
                report.notes.extend(notes);
                report.interrupted = session.stop.is_set();
                let state = if report.interrupted || !agreed { RunState::Stopped } else { RunState::Done };
                let counted = Counted { summary: report.summary, requests: report.requests };
                let summary = serde_json::to_value(counted).unwrap_or(Value::Null);
                session.store.end_run(&run, state, now(), summary).await?;
                Ok(report)
            }
            Err(error) if error.code == "cut-short" => Err(error),
            Err(error) => {
                let sent = ends.sent();
                let counts = serde_json::json!({"requests": {"read": sent.read, "write": sent.write}});
                session.store.end_run(&run, ended_by(&error), now(), counts).await?;
                Err(error)
            }
        }
    }

    async fn through(
        &self,
        session: &Session,
        face: &Face<'_>,
        approve: &(dyn Fn(&mut Plan) + Sync),
        ends: &Ends,
        journal: &Journal,
        picked: Picked,
    ) -> Result<(Vec<Change>, Vec<String>, bool), OpsError> {
        let waits = |left: std::time::Duration| face.progress.waits(&waiting_for(left));
        session.settle(&ends.hr, &ends.provider, journal, &waits).await?;
        let links = session.links().await?;
        let picked = Picked { ties: Picked::ties_of(self.direction, &links), ..picked };
        let Prepared { picked, mut plan, profiles, notes, agreed, .. } = self.decide(session, ends, picked).await?;
        approve(&mut plan);
        face.progress.finished();
        let planned = plan.changes.iter().filter(|change| change.outcome == Outcome::Planned).count();
        if planned > 0 {
            let preview = Reporting::of(session, self, false, ends.sent()).report(plan.changes.clone());
            let label = match self.direction {
                Direction::Export => &session.label,
                Direction::Import => &ends.facing(self.direction).1.name,
            };
            if !face.consent.send(&preview, label) {
                return Ok((withdrawn(plan), notes, false));
            }
        }
        face.progress.started("Sending", Some(planned as u64));
        let (source, target) = ends.facing(self.direction);
        let writer = WriteClient::new(target.client.clone());
        let task = Task::new(target, &writer, journal, &picked.source.people, session.stop.clone());
        let hear = |change: &Change| {
            if change.action != Action::Hold {
                face.progress.employee(&change.name, change.outcome);
            }
        };
        let known = profiles.iter().map(|profile| profile.key.clone()).collect();
        let carried = carry_out(&task, plan, known, &hear).await.map_err(failed)?.changes;
        let extent = |change: &Change| match self.wishes.of(change.source_key.as_ref()?).wish {
            Wish::Leave => None,
            // Asked to create somebody who is linked.
            Wish::Create if change.action == Action::Nothing => None,
            Wish::KeepTarget => Some(Extent::All),
            Wish::Create | Wish::Follow | Wish::TakeSource => Some(Extent::Equal),
        };
        let left = |change: &Change, field: &str| {
            let decision = change.source_key.as_ref().map(|key| self.wishes.of(key));
            decision.is_some_and(|decision| decision.fields.get(field) == Some(&Take::Target))
        };
        agreed
            .note(session, &picked, (source, target), &profiles, &carried, &Said { agreed: &extent, left: &left })
            .await?;
        face.progress.finished();
        Ok((carried, notes, true))
    }
}

/// Profiles of the target that the connection's scope leaves out, where the scope is about the target. One that cannot
/// be told stays in: the scope is asked again when the person goes the other way.
fn outside(session: &Session, target: &Side, profiles: &[Profile], asked: bool) -> BTreeSet<Key> {
    let Some(scope) = session.scope.as_ref().filter(|_| asked) else { return BTreeSet::new() };
    let crosswalk = &target.crosswalk;
    let leaves = |profile: &&Profile| {
        let (record, _, _) = crosswalk.reverse(&profile.present());
        !scope.holds(&crosswalk.scope_of(&record)).unwrap_or(true)
    };
    profiles.iter().filter(leaves).map(|profile| profile.key.clone()).collect()
}

/// What the person who watches is told while a lost request may still be at work.
pub(in crate::ops) fn waiting_for(left: std::time::Duration) -> String {
    let seconds = left.as_secs() + 1;
    format!("Waiting up to {seconds} seconds: a request whose answer was lost may still be at work")
}

/// Nobody agreed: nothing was sent.
fn withdrawn(plan: Plan) -> Vec<Change> {
    let mut changes = plan.changes;
    for change in changes.iter_mut().filter(|change| change.outcome == Outcome::Planned) {
        change.outcome = Outcome::Skipped;
    }
    changes
}

fn now() -> String {
    Timestamp::now().to_string()
}

fn overrides(brakes: &[Brake]) -> Overrides {
    brakes.iter().map(|brake| (brake.word, brake.amount)).collect()
}
