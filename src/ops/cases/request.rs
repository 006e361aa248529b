//! `request`: the requests that a record would send, written as they would go out.

use serde_json::Value;

use super::differences::{Differences, How, shown};
use super::spec::{RequestCase, SendSpec};
use super::stage::Stage;
use crate::engine::{Side, retiring, works_after_creating};
use crate::expr::{EvalError, Scope};
use crate::http::Shown;
use crate::mapping::compiled::{Call, Part, Target, WriteSlot};
use crate::mapping::crosswalk::Mapped;
use crate::plan::{Diff, PartWork, Payload, Profile, WorkKind, entry_for};
use crate::record::{Issue, Key, Pointer};

/// One request, and what it was written from.
pub(super) struct Sent {
    pub(super) call: String,
    body: Option<Value>,
    pub(super) shown: Shown,
}

pub(super) fn run(stage: &Stage<'_>, case: &RequestCase, at: &Pointer) -> Differences {
    let mut differences = Differences::default();
    let expect_at = at.key("expect");
    let Some((issues, sent)) = requests(stage, case) else { return differences };
    differences.issues(&expect_at.key("issues"), "issue", &case.expect.issues, &issues);
    match sent {
        Ok(sent) => compare(&mut differences, &expect_at.key("sends"), &case.expect.sends, &sent),
        Err(message) => differences.say(at, format!("a request cannot be written: {message}")),
    }
    differences
}

/// Issues, and the requests or why one cannot be written.
type Composed = (Vec<Issue>, Result<Vec<Sent>, String>);

/// Why the record of a case is held, and the requests that it would send if it is not. None: nothing is done about it.
pub(super) fn requests(stage: &Stage<'_>, case: &RequestCase) -> Option<Composed> {
    let record = Value::Object(case.record.clone());
    let key = case.key.as_deref().or(case.given_key.as_deref()).unwrap_or("1");
    let profile = stage.profile(key, &case.present, &[]);
    let linked = case.key.is_some().then_some(&profile);
    let change = stage.change(&record, linked)?;
    if !change.issues.is_empty() {
        return Some((change.issues, Ok(Vec::new())));
    }
    let sent = stage.side().and_then(|side| {
        let slots = side.crosswalk.sources.take(&record);
        let mapped = side.crosswalk.forward(&slots, Some(&record));
        let composer = Composer { side: &side, mapped: &mapped, record: &record, profile: &profile };
        let requests = if case.key.is_some() { composer.update(&change.works) } else { composer.create() };
        requests.map_err(|error| error.message)
    });
    Some((Vec::new(), sent))
}

/// Composes one person's requests.
struct Composer<'c> {
    side: &'c Side,
    mapped: &'c Mapped<'c>,
    record: &'c Value,
    profile: &'c Profile,
}

impl Composer<'_> {
    fn scope(&self, key: Option<&Key>) -> Scope {
        let scope = self.side.scope.clone().with("employee", self.record);
        match key {
            Some(key) => scope.with("key", &Value::String(key.0.clone())),
            None => scope,
        }
    }

    fn payload(&self) -> Payload<'_> {
        Payload::new(&self.side.crosswalk, self.mapped)
    }

    /// The person's own request first; then what each part still needs beside what is there now.
    fn create(&self) -> Result<Vec<Sent>, EvalError> {
        let crosswalk = &self.side.crosswalk;
        let scope = self.payload().desired(self.scope(None));
        let mut sent = Vec::new();
        for slot in crosswalk.entity.parts.first().map(|part| part.create.as_slice()).unwrap_or_default() {
            if applies(slot, &scope)? {
                sent.push(self.sent(slot, &scope)?);
                break;
            }
        }
        for mut work in works_after_creating(crosswalk, self.mapped) {
            let part = &crosswalk.entity.parts[work.part];
            let mut base = None;
            if part.get.is_some() && (work.part == 0 || part.fresh_base || part.born) {
                base = entry_for(crosswalk, part, work.part, self.mapped, &self.profile.parts[work.part].entries);
                let mut diff = Diff::default();
                diff.part(crosswalk, self.mapped, work.part, base);
                let Some(fresh) = diff.works.pop() else { continue };
                work = fresh;
            }
            self.part(&work, base, &mut sent)?;
        }
        Ok(sent)
    }

    fn update(&self, works: &[PartWork]) -> Result<Vec<Sent>, EvalError> {
        let mut sent = Vec::new();
        for work in works {
            self.part(work, work.entry.as_ref(), &mut sent)?;
        }
        Ok(sent)
    }

    fn part(&self, work: &PartWork, base: Option<&Value>, sent: &mut Vec<Sent>) -> Result<(), EvalError> {
        let part = &self.side.crosswalk.entity.parts[work.part];
        let key = &self.profile.key;
        let scope = self.payload().part(self.scope(Some(key)), work, base);
        let scope = self.with_others(scope, part);
        let creates = work.kind == WorkKind::Create;
        for slot in if creates { &part.create } else { &part.update } {
            if !applies(slot, &scope)? {
                continue;
            }
            sent.push(self.sent(slot, &scope)?);
            if let Some((slot, scope)) = retiring(self.side, part, key, base, &scope).filter(|_| creates) {
                sent.push(self.sent(slot, &scope)?);
            }
        }
        Ok(())
    }

    /// `current` of the other parts that a part's requests name: what the system holds of them.
    fn with_others(&self, scope: Scope, part: &Part) -> Scope {
        let needed = part.create.iter().chain(&part.update).flat_map(|slot| &slot.needs_parts);
        let mut current = scope.get("current").cloned().unwrap_or_default();
        for number in needed {
            let entry = self.profile.parts[*number].entries.first().cloned();
            if let (Some(map), Some(entry)) = (current.as_object_mut(), entry) {
                map.insert(self.side.crosswalk.entity.parts[*number].name.clone(), entry);
            }
        }
        scope.with("current", &current)
    }

    fn sent(&self, slot: &WriteSlot, scope: &Scope) -> Result<Sent, EvalError> {
        let shown = self.side.client.shown(&slot.call, scope)?;
        let body = slot.call.body.as_ref().map(|body| body.build(scope)).transpose()?.flatten();
        Ok(Sent { call: named(&slot.call, &shown), body, shown })
    }
}

fn applies(slot: &WriteSlot, scope: &Scope) -> Result<bool, EvalError> {
    slot.when.as_ref().map_or(Ok(true), |when| when.holds(scope))
}

fn named(call: &Call, shown: &Shown) -> String {
    match &call.target {
        Target::Soap { service, operation } => format!("{service}/{operation}"),
        Target::Http { .. } => format!("{} {}", shown.method, shown.path),
    }
}

fn compare(differences: &mut Differences, at: &Pointer, expected: &[SendSpec], sent: &[Sent]) {
    let names = |names: Vec<&str>| if names.is_empty() { "none".to_owned() } else { names.join(", ") };
    let (wanted, came): (Vec<&str>, Vec<&str>) =
        (expected.iter().map(|one| one.call.as_str()).collect(), sent.iter().map(|one| one.call.as_str()).collect());
    if wanted != came {
        differences.say(at, format!("requests: expected {}; {} came", names(wanted), names(came)));
        return;
    }
    for (index, (wanted, came)) in expected.iter().zip(sent).enumerate() {
        let (at, name) = (at.item(index), format!("request {} ({})", index + 1, wanted.call));
        if let Some(body) = &wanted.body {
            let how = if came.shown.xml { How::Written } else { How::Exactly };
            differences.value(&at.key("body"), &name, body, came.body.as_ref(), how);
        }
        if wanted.text.as_ref().is_some_and(|text| *text != came.shown.body) {
            differences.say(&at.key("text"), format!("{name}: other text came: {}", came.shown.body));
        }
        for (number, piece) in wanted.holds.iter().enumerate().filter(|(_, piece)| !came.shown.body.contains(*piece)) {
            let text = format!("{name}: {piece:?} is not in {}", came.shown.body);
            differences.say(&at.key("holds").item(number), text);
        }
        for (number, piece) in wanted.lacks.iter().enumerate().filter(|(_, piece)| came.shown.body.contains(*piece)) {
            differences.say(&at.key("lacks").item(number), format!("{name}: {piece:?} is in {}", came.shown.body));
        }
        for (header, wanted) in &wanted.headers {
            let there = came.shown.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(header));
            if there.is_none_or(|(_, there)| there != wanted) {
                let there =
                    there.map_or_else(|| "nothing".to_owned(), |(_, there)| shown(&Value::String(there.clone())));
                let text = format!("{name}: header {header}: expected {wanted:?}, {there} came");
                differences.say(&at.key("headers").key(header), text);
            }
        }
    }
}
