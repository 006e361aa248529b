//! An export from beginning to end: settle, read, decide, ask, carry out.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::Value;

use super::open::{Session, failed};
use super::reading::{Picked, targets_of};
use super::report::report_of;
use crate::engine::{Boundary, Journal, Side, Task, carry_out, in_doubt, settle};
use crate::http::WriteClient;
use crate::ops::report::{ChangeReport, Counted};
use crate::ops::{Brake, Face, OpsError, Selection};
use crate::plan::{Input, Overrides, Plan, decide};
use crate::record::{Action, Direction, Key, Outcome, RunState};

/// What an export is to do.
#[derive(Debug, Clone)]
pub(in crate::ops) struct Exchange {
    /// Who takes part.
    pub(in crate::ops) selection: Selection,
    /// Created although candidates exist.
    pub(in crate::ops) create: Vec<Key>,
    /// Brakes of this run.
    pub(in crate::ops) brakes: Vec<Brake>,
    /// Sensitive values are shown.
    pub(in crate::ops) show_sensitive: bool,
    /// Cuts the run short in tests.
    pub(in crate::ops) boundary: Boundary,
}

/// Both sides read, and what follows from it.
pub(in crate::ops) struct Prepared {
    /// Everyone of the source who was read.
    pub(in crate::ops) picked: Picked,
    /// What will be done.
    pub(in crate::ops) plan: Plan,
    /// The target's keys that the plan rests on.
    pub(in crate::ops) known: Vec<Key>,
    /// What people should know of the reading.
    pub(in crate::ops) notes: Vec<String>,
}

/// A look at both sides.
pub(in crate::ops) struct Look {
    /// What follows from it.
    pub(in crate::ops) prepared: Prepared,
    /// Attempts on the wire.
    pub(in crate::ops) requests: crate::http::Requests,
}

impl Exchange {
    /// Reads both sides and decides; sends nothing that changes anything.
    ///
    /// # Errors
    /// When a side cannot be read.
    pub(in crate::ops) async fn look(&self, session: &Session) -> Result<Look, OpsError> {
        let (hr, provider) = (session.open_hr().await?, session.open_provider().await?);
        let links = session.links().await?;
        let picked = Picked::read(session, &hr, &self.selection, &links).await?;
        let open = session.store.open_steps(&session.connection).await?;
        let doubts = open.into_iter().map(|step| step.what.hr_key).collect();
        let prepared = self.decide(session, &provider, picked, &doubts).await?;
        Ok(Look { prepared, requests: add(hr.client.counts(), provider.client.counts()) })
    }

    async fn decide(
        &self,
        session: &Session,
        provider: &Side,
        picked: Picked,
        doubts: &BTreeSet<Key>,
    ) -> Result<Prepared, OpsError> {
        let gathering = targets_of(provider, &picked).await?;
        let unfinished = session.unfinished().await?;
        let lost = session.store.lost_creations(&session.connection).await?;
        let create_anyway = self.create.iter().cloned().collect();
        let plan = decide(&Input {
            crosswalk: &provider.crosswalk,
            people: &picked.source.people,
            choice: &picked.choice,
            ties: &picked.ties,
            profiles: &gathering.profiles,
            complete: gathering.complete,
            gone: &gathering.gone,
            create_anyway: &create_anyway,
            in_doubt: doubts,
            unfinished: &unfinished,
            lost: &lost,
            brakes: &overrides(&self.brakes),
        });
        let known = gathering.profiles.into_iter().map(|profile| profile.key).collect();
        Ok(Prepared { picked, plan, known, notes: gathering.doubts })
    }

    /// The whole export. `approve` may turn changes of the plan into stale ones before anything is asked or sent.
    ///
    /// # Errors
    /// When it could not be done at all.
    pub(in crate::ops) async fn run(
        &self,
        session: &Session,
        face: &Face<'_>,
        approve: &(dyn Fn(&mut Plan) + Sync),
    ) -> Result<ChangeReport, OpsError> {
        let _lock = session.store.lock(&session.connection).await?;
        face.progress.started("Reading", None);
        let (hr, provider) = (session.open_hr().await?, session.open_provider().await?);
        let links = session.links().await?;
        let first = Picked::read(session, &hr, &self.selection, &links).await?;
        let run = session.store.begin_run(&session.connection, Direction::Export, now()).await?;
        let journal = Journal::new(
            session.store.clone(),
            run.clone(),
            session.connection.clone(),
            provider.crosswalk.entity.name.clone(),
            self.boundary.clone(),
        );
        let writer = WriteClient::new(provider.client.clone());
        let done = self.through(session, face, approve, &hr, &provider, &journal, &writer, first).await;
        let sent = add(hr.client.counts(), writer.counts());
        match done {
            Ok((changes, notes, agreed)) => {
                let mut report = report_of(session, Some(run.to_string()), false, changes, sent, self.show_sensitive);
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
                let counts = serde_json::json!({"requests": {"read": sent.read, "write": sent.write}});
                session.store.end_run(&run, RunState::Failed, now(), counts).await?;
                Err(error)
            }
        }
    }

    #[allow(clippy::too_many_arguments)]
    async fn through(
        &self,
        session: &Session,
        face: &Face<'_>,
        approve: &(dyn Fn(&mut Plan) + Sync),
        hr: &Side,
        provider: &Side,
        journal: &Journal,
        writer: &WriteClient,
        picked: Picked,
    ) -> Result<(Vec<crate::plan::Change>, Vec<String>, bool), OpsError> {
        let doubts = {
            let task = Task::new(provider, writer, journal, &picked.source.people, session.stop.clone());
            let waits = |left: std::time::Duration| face.progress.started(&waiting_for(left), None);
            settle(&task, &waits).await.map_err(failed)?;
            in_doubt(&task).await.map_err(failed)?
        };
        let links = session.links().await?;
        let picked = picked.with_links(&links);
        let mut prepared = self.decide(session, provider, picked, &doubts).await?;
        approve(&mut prepared.plan);
        face.progress.finished();
        let planned = prepared.plan.changes.iter().filter(|change| change.outcome == Outcome::Planned).count();
        if planned > 0 {
            let preview = prepared.plan.changes.clone();
            let sent = add(hr.client.counts(), writer.counts());
            let preview = report_of(session, None, false, preview, sent, self.show_sensitive);
            if !face.consent.send(&preview, &session.label) {
                return Ok((withdrawn(prepared.plan), prepared.notes, false));
            }
        }
        face.progress.started("Sending", Some(planned as u64));
        let task = Task::new(provider, writer, journal, &prepared.picked.source.people, session.stop.clone());
        let hear = |change: &crate::plan::Change| {
            if change.action != Action::Hold {
                face.progress.employee(&change.name, change.outcome);
            }
        };
        let carried = carry_out(&task, prepared.plan, prepared.known, &hear).await.map_err(failed)?;
        face.progress.finished();
        Ok((carried.changes, prepared.notes, true))
    }
}

impl Picked {
    /// The same people with links read again.
    fn with_links(mut self, links: &[crate::store::Link]) -> Self {
        self.ties = Self::ties_of(links);
        self
    }
}

/// What the person who watches is told while a lost request may still be at work.
pub(in crate::ops) fn waiting_for(left: std::time::Duration) -> String {
    let seconds = left.as_secs() + 1;
    format!("Waiting up to {seconds} seconds: a request whose answer was lost may still be at work")
}

/// Nobody agreed: nothing was sent.
fn withdrawn(plan: Plan) -> Vec<crate::plan::Change> {
    let mut changes = plan.changes;
    for change in changes.iter_mut().filter(|change| change.outcome == Outcome::Planned) {
        change.outcome = Outcome::Skipped;
    }
    changes
}

fn add(one: crate::http::Requests, other: crate::http::Requests) -> crate::http::Requests {
    crate::http::Requests { read: one.read + other.read, write: one.write + other.write }
}

fn now() -> String {
    Timestamp::now().to_string()
}

fn overrides(brakes: &[Brake]) -> Overrides {
    brakes.iter().map(|brake| (brake.word, brake.amount)).collect()
}
