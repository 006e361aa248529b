//! The expressions of a request and of its answer.

use super::slots::{Kind, Slot};
use super::text::Language;
use super::texts::Texts;
use crate::mapping::spec::{AsSpec, ErrorSpec, OneOrMany};
use crate::record::Pointer;

/// The names that a slot's request may use; `auth` comes besides in headers.
fn scope(slot: &Slot<'_>) -> Vec<&'static str> {
    let mut names = match slot.kind {
        Kind::Probe => vec!["settings"],
        Kind::Lookup => vec!["settings", "run"],
        Kind::List => vec!["settings", "lookup", "run"],
        Kind::Get => vec!["settings", "lookup", "run", "key"],
        Kind::Find => vec!["settings", "lookup", "run", "employee"],
        Kind::Create | Kind::Update | Kind::Delete | Kind::Retire => {
            vec!["settings", "lookup", "run", "employee", "step", "desired", "current", "changes", "merged"]
        }
    };
    if !slot.kind.reads() && (slot.kind != Kind::Create || !slot.first) {
        names.push("key");
    }
    if slot.kind == Kind::Retire {
        names.push("previous");
    }
    if slot.owned {
        names.push("owner");
    }
    if slot.spec.each.is_some() || slot.spec.like.is_some() {
        names.push("each");
    }
    names
}

pub(super) fn slot_texts(texts: &mut Texts, slot: &Slot<'_>) {
    (texts.entity, texts.part) = (slot.entity, slot.part);
    let (at, spec, scope) = (&slot.at, slot.spec, scope(slot));
    if let Some(request) = &spec.request {
        texts.scoped(at.key("request"), Language::Template, request, &scope);
    }
    for (name, value) in &spec.query {
        texts.tree(&at.key("query").key(name), value, &scope, false);
    }
    if let Some(body) = &spec.body {
        texts.tree(&at.key("body"), body, &scope, true);
    }
    let with_auth: Vec<&'static str> = scope.iter().copied().chain(["auth"]).collect();
    for (name, text) in &spec.headers {
        texts.sent(at.key("headers").key(name), text, &with_auth);
    }
    if let Some(when) = &spec.when {
        texts.scoped(at.key("when"), Language::Bare, when, &scope);
    }
    if let Some(each) = &spec.each {
        texts.scoped(at.key("each"), Language::Bare, each, &["settings", "lookup"]);
    }
    if let Some(equals) = &spec.equals {
        texts.scoped(at.key("equals"), Language::Template, equals, &["settings"]);
    }
    answer(texts, slot);
}

fn answer(texts: &mut Texts, slot: &Slot<'_>) {
    let (at, spec) = (&slot.at, slot.spec);
    texts.maybe(at, "items", Language::Path, spec.items.as_ref());
    texts.maybe(at, "record", Language::Path, spec.record.as_ref());
    texts.maybe(at, "owner", Language::Place, spec.owner.as_ref());
    texts.maybe(at, "expect", Language::Path, spec.expect.as_ref());
    if let Some(key) = &spec.key {
        let path = !slot.kind.reads() || (key.starts_with('$') && slot.kind != Kind::Lookup);
        texts.plain(at.key("key"), if path { Language::Path } else { Language::Place }, key);
    }
    if let Some(value) = &spec.value {
        let language = if spec.items.is_some() { Language::Place } else { Language::Path };
        texts.plain(at.key("value"), language, value);
    }
    if let Some(pick) = &spec.pick {
        texts.pick(&at.key("pick"), pick);
    }
    if let Some(latest) = &spec.latest {
        texts.latest(&at.key("latest"), latest);
    }
    for (to, from) in &spec.read_as {
        let at = at.key("as").key(to);
        texts.plain(at.clone(), Language::Place, to);
        if let Some(last) = texts.all.last_mut() {
            last.key = true;
        }
        match from {
            AsSpec::From(from) => texts.plain(at, Language::Place, from),
            AsSpec::With { from, .. } => texts.plain(at.key("from"), Language::Place, from),
        }
    }
    for (into, join) in &spec.join {
        let at = at.key("join").key(into);
        texts.plain(at.key("items"), Language::Path, &join.items);
        texts.plain(at.key("id"), Language::Place, &join.id);
        texts.maybe(&at, "by", Language::Place, join.by.as_ref());
    }
    texts.page(&at.key("page"), spec.page.as_ref());
    texts.errors(&at.key("errors"), &spec.errors);
}

impl Texts {
    /// What answers mean.
    pub(super) fn errors(&mut self, at: &Pointer, errors: &[ErrorSpec]) {
        for (index, error) in errors.iter().enumerate() {
            let at = at.item(index);
            self.maybe(&at, "at", Language::Path, error.at.as_ref());
            self.maybe(&at, "match", Language::Pattern, error.pattern.as_ref());
            if let Some(place) = &error.place {
                let language = if place.starts_with('$') { Language::Path } else { Language::Place };
                self.plain(at.key("place"), language, place);
            }
            if let Some(message) =
                error.message.as_ref().filter(|text| text.starts_with("$.") || text.starts_with("$["))
            {
                self.plain(at.key("message"), Language::Path, message);
            }
        }
    }

    /// The places of `latest`.
    pub(super) fn latest(&mut self, at: &Pointer, latest: &OneOrMany<String>) {
        match latest {
            OneOrMany::One(one) => self.plain(at.clone(), Language::Place, one),
            OneOrMany::Many(many) => {
                for (index, one) in many.iter().enumerate() {
                    self.plain(at.item(index), Language::Place, one);
                }
            }
        }
    }
}
