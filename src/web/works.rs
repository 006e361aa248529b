//! All works of one console.

use std::sync::{Arc, Mutex};

use jiff::Timestamp;

use super::work::{Stage, Work, lock};
use crate::ops::OpsError;

/// Most works that are kept, those that are over going first.
const MOST: usize = 100;

/// Everything that was started since the program began.
#[derive(Default)]
pub(super) struct Works(Mutex<Vec<Arc<Work>>>);

impl Works {
    /// By its id.
    pub(super) fn get(&self, id: &str) -> Option<Arc<Work>> {
        self.grow_old(Timestamp::now());
        lock(&self.0).iter().find(|work| work.id == id).cloned()
    }

    /// The latest first.
    pub(super) fn all(&self) -> Vec<Arc<Work>> {
        self.grow_old(Timestamp::now());
        lock(&self.0).iter().rev().cloned().collect()
    }

    /// Why the last one that somebody started on a connection could not be done, with its time; nothing when it could.
    pub(super) fn failed(&self, connection: &str, by: &str) -> Option<(Timestamp, OpsError)> {
        let works = lock(&self.0);
        let last = works.iter().rev().find(|work| work.connection == connection && work.by == by)?;
        match last.state().0 {
            Stage::Failed(error) => Some((last.started, error)),
            _ => None,
        }
    }

    /// The work that a run was part of, as long as it is kept.
    pub(super) fn of_run(&self, run: &str) -> Option<Arc<Work>> {
        let same =
            |work: &&Arc<Work>| matches!(work.state().0, Stage::Done(report) if report.run.as_deref() == Some(run));
        lock(&self.0).iter().rev().find(same).cloned()
    }

    /// Who is at work on a connection.
    pub(super) fn busy(&self, connection: &str) -> Option<Arc<Work>> {
        let sends = |work: &&Arc<Work>| work.connection == connection && matches!(work.state().0, Stage::Sending);
        lock(&self.0).iter().find(sends).cloned()
    }

    fn grow_old(&self, now: Timestamp) {
        for work in lock(&self.0).iter() {
            work.grow_old(now);
        }
    }

    pub(super) fn add(&self, work: &Arc<Work>) {
        self.grow_old(Timestamp::now());
        let mut works = lock(&self.0);
        works.push(Arc::clone(work));
        while works.len() > MOST {
            let Some(oldest) = works.iter().position(|work| work.is_over()) else { break };
            works.remove(oldest);
        }
    }

    /// Asks all of them to stop and waits until they have.
    pub(super) async fn end(&self) {
        let works = lock(&self.0).clone();
        for work in &works {
            work.stop.stop();
        }
        for work in works {
            let mut turns = work.turns();
            while work.is_busy() && turns.changed().await.is_ok() {}
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::super::work::Task;
    use super::*;
    use crate::ops::plan::Approval;
    use crate::ops::report::ChangeReport;
    use crate::record::Direction;

    #[test]
    fn a_preview_waits_an_hour() {
        let works = Works::default();
        let report = ChangeReport {
            connection: "pay".into(),
            entity: None,
            requests: Default::default(),
            direction: Direction::Export,
            dry_run: true,
            run: None,
            braked: vec![],
            interrupted: false,
            summary: Default::default(),
            notes: vec![],
            changes: vec![],
        };
        let work = Arc::new(Work::new(
            "pay",
            Task::Settle,
            "ada",
            Stage::Planned(Arc::new(report), Arc::new(Approval::of_nothing())),
        ));
        works.add(&work);
        let later = |minutes| work.started + SignedDuration::from_mins(minutes);
        works.grow_old(later(59));
        assert!(matches!(work.state().0, Stage::Planned(..)));
        works.grow_old(later(61));
        assert!(matches!(work.state().0, Stage::Failed(error) if error.message.contains("hour")));
    }
}
