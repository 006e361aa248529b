//! The list of one connection, one way: who is linked and who is not, chosen for an export or an import.
//!
//! Everything on the page is one form. Each button sends it whole: what was searched for, which rows have a cross, and
//! what was chosen for each; the view keeps it (no name stands in an address), and the page is shown anew.

use std::collections::HashMap;

use axum::extract::{Path, Query, State};
use serde::Deserialize;

use super::super::answer::{Answer, Refused, page as render, to};
use super::super::console::Shared;
use super::super::form::Form;
use super::super::guard::Who;
use super::super::linking::unlinked;
use super::super::question::Question;
use super::super::reading::Snapshot;
use super::super::rows::{key_of, matching};
use super::super::view::{Chosen, Sort, View};
use super::super::words;
use super::super::work::{self, Task};
use super::list_view::context;
use super::screen::Screen;
use crate::ops::export::ExportChoice;
use crate::ops::import::ImportChoice;
use crate::ops::plan::PlanChoice;
use crate::ops::report::{ListRow, Tab};
use crate::ops::{Decided, Selection};
use crate::record::{Choice, Direction, Key};

#[derive(Debug, Deserialize)]
pub(in crate::web) struct Asked {
    tab: Option<Tab>,
}

pub(in crate::web) async fn page(
    State(console): State<Shared>,
    who: Who,
    Path((connection, direction)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Answer {
    let screen = Screen::of(&console, &connection, &direction)?;
    let key = screen.view_key(&who);
    let mut view = console.views.get(&key, screen.first_tab());
    if let Some(tab) = asked.tab.filter(|tab| *tab != view.tab) {
        (view.tab, view.page) = (tab, 0);
        console.views.put(&key, view.clone());
    }
    let reading = console.readings.look(&connection, screen.direction);
    render(&console, Some(&who), "list.html", "overview", context(&console, &who, &screen, &view, &reading))
}

/// Searching, ordering, turning pages, choosing: changes what the person sees and nothing else.
pub(in crate::web) async fn look(
    State(console): State<Shared>,
    who: Who,
    Path((connection, direction)): Path<(String, String)>,
    form: Form,
) -> Answer {
    let screen = Screen::of(&console, &connection, &direction)?;
    let key = screen.view_key(&who);
    let mut view = taken(console.views.get(&key, screen.first_tab()), &form);
    let known = console.readings.known(&connection, screen.direction);
    match form.get("do").unwrap_or("search").split_once(':').unwrap_or((form.get("do").unwrap_or("search"), "")) {
        ("sort", word) => {
            let sort = Sort::of(word).unwrap_or_default();
            view.down = sort == view.sort && !view.down;
            (view.sort, view.page) = (sort, 0);
        }
        ("page", number) => view.page = number.parse().unwrap_or(0),
        ("all", _) => {
            let found: Vec<Key> = known.iter().flat_map(|snapshot| keys(snapshot, &view)).collect();
            view.picked.extend(found);
        }
        ("none", _) => {
            view.picked.clear();
            view.create.retain(|key| view.chosen.contains_key(key));
        }
        ("again", _) => {
            console.readings.read(&connection, screen.direction);
        }
        ("set", word) => set(&mut view, word),
        // Somebody follows a link: what was chosen so far stays.
        ("keep", _) => {}
        _ => view.page = 0,
    }
    console.views.put(&key, view);
    to(&screen.path())
}

/// The form's state taken over into the view: visible rows with and without a cross, what was chosen for them, the search.
fn taken(mut view: View, form: &Form) -> View {
    if let Some(search) = form.get("search") {
        if search != view.search {
            view.page = 0;
        }
        view.search = search.trim().chars().take(200).collect();
    }
    for shown in form.all("shown") {
        view.picked.remove(&Key::new(shown));
    }
    view.picked.extend(form.all("pick").map(Key::new));
    // Whoever is taken out of the choice is no longer to be created all the same, also when chosen again.
    let View { picked, chosen, create, .. } = &mut view;
    create.retain(|key| picked.contains(key) || chosen.contains_key(key));
    for (key, word) in form.under("action:") {
        // A list that was open meanwhile says what was chosen when it was drawn: only what changed on it counts.
        if form.get(&format!("was:{key}")) == Some(word) {
            continue;
        }
        let (key, Some(choice)) = (Key::new(key), Choice::of(word)) else { continue };
        choose(&mut view, key, choice);
    }
    view
}

/// One row's choice. Doing nothing is no choice; a partner and single fields that were chosen before stay.
fn choose(view: &mut View, key: Key, choice: Choice) {
    if choice != Choice::Create {
        view.create.remove(&key);
    }
    match choice {
        Choice::Nothing => {
            view.chosen.remove(&key);
        }
        Choice::Create => {
            view.chosen.insert(key, Chosen::of(choice));
        }
        _ => view.chosen.entry(key).or_insert_with(|| Chosen::of(choice)).choice = choice,
    }
}

/// The same for all rows with a cross.
fn set(view: &mut View, word: &str) {
    let (word, one) = word.split_once(':').unwrap_or((word, ""));
    let Some(choice) = Choice::of(word) else { return };
    let keys: Vec<Key> = if one.is_empty() { view.picked.iter().cloned().collect() } else { vec![Key::new(one)] };
    for key in keys {
        choose(view, key, choice);
    }
}

fn keys(snapshot: &Snapshot, view: &View) -> Vec<Key> {
    let rows = &snapshot.report.rows;
    let keys =
        matching(snapshot, view).into_iter().filter_map(|number| key_of(snapshot.report.direction, &rows[number]));
    keys.cloned().collect()
}

/// Export, import, unlink: what an operator does with the rows that were chosen.
pub(in crate::web) async fn act(
    State(console): State<Shared>,
    who: Who,
    Path((connection, direction)): Path<(String, String)>,
    form: Form,
) -> Answer {
    let screen = Screen::of(&console, &connection, &direction)?;
    let key = screen.view_key(&who);
    let mut view = taken(console.views.get(&key, screen.first_tab()), &form);
    console.views.put(&key, view.clone());
    match form.get("do") {
        Some("export") if screen.direction == Direction::Export => {
            let choice = PlanChoice::Export(exported(&view)?);
            let work = work::start(&console, &connection, Task::Exchange(choice), who.name());
            to(&format!("/work/{}", work.id))
        }
        Some("import") if screen.direction == Direction::Import => {
            let choice = PlanChoice::Import(imported(&view)?);
            let work = work::start(&console, &connection, Task::Exchange(choice), who.name());
            to(&format!("/work/{}", work.id))
        }
        Some("unlink") => {
            if form.get("sure").is_none() {
                return asks(&console, &who, &screen, &view);
            }
            // Those who were named on the page that asked, and nobody else.
            let named: Vec<Key> = form.all("unlink").map(Key::new).collect();
            if named.is_empty() {
                return Err(Refused::usage("nobody is named"));
            }
            unlinked(&console, &who, &connection, named).await?;
            view.picked.clear();
            console.views.put(&key, view);
            to(&screen.path())
        }
        _ => Err(Refused::usage("the form does not say what to do")),
    }
}

/// Asks before links are taken away, by name: rows may be chosen that are not on the screen.
fn asks(console: &Shared, who: &Who, screen: &Screen, view: &View) -> Answer {
    let snapshot = console.readings.known(&screen.connection.connection, screen.direction);
    let rows = snapshot.iter().flat_map(|snapshot| view.picked.iter().filter_map(|key| snapshot.row(key)));
    let linked: Vec<(&Key, &ListRow)> =
        rows.filter(|row| row.linked).filter_map(|row| Some((row.hr_key.as_ref()?, row))).collect();
    if linked.is_empty() {
        return Err(Refused::usage("none of the chosen rows has a link"));
    }
    let names: Vec<&str> = linked.iter().map(|(key, row)| row.name.as_deref().unwrap_or(key.as_str())).collect();
    let mut often: HashMap<&str, usize> = HashMap::new();
    names.iter().for_each(|name| *often.entry(name).or_default() += 1);
    let apart = |(name, (_, row)): (&&str, &(&Key, &ListRow))| match &row.about {
        Some(about) if often.get(name).is_some_and(|times| *times > 1) => format!("{name} ({about})"),
        _ => (*name).to_owned(),
    };
    let names: Vec<String> = names.iter().zip(&linked).map(apart).collect();
    let (unlink, provider) = (&screen.connection.words.unlink, &screen.sides.provider);
    let text = format!(
        "{unlink} {}? Nothing changes in {provider}. Until they are linked again, neither their data nor their leave is \
         exported, and no rule links them again by itself.",
        words::count(linked.len(), "employee")
    );
    let keys = linked.iter().map(|(key, _)| ("unlink".to_owned(), key.to_string()));
    let fields = std::iter::once(("do".to_owned(), "unlink".to_owned())).chain(keys).collect();
    let question = Question { path: screen.path(), text, names: names.join(", "), back: screen.path(), fields };
    Ok(question.page(console, Some(who)))
}

/// What an export of the chosen rows is.
fn exported(view: &View) -> Result<ExportChoice, Refused> {
    if view.picked.is_empty() {
        return Err(Refused::usage("nobody is chosen: put a cross before the people who are meant"));
    }
    let keys: Vec<Key> = view.picked.iter().cloned().collect();
    let create = view.create.iter().filter(|key| view.picked.contains(key)).cloned().collect();
    Ok(ExportChoice { create, ..ExportChoice::of(Selection::Keys(keys)) })
}

/// What an import of the rows with a choice is. A creation that was chosen for a row creates nobody who may be there
/// already: that needs the person's own page.
fn imported(view: &View) -> Result<ImportChoice, Refused> {
    if view.chosen.is_empty() {
        return Err(Refused::usage(
            "nothing is chosen: say for each row, or for all rows with a cross, what is to be done",
        ));
    }
    let keys: Vec<Key> = view.chosen.keys().cloned().collect();
    let mut decided = Vec::new();
    for (key, chosen) in &view.chosen {
        if chosen.choice == Choice::Create && !view.create.contains(key) {
            continue;
        }
        if chosen.choice == Choice::Match && chosen.hr_key.is_none() {
            return Err(Refused::usage(format!(
                "the row {key} is to be matched by hand: choose with whom, on its page"
            )));
        }
        decided.push(Decided {
            provider_key: key.clone(),
            action: chosen.choice,
            hr_key: chosen.hr_key.clone(),
            fields: chosen.fields.clone(),
        });
    }
    Ok(ImportChoice {
        selection: Some(Selection::Keys(keys)),
        action: Some(Choice::Create),
        decided,
        ..ImportChoice::default()
    })
}
