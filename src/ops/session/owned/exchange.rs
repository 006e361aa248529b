//! The whole of it: read both sides for a period, settle, decide, ask, send.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::choose::{Chosen, Row};
use crate::engine::{Boundary, Journal, OwnerWork, Records, Side, Task, deliver, doubts, entries_of_owners, records};
use crate::http::{Requests, Trouble, WriteClient};
use crate::mapping::spec::ErrorKind;
use crate::ops::report::{ChangeReport, Counted};
use crate::ops::session::approved::{PlanFile, stale};
use crate::ops::session::open::{Kind, Session, ended_by, failed};
use crate::ops::session::reading::{Asked, Picked};
use crate::ops::session::report::Reporting;
use crate::ops::session::waiting_for;
use crate::ops::{Face, OpsError, Selection};
use crate::plan::{Change, Deed, Identity, Terms, Wishes, decide_owned};
use crate::record::{Action, Direction, Issue, Key, Outcome, RunState, Situation};
use crate::store::HashKey;

/// What an exchange of records of an owner is to do.
#[derive(Debug, Clone)]
pub(in crate::ops) struct OwnedExchange {
    /// Which records.
    pub(in crate::ops) kind: Kind,
    /// Whose.
    pub(in crate::ops) selection: Selection,
    /// First day.
    pub(in crate::ops) from: Date,
    /// Last day.
    pub(in crate::ops) to: Date,
    /// What was sent before may be changed and taken away.
    pub(in crate::ops) correct: bool,
    /// Sensitive values are shown.
    pub(in crate::ops) show_sensitive: bool,
    /// Cuts the run short in tests.
    pub(in crate::ops) boundary: Boundary,
}

/// What was read of HR, and the provider opened.
struct Ground {
    hr: Side,
    provider: Side,
    identity: Identity,
    picked: Picked,
    records: Records,
}

impl Ground {
    /// HR's two kinds of record go over one client.
    fn sent(&self) -> Requests {
        let (hr, provider) = (self.hr.client.counts(), self.provider.client.counts());
        Requests { read: hr.read + provider.read, write: hr.write + provider.write }
    }
}

/// A row of the plan: told, or one owner's work.
enum Planned {
    Told(Change),
    Work(OwnerWork),
}

impl OwnedExchange {
    fn period(&self) -> (String, String) {
        (self.from.to_string(), self.to.to_string())
    }

    async fn ground(&self, session: &Session) -> Result<Ground, OpsError> {
        let (from, to) = self.period();
        let period = Some((from.as_str(), to.as_str()));
        self.kind.of(&session.hr.mapping)?;
        let provider = session.provider_records(self.kind, period).await?;
        let identity = Identity::of(&provider.crosswalk).ok_or_else(|| {
            let message =
                format!("{} only reads these records, or a setting leaves out what tells them apart", provider.name);
            OpsError::configuration("system-file", message).help("`identity` and `create`: docs/language.md")
        })?;
        let hr = session.open_hr().await?;
        let source = session.hr_records(&hr, self.kind, period).await?;
        let links = session.links().await?;
        let wishes = Wishes::default();
        let asked = Asked { direction: Direction::Export, selection: &self.selection, wishes: &wishes };
        let picked = Picked::read(session, &hr, &asked, &links).await?;
        let people: Vec<Key> = picked.source.people.iter().map(|person| person.key.clone()).collect();
        let records = records(&source, &people).await.map_err(failed)?;
        if let Some(why) = &records.doubt {
            return Err(
                OpsError::world("incomplete", format!("{}: {why}", source.name)).help("nothing was done; try again")
            );
        }
        Ok(Ground { hr, provider, identity, picked, records })
    }

    /// Reads the provider and decides.
    async fn decide(&self, session: &Session, ground: &Ground) -> Result<Vec<Planned>, OpsError> {
        let (provider, identity) = (&ground.provider, &ground.identity);
        let made = session.store.made_entries(&session.connection, self.kind.word(), Direction::Export).await?;
        let open = session.open_records(self.kind).await?;
        let doubted = doubts(&session.store.hash_key(), &provider.crosswalk, identity, &open);
        let chosen = Chosen::of(&ground.picked, &ground.records, &made, &doubted);
        let owners: Vec<Key> = chosen.owners().map(|(_, target)| target.clone()).collect();
        let mut present = entries_of_owners(provider, &owners, None).await;
        let (from, to) = self.period();
        let terms = Terms { period: (&from, &to), correct: self.correct };
        let mut planned = Vec::with_capacity(chosen.rows.len());
        for row in chosen.rows {
            let (source, target, name) = match row {
                Row::Told(change) => {
                    planned.push(Planned::Told(change));
                    continue;
                }
                Row::Owner(source, target, name) => (source, target, name),
            };
            let entries = match present.remove(&target) {
                Some(Ok(entries)) => entries,
                Some(Err(trouble)) if trouble.stopped || trouble.kind == ErrorKind::Denied => {
                    let system = provider.name.clone();
                    return Err(failed(crate::engine::EngineError::System { system, trouble }));
                }
                Some(Err(trouble)) => {
                    planned.push(Planned::Told(unread(&source, &target, &name, &trouble)));
                    continue;
                }
                None => continue,
            };
            let mut work = OwnerWork {
                records: ground.records.of.get(&source).cloned().unwrap_or_default(),
                made: made.get(&target).cloned().unwrap_or_default(),
                doubts: doubted.get(&source).cloned().unwrap_or_default(),
                source,
                target,
                name,
                errands: Vec::new(),
            };
            work.errands = decide_owned(&provider.crosswalk, identity, &terms, &work.owner(&entries));
            planned.push(Planned::Work(work));
        }
        Ok(planned)
    }

    fn reporting(&self, session: &Session, dry_run: bool, sent: Requests) -> Reporting {
        Reporting::plain(session, Direction::Export, dry_run, sent, self.show_sensitive).about(self.kind)
    }

    /// Reads both sides and decides; sends nothing that changes anything. The plan comes with its report.
    ///
    /// # Errors
    /// When a side cannot be read.
    pub(in crate::ops) async fn look(&self, session: &Session) -> Result<(ChangeReport, Vec<Change>), OpsError> {
        let ground = self.ground(session).await?;
        let planned = changes(&self.decide(session, &ground).await?);
        let mut report = self.reporting(session, true, ground.sent()).report(planned.clone());
        report.interrupted = session.stop.is_set();
        Ok((report, planned))
    }

    /// The whole exchange. `approved`: only what is still so.
    ///
    /// # Errors
    /// When it could not be done at all.
    pub(in crate::ops) async fn run(
        &self,
        session: &Session,
        face: &Face<'_>,
        approved: Option<&PlanFile>,
    ) -> Result<ChangeReport, OpsError> {
        let _locks = session.lock().await?;
        face.progress.started("Reading", None);
        let ground = self.ground(session).await?;
        let (store, connection) = (session.store.clone(), session.connection.clone());
        let entity = self.kind.word().to_owned();
        let run = store.begin_run_of(&connection, &entity, Direction::Export, now()).await?;
        let journal =
            Journal::new(store.clone(), run.clone(), connection, entity, Direction::Export, self.boundary.clone());
        match self.through(session, face, &ground, &journal, approved).await {
            Ok((changes, agreed)) => {
                let mut reporting = self.reporting(session, false, ground.sent());
                reporting.run = Some(run.to_string());
                let mut report = reporting.report(changes);
                report.interrupted = session.stop.is_set();
                let state = if report.interrupted || !agreed { RunState::Stopped } else { RunState::Done };
                let counted = Counted { summary: report.summary, requests: report.requests };
                store.end_run(&run, state, now(), serde_json::to_value(counted).unwrap_or(Value::Null)).await?;
                Ok(report)
            }
            Err(error) if error.code == "cut-short" => Err(error),
            Err(error) => {
                let sent = ground.sent();
                let counts = json!({"requests": {"read": sent.read, "write": sent.write}});
                store.end_run(&run, ended_by(&error), now(), counts).await?;
                Err(error)
            }
        }
    }

    async fn through(
        &self,
        session: &Session,
        face: &Face<'_>,
        ground: &Ground,
        journal: &Journal,
        approved: Option<&PlanFile>,
    ) -> Result<(Vec<Change>, bool), OpsError> {
        let waits = |left: std::time::Duration| face.progress.waits(&waiting_for(left));
        session.settle_records(&ground.provider, journal, &waits).await?;
        let mut planned = self.decide(session, ground).await?;
        if let Some(approved) = approved {
            as_approved(approved, &session.store.hash_key(), &mut planned);
        }
        face.progress.finished();
        let all = changes(&planned);
        let count = all.iter().filter(|change| change.outcome == Outcome::Planned).count();
        if count > 0 {
            let preview = self.reporting(session, false, ground.sent()).report(all.clone());
            if !face.consent.send(&preview, &session.label) {
                let mut withdrawn = all;
                for change in withdrawn.iter_mut().filter(|change| change.outcome == Outcome::Planned) {
                    change.outcome = Outcome::Skipped;
                }
                return Ok((withdrawn, false));
            }
        }
        face.progress.started("Sending", Some(count as u64));
        let provider = &ground.provider;
        let writer = WriteClient::new(provider.client.clone());
        let task = Task::new(provider, &writer, journal, &[], session.stop.clone());
        let (from, to) = self.period();
        let terms = Terms { period: (&from, &to), correct: self.correct };
        let hear = |change: &Change| {
            if !matches!(change.action, Action::Hold | Action::Nothing) {
                face.progress.employee(&change.name, change.outcome);
            }
        };
        let mut told: HashMap<usize, Change> = HashMap::new();
        let mut work = Vec::new();
        let count = planned.len();
        for (number, row) in planned.into_iter().enumerate() {
            match row {
                Planned::Told(change) => {
                    if change.action == Action::Hold {
                        journal.record(&change).await.map_err(failed)?;
                    }
                    told.insert(number, change);
                }
                Planned::Work(owner) => work.push(owner),
            }
        }
        let mut done = deliver(&task, &ground.identity, &terms, work, &hear).await.map_err(failed)?.into_iter();
        let mut all = Vec::new();
        for number in 0..count {
            match told.remove(&number) {
                Some(change) => all.push(change),
                None => all.extend(done.next().unwrap_or_default()),
            }
        }
        face.progress.finished();
        Ok((all, true))
    }
}

/// Leaves of a fresh plan only what is as approved: the rest is stale, and so is what does not come out any more.
fn as_approved(approved: &PlanFile, key: &HashKey, planned: &mut Vec<Planned>) {
    let all: Vec<&Change> = planned.iter().flat_map(Planned::changes).collect();
    let (still, gone) = approved.compare(key, &all);
    let mut still = still.into_iter();
    for row in planned.iter_mut() {
        let mut judge = |change: &mut Change| {
            let fits = still.next() == Some(true);
            if !fits {
                stale(change);
            }
            fits
        };
        match row {
            Planned::Told(change) => {
                judge(change);
            }
            Planned::Work(work) => {
                for errand in &mut work.errands {
                    if !judge(&mut errand.change) {
                        errand.deed = Deed::Nothing;
                    }
                }
            }
        }
    }
    let told = |source: &Key| {
        let named = planned.iter().flat_map(Planned::changes).find(|change| change.source_key.as_ref() == Some(source));
        let (target, name) = named.map(|change| (change.target_key.clone(), change.name.clone())).unwrap_or_default();
        let mut change = Change::nothing(source, target.as_ref(), &name, Situation::Confirmed);
        stale(&mut change);
        Planned::Told(change)
    };
    let more: Vec<Planned> = gone.iter().map(told).collect();
    planned.extend(more);
}

impl Planned {
    fn changes(&self) -> Vec<&Change> {
        match self {
            Self::Told(change) => vec![change],
            Self::Work(work) => work.errands.iter().map(|errand| &errand.change).collect(),
        }
    }
}

/// All rows, in order.
fn changes(planned: &[Planned]) -> Vec<Change> {
    planned.iter().flat_map(Planned::changes).cloned().collect()
}

/// Nothing is sent for somebody of whom not everything is known, and nothing counts as gone.
fn unread(source: &Key, target: &Key, name: &str, trouble: &Trouble) -> Change {
    let missing = trouble.kind == ErrorKind::Missing;
    let situation = if missing { Situation::Missing } else { Situation::Confirmed };
    let mut change = Change::nothing(source, Some(target), name, situation);
    change.hold(if missing {
        let message = format!("the provider does not know this person, or keeps no such records of them: {trouble}");
        Issue::new("missing", message)
    } else {
        Issue::new(
            "unread",
            format!("what the provider holds could not be read completely, so nothing was sent: {trouble}"),
        )
    });
    change
}

fn now() -> String {
    Timestamp::now().to_string()
}
