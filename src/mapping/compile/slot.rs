//! Slots, compiled; `like` is resolved here.

use serde_json::Value;

use super::connect::{errors, headers, page, verb_and_path};
use super::texts::Texts;
use crate::diagnostic::codes;
use crate::expr::Transform;
use crate::mapping::compiled::{As, Call, Join, KeyAt, Lookup, Pick, ReadSlot, Target, Until, WriteSlot};
use crate::mapping::spec::{AsSpec, OneOrMany, PickSpec, SlotSpec};
use crate::record::Pointer;

/// The slot with what it is `like` filled in, and the number of the request it shares.
fn resolve(texts: &mut Texts<'_>, at: &Pointer, spec: &SlotSpec, depth: usize) -> Option<(SlotSpec, Option<String>)> {
    let Some(like) = &spec.like else { return Some((spec.clone(), None)) };
    if depth > 4 {
        texts.wrong(&codes::UNKNOWN_SLOT, &at.key("like"), "these slots are like each other in a circle");
        return None;
    }
    let model = like.split_once('.').and_then(|(part, slot)| {
        let entity = [&texts.spec.employee, &texts.spec.leave].into_iter().flatten();
        let part = entity.filter_map(|entity| entity.parts.get(part)).next()?;
        match slot {
            "list" => part.list.clone(),
            "get" => part.get.clone(),
            _ => None,
        }
    });
    let Some(model) = model else {
        let message = format!("`{like}` is no reading slot of this file: write `part.list` or `part.get`");
        texts.wrong(&codes::UNKNOWN_SLOT, &at.key("like"), message);
        return None;
    };
    let (model, shared) = resolve(texts, at, &model, depth + 1)?;
    let changed = !spec.query.is_empty() || !spec.headers.is_empty() || spec.body.is_some() || spec.page.is_some();
    let share = if changed { None } else { Some(shared.unwrap_or_else(|| like.clone())) };
    let mut slot = model;
    let own = spec.clone();
    for (name, value) in own.query {
        slot.query.insert(name, value);
    }
    slot.headers.extend(own.headers);
    slot.like = None;
    slot.body = own.body.or(slot.body);
    slot.page = own.page.or(slot.page);
    slot.items = own.items.or(slot.items);
    slot.key = own.key.or(slot.key);
    slot.owner = own.owner.or(slot.owner);
    slot.record = own.record.or(slot.record);
    if own.pick.is_some() || own.latest.is_some() {
        (slot.pick, slot.latest) = (own.pick, own.latest);
    }
    slot.when = own.when.or(slot.when);
    slot.each = own.each.or(slot.each);
    if !own.read_as.is_empty() {
        slot.read_as = own.read_as;
    }
    if !own.join.is_empty() {
        slot.join = own.join;
    }
    slot.errors.splice(0..0, own.errors);
    Some((slot, share))
}

fn call(texts: &mut Texts<'_>, at: &Pointer, spec: &SlotSpec) -> Option<Call> {
    let target = if let Some(text) = &spec.soap {
        let Some((service, operation)) = text.split_once('/') else {
            texts.wrong(&codes::BAD_OPERATION, &at.key("soap"), "a SOAP operation is written `Service/Operation`");
            return None;
        };
        Target::Soap { service: service.to_owned(), operation: operation.to_owned() }
    } else if let Some(text) = &spec.request {
        let Some((method, path)) = verb_and_path(text) else {
            texts.wrong(&codes::SHAPE, &at.key("request"), "a request is a verb and a path: `GET /people`");
            return None;
        };
        Target::Http { method, path: texts.template(&at.key("request"), &path)? }
    } else {
        texts.wrong(
            &codes::UNKNOWN_SLOT,
            at,
            "this slot sends nothing: write `request: GET /people`, `soap:` or `like:`",
        );
        return None;
    };
    let query = spec.query.iter();
    Some(Call {
        target,
        query: query
            .filter_map(|(name, value)| Some((name.clone(), texts.body(&at.key("query").key(name), value)?)))
            .collect(),
        headers: headers(texts, &at.key("headers"), &spec.headers),
        body: spec.body.as_ref().and_then(|body| texts.body(&at.key("body"), body)),
        format: spec.format,
        root: spec.root.clone(),
        errors: errors(texts, &at.key("errors"), &spec.errors),
        at: texts.document.line_of(at),
        pointer: at.clone(),
    })
}

/// A reading slot. `shares` are the requests known so far; an equal one gets the same number.
pub(super) fn read_slot(texts: &mut Texts<'_>, at: &Pointer, spec: &SlotSpec, shares: &[String]) -> Option<ReadSlot> {
    let (slot, share) = resolve(texts, at, spec, 0)?;
    let share = share.and_then(|name| shares.iter().position(|known| *known == name)).unwrap_or(shares.len());
    let when = texts.when(at, slot.when.as_ref());
    let key = match &slot.key {
        Some(text) if text.starts_with('$') => Some(KeyAt::Path(texts.path(&at.key("key"), text)?)),
        Some(text) => Some(KeyAt::Place(texts.place(&at.key("key"), text)?)),
        None => None,
    };
    Some(ReadSlot {
        call: call(texts, at, &slot)?,
        share,
        when,
        each: slot.each.as_ref().and_then(|text| texts.bare(&at.key("each"), text)),
        items: texts.path_at(at, "items", slot.items.as_ref()),
        key,
        owner: slot.owner.as_ref().and_then(|text| texts.place(&at.key("owner"), text)),
        record: texts.path_at(at, "record", slot.record.as_ref()),
        pick: pick(texts, &at.key("pick"), slot.pick.as_ref(), slot.latest.as_ref()),
        read_as: read_as(texts, &at.key("as"), &slot),
        join: join(texts, &at.key("join"), &slot),
        page: page(texts, at, slot.page.as_ref()),
        by: slot.by.clone(),
        expect: texts.path_at(at, "expect", slot.expect.as_ref()),
        equals: slot.equals.as_ref().and_then(|text| texts.template(&at.key("equals"), text)),
    })
}

/// Which entry counts.
pub(super) fn pick(
    texts: &mut Texts<'_>,
    at: &Pointer,
    spec: Option<&PickSpec>,
    short: Option<&OneOrMany<String>>,
) -> Pick {
    let latest = spec.and_then(|pick| pick.latest.as_ref()).or(short);
    let latest = latest.map_or(Vec::new(), |names| {
        names.as_slice().iter().filter_map(|name| texts.place(&at.key("latest"), name)).collect()
    });
    let until = spec.and_then(|pick| pick.until.as_ref()).and_then(|text| {
        let date = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        if date { Some(Until::Date(text.clone())) } else { texts.bare(&at.key("until"), text).map(Until::Expression) }
    });
    let id = spec.and_then(|pick| pick.id.as_ref()).and_then(|text| texts.place(&at.key("id"), text));
    Pick { latest, until, id }
}

fn read_as(texts: &mut Texts<'_>, at: &Pointer, slot: &SlotSpec) -> Vec<As> {
    let mut all = Vec::new();
    for (to, text) in &slot.read_as {
        let at = at.key(to);
        let (from, table, transform) = match text {
            AsSpec::From(from) => (from, None, None),
            AsSpec::With { from, table, transform, .. } => (from, table.as_ref(), transform.as_ref()),
        };
        let omit = matches!(text, AsSpec::With { otherwise: Some(_), .. });
        let table = table.and_then(|spec| super::field::table(texts, &at.key("table"), spec));
        let transform = transform.and_then(|name| match Transform::compile(&Value::String(name.clone())) {
            Ok(transform) => Some(transform),
            Err(error) => {
                texts.wrong(error.code, &at.key("transform"), error.message);
                None
            }
        });
        let (to, from) = (texts.place(&at, to), texts.place(&at, from));
        if let (Some(to), Some(from)) = (to, from) {
            all.push(As { to, from, table, omit, transform });
        }
    }
    all
}

fn join(texts: &mut Texts<'_>, at: &Pointer, slot: &SlotSpec) -> Vec<Join> {
    let mut all = Vec::new();
    for (into, spec) in &slot.join {
        let at = at.key(into);
        let (items, id) = (texts.path(&at.key("items"), &spec.items), texts.place(&at.key("id"), &spec.id));
        let by = texts.place(&at.key("by"), spec.by.as_deref().unwrap_or("id"));
        if let (Some(items), Some(id), Some(by)) = (items, id, by) {
            all.push(Join { into: into.clone(), items, id, by });
        }
    }
    all
}

/// A writing slot.
pub(super) fn write_slot(texts: &mut Texts<'_>, at: &Pointer, spec: &SlotSpec) -> Option<WriteSlot> {
    Some(WriteSlot {
        call: call(texts, at, spec)?,
        when: texts.when(at, spec.when.as_ref()),
        key: texts.path_at(at, "key", spec.key.as_ref()),
        record: texts.path_at(at, "record", spec.record.as_ref()),
        repeatable: spec.repeatable,
        needs_parts: Vec::new(),
    })
}

/// One slot or several, all writing.
pub(super) fn write_slots(texts: &mut Texts<'_>, at: &Pointer, specs: Option<&OneOrMany<SlotSpec>>) -> Vec<WriteSlot> {
    match specs {
        None => Vec::new(),
        Some(OneOrMany::One(spec)) => write_slot(texts, at, spec).into_iter().collect(),
        Some(OneOrMany::Many(specs)) => {
            let each = specs.iter().enumerate();
            each.filter_map(|(index, spec)| write_slot(texts, &at.item(index), spec)).collect()
        }
    }
}

/// Reference data read once a run.
pub(super) fn lookup(texts: &mut Texts<'_>, name: &str, spec: &SlotSpec) -> Option<Lookup> {
    let at = Pointer::root().key("lookups").key(name);
    let table = spec.items.is_some();
    let place = |texts: &mut Texts<'_>, key: &str, text: Option<&String>| {
        text.filter(|_| table).and_then(|text| texts.place(&at.key(key), text))
    };
    let (table_key, table_value) = (place(texts, "key", spec.key.as_ref()), place(texts, "value", spec.value.as_ref()));
    let value = spec.value.as_deref().filter(|_| !table).unwrap_or("$");
    let value = texts.path(&at.key("value"), value)?;
    let plain = SlotSpec { key: None, value: None, ..spec.clone() };
    Some(Lookup { name: name.to_owned(), read: read_slot(texts, &at, &plain, &[])?, value, table_key, table_value })
}
