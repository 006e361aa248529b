//! Every request of a file, with what kind of slot it stands in.

use crate::mapping::spec::{OneOrMany, PartSpec, SlotSpec, SystemFile};
use crate::record::Pointer;

/// The kind of a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    List,
    Get,
    Find,
    Create,
    Update,
    Delete,
    Retire,
    Lookup,
    Probe,
}

impl Kind {
    /// The key in the file.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Get => "get",
            Self::Find => "find",
            Self::Create => "create",
            Self::Update => "update",
            Self::Delete => "delete",
            Self::Retire => "retire",
            Self::Lookup => "lookups",
            Self::Probe => "probe",
        }
    }

    /// Requests here only read.
    pub(super) fn reads(self) -> bool {
        !matches!(self, Self::Create | Self::Update | Self::Delete | Self::Retire)
    }
}

/// One request.
pub(super) struct Slot<'a> {
    pub(super) at: Pointer,
    pub(super) kind: Kind,
    pub(super) spec: &'a SlotSpec,
    /// `employee` or `leave`; none for lookups and the probe.
    pub(super) entity: Option<&'static str>,
    /// The number of its part.
    pub(super) part: Option<usize>,
    /// Of the first part, whose create makes the record.
    pub(super) first: bool,
    /// The entity has an owner.
    pub(super) owned: bool,
}

pub(super) fn slots_of(spec: &SystemFile) -> Vec<Slot<'_>> {
    let mut all = Vec::new();
    let lone = |at, kind, spec| Slot { at, kind, spec, entity: None, part: None, first: false, owned: false };
    if let Some(probe) = spec.connect.as_ref().and_then(|connect| connect.probe.as_ref()) {
        all.push(lone(Pointer::root().key("connect").key("probe"), Kind::Probe, probe));
    }
    for (name, slot) in &spec.lookups {
        all.push(lone(Pointer::root().key("lookups").key(name), Kind::Lookup, slot));
    }
    for (entity, block) in [("employee", &spec.employee), ("leave", &spec.leave)] {
        let Some(block) = block else { continue };
        for (index, (part, parts)) in block.parts.iter().enumerate() {
            let at = Pointer::root().key(entity).key("parts").key(part);
            for (at, kind, spec) in of_part(&at, parts) {
                let (first, owned) = (index == 0, entity != "employee");
                all.push(Slot { at, kind, spec, entity: Some(entity), part: Some(index), first, owned });
            }
        }
    }
    all
}

fn of_part<'a>(at: &Pointer, part: &'a PartSpec) -> Vec<(Pointer, Kind, &'a SlotSpec)> {
    let mut all = Vec::new();
    let one =
        [(Kind::List, &part.list), (Kind::Get, &part.get), (Kind::Delete, &part.delete), (Kind::Retire, &part.retire)];
    for (kind, slot) in one {
        if let Some(slot) = slot {
            all.push((at.key(kind.word()), kind, slot));
        }
    }
    for (kind, slots) in [(Kind::Find, &part.find), (Kind::Create, &part.create), (Kind::Update, &part.update)] {
        match slots {
            None => {}
            Some(OneOrMany::One(slot)) => all.push((at.key(kind.word()), kind, slot)),
            Some(OneOrMany::Many(slots)) => {
                let each = slots.iter().enumerate();
                all.extend(each.map(|(index, slot)| (at.key(kind.word()).item(index), kind, slot)));
            }
        }
    }
    all
}
