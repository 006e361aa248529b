//! The first page: every connection with how it stands and what to do next.

use axum::extract::State;
use serde_json::{Value, json};

use super::super::answer::{Answer, page as render};
use super::super::console::Shared;
use super::super::guard::Who;
use super::super::words;
use super::runs::{row_context, when};
use crate::ops::access::SCHEDULE;
use crate::ops::overview;
use crate::ops::report::ConnectionOverview;
use crate::record::Direction;

pub(in crate::web) async fn page(State(console): State<Shared>, who: Who) -> Answer {
    let report = overview::run(overview::Options { workspace: console.workspace.clone() }).await?;
    let cards: Vec<Value> = report.connections.iter().map(|connection| card(&console, connection)).collect();
    let context = json!({ "hr": report.hr.name, "cards": cards });
    render(&console, Some(&who), "overview.html", "overview", context)
}

fn card(console: &Shared, connection: &ConnectionOverview) -> Value {
    let name = &connection.connection;
    let known = console.readings.known(name, Direction::Export);
    let at_work = console.works.busy(name);
    let next = if connection.trouble.is_some() {
        "Its system file has errors: the page Mappings shows them"
    } else if at_work.is_some() {
        "A run is under way"
    } else if connection.in_doubt > 0 {
        "The outcome of some requests is unknown: settle them, nothing is sent twice"
    } else if connection.linked == 0 {
        "Nobody is linked yet: open Export and see who would be"
    } else {
        "Open Export or Import to see what has changed"
    };
    json!({
        "connection": name, "label": connection.label, "provider": connection.provider.name,
        "words": connection.words, "linked": connection.linked,
        "unlinked": known.as_ref().map(|snapshot| snapshot.report.counts.unlinked),
        "read": known.map(|snapshot| snapshot.at.to_string()),
        "in_doubt": connection.in_doubt, "leave": connection.leave, "trouble": connection.trouble,
        "by_itself": connection.next.as_deref().map(when),
        "missed": console.works.failed(name, SCHEDULE).map(|(at, error)| {
            json!({ "at": when(&at.to_string()), "message": error.message, "help": error.help })
        }),
        "last": connection.last.as_ref().map(row_context),
        "at_work": at_work.map(|work| json!({ "id": work.id, "by": work.by, "verb": words::direction(work.task.direction()) })),
        "next": next,
    })
}
