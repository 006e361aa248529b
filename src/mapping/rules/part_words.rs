//! Parts, kinds of records and the connection take the words that mean something there.

use super::view::{EntityView, View};
use crate::diagnostic::{Finding, Spot, codes};
use crate::mapping::spec::{ConnectSpec, Format};
use crate::record::Pointer;

pub(super) fn run(view: &View<'_>, findings: &mut Vec<Finding>) {
    for entity in &view.entities {
        whole(entity, findings);
        parts(entity, findings);
    }
    connect(view, findings);
}

fn out(findings: &mut Vec<Finding>, at: Pointer, message: &str) {
    findings.push(Finding::error(&codes::WORD_OUT_OF_PLACE, Spot::Key(at), message));
}

fn missing(findings: &mut Vec<Finding>, at: Pointer, message: &str, help: &str) {
    findings.push(Finding::error(&codes::MISSING_KEY, Spot::Value(at), message).help(help));
}

fn whole(entity: &EntityView<'_>, findings: &mut Vec<Finding>) {
    let (at, spec) = (entity.at(), entity.spec);
    if entity.name == "employee" {
        let words = [
            ("of", spec.of.is_some()),
            ("identity", !spec.identity.is_empty()),
            ("add_up", !spec.add_up.is_empty()),
            ("surplus", spec.surplus.is_some()),
        ];
        for (word, _) in words.iter().filter(|(_, there)| *there) {
            out(findings, at.key(word), &format!("`{word}` is for records of an owner; employees have none"));
        }
    } else {
        let words = [
            ("match", spec.matching.is_some()),
            ("settle", spec.settle.is_some()),
            ("brakes", spec.brakes.is_some()),
            ("leaving_scope", spec.leaving_scope.is_some()),
        ];
        for (word, _) in words.iter().filter(|(_, there)| *there) {
            out(
                findings,
                at.key(word),
                &format!("`{word}` is for employees; records of an owner have no links of their own"),
            );
        }
        if spec.of.is_none() {
            missing(findings, at, "records of an owner must say whose they are", "add `of: employee`");
        }
    }
}

fn parts(entity: &EntityView<'_>, findings: &mut Vec<Finding>) {
    for (index, (name, part)) in entity.spec.parts.iter().enumerate() {
        let at = entity.at().key("parts").key(name);
        if part.born && part.create.is_none() {
            out(findings, at.key("born"), "`born` is for parts that have a `create`; without one a part always exists");
        }
        if part.retire.is_some() && part.create.is_none() {
            out(findings, at.key("retire"), "`retire` takes away what a `create` replaced, and this part has none");
        }
        if part.delete.is_some() && !entity.owned() {
            out(findings, at.key("delete"), "only records of an owner are deleted; an employee never is");
        }
        let list = part.list.as_ref();
        let keyless = index == 0 && list.is_some_and(|list| list.key.is_none() && list.like.is_none());
        if keyless {
            missing(findings, at.key("list"), "the first part's `list` must say where the key stands", "add `key:`");
        }
        let creates = part.create.as_ref().map_or(&[][..], crate::mapping::spec::OneOrMany::as_slice);
        let unlinked = index == 0 && !entity.owned() && !creates.is_empty();
        if unlinked && creates.iter().all(|slot| slot.key.is_none()) {
            missing(
                findings,
                at.key("create"),
                "the first part's `create` must say where the answer holds the new key",
                "add `key:`, a JSONPath into the answer",
            );
        }
    }
}

/// Whether bodies are XML, or may be by a setting.
pub(super) fn speaks_xml(view: &View<'_>, connect: &ConnectSpec) -> bool {
    let setting = connect.format.setting().and_then(|name| view.setting(name));
    let words = setting.and_then(|setting| setting.of.as_ref()).and_then(serde_json::Value::as_array);
    connect.format.is(Format::Xml) || words.into_iter().flatten().any(|word| word == "xml")
}

fn connect(view: &View<'_>, findings: &mut Vec<Finding>) {
    let at = Pointer::root().key("connect");
    let Some(connect) = &view.spec.connect else { return };
    match (connect.format.is(Format::Soap), &connect.soap) {
        (true, None) => {
            let help = "add `soap: { version, path, namespace, action }`";
            missing(findings, at.clone(), "`format: soap` needs `soap`: where services live", help);
        }
        (true, Some(_)) | (_, None) => {}
        (_, Some(_)) => out(findings, at.key("soap"), "`soap` means something only with `format: soap`"),
    }
    if connect.xml.is_some() && !speaks_xml(view, connect) {
        out(findings, at.key("xml"), "`xml` means something only with `format: xml`");
    }
    if let Some(auth) = &connect.auth {
        let ways = [
            ("bearer", auth.bearer.is_some()),
            ("basic", auth.basic.is_some()),
            ("login", auth.login.is_some()),
            ("oauth2", auth.oauth2.is_some()),
        ];
        let said: Vec<&str> = ways.iter().filter(|(_, there)| *there).map(|(word, _)| *word).collect();
        match said.as_slice() {
            [] => missing(
                findings,
                at.key("auth"),
                "`auth` says no way to log in",
                "add `bearer`, `basic`, `login` or `oauth2`",
            ),
            [_] => {}
            [_, second, ..] => {
                out(findings, at.key("auth").key(second), "there is one way to log in, and two stand here");
            }
        }
    }
}
