//! Changes as a report.

use std::collections::BTreeMap;

use super::exchange::Exchange;
use super::open::{Kind, Session};
use crate::http::Requests as Sent;
use crate::ops::report::{self, Braked, ChangeReport, FieldChange, Requests, Summary, mask};
use crate::plan::{self, Sides};
use crate::record::{ChangedBy, Choice, Direction, Key};

/// How changes are told: which key is whose, in whose words, and what is masked.
pub(in crate::ops) struct Reporting {
    /// The run's id, if it was recorded.
    pub(in crate::ops) run: Option<String>,
    connection: String,
    entity: Option<String>,
    direction: Direction,
    dry_run: bool,
    sent: Sent,
    notices: Vec<String>,
    show_sensitive: bool,
    choices: BTreeMap<Key, Choice>,
    usual: Option<Choice>,
}

impl Reporting {
    pub(super) fn of(session: &Session, exchange: &Exchange, dry_run: bool, sent: Sent) -> Self {
        Self {
            choices: exchange.choices.clone(),
            usual: exchange.usual,
            ..Self::plain(session, exchange.direction, dry_run, sent, exchange.show_sensitive)
        }
    }

    /// Without the words of an import.
    pub(in crate::ops) fn plain(
        session: &Session,
        direction: Direction,
        dry_run: bool,
        sent: Sent,
        show_sensitive: bool,
    ) -> Self {
        Self {
            run: None,
            connection: session.connection.clone(),
            entity: None,
            direction,
            dry_run,
            sent,
            notices: session.notices(),
            show_sensitive,
            choices: BTreeMap::new(),
            usual: None,
        }
    }

    /// About another kind of record than employees, and in its own words; notices are about employees.
    pub(super) fn about(mut self, kind: Kind) -> Self {
        self.entity = Some(kind.word().to_owned());
        self.notices.clear();
        self
    }

    /// What would be done, with what the brakes hold; sensitive values masked unless asked for.
    pub(in crate::ops) fn planned(&self, plan: plan::Plan) -> ChangeReport {
        let braked = plan.braked.iter().map(|braked| Braked {
            kind: braked.word.word().to_owned(),
            count: braked.count,
            limit: braked.limit,
        });
        ChangeReport { braked: braked.collect(), ..self.report(plan.changes) }
    }

    /// What was done; sensitive values masked unless asked for.
    pub(in crate::ops) fn report(&self, changes: Vec<plan::Change>) -> ChangeReport {
        let changes: Vec<report::Change> = changes.into_iter().map(|change| self.change(change)).collect();
        ChangeReport {
            run: self.run.clone(),
            connection: self.connection.clone(),
            entity: self.entity.clone(),
            direction: self.direction,
            dry_run: self.dry_run,
            summary: Summary::of(&changes),
            requests: Requests { read: self.sent.read, write: self.sent.write },
            changes,
            notes: self.notices.clone(),
            braked: Vec::new(),
            interrupted: false,
        }
    }

    /// One employee.
    pub(in crate::ops) fn change(&self, change: plan::Change) -> report::Change {
        let mut fields: Vec<FieldChange> = change.fields.into_iter().map(|field| self.field(field)).collect();
        if !self.show_sensitive {
            mask(&mut fields);
        }
        let choice = change.source_key.as_ref().and_then(|key| self.choices.get(key).copied()).or(self.usual);
        let (hr_key, provider_key) = match self.direction {
            Direction::Export => (change.source_key, change.target_key),
            Direction::Import => (change.target_key, change.source_key),
        };
        report::Change {
            hr_key,
            provider_key,
            name: Some(change.name).filter(|name| !name.is_empty()),
            about: Some(change.about).filter(|about| !about.is_empty()),
            situation: change.situation,
            action: change.action,
            choice,
            outcome: change.outcome,
            missing: change.missing,
            fields,
            issues: change.issues,
            candidates: change.candidates.into_iter().map(candidate).collect(),
            notes: change.notes,
        }
    }

    fn field(&self, field: plan::FieldChange) -> FieldChange {
        FieldChange {
            from: field.from,
            field: Some(field.field),
            path: Some(field.path),
            group: field.group,
            before: field.before.or(field.beside),
            after: field.after,
            sensitive: field.sensitive,
            state: field.state,
            changed_by: field.changed.and_then(|sides| self.changed_by(sides)),
        }
    }

    fn changed_by(&self, sides: Sides) -> Option<ChangedBy> {
        let (hr, provider) = match self.direction {
            Direction::Export => (sides.source, sides.target),
            Direction::Import => (sides.target, sides.source),
        };
        match (hr, provider) {
            (true, true) => Some(ChangedBy::Both),
            (true, false) => Some(ChangedBy::Hr),
            (false, true) => Some(ChangedBy::Provider),
            (false, false) => None,
        }
    }
}

/// Somebody on the other side.
fn candidate(candidate: plan::Candidate) -> report::Candidate {
    report::Candidate {
        key: candidate.key,
        name: Some(candidate.called.name).filter(|name| !name.is_empty()),
        about: Some(candidate.called.about).filter(|about| !about.is_empty()),
        score: candidate.score,
        because: candidate.because,
    }
}
