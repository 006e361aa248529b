//! `reverse`: the system's parts or answers in, an employee record out.

use std::collections::HashMap;

use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::differences::{Differences, How, shown};
use super::map::object;
use super::spec::ReverseCase;
use super::stage::Stage;
use crate::engine::{Side, recorded};
use crate::mapping::compiled::ReadSlot;
use crate::plan::Profile;
use crate::record::{Key, Pointer};

pub(super) fn run(stage: &Stage<'_>, case: &ReverseCase, at: &Pointer) -> Differences {
    let mut differences = Differences::default();
    let key = case.key.as_deref().unwrap_or("1");
    let profile = match &case.answers {
        None => stage.profile(key, case.parts.as_ref().unwrap_or(&IndexMap::new()), &[]),
        Some(answers) => match stage.side().and_then(|side| read(&side, key, answers, case.listed)) {
            Ok(profile) => profile,
            Err(message) => {
                differences.say(&at.key("answers"), message);
                return differences;
            }
        },
    };
    let (at, expect) = (at.key("expect"), &case.expect);
    let (record, issues, notes) = stage.crosswalk.reverse(&profile.present());
    differences.issues(&at.key("issues"), "issue", &expect.issues, &issues);
    if let Some(wanted) = &expect.notes {
        differences.issues(&at.key("notes"), "note", wanted, &notes);
    }
    if let Some(wanted) = &expect.record {
        differences.value(&at.key("record"), "", &Value::Object(wanted.clone()), Some(&record), How::Exactly);
    }
    if let Some(wanted) = &expect.has {
        differences.value(&at.key("has"), "", &Value::Object(wanted.clone()), Some(&record), How::Has);
    }
    for (number, field) in expect.without.iter().enumerate() {
        let found = field.split('.').try_fold(&record, |value, step| value.get(step));
        if let Some(found) = found {
            let text = format!("{field}: nothing expected, {} came", shown(found));
            differences.say(&at.key("without").item(number), text);
        }
    }
    if let Some(wanted) = &expect.reads {
        let parts = stage.crosswalk.entity.parts.iter().zip(&profile.parts);
        let read: Map<String, Value> = parts
            .filter_map(|(part, state)| {
                let entries = match state.entries.as_slice() {
                    [] => return None,
                    [one] => one.clone(),
                    several => Value::Array(several.to_vec()),
                };
                Some((part.name.clone(), entries))
            })
            .collect();
        differences.value(&at.key("reads"), "", &object(wanted), Some(&Value::Object(read)), How::AtLeast);
    }
    differences
}

/// Takes answers apart as the engine does. An answer counts for every part that shares its request.
fn read(side: &Side, key: &str, answers: &IndexMap<String, Value>, listed: bool) -> Result<Profile, String> {
    let parts = &side.crosswalk.entity.parts;
    let slot = |number: usize| if listed { parts[number].list.as_ref() } else { parts[number].get.as_ref() };
    let mut bodies: HashMap<usize, Value> = HashMap::new();
    for (name, answer) in answers {
        let found = parts.iter().position(|part| part.name == *name).and_then(slot);
        let asked: &ReadSlot = found.ok_or_else(|| {
            format!("part {name} has no `{}` that could give this answer", if listed { "list" } else { "get" })
        })?;
        let body = side.client.recorded(&asked.call, answer).map_err(|why| format!("{name}: {why}"))?;
        for number in (0..parts.len()).filter(|number| slot(*number).is_some_and(|slot| slot.share == asked.share)) {
            bodies.insert(number, body.clone());
        }
    }
    recorded(side, &Key::new(key), &bodies, listed)
}
