//! Words of the language that this version does not carry out yet. A row goes when its word is carried out.

use super::lines::Line;
use super::slots::{Kind, Slot};
use super::view::View;
use crate::diagnostic::{Finding, Spot, codes};
use crate::mapping::spec::{BodyFormat, Format, GrantSpec, LeavingSpec, SystemFile};
use crate::record::Pointer;

/// The key under which a word stands, if it is there.
type There = Option<&'static str>;
/// Finds a word of the file; what it is called.
type InFile = (fn(&SystemFile) -> There, &'static str);
/// Finds a word of a request; what it is called.
type InSlot = (fn(&Slot<'_>) -> There, &'static str);
/// Finds a word of a line; what it is called.
type InLine = (fn(&Line<'_>) -> There, &'static str);

/// Words of the whole file: the key below the root.
const IN_FILE: &[InFile] = &[
    (
        |file| {
            let leaving = file.employee.as_ref()?.leaving_scope.as_ref()?;
            matches!(leaving, LeavingSpec::Set { .. }).then_some("/employee/leaving_scope")
        },
        "`set` when somebody leaves the scope",
    ),
    (|file| file.connect.as_ref()?.format.is(Format::Csv).then_some("/connect/format"), "the format `csv`"),
    (|file| file.connect.as_ref()?.format.is(Format::Fixed).then_some("/connect/format"), "the format `fixed`"),
    (
        |file| {
            let grant = file.connect.as_ref()?.auth.as_ref()?.oauth2.as_ref()?.grant;
            (grant == GrantSpec::AuthorizationCode).then_some("/connect/auth/oauth2/grant")
        },
        "the OAuth 2 grant `authorization_code`",
    ),
];

/// Words of a request: the key in the slot.
const IN_SLOT: &[InSlot] = &[
    (|slot| (slot.spec.format == Some(BodyFormat::ScimPatch)).then_some("format"), "the format `scim_patch`"),
    (|slot| (slot.spec.format == Some(BodyFormat::JsonPatch)).then_some("format"), "the format `json_patch`"),
    (|slot| slot.spec.each.as_ref().map(|_| "each"), "a request once for each of a list (`each`)"),
    (|slot| slot.spec.when.as_ref().filter(|_| slot.kind.reads()).map(|_| "when"), "`when` in a reading slot"),
];

/// Words of a line: the key in the line.
const IN_LINE: &[InLine] = &[(|line| line.spec.link.as_ref().map(|_| "link"), "another person's key (`link`)")];

pub(super) fn run(view: &View<'_>, findings: &mut Vec<Finding>) {
    for (there, what) in IN_FILE {
        findings.extend(there(view.spec).map(|at| finding(Pointer::raw(at), what)));
    }
    for slot in &view.slots {
        if slot.kind == Kind::Find {
            findings.push(finding(slot.at.clone(), "looking one person up (`find`)"));
        }
        for (there, what) in IN_SLOT {
            findings.extend(there(slot).map(|key| finding(slot.at.key(key), what)));
        }
    }
    for line in view.entities.iter().flat_map(|entity| &entity.lines) {
        for (there, what) in IN_LINE {
            findings.extend(there(line).map(|key| finding(line.at.key(key), what)));
        }
    }
}

fn finding(at: Pointer, what: &str) -> Finding {
    let message = format!("{what} belongs to the language, but this version does not carry it out yet");
    Finding::error(&codes::NOT_YET, Spot::Key(at), message).help("leave it out for now, or use a later version")
}
