//! What was expected of people, beside what came.

use serde_json::json;

use super::differences::{Differences, How};
use super::spec::RowSpec;
use crate::ops::report::Change;
use crate::record::{Action, ChangedBy, Choice, FieldState, Key, Outcome, Pointer, Situation};

/// Compares rows. `exactly`: these and no others, in this order; else each must be found by its keys.
pub(super) fn rows(differences: &mut Differences, at: &Pointer, wanted: &[RowSpec], came: &[Change], exactly: bool) {
    if exactly && wanted.len() != came.len() {
        let keys: Vec<String> = came.iter().map(keys).collect();
        differences.say(at, format!("expected {} people, {} came: {}", wanted.len(), came.len(), keys.join(", ")));
    }
    for (number, row) in wanted.iter().enumerate() {
        let at = at.item(number);
        let found = if exactly { came.get(number) } else { came.iter().find(|change| fits(row, change)) };
        match found {
            Some(change) => one(differences, &at, row, change),
            None if exactly => {}
            None => differences.say(&at, "nobody with these keys came".to_owned()),
        }
    }
}

fn keys(change: &Change) -> String {
    let key = |key: &Option<Key>| key.as_ref().map_or("-".to_owned(), ToString::to_string);
    format!("{}/{} {}", key(&change.hr_key), key(&change.provider_key), change.action)
}

fn fits(row: &RowSpec, change: &Change) -> bool {
    let same = |wanted: &Option<String>, there: &Option<Key>| {
        wanted.as_ref().is_none_or(|wanted| there.as_ref().is_some_and(|key| key.as_str() == wanted))
    };
    same(&row.hr, &change.hr_key) && same(&row.provider, &change.provider_key)
}

fn one(differences: &mut Differences, at: &Pointer, wanted: &RowSpec, came: &Change) {
    let mut word = |key: &str, wanted: Option<&str>, there: Option<&str>| {
        if let Some(wanted) = wanted.filter(|wanted| Some(*wanted) != there) {
            let why: Vec<&str> = came.issues.iter().map(|issue| issue.message.as_str()).collect();
            let why = if why.is_empty() { String::new() } else { format!(" ({})", why.join("; ")) };
            let there = there.unwrap_or("nothing");
            differences.say(&at.key(key), format!("{key} of {}: expected {wanted}, {there} came{why}", keys(came)));
        }
    };
    word("hr", wanted.hr.as_deref(), came.hr_key.as_ref().map(Key::as_str));
    word("provider", wanted.provider.as_deref(), came.provider_key.as_ref().map(Key::as_str));
    word("situation", wanted.situation.map(Situation::as_str), Some(came.situation.as_str()));
    word("action", wanted.action.map(Action::as_str), Some(came.action.as_str()));
    word("choice", wanted.choice.map(Choice::as_str), came.choice.map(Choice::as_str));
    word("outcome", wanted.outcome.map(Outcome::as_str), Some(came.outcome.as_str()));
    let field = |name: &str| came.fields.iter().find(|field| field.field.as_deref() == Some(name));
    for (name, state) in &wanted.states {
        let there = field(name).and_then(|field| field.state).map(FieldState::as_str);
        word("states", Some(state.as_str()), there);
    }
    for (name, who) in &wanted.changed_by {
        let there = field(name).and_then(|field| field.changed_by).map(ChangedBy::as_str);
        word("changed_by", Some(who.as_str()), there);
    }
    for (name, value) in &wanted.before {
        let there = field(name).and_then(|field| field.before.as_ref());
        differences.value(&at.key("before"), name, value, there, How::Exactly);
    }
    for (name, value) in &wanted.after {
        let there = field(name).and_then(|field| field.after.as_ref());
        differences.value(&at.key("after"), name, value, there, How::Exactly);
    }
    if let Some(names) = &wanted.fields {
        let there: Vec<&str> = came.fields.iter().filter_map(|field| field.field.as_deref()).collect();
        differences.value(&at.key("fields"), "fields", &json!(names), Some(&json!(there)), How::Exactly);
    }
    if let Some(candidates) = &wanted.candidates {
        let there: Vec<&str> = came.candidates.iter().map(|candidate| candidate.key.as_str()).collect();
        differences.value(&at.key("candidates"), "candidates", &json!(candidates), Some(&json!(there)), How::Exactly);
    }
    for piece in &wanted.notes {
        if !came.notes.iter().any(|note| note.contains(piece)) {
            let there = if came.notes.is_empty() { "nothing".to_owned() } else { came.notes.join("; ") };
            differences.say(&at.key("notes"), format!("a note that says `{piece}` was expected, {there} came"));
        }
    }
    if let Some(issues) = &wanted.issues {
        differences.issues(&at.key("issues"), "issue", issues, &came.issues);
    }
}
