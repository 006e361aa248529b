//! Days of leave of linked employees, for a period.

use axum::extract::{Path, State};
use serde_json::{Value, json};

use super::super::answer::{Answer, Refused, page as render, to};
use super::super::console::Shared;
use super::super::form::Form;
use super::super::guard::Who;
use super::super::words::Sides;
use super::super::work::{self, Task};
use super::screen::find;
use crate::ops::Selection;
use crate::ops::export::{Entity, ExportChoice};
use crate::ops::plan::PlanChoice;
use crate::ops::report::Tab;
use crate::record::Key;

pub(in crate::web) async fn page(State(console): State<Shared>, who: Who, Path(connection): Path<String>) -> Answer {
    let (hr, connection) = find(&console, &connection).await?;
    if !connection.leave {
        return Err(Refused::missing(format!("{} takes no leave", connection.label)));
    }
    let sides = Sides::of(&hr, &connection);
    let context: Value = json!({
        "connection": connection.connection, "label": connection.label, "hr": sides.hr, "provider": sides.provider,
        "linked": connection.linked, "operates": who.operates(), "word": connection.words.linked,
    });
    render(&console, Some(&who), "leave.html", "overview", context)
}

/// Looks what would be sent; the page of the work asks before anything is.
pub(in crate::web) async fn act(
    State(console): State<Shared>,
    who: Who,
    Path(connection): Path<String>,
    form: Form,
) -> Answer {
    let day = |name: &str, word: &str| {
        form.must(name)?.parse().map_err(|_| Refused::usage(format!("{word} is no date: it is written as 2026-02-28")))
    };
    let keys: Vec<Key> = form.get("keys").unwrap_or_default().split_whitespace().map(Key::new).collect();
    let choice = ExportChoice {
        entity: Entity::Leave,
        from: Some(day("from", "the first day")?),
        to: Some(day("to", "the last day")?),
        correct: form.get("correct").is_some(),
        ..ExportChoice::of(if keys.is_empty() { Selection::Tab(Tab::Linked) } else { Selection::Keys(keys) })
    };
    choice.check()?;
    let (_, connection) = find(&console, &connection).await?;
    let work = work::start(&console, &connection.connection, Task::Exchange(PlanChoice::Export(choice)), who.name());
    to(&format!("/work/{}", work.id))
}
