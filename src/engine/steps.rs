//! One step: written down, sent, and what came of it written down.

use serde_json::{Value, json};

use super::carry::Task;
use super::journal::{Intent, Started};
use super::{EngineError, stopped};
use crate::expr::Scope;
use crate::http::Trouble;
use crate::mapping::compiled::WriteSlot;
use crate::mapping::crosswalk::Crosswalk;
use crate::mapping::spec::ErrorKind;
use crate::plan::Change;
use crate::record::{Issue, Key, Outcome};
use crate::store::StoreError;

/// What came of a step.
pub(super) enum Sent {
    /// A well-formed success, with the key that it brought.
    Done(Option<Key>),
    /// Not done, and nothing is in doubt.
    Refused(Trouble),
    /// Perhaps done.
    Doubtful(Trouble),
    /// Somebody who looks the same is being created, or in doubt.
    Clash,
}

/// What a success must bring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Brings {
    /// The person's key: the link is made with it. Without it the step is in doubt.
    Person,
    /// The key of a record of an owner: what is ours is known by it. Without it the step is in doubt.
    Record,
    /// The key of an entry, if the slot says where it stands.
    Entry,
    /// Nothing.
    Nothing,
}

/// Writes a step down, sends it, writes down what came of it.
pub(super) async fn send(
    task: &Task<'_>,
    slot: &WriteSlot,
    scope: &Scope,
    intent: Intent,
    brings: Brings,
) -> Result<Sent, EngineError> {
    let (target, whom) = (intent.target.clone(), intent.whom());
    let step = match task.journal.start(intent).await? {
        Started::Step(step) => step,
        Started::Clash => return Ok(Sent::Clash),
    };
    let scope = scope.clone().with("step", &json!({ "id": format!("{}-{step}", task.journal.run) }));
    task.journal.boundary.pass("before a request leaves", &whom)?;
    let sent = task.writer.send(slot, &scope).await;
    task.journal.boundary.pass("after an answer came", &whom)?;
    match sent {
        Ok(answer) => {
            let found = slot.key.as_ref().and_then(|path| {
                task.writer.read().entries(path, &answer.body).first().and_then(|value| Key::of(value))
            });
            match (brings, found) {
                (Brings::Person | Brings::Record, None) => {
                    task.journal.doubt(step, &whom).await?;
                    let message = "the provider answered without the new record's key";
                    Ok(Sent::Doubtful(Trouble::new(ErrorKind::Unclear, message)))
                }
                (Brings::Person, Some(key)) if task.knew(&key) => {
                    task.journal.doubt(step, &whom).await?;
                    let message = format!("the answer names {key}, who was there before: that is nobody new");
                    Ok(Sent::Doubtful(Trouble::new(ErrorKind::Unclear, message)))
                }
                (Brings::Person, Some(key)) => {
                    let written =
                        task.journal.succeed(step, &whom, Some(key.clone()), Some(task.journal.maker()), None);
                    match written.await {
                        Ok(()) => Ok(Sent::Done(Some(key))),
                        Err(EngineError::Store(
                            error @ (StoreError::Taken { .. } | StoreError::AlreadyLinked { .. }),
                        )) => {
                            task.journal.doubt(step, &whom).await?;
                            Ok(Sent::Doubtful(Trouble::new(ErrorKind::Unclear, error.to_string())))
                        }
                        Err(error) => Err(error),
                    }
                }
                (Brings::Entry | Brings::Record, entry) => {
                    task.journal.succeed(step, &whom, target, None, entry.clone()).await?;
                    Ok(Sent::Done(entry))
                }
                (Brings::Nothing, _) => {
                    task.journal.succeed(step, &whom, target, None, None).await?;
                    Ok(Sent::Done(None))
                }
            }
        }
        Err(trouble) if trouble.kind == ErrorKind::Unclear => {
            task.journal.doubt(step, &whom).await?;
            Ok(Sent::Doubtful(trouble))
        }
        Err(trouble) => {
            task.journal.fail(step, &whom, Issue::new(word(trouble.kind), word(trouble.kind))).await?;
            Ok(Sent::Refused(trouble))
        }
    }
}

/// The stable word of a kind of trouble.
fn word(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Denied => "denied",
        ErrorKind::Rejected => "rejected",
        ErrorKind::Missing => "missing",
        ErrorKind::Conflict => "conflict",
        ErrorKind::Stale => "stale",
        ErrorKind::Throttled => "throttled",
        ErrorKind::Transient => "not-done",
        ErrorKind::Unclear => "in-doubt",
        ErrorKind::Expired => "expired",
    }
}

/// Marks a change by what a request came to.
pub(super) fn mark(task: &Task<'_>, change: &mut Change, trouble: &Trouble, doubtful: bool) {
    if trouble.stopped {
        stopped::before(change);
        return;
    }
    if trouble.kind == ErrorKind::Denied {
        task.halt();
    }
    change.outcome = match (doubtful, trouble.kind) {
        (true, _) => Outcome::InDoubt,
        (false, ErrorKind::Stale) => Outcome::Stale,
        (false, _) => Outcome::Failed,
    };
    change.issues.push(issue_of(&task.side.crosswalk, trouble));
}

/// Trouble as an issue, with the employee's field where the provider names a place that a line writes.
pub(super) fn issue_of(crosswalk: &Crosswalk, trouble: &Trouble) -> Issue {
    let what = match trouble.kind {
        ErrorKind::Unclear => {
            format!("the answer was lost, so this may or may not have been done; run settle ({trouble})")
        }
        ErrorKind::Rejected => format!("the provider refused it: {trouble}"),
        ErrorKind::Conflict => format!("the provider says it exists already: {trouble}; match it by hand"),
        ErrorKind::Missing => format!("the provider no longer knows this person or part: {trouble}"),
        ErrorKind::Throttled => format!("the provider asks to go slower: {trouble}; run it again later"),
        ErrorKind::Transient => format!("it could not be sent: {trouble}; run it again"),
        ErrorKind::Denied => format!("the provider does not let us in: {trouble}"),
        ErrorKind::Stale | ErrorKind::Expired => trouble.to_string(),
    };
    let issue = Issue::new(word(trouble.kind), what);
    let blamed = trouble.place.as_deref().and_then(|place| {
        let named = |path: &str| path == place || path.rsplit('.').next() == Some(place);
        crosswalk.lines.iter().find(|line| !line.path.is_empty() && named(&line.path))
    });
    match blamed {
        Some(line) => issue.field(line.named()).at(&line.at),
        None => issue,
    }
}

/// The scope of one person's requests.
pub(super) fn person_scope(task: &Task<'_>, record: &Value, key: Option<&Key>) -> Scope {
    let scope = task.side.scope.clone().with("employee", record);
    match key {
        Some(key) => scope.with("key", &Value::String(key.0.clone())),
        None => scope,
    }
}
