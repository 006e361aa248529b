//! A preview, the run that follows it, and what came of it: one address from beginning to end.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Path, Query, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::Stream;
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::answer::{Answer, Refused, page as render, to};
use super::super::console::Shared;
use super::super::form::Form;
use super::super::guard::Who;
use super::super::view::ViewKey;
use super::super::words::{self, Sides};
use super::super::work::{self, Stage, Task, Work, confirmed, withdraw};
use super::{fields, screen};
use crate::ops::export::Entity;
use crate::ops::plan::PlanChoice;
use crate::ops::report::{Change, ChangeReport};
use crate::ops::{Brake, Selection};
use crate::record::{Action, Direction, FieldState, Key, Outcome};

/// People on one page of a preview.
const PAGE: usize = 50;
/// Between two looks of those who watch.
const PACE: Duration = Duration::from_millis(250);
/// Lines that are shown while it runs.
const LINES: usize = 12;

#[derive(Debug, Deserialize)]
pub(in crate::web) struct Asked {
    #[serde(default)]
    page: usize,
}

pub(in crate::web) async fn page(
    State(console): State<Shared>,
    who: Who,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let work = get(&console, &id)?;
    show(&console, &who, &work, asked.page, false).await
}

fn get(console: &Shared, id: &str) -> Result<Arc<Work>, Refused> {
    console.works.get(id).ok_or_else(|| {
        Refused::missing(
            "this run is not under way, or the console was started anew since: the page Runs has what happened",
        )
    })
}

async fn show(console: &Shared, who: &Who, work: &Work, page: usize, open: bool) -> Answer {
    let context = context(console, who, work, page, open).await?;
    render(console, Some(who), "work.html", "overview", context)
}

async fn context(console: &Shared, who: &Who, work: &Work, page: usize, open: bool) -> Result<Value, Refused> {
    let (hr, connection) = screen::find(console, &work.connection).await?;
    let sides = Sides::of(&hr, &connection);
    let direction = work.task.direction();
    let (stage, going) = work.state();
    let mut context = json!({
        "id": work.id, "connection": work.connection, "label": connection.label, "by": work.by,
        "direction": direction, "verb": words::direction(direction), "leave": work.task.entity() == Entity::Leave,
        "settling": matches!(work.task, Task::Settle), "target": sides.target(direction),
        "hr": sides.hr, "provider": sides.provider, "operates": who.operates(), "open": open,
        "linked_word": connection.words.linked, "going": Value::Null, "report": Value::Null,
        "error": Value::Null, "settled": Value::Null, "stage": "over", "stopping": work.stop.is_set(),
    });
    let mut put = |name: &str, value: Value| {
        if let Value::Object(context) = &mut context {
            context.insert(name.into(), value);
        }
    };
    match stage {
        Stage::Planning | Stage::Sending => {
            put("stage", json!(if matches!(stage, Stage::Planning) { "planning" } else { "sending" }));
            let lines: Vec<Value> = going.lines.iter().rev().take(LINES).map(line).collect();
            put(
                "going",
                json!({ "phase": going.phase, "total": going.total, "through": going.through, "lines": lines }),
            );
        }
        Stage::Planned(report, _) => {
            put("stage", json!("planned"));
            put("report", told(&report, &sides, page, open, &planned_first));
        }
        Stage::Done(report) => {
            put("stage", json!("done"));
            put("report", told(&report, &sides, page, open, &trouble_first));
        }
        Stage::Settled(report) => {
            put("stage", json!("settled"));
            put("settled", json!(*report));
        }
        Stage::Failed(error) => {
            put("stage", json!("failed"));
            put("error", json!({ "message": error.message, "help": error.help }));
        }
        Stage::Withdrawn => put("stage", json!("withdrawn")),
    }
    Ok(context)
}

fn line(line: &work::Line) -> Value {
    json!({ "name": line.name, "outcome": words::outcome(line.outcome) })
}

/// In a preview: what will be sent, then what is held, then the rest.
fn planned_first(change: &Change) -> u8 {
    match (change.outcome, change.action) {
        (Outcome::Planned, _) => 0,
        (Outcome::Held, _) | (_, Action::Hold) => 1,
        _ => 2,
    }
}

/// Afterwards: what asks for somebody, then what was done, then the rest.
fn trouble_first(change: &Change) -> u8 {
    match change.outcome {
        Outcome::InDoubt => 0,
        Outcome::Failed => 1,
        Outcome::Stale | Outcome::Held => 2,
        Outcome::Done if change.action != Action::Nothing => 3,
        _ => 4,
    }
}

fn told(report: &ChangeReport, sides: &Sides, page: usize, open: bool, order: &dyn Fn(&Change) -> u8) -> Value {
    let mut changes: Vec<&Change> = report.changes.iter().collect();
    changes.sort_by_key(|change| order(change));
    let pages = changes.len().div_ceil(PAGE).max(1);
    let page = page.min(pages - 1);
    let shown: Vec<Value> = changes
        .iter()
        .skip(page * PAGE)
        .take(PAGE)
        .map(|change| fields::change(change, sides, report.direction, open))
        .collect();
    let trouble: Vec<&&Change> = changes.iter().filter(|change| went_wrong(change)).collect();
    let why = |change: &&&Change| {
        let who = change.name.clone();
        let key = change.hr_key.as_ref().or(change.provider_key.as_ref()).map(ToString::to_string);
        let who = who.filter(|name| !name.is_empty()).or(key);
        let issues: Vec<&str> = change.issues.iter().map(|issue| issue.message.as_str()).collect();
        json!({ "who": who, "outcome": words::outcome(change.outcome), "issues": issues })
    };
    // Of leave, each row is a record; those who are left out are rows without one.
    let left_out = report.changes.iter().filter(|change| change.outcome == Outcome::Skipped).count();
    let people = report.changes.len() - if report.entity.is_some() { left_out } else { 0 };
    json!({
        "run": report.run, "summary": report.summary, "changes": shown, "notes": report.notes,
        "to_send": report.to_send(),
        "page": page, "pages": pages, "people": people, "interrupted": report.interrupted,
        "braked": report.braked,
        "created": report.done(Action::Create), "updated": report.done(Action::Update), "linked": report.done(Action::Link),
        "sensitive": report.changes.iter().any(|change| change.fields.iter().any(|field| field.sensitive)),
        "replaced": report.changes.iter().map(Change::replaces).sum::<usize>(),
        "linked_changed": report.changes.iter().filter(|change| linked_with_changes(change)).count(),
        "unchanged": report.changes.iter().filter(|change| change.action == Action::Nothing && change.outcome != Outcome::Skipped).count(),
        "held": report.changes.iter().filter(|change| change.outcome == Outcome::Held).count(),
        "again": again(report).len(),
        "trouble": trouble.iter().take(PAGE).map(why).collect::<Vec<_>>(),
        "trouble_more": trouble.len().saturating_sub(PAGE),
    })
}

/// Linked, and brought in line at the same time.
fn linked_with_changes(change: &Change) -> bool {
    change.action == Action::Link
        && matches!(change.outcome, Outcome::Planned | Outcome::Done)
        && change.fields.iter().any(|field| field.state != Some(FieldState::Equal))
}

fn went_wrong(change: &Change) -> bool {
    matches!(change.outcome, Outcome::Failed | Outcome::InDoubt | Outcome::Stale)
}

/// Who may be tried again alone: what failed or changed meanwhile. What is in doubt is settled first, by the run itself.
fn again(report: &ChangeReport) -> Vec<Key> {
    let keys = report
        .changes
        .iter()
        .filter(|change| went_wrong(change) || (report.interrupted && change.outcome == Outcome::Skipped));
    keys.filter_map(|change| match report.direction {
        Direction::Export => change.hr_key.clone(),
        Direction::Import => change.provider_key.clone(),
    })
    .collect()
}

/// Progress for those who watch, a piece of page at a time, until there is nothing more to wait for.
pub(in crate::web) async fn events(State(console): State<Shared>, who: Who, Path(id): Path<String>) -> Answer {
    let work = get(&console, &id)?;
    Ok(Sse::new(stream(console, who, work)).keep_alive(KeepAlive::default()).into_response())
}

fn stream(console: Shared, who: Who, work: Arc<Work>) -> impl Stream<Item = Result<Event, Infallible>> {
    let turns = work.turns();
    let start = (console, who, work, turns, Some(true));
    futures_util::stream::unfold(start, |(console, who, work, mut turns, going)| async move {
        let first = going?;
        if !first && work.is_busy() {
            tokio::time::sleep(PACE).await;
            if work.is_busy() {
                let _ = tokio::time::timeout(Duration::from_secs(15), turns.changed()).await;
            }
        }
        turns.borrow_and_update();
        let busy = work.is_busy();
        let event = if busy {
            match piece(&console, &who, &work).await {
                Ok(html) => Event::default().data(html),
                Err(_) => Event::default().comment("nothing to show"),
            }
        } else {
            // The page is asked for anew: it shows what came of it.
            Event::default().event("over").data("over")
        };
        Some((Ok(event), (console, who, work, turns, busy.then_some(false))))
    })
}

async fn piece(console: &Shared, who: &Who, work: &Work) -> Result<String, Refused> {
    let context = context(console, who, work, 0, false).await?;
    // One event's data may not hold line ends of its own kind; the stream writes a line of data for each.
    Ok(console.templates.page("progress.html", &context)?)
}

/// Shows what is masked; who asked is written down.
pub(in crate::web) async fn reveal(
    State(console): State<Shared>,
    who: Who,
    Path(id): Path<String>,
    form: Form,
) -> Result<Response, Refused> {
    let work = get(&console, &id)?;
    let page = form.get("page").and_then(|page| page.parse().ok()).unwrap_or(0);
    let details = json!({ "work": work.id, "page": page, "direction": work.task.direction() });
    console.access.record(who.name(), "reveal", Some(&work.connection), details).await?;
    show(&console, &who, &work, page, true).await
}

/// Agree, decide against it, stop, try the failed ones again.
pub(in crate::web) async fn act(State(console): State<Shared>, who: Who, Path(id): Path<String>, form: Form) -> Answer {
    let work = get(&console, &id)?;
    match form.must("do")? {
        "agree" => {
            if confirmed(&console, &work, who.name()).await? {
                started(&console, &who, &work);
            }
        }
        "withdraw" => {
            withdraw(&work);
            let path =
                if work.task.entity() == Entity::Leave { format!("/leave/{}", work.connection) } else { list(&work) };
            return to(&path);
        }
        "drop" => {
            withdraw(&work);
            return to("/runs");
        }
        "stop" => withdraw(&work),
        "again" => {
            let Stage::Done(report) = work.state().0 else { return Err(Refused::usage("it is not over")) };
            let keys = again(&report);
            let task = match &work.task {
                Task::Exchange(PlanChoice::Export(choice)) => {
                    let mut choice = choice.clone();
                    choice.selection = Selection::Keys(keys);
                    Task::Exchange(PlanChoice::Export(choice))
                }
                Task::Exchange(PlanChoice::Import(choice)) => {
                    let mut choice = choice.clone();
                    choice.decided.retain(|decided| keys.contains(&decided.provider_key));
                    choice.selection = Some(Selection::Keys(keys));
                    Task::Exchange(PlanChoice::Import(choice))
                }
                other => other.clone(),
            };
            let next = work::start(&console, &work.connection, task, who.name());
            return to(&format!("/work/{}", next.id));
        }
        "lift" => {
            let next = lifted(&console, &who, &work, form.must("kind")?).await?;
            return to(&format!("/work/{}", next.id));
        }
        _ => return Err(Refused::usage("the form does not say what to do")),
    }
    to(&format!("/work/{}", work.id))
}

/// Plans anew with as many changes of a kind allowed as were held for being too many. It is written down who did; they
/// look at the new preview before anything is sent.
async fn lifted(console: &Shared, who: &Who, work: &Work, kind: &str) -> Result<Arc<Work>, Refused> {
    let Stage::Planned(report, _) = work.state().0 else {
        return Err(Refused::usage("it does not wait for anybody any more"));
    };
    let braked = report.braked.iter().find(|braked| braked.kind == kind);
    let braked = braked.ok_or_else(|| Refused::usage("nothing of this kind is held for being too much"))?;
    let brake: Brake = format!("{kind}={}", braked.count).parse().map_err(Refused::usage)?;
    let mut task = work.task.clone();
    let brakes = match &mut task {
        Task::Exchange(PlanChoice::Export(choice)) => &mut choice.brakes,
        Task::Exchange(PlanChoice::Import(choice)) => &mut choice.brakes,
        Task::Settle => return Err(Refused::usage("settling has no brakes")),
    };
    brakes.retain(|known| known.word != brake.word);
    brakes.push(brake);
    let details = json!({ "work": work.id, "kind": kind, "count": braked.count, "limit": braked.limit });
    console.access.record(who.name(), "brake-lifted", Some(&work.connection), details).await?;
    withdraw(work);
    Ok(work::start(console, &work.connection, task, who.name()))
}

fn list(work: &Work) -> String {
    format!("/c/{}/{}", work.connection, work.task.direction())
}

/// What was chosen is on its way: the list starts afresh.
fn started(console: &Shared, who: &Who, work: &Work) {
    let key: ViewKey = (who.session.clone(), work.connection.clone(), work.task.direction());
    let mut view = console.views.get(&key, crate::ops::report::Tab::All);
    view.picked.clear();
    view.chosen.clear();
    view.create.clear();
    console.views.put(&key, view);
}
