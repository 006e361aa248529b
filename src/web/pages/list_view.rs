//! What the list's page shows.

use serde_json::{Value, json};

use super::super::console::Shared;
use super::super::guard::Who;
use super::super::reading::{Reading, Snapshot};
use super::super::rows::{PAGE, key_of, matching, pages};
use super::super::view::{Sort, View};
use super::super::words;
use super::screen::Screen;
use crate::ops::report::{ListRow, Tab};
use crate::record::{Choice, Direction, FieldState};

/// Field names that are spelt out in a row; the others are counted.
const NAMED: usize = 4;

pub(super) fn context(console: &Shared, who: &Who, screen: &Screen, view: &View, reading: &Reading) -> Value {
    let mut context = screen.context();
    let (found, rows, counts, here, decided_here) = match &reading.snapshot {
        None => (0, Vec::new(), None, view.picked.len(), view.chosen.len()),
        Some(snapshot) => {
            let found = matching(snapshot, view);
            let page = view.page.min(pages(found.len()) - 1);
            let shown = found.iter().skip(page * PAGE).take(PAGE).copied();
            let keys = shown.clone().filter_map(|number| key_of(screen.direction, &snapshot.report.rows[number]));
            let here = keys.clone().filter(|key| view.picked.contains(*key)).count();
            let decided_here = keys.filter(|key| view.chosen.contains_key(*key)).count();
            let rows = shown.map(|number| row(screen, view, snapshot, number)).collect();
            (found.len(), rows, Some(snapshot.report.counts), here, decided_here)
        }
    };
    let page = view.page.min(pages(found) - 1);
    let tab = |tab: Tab, word: &str, count: Option<u64>| json!({ "tab": tab, "word": word, "count": count, "here": view.tab == tab });
    let connection = &screen.connection;
    let words = match screen.direction {
        Direction::Export => [&*connection.words.unlinked, &connection.words.linked, &connection.words.all],
        Direction::Import => ["New", "Imported", "All"],
    };
    let tabs = [
        tab(Tab::Unlinked, words[0], counts.map(|counts| counts.unlinked)),
        tab(Tab::Linked, words[1], counts.map(|counts| counts.linked)),
        tab(Tab::All, words[2], counts.map(|counts| counts.all)),
    ];
    let more = json!({
        "tabs": tabs, "rows": rows, "found": found, "page": page, "pages": pages(found),
        "first": if found == 0 { 0 } else { page * PAGE + 1 }, "last": ((page + 1) * PAGE).min(found),
        "search": view.search, "sort": view.sort.word(), "down": view.down,
        "picked": view.picked.len(), "elsewhere": view.picked.len() - here,
        "chosen": view.chosen.len(), "chosen_elsewhere": view.chosen.len() - decided_here,
        "choices": screen.sides.choices(),
        "phase": reading.phase, "error": reading.error.as_ref().map(|error| json!({ "message": error.message, "help": error.help })),
        "read": reading.snapshot.as_ref().map(|snapshot| snapshot.at.strftime("%Y-%m-%d %H:%M UTC").to_string()),
        "notes": reading.snapshot.as_ref().map(|snapshot| snapshot.report.notes.clone()),
        "operates": who.operates(),
        "busy": console.works.busy(&connection.connection).map(|work| json!({ "id": work.id, "by": work.by })),
        "sorts": Sort::ALL.map(|(_, word)| word),
    });
    if let (Value::Object(context), Value::Object(more)) = (&mut context, more) {
        context.extend(more);
    }
    context
}

fn row(screen: &Screen, view: &View, snapshot: &Snapshot, number: usize) -> Value {
    let row: &ListRow = &snapshot.report.rows[number];
    let key = key_of(screen.direction, row);
    let chosen = key.and_then(|key| view.chosen.get(key));
    let partner = chosen.and_then(|chosen| chosen.hr_key.as_ref());
    let create_anyway = key.is_some_and(|key| view.create.contains(key));
    let touched: Vec<&str> = row
        .fields
        .iter()
        .filter(|field| field.state != Some(FieldState::Equal))
        .filter_map(|field| field.field.as_deref())
        .collect();
    let conflicts = row.fields.iter().filter(|field| field.state == Some(FieldState::Conflict)).count();
    json!({
        "key": key, "hr_key": row.hr_key, "provider_key": row.provider_key, "linked": row.linked,
        "name": row.name.clone().unwrap_or_else(|| key.map_or_else(String::new, |key| format!("({key})"))),
        "about": snapshot.about(number),
        "picked": key.is_some_and(|key| view.picked.contains(key)),
        "standing": screen.sides.standing(screen.direction, row, partner),
        "missing": row.missing,
        "issues": words::open_issues(row, partner.is_some() || create_anyway),
        "candidates": row.candidates.len(),
        "touched": touched.len(),
        "touched_names": touched.iter().take(NAMED).copied().collect::<Vec<_>>().join(", "),
        "touched_more": touched.len().saturating_sub(NAMED),
        "conflicts": conflicts,
        "choice": chosen.map_or(Choice::Nothing, |chosen| chosen.choice),
        "partner": partner,
        "action": words::action(row.action, crate::record::Outcome::Planned),
        "create_anyway": create_anyway,
    })
}
