//! Each kind of slot takes the words that mean something there.

use super::part_words::speaks_xml;
use super::slots::{Kind, Slot};
use super::view::View;
use crate::diagnostic::{Finding, Spot, codes};

pub(super) fn run(view: &View<'_>, findings: &mut Vec<Finding>) {
    for slot in &view.slots {
        for (word, there) in words(slot) {
            if there && !allowed(slot.kind).contains(&word) {
                let message = format!("`{word}` means nothing in `{}`", slot.kind.word());
                let finding = Finding::error(&codes::WORD_OUT_OF_PLACE, Spot::Key(slot.at.key(word)), message);
                findings.push(match belongs(word) {
                    Some(place) => finding.help(format!("it belongs in {place}")),
                    None => finding,
                });
            }
        }
        request(view, slot, findings);
        pairs(slot, findings);
    }
}

/// The words beyond those of every request, and whether they are there.
fn words(slot: &Slot<'_>) -> Vec<(&'static str, bool)> {
    let spec = slot.spec;
    vec![
        ("like", spec.like.is_some()),
        ("each", spec.each.is_some()),
        ("items", spec.items.is_some()),
        ("key", spec.key.is_some()),
        ("value", spec.value.is_some()),
        ("owner", spec.owner.is_some()),
        ("record", spec.record.is_some()),
        ("pick", spec.pick.is_some()),
        ("latest", spec.latest.is_some()),
        ("as", !spec.read_as.is_empty()),
        ("join", !spec.join.is_empty()),
        ("page", spec.page.is_some()),
        ("by", spec.by.is_some()),
        ("repeatable", spec.repeatable),
        ("root", spec.root.is_some()),
        ("expect", spec.expect.is_some()),
        ("equals", spec.equals.is_some()),
        ("reads", spec.reads),
    ]
}

fn allowed(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::List => &[
            "like", "each", "items", "key", "owner", "record", "pick", "latest", "as", "join", "page", "reads", "root",
        ],
        Kind::Get => &["like", "items", "key", "record", "pick", "latest", "as", "join", "page", "reads", "root"],
        Kind::Find => {
            &["like", "items", "key", "record", "pick", "latest", "as", "join", "page", "by", "reads", "root"]
        }
        Kind::Create => &["key", "record", "repeatable", "root"],
        Kind::Update | Kind::Delete | Kind::Retire => &["record", "repeatable", "root"],
        Kind::Lookup => &["each", "items", "key", "value", "join", "page", "reads", "root"],
        Kind::Probe => &["expect", "equals", "reads", "root"],
    }
}

fn belongs(word: &str) -> Option<&'static str> {
    Some(match word {
        "by" => "`find`",
        "expect" | "equals" => "`connect.probe`",
        "value" => "a lookup",
        "repeatable" => "`create`, `update`, `delete` and `retire`",
        "owner" | "each" => "`list`",
        "items" | "pick" | "latest" | "as" | "join" | "page" | "reads" | "like" => "the reading slots",
        _ => return None,
    })
}

/// One of `request`, `soap` and `like`, and what that needs.
fn request(view: &View<'_>, slot: &Slot<'_>, findings: &mut Vec<Finding>) {
    let spec = slot.spec;
    let said: Vec<&str> = [("request", &spec.request), ("soap", &spec.soap), ("like", &spec.like)]
        .into_iter()
        .filter_map(|(word, text)| text.as_ref().map(|_| word))
        .collect();
    match said.as_slice() {
        [] => {
            let message = format!("`{}` sends nothing: it does not say what to request", slot.kind.word());
            let finding = Finding::error(&codes::UNKNOWN_SLOT, Spot::Value(slot.at.clone()), message);
            findings.push(finding.help("write `request: GET /people`, `soap: Service/Operation` or `like: part.list`"));
        }
        [_] => {}
        [first, second, ..] => {
            let message = format!("`{first}` and `{second}` both say what to request");
            findings.push(Finding::error(&codes::WORD_OUT_OF_PLACE, Spot::Key(slot.at.key(second)), message));
        }
    }
    if spec.soap.is_some() && view.spec.connect.as_ref().is_none_or(|connect| connect.soap.is_none()) {
        let message = "`soap` needs `connect.soap`, which says where services live";
        let finding = Finding::error(&codes::WORD_OUT_OF_PLACE, Spot::Key(slot.at.key("soap")), message);
        findings.push(finding.help("add `connect.soap`, or write `request: GET /people`"));
    }
    let speaks = view.spec.connect.as_ref().is_some_and(|connect| speaks_xml(view, connect));
    if spec.root.is_some() && !speaks && spec.format.is_none() {
        let message = "`root` names the root element of XML, and this connection does not speak XML";
        findings.push(Finding::error(&codes::WORD_OUT_OF_PLACE, Spot::Key(slot.at.key("root")), message));
    }
}

/// Words that need each other.
fn pairs(slot: &Slot<'_>, findings: &mut Vec<Finding>) {
    let spec = slot.spec;
    let mut missing = |there: bool, needs: bool, word: &str, why: &str| {
        if there && !needs {
            let finding = Finding::error(&codes::MISSING_KEY, Spot::Value(slot.at.clone()), why);
            findings.push(finding.help(format!("add `{word}:`")));
        }
    };
    missing(slot.kind == Kind::Find, spec.by.is_some(), "by", "`find` does not say by which employee field it looks");
    missing(
        spec.equals.is_some(),
        spec.expect.is_some(),
        "expect",
        "`equals` needs `expect`: what is it compared with?",
    );
    let table = slot.kind == Kind::Lookup && spec.items.is_some();
    missing(table, spec.key.is_some(), "key", "a lookup with `items` is a table: it needs a `key` in each item");
    missing(table, spec.value.is_some(), "value", "a lookup with `items` is a table: it needs a `value` in each item");
    let http_read = spec.request.as_deref().is_some_and(|request| request.starts_with("GET "));
    if http_read && spec.body.is_some() {
        let message = "a GET carries no body";
        let finding = Finding::error(&codes::WORD_OUT_OF_PLACE, Spot::Key(slot.at.key("body")), message);
        findings.push(finding.help("put it into `query`"));
    }
    if spec.pick.as_ref().is_some_and(|pick| pick.latest.is_some()) && spec.latest.is_some() {
        let message = "`latest` is short for `pick: { latest: … }`, and both stand here";
        findings.push(Finding::error(&codes::WORD_OUT_OF_PLACE, Spot::Key(slot.at.key("latest")), message));
    }
}
