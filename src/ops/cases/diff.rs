//! `diff`: an employee record against what the system holds.

use serde_json::{Map, Value, json};

use super::differences::{Differences, How};
use super::spec::{ChangeSpec, DiffCase, WriteWord};
use super::stage::Stage;
use crate::plan::{FieldChange, WorkKind};
use crate::record::Pointer;

pub(super) fn run(stage: &Stage<'_>, case: &DiffCase, at: &Pointer) -> Differences {
    let mut differences = Differences::default();
    let (at, expect) = (at.key("expect"), &case.expect);
    let profile = stage.profile("1", &case.present, &case.unread);
    let record = Value::Object(case.record.clone());
    let Some(change) = stage.change(&record, Some(&profile)) else { return differences };
    differences.issues(&at.key("issues"), "issue", &expect.issues, &change.issues);
    changes(&mut differences, &at.key("changes"), &expect.changes, &change.fields);
    if let Some(wanted) = &expect.writes {
        let written: Map<String, Value> = change
            .works
            .iter()
            .map(|work| (stage.crosswalk.entity.parts[work.part].name.clone(), json!(word(work.kind))))
            .collect();
        let wanted = wanted.iter().map(|(part, word)| (part.clone(), json!(word))).collect();
        differences.value(&at.key("writes"), "", &Value::Object(wanted), Some(&Value::Object(written)), How::Exactly);
    }
    differences
}

fn word(kind: WorkKind) -> WriteWord {
    match kind {
        WorkKind::Create => WriteWord::Create,
        WorkKind::Update => WriteWord::Update,
    }
}

fn changes(differences: &mut Differences, at: &Pointer, expected: &[ChangeSpec], came: &[FieldChange]) {
    let value = |path: &str, before: Option<&Value>, after: Option<&Value>| {
        let mut map = Map::from_iter([("path".to_owned(), json!(path))]);
        map.extend(before.map(|before| ("before".to_owned(), before.clone())));
        map.extend(after.map(|after| ("after".to_owned(), after.clone())));
        Value::Object(map)
    };
    for index in 0..expected.len().max(came.len()) {
        let there =
            came.get(index).map(|field| (field, value(&field.path, field.before.as_ref(), field.after.as_ref())));
        match (expected.get(index), there) {
            (Some(wanted), there) => {
                let wanted_value = value(&wanted.path, wanted.before.as_ref(), Some(&wanted.after));
                let name = format!("change {}", index + 1);
                let came = there.as_ref().map(|(_, came)| came);
                differences.value(&at.item(index), &name, &wanted_value, came, How::Exactly);
                if let (Some(field), Some((came, _))) = (&wanted.field, &there)
                    && *field != came.field
                {
                    let text = format!("{name}: expected field {field}, {} came", came.field);
                    differences.say(&at.item(index).key("field"), text);
                }
            }
            (None, Some((_, came))) => differences.say(at, format!("change {}: none expected, {came} came", index + 1)),
            (None, None) => {}
        }
    }
}
