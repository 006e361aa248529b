//! Changes as a report.

use super::open::Session;
use crate::http::Requests as Sent;
use crate::ops::report::{Candidate, Change, ChangeReport, FieldChange, Requests, Summary, mask};
use crate::plan;
use crate::record::Direction;

/// What a run did, or would do; sensitive values masked unless asked for.
pub(in crate::ops) fn report_of(
    session: &Session,
    run: Option<String>,
    dry_run: bool,
    changes: Vec<plan::Change>,
    sent: Sent,
    show_sensitive: bool,
) -> ChangeReport {
    let changes: Vec<Change> = changes.into_iter().map(|change| row(change, show_sensitive)).collect();
    ChangeReport {
        run,
        connection: session.connection.clone(),
        direction: Direction::Export,
        dry_run,
        summary: Summary::of(&changes),
        requests: Requests { read: sent.read, write: sent.write },
        changes,
        notes: session.notices(),
        interrupted: false,
    }
}

fn row(change: plan::Change, show_sensitive: bool) -> Change {
    let mut fields: Vec<FieldChange> = change.fields.into_iter().map(field).collect();
    if !show_sensitive {
        mask(&mut fields);
    }
    Change {
        hr_key: change.source_key,
        provider_key: change.target_key,
        name: Some(change.name).filter(|name| !name.is_empty()),
        situation: change.situation,
        action: change.action,
        choice: None,
        outcome: change.outcome,
        missing: change.missing,
        fields,
        issues: change.issues,
        candidates: change.candidates.into_iter().map(candidate).collect(),
        notes: change.notes,
    }
}

/// One field of a change.
pub(in crate::ops) fn field(field: plan::FieldChange) -> FieldChange {
    FieldChange {
        field: Some(field.field),
        path: Some(field.path),
        group: field.group,
        before: field.before,
        after: field.after,
        sensitive: field.sensitive,
        ..FieldChange::default()
    }
}

/// Somebody on the other side.
pub(in crate::ops) fn candidate(candidate: plan::Candidate) -> Candidate {
    Candidate {
        key: candidate.key,
        name: Some(candidate.name).filter(|name| !name.is_empty()),
        score: candidate.score,
        because: candidate.because,
    }
}
