//! One person's page: field by field, who it may be on the other side, matching and unlinking by hand.

use axum::extract::{Path, State};
use axum::response::Response;
use serde_json::{Value, json};

use super::super::answer::{Answer, Refused, page as render, to};
use super::super::console::Shared;
use super::super::form::Form;
use super::super::guard::Who;
use super::super::linking::{matched, unlinked};
use super::super::view::Chosen;
use super::super::words;
use super::super::work::{self, Task};
use super::fields;
use super::screen::Screen;
use crate::ops::export::ExportChoice;
use crate::ops::list::folded;
use crate::ops::plan::PlanChoice;
use crate::ops::report::{ListRow, Other};
use crate::ops::{Selection, Whose};
use crate::record::{Choice, Direction, FieldState, Key};

type At = Path<(String, String, String)>;

/// Most people that a search lists.
const MOST: usize = 20;

pub(in crate::web) async fn page(
    State(console): State<Shared>,
    who: Who,
    Path((connection, direction, key)): At,
) -> Answer {
    let person = Person::of(&console, &connection, &direction, &key)?;
    person.show(&console, &who, &Extra::default())
}

/// Looks for somebody on the other side who has no link. What is searched for stands in no address.
pub(in crate::web) async fn search(
    State(console): State<Shared>,
    who: Who,
    Path((connection, direction, key)): At,
    form: Form,
) -> Answer {
    let person = Person::of(&console, &connection, &direction, &key)?;
    let wanted = form.get("search").unwrap_or_default().to_owned();
    person.show(&console, &who, &Extra { search: Some(wanted), reveal: false })
}

/// Shows what is masked; who asked is written down.
pub(in crate::web) async fn reveal(
    State(console): State<Shared>,
    who: Who,
    Path((connection, direction, key)): At,
) -> Answer {
    let person = Person::of(&console, &connection, &direction, &key)?;
    let fields: Vec<&str> =
        person.row.fields.iter().filter(|field| field.sensitive).filter_map(|field| field.field.as_deref()).collect();
    let details = json!({ "direction": direction, "key": key, "fields": fields });
    console.access.record(who.name(), "reveal", Some(&connection), details).await?;
    person.show(&console, &who, &Extra { reveal: true, search: None })
}

/// Match, unlink, choose.
pub(in crate::web) async fn act(
    State(console): State<Shared>,
    who: Who,
    Path((connection, direction, key)): At,
    form: Form,
) -> Answer {
    let person = Person::of(&console, &connection, &direction, &key)?;
    let screen = &person.screen;
    let own = Key::new(&key);
    let view_key = screen.view_key(&who);
    let mut view = console.views.get(&view_key, screen.first_tab());
    match (form.must("do")?, screen.direction) {
        ("match", Direction::Export) => {
            matched(&console, &who, &connection, own, Key::new(form.must("partner")?)).await?;
        }
        ("unlink", _) => {
            let hr = person.row.hr_key.clone().ok_or_else(|| Refused::usage("there is no link"))?;
            unlinked(&console, &who, &connection, vec![hr]).await?;
        }
        ("create", Direction::Export) => {
            view.create.insert(own.clone());
            view.picked.insert(own);
            console.views.put(&view_key, view);
        }
        ("create", Direction::Import) => {
            view.create.insert(own.clone());
            view.chosen.insert(own, Chosen::of(Choice::Create));
            console.views.put(&view_key, view);
        }
        ("match", Direction::Import) => {
            let partner = Key::new(form.must("partner")?);
            if !person.others.iter().any(|other| other.key == partner) {
                return Err(Refused::usage(format!("there is nobody without a link who has the key {partner}"))
                    .help("search again: somebody may have matched them meanwhile"));
            }
            let mut others = view.chosen.iter().filter(|(key, _)| **key != own);
            if let Some((other, _)) = others.find(|(_, chosen)| chosen.hr_key.as_ref() == Some(&partner)) {
                return Err(Refused::usage(format!("{partner} is matched with {other} already")).help(
                    "one user belongs to one employee: take the other match back first, or choose somebody else",
                ));
            }
            let mut chosen = Chosen::of(Choice::Match);
            chosen.hr_key = Some(partner);
            view.create.remove(&own);
            view.chosen.insert(own, chosen);
            console.views.put(&view_key, view);
            return to(&format!("{}/people/{}", screen.path(), encoded(&key)));
        }
        ("choose", Direction::Import) => {
            let choice = form.get("action").and_then(Choice::of).unwrap_or(Choice::Nothing);
            let hr_key = view.chosen.get(&own).and_then(|chosen| chosen.hr_key.clone());
            view.create.remove(&own);
            view.chosen.remove(&own);
            if choice != Choice::Nothing {
                let fields = single_fields(&form, choice);
                let hr_key = hr_key.filter(|_| choice != Choice::Create);
                view.chosen.insert(own, Chosen { choice, hr_key, fields });
            }
            console.views.put(&view_key, view);
        }
        ("export", Direction::Export) => {
            let choice = ExportChoice::of(Selection::Keys(vec![own]));
            let work = work::start(&console, &connection, Task::Exchange(PlanChoice::Export(choice)), who.name());
            return to(&format!("/work/{}", work.id));
        }
        _ => return Err(Refused::usage("the form does not say what to do")),
    }
    to(&screen.path())
}

/// Fields that are taken from the side that the row as a whole is not taken from.
fn single_fields(form: &Form, choice: Choice) -> std::collections::BTreeMap<String, Whose> {
    let whose = |word: &str| match word {
        "hr" => Some(Whose::Hr),
        "provider" if choice == Choice::PreferProvider => Some(Whose::Provider),
        _ => None,
    };
    if !matches!(choice, Choice::PreferHr | Choice::PreferProvider) {
        return std::collections::BTreeMap::new();
    }
    form.under("field:").filter_map(|(name, word)| Some((name.to_owned(), whose(word)?))).collect()
}

/// What a page shows beside the person.
#[derive(Default)]
struct Extra {
    search: Option<String>,
    reveal: bool,
}

struct Person {
    screen: Screen,
    row: ListRow,
    others: Vec<Other>,
    key: String,
}

impl Person {
    fn of(console: &Shared, connection: &str, direction: &str, key: &str) -> Result<Self, Refused> {
        let screen = Screen::of(console, connection, direction)?;
        let snapshot = console.readings.known(connection, screen.direction);
        let snapshot = snapshot.ok_or_else(|| Refused::missing("the list has not been read yet: open it first"))?;
        let row = snapshot.row(&Key::new(key)).cloned();
        let row = row.ok_or_else(|| Refused::missing(format!("there is no employee {key} in the list")))?;
        Ok(Self { screen, row, others: snapshot.report.others.clone(), key: key.to_owned() })
    }

    fn show(&self, console: &Shared, who: &Who, extra: &Extra) -> Result<Response, Refused> {
        let screen = &self.screen;
        let view = console.views.get(&screen.view_key(who), screen.first_tab());
        let chosen = view.chosen.get(&Key::new(&self.key));
        let partner = chosen.and_then(|chosen| chosen.hr_key.as_ref());
        let mut context = screen.context();
        let row = &self.row;
        let more = json!({
            "key": self.key, "name": row.name, "about": row.about, "hr_key": row.hr_key, "provider_key": row.provider_key,
            "linked": row.linked, "standing": screen.sides.standing(screen.direction, row, partner),
            "missing": row.missing, "notes": row.notes,
            "issues": words::open_issues(row, partner.is_some() || view.create.contains(&Key::new(&self.key))),
            "fields": fields::table(&row.fields, &screen.sides, screen.direction, extra.reveal),
            "has_sensitive": row.fields.iter().any(|field| field.sensitive), "revealed": extra.reveal,
            "candidates": fields::candidates(&row.candidates),
            "search": extra.search, "found": extra.search.as_deref().map(|wanted| self.found(wanted)),
            "operates": who.operates(), "choices": screen.sides.choices(),
            "choice": chosen.map_or(Choice::Nothing, |chosen| chosen.choice),
            "partner": partner,
            "decided": chosen.map(|chosen| &chosen.fields),
            "conflicts": row.fields.iter().any(|field| field.state == Some(FieldState::Conflict)),
            "here": format!("{}/people/{}", screen.path(), encoded(&self.key)),
        });
        if let (Value::Object(context), Value::Object(more)) = (&mut context, more) {
            context.extend(more);
        }
        render(console, Some(who), "person.html", "overview", context)
    }

    /// People of the other side without a link whose name or key has every word.
    fn found(&self, wanted: &str) -> Value {
        let words: Vec<String> = wanted.split_whitespace().map(folded).filter(|word| !word.is_empty()).collect();
        let fits = |other: &&Other| {
            let text = format!("{}\n{}", folded(other.name.as_deref().unwrap_or_default()), folded(other.key.as_str()));
            !words.is_empty() && words.iter().all(|word| text.contains(word.as_str()))
        };
        let found: Vec<&Other> = self.others.iter().filter(fits).take(MOST + 1).collect();
        json!({ "people": found.iter().take(MOST).collect::<Vec<_>>(), "more": found.len() > MOST })
    }
}

/// A key as a piece of an address.
pub(super) fn encoded(key: &str) -> String {
    form_urlencoded::byte_serialize(key.as_bytes()).collect::<String>().replace('+', "%20")
}
