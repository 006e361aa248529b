//! Every name in a template or condition is in its scope and stands for something.

use super::text::Text;
use super::view::{EntityView, View, did_you_mean};
use crate::diagnostic::{Code, Finding, codes};
use crate::expr::Name;
use crate::mapping::spec::OneOrMany;

/// Names with a fixed set of second steps.
const FIXED: &[(&str, &[&str])] = &[
    ("run", &["date", "from", "to"]),
    ("auth", &["token"]),
    ("owner", &["key"]),
    ("each", &["value"]),
    ("step", &["id"]),
];

/// Names whose second step is a part.
const STATES: &[&str] = &["desired", "current", "changes", "merged", "previous"];

pub(super) fn run(view: &View<'_>, findings: &mut Vec<Finding>) {
    for text in &view.texts {
        for name in &text.names {
            findings.extend(wrong(view, text, name));
        }
    }
}

fn wrong(view: &View<'_>, text: &Text, name: &Name) -> Option<Finding> {
    let say = |code: &'static Code, message: String, help: String| {
        Some(Finding::error(code, text.inside(&name.at), message).help(help))
    };
    let (first, rest) = name.path.split_first()?;
    let second = rest.first().map(String::as_str);
    if !text.scope.contains(&first.as_str()) {
        let message = format!("`{first}` is not a name that can be used here");
        return say(&codes::UNKNOWN_NAME, message, out_of_scope(text, first));
    }
    let Some(second) = second else {
        let whole = matches!(first.as_str(), "key" | "employee");
        let message = format!("`{first}` alone stands for nothing: it needs a name behind it");
        return if whole { None } else { say(&codes::UNKNOWN_NAME, message, format!("write `{first}.…`")) };
    };
    let owned = text.entity.and_then(|name| view.entity(name)).is_some_and(EntityView::owned);
    if first == "run" && matches!(second, "from" | "to") && !owned {
        let message = format!("`run.{second}` is known only where records of an owner are read or written");
        return say(&codes::UNKNOWN_NAME, message, "write `run.date`, the day of the run".to_owned());
    }
    if let Some((_, known)) = FIXED.iter().find(|(head, _)| head == first) {
        let message = format!("`{first}` has no `{second}`");
        let known = known.iter().copied();
        return if known.clone().any(|one| one == second) {
            None
        } else {
            say(&codes::UNKNOWN_NAME, message, did_you_mean(second, known, "names"))
        };
    }
    match first.as_str() {
        "settings" if view.setting(second).is_none() => say(
            &codes::UNDECLARED_SETTING,
            format!("the setting `{second}` is not declared under `settings`"),
            did_you_mean(second, view.setting_names(), "settings"),
        ),
        "lookup" if !view.spec.lookups.contains_key(second) => say(
            &codes::UNKNOWN_LOOKUP,
            format!("the lookup `{second}` is not declared under `lookups`"),
            did_you_mean(second, view.spec.lookups.keys().map(String::as_str), "lookups"),
        ),
        "employee" => {
            let field = rest.join(".");
            let (known, names) = fields(view, text, &field)?;
            if known {
                return None;
            }
            let help = did_you_mean(&field, names.iter().map(String::as_str), "fields");
            let record = text.entity.unwrap_or("employee");
            say(&codes::UNKNOWN_FIELD, format!("the {record} record has no field `{field}`"), help)
        }
        state if STATES.contains(&state) => {
            let entity = view.entity(text.entity?)?;
            let Some(number) = entity.spec.parts.get_index_of(second) else {
                let message = format!("`{second}` is no part of `{}`", entity.name);
                return say(&codes::UNKNOWN_PART, message, did_you_mean(second, entity.part_names(), "parts"));
            };
            let own = text.part?;
            let (message, help) = other_part(entity, state, second, number, own)?;
            say(&codes::UNKNOWN_NAME, message, help)
        }
        _ => None,
    }
}

/// What is wrong with naming another part: `desired` holds all, `current` those that were written before, the others
/// the part itself.
fn other_part(entity: &EntityView<'_>, state: &str, part: &str, number: usize, own: usize) -> Option<(String, String)> {
    if number == own || state == "desired" {
        return None;
    }
    if state != "current" {
        let message = format!("`{state}` holds the part whose request this is, and `{part}` is another one");
        return Some((message, format!("write `desired.{part}.…` or `current.{part}.…`")));
    }
    let spec = entity.spec.parts.get(part)?;
    let told = spec.create.iter().flat_map(OneOrMany::as_slice).any(|slot| slot.record.is_some());
    if number > own {
        let message =
            format!("`{part}` is written after this part: when the person is made, nothing is known of it yet");
        return Some((message, "name an earlier part, or put this part behind it".to_owned()));
    }
    (!told && !entity.readable(part)).then(|| {
        let message =
            format!("`current.{part}` is never known: the part is not read, and its `create` answers no `record`");
        (message, "give it a `list` or `get`, or its `create` a `record`".to_owned())
    })
}

/// Whether a field is known to the text's kind of record or to the employee; none when a schema is not at hand.
fn fields(view: &View<'_>, text: &Text, field: &str) -> Option<(bool, Vec<String>)> {
    let own = text.entity.and_then(|name| view.entity(name));
    // Lines of records of an owner see their own record alone.
    let alone = own.is_some_and(EntityView::owned);
    let employee = view.entity("employee").filter(|_| !alone);
    let entities: Vec<&EntityView<'_>> = own.into_iter().chain(employee).collect();
    let mut known = false;
    let mut names = Vec::new();
    for entity in entities {
        let schema = entity.schema?;
        known |= schema.knows(field);
        names.extend(schema.fields.iter().map(|field| field.path.clone()));
    }
    names.dedup();
    Some((known, names))
}

fn out_of_scope(text: &Text, first: &str) -> String {
    if first == "key" && text.scope.contains(&"desired") {
        return "the first part's create makes the key: it is known only afterwards".to_owned();
    }
    if text.scope.is_empty() {
        return "no names can be used here".to_owned();
    }
    let more = if first == "previous" { " (`previous` only in `retire`)" } else { "" };
    format!("{}{more}", did_you_mean(first, text.scope.iter().copied(), "names that can be used"))
}
