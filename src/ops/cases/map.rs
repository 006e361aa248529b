//! `map`: an employee record in, the system's parts out, or the reasons why it is held.

use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::differences::{Differences, How};
use super::spec::MapCase;
use super::stage::Stage;
use crate::mapping::crosswalk::Out;
use crate::record::Pointer;

pub(super) fn run(stage: &Stage<'_>, case: &MapCase, at: &Pointer) -> Differences {
    let mut differences = Differences::default();
    let at = at.key("expect");
    let (crosswalk, expect) = (&stage.crosswalk, &case.expect);
    let record = Value::Object(case.record.clone());
    let slots = crosswalk.sources.take(&record);
    let mapped = crosswalk.forward(&slots, Some(&record));
    let linked = case.linked.then(|| {
        let unread: Vec<String> = crosswalk.entity.parts.iter().map(|part| part.name.clone()).collect();
        stage.profile("1", &IndexMap::new(), &unread)
    });
    let issues = stage.change(&record, linked.as_ref()).map(|change| change.issues).unwrap_or_default();
    differences.issues(&at.key("issues"), "issue", &expect.issues, &issues);
    if let Some(notes) = &expect.notes {
        differences.issues(&at.key("notes"), "note", notes, &mapped.notes);
    }
    let parts: Value = Value::Object(crosswalk.parts(&mapped).into_iter().collect::<Map<_, _>>());
    if let Some(wanted) = &expect.parts {
        differences.value(&at.key("parts"), "", &object(wanted), Some(&parts), How::Exactly);
    }
    if let Some(wanted) = &expect.has {
        differences.value(&at.key("has"), "", &object(wanted), Some(&parts), How::AtLeast);
    }
    if let Some(wanted) = &expect.clears {
        let cleared = crosswalk.lines.iter().zip(&mapped.outs).filter(|(_, out)| matches!(out, Out::Clear));
        let cleared: Vec<&str> = cleared.map(|(line, _)| line.path.as_str()).collect();
        if *wanted != cleared {
            let came = if cleared.is_empty() { "none".to_owned() } else { cleared.join(", ") };
            differences.say(
                &at.key("clears"),
                format!("places that are emptied: expected {}, {came} came", wanted.join(", ")),
            );
        }
    }
    differences
}

pub(super) fn object(map: &IndexMap<String, Value>) -> Value {
    Value::Object(map.iter().map(|(key, value)| (key.clone(), value.clone())).collect())
}
