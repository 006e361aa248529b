//! A file cannot lose or double what it writes: fresh bases, settled creates, dated entries.

use super::slots::Kind;
use super::view::{EntityView, View};
use crate::diagnostic::{Finding, Spot, codes};
use crate::mapping::spec::{OneOrMany, PartSpec, SlotSpec};

pub(super) fn run(view: &View<'_>, findings: &mut Vec<Finding>) {
    fresh_base(view, findings);
    for entity in &view.entities {
        unsettled(entity, findings);
        for (name, part) in &entity.spec.parts {
            let picks = [&part.list, &part.get].into_iter().flatten().filter_map(|slot| slot.pick.as_ref());
            let dated = picks.filter(|pick| pick.until.is_some()).count() > 0;
            if dated && part.create.is_some() && part.update.is_none() && part.identity.is_empty() {
                let at = entity.at().key("parts").key(name);
                let message = "its entries are dated and only added to, but each is compared with the present one: an \
                               entry dated ahead would be sent again on every run";
                let help = "add `identity: [start]`, naming the member that tells entries apart";
                findings.push(Finding::warning(&codes::HISTORY_AS_PRESENT, Spot::Value(at), message).help(help));
            }
        }
    }
}

/// `merged.part` needs that part's own `get`.
fn fresh_base(view: &View<'_>, findings: &mut Vec<Finding>) {
    for text in &view.texts {
        let Some(entity) = text.entity.and_then(|name| view.entity(name)) else { continue };
        for name in &text.names {
            let [first, part, ..] = name.path.as_slice() else { continue };
            let Some(spec) = entity.spec.parts.get(part) else { continue };
            // An owner's records are read again just before they are written.
            let read_again = spec.get.is_some() || entity.owned();
            if first == "merged" && !read_again {
                let message = format!(
                    "`merged.{part}` sends the whole record, but `{part}` has no `get` of its own to read it just before"
                );
                let help = format!(
                    "add a `get` to `{part}`, or send `changes.{part}` only: a base from a listing may be out of date"
                );
                findings.push(Finding::error(&codes::NO_FRESH_BASE, text.inside(&name.at), message).help(help));
            }
        }
    }
}

/// The first part's create makes the person: when its answer is lost, something must tell whose record was made.
fn unsettled(entity: &EntityView<'_>, findings: &mut Vec<Finding>) {
    let Some((name, part)) = entity.spec.parts.first() else { return };
    let slots = creates(part);
    let repeatable = !slots.is_empty() && slots.iter().all(|slot| slot.repeatable);
    if slots.is_empty() || repeatable || entity.spec.settle.is_some() || entity.owned() {
        return;
    }
    let at = entity.at().key("parts").key(name).key(Kind::Create.word());
    let message = "this makes a person, and nothing tells whose it is when its answer is lost: it could be made twice";
    let help = "add `settle: { by: [ … ], among: new }` with fields that tell people apart, or `repeatable: true` if \
                sending it twice makes one person";
    findings.push(Finding::error(&codes::UNSETTLED_CREATE, Spot::Key(at), message).help(help));
}

fn creates(part: &PartSpec) -> &[SlotSpec] {
    part.create.as_ref().map_or(&[], OneOrMany::as_slice)
}
