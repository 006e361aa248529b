//! `round_trip`: an employee record to the system's parts and back again is the same.

use serde_json::{Map, Value};

use super::differences::{Differences, How, shown};
use super::spec::RoundTripCase;
use super::stage::Stage;
use crate::mapping::crosswalk::{Crosswalk, same};
use crate::mapping::spec::Compare;
use crate::record::{Datum, Pointer};

pub(super) fn run(stage: &Stage<'_>, case: &RoundTripCase, at: &Pointer) -> Differences {
    let mut differences = Differences::default();
    let crosswalk = &stage.crosswalk;
    let record = Value::Object(case.record.clone());
    let Some(parts) = forth(crosswalk, &record, at, &mut differences) else { return differences };
    let present: Vec<Option<&Value>> = crosswalk.entity.parts.iter().map(|part| parts.get(&part.name)).collect();
    let (back, issues, _) = crosswalk.reverse(&present);
    differences.issues(&at.key("record"), "issue on the way back", &[], &issues);
    let mut compared = 0;
    for line in crosswalk.lines.iter().filter(|line| line.target.is_some() && line.read.is_some()) {
        for field in line.fields.iter().filter(|field| !case.except.contains(&field.path)) {
            let (before, after) = (field.place.get(&record), field.place.get(&back));
            compared += usize::from(before.is_some());
            if !same(&Datum::maybe(before), &Datum::maybe(after), Compare::Exact) {
                let word = |value: Option<&Value>| value.map_or_else(|| "nothing".to_owned(), shown);
                let text = format!("{}: {} went in, {} came back", field.path, word(before), word(after));
                let place = field.path.split('.').fold(at.key("record"), |pointer, step| pointer.key(step));
                differences.say(&place, text);
            }
        }
    }
    if compared == 0 {
        differences.say(at, "no field of the record goes both ways");
    }
    if let Some(again) = forth(crosswalk, &back, at, &mut differences) {
        differences.value(at, "the second time", &parts, Some(&again), How::AtLeast);
    }
    differences
}

fn forth(crosswalk: &Crosswalk, record: &Value, at: &Pointer, differences: &mut Differences) -> Option<Value> {
    let slots = crosswalk.sources.take(record);
    let mapped = crosswalk.forward(&slots, Some(record));
    let issues = mapped.all_issues(crosswalk, false);
    differences.issues(&at.key("record"), "issue", &[], &issues);
    issues.is_empty().then(|| Value::Object(crosswalk.parts(&mapped).into_iter().collect::<Map<_, _>>()))
}
