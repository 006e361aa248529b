//! Every expression of a file: which language it is in, and which names it may use.

use serde_json::Value;

use super::lines::Line;
use super::slot_texts::slot_texts;
use super::slots::Slot;
use super::text::{Language, Text};
use super::view::EntityView;
use crate::mapping::spec::{
    ConnectSpec, LeavingSpec, NeedsSpec, PageSpec, PickSpec, RequiredSpec, SettingKind, SystemFile,
};
use crate::record::Pointer;

/// The names of conditions and values of lines.
const RECORD: &[&str] = &["employee", "settings", "lookup", "run"];

/// Collects texts.
pub(super) struct Texts {
    pub(super) all: Vec<Text>,
    /// The kind of record the texts now collected are about.
    pub(super) entity: Option<&'static str>,
    /// The part whose request the texts now collected belong to.
    pub(super) part: Option<usize>,
}

impl Texts {
    /// A text without names.
    pub(super) fn plain(&mut self, at: Pointer, language: Language, source: &str) {
        self.all.push(Text { entity: self.entity, part: self.part, ..Text::new(at, language, source) });
    }

    /// A text that may use these names, but no secret.
    pub(super) fn scoped(&mut self, at: Pointer, language: Language, source: &str, scope: &[&'static str]) {
        let text = Text::new(at, language, source);
        self.all.push(Text { entity: self.entity, part: self.part, scope: scope.to_vec(), ..text });
    }

    /// A template of a request in which secrets may stand.
    pub(super) fn sent(&mut self, at: Pointer, source: &str, scope: &[&'static str]) {
        self.scoped(at, Language::Template, source, scope);
        if let Some(last) = self.all.last_mut() {
            last.secrets = true;
        }
    }

    /// The texts of a value, as deep as it goes.
    pub(super) fn tree(&mut self, at: &Pointer, value: &Value, scope: &[&'static str], secrets: bool) {
        match value {
            Value::String(text) if text.contains("{{") || text.contains("{%") => {
                self.scoped(at.clone(), Language::Template, text, scope);
                if let Some(last) = self.all.last_mut() {
                    last.secrets = secrets;
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.tree(&at.item(index), item, scope, secrets);
                }
            }
            Value::Object(map) => {
                for (name, value) in map {
                    self.tree(&at.key(name), value, scope, secrets);
                }
            }
            _ => {}
        }
    }

    /// A text if there is one.
    pub(super) fn maybe(&mut self, at: &Pointer, key: &str, language: Language, source: Option<&String>) {
        if let Some(source) = source {
            self.plain(at.key(key), language, source);
        }
    }

    /// Places of a list.
    fn places(&mut self, at: &Pointer, sources: &[String]) {
        for (index, source) in sources.iter().enumerate() {
            self.plain(at.item(index), Language::Place, source);
        }
    }

    pub(super) fn page(&mut self, at: &Pointer, page: Option<&PageSpec>) {
        if let Some(page) = page {
            self.maybe(at, "total", Language::Path, page.total.as_ref());
            self.maybe(at, "next", Language::Path, page.next.as_ref());
        }
    }

    pub(super) fn pick(&mut self, at: &Pointer, pick: &PickSpec) {
        if let Some(latest) = &pick.latest {
            self.latest(&at.key("latest"), latest);
        }
        self.maybe(at, "id", Language::Place, pick.id.as_ref());
        if let Some(until) = &pick.until
            && !(until.len() == 10 && until.bytes().all(|b| b.is_ascii_digit() || b == b'-'))
        {
            self.scoped(at.key("until"), Language::Bare, until, &["settings", "run"]);
        }
    }

    fn whole_connect(&mut self, connect: &ConnectSpec) {
        let at = Pointer::root().key("connect");
        let auth = &["settings", "auth"];
        self.scoped(at.key("base_url"), Language::Template, &connect.base_url, &["settings"]);
        for (name, text) in &connect.headers {
            self.sent(at.key("headers").key(name), text, auth);
        }
        if let Some(header) = connect.soap.as_ref().and_then(|soap| soap.header.as_ref()) {
            self.tree(&at.key("soap").key("header"), header, auth, true);
        }
        self.whole_auth(&at.key("auth"), connect);
        self.page(&at.key("page"), connect.page.as_ref());
        self.plain(at.key("limits").key("timeout"), Language::Duration, &connect.limits.timeout);
        self.plain(at.key("retry").key("wait"), Language::Duration, &connect.retry.wait);
        self.plain(at.key("retry").key("longest"), Language::Duration, &connect.retry.longest);
        self.errors(&at.key("errors"), &connect.errors);
    }

    fn whole_auth(&mut self, at: &Pointer, connect: &ConnectSpec) {
        let Some(auth) = &connect.auth else { return };
        let settings = &["settings"];
        if let Some(bearer) = &auth.bearer {
            self.sent(at.key("bearer"), bearer, settings);
        }
        if let Some(basic) = &auth.basic {
            self.sent(at.key("basic").key("username"), &basic.username, settings);
            self.sent(at.key("basic").key("password"), &basic.password, settings);
        }
        if let Some(login) = &auth.login {
            let at = at.key("login");
            self.scoped(at.key("request"), Language::Template, &login.request, settings);
            if let Some(body) = &login.body {
                self.tree(&at.key("body"), body, settings, true);
            }
            self.plain(at.key("token"), Language::Path, &login.token);
            self.maybe(&at, "lifetime", Language::Duration, login.lifetime.as_ref());
        }
        if let Some(oauth) = &auth.oauth2 {
            let at = at.key("oauth2");
            self.scoped(at.key("token"), Language::Template, &oauth.token, settings);
            if let Some(authorize) = &oauth.authorize {
                self.scoped(at.key("authorize"), Language::Template, authorize, settings);
            }
            self.sent(at.key("client").key("id"), &oauth.client.id, settings);
            if let Some(secret) = &oauth.client.secret {
                self.sent(at.key("client").key("secret"), secret, settings);
            }
            if let Some(refresh) = &oauth.refresh {
                self.sent(at.key("refresh").key("token"), &refresh.token, settings);
            }
        }
    }

    fn line(&mut self, line: &Line<'_>) {
        let (at, spec) = (&line.at, line.spec);
        let value = |texts: &mut Self, key: &str, value: Option<&Value>| {
            if let Some(value) = value {
                // A constant that is read as a field: of the record nothing is known yet.
                let read = key == "value" && spec.field.is_some();
                texts.tree(&at.key(key), value, if read { &RECORD[1..] } else { RECORD }, false);
            }
        };
        value(self, "value", spec.value.as_ref());
        value(self, "default", spec.default.as_ref());
        if let Some(when) = &spec.when {
            self.scoped(at.key("when"), Language::Bare, when, RECORD);
        }
        if let Some(RequiredSpec::When { when }) = &spec.required {
            self.scoped(at.key("required").key("when"), Language::Bare, when, RECORD);
        }
        for (key, place) in [("at", &spec.at), ("from", &spec.from), ("to", &spec.to)] {
            if let Some(place) = place.as_ref().filter(|place| !place.starts_with("settings.")) {
                self.plain(at.key(key), Language::Place, place);
            }
        }
        if let Some(place) = spec.send_with.as_ref().filter(|place| *place != "any") {
            self.plain(at.key("send_with"), Language::Place, place);
        }
        for (value, shape) in spec.of.iter().flatten().filter(|(_, shape)| !shape.seen.starts_with("settings.")) {
            self.plain(at.key("of").key(value).key("seen"), Language::Place, &shape.seen);
        }
    }

    fn whole_entity(&mut self, view: &EntityView<'_>) {
        self.entity = Some(view.name);
        let (at, spec) = (view.at(), view.spec);
        for line in &view.lines {
            self.line(line);
        }
        for (index, hold) in spec.hold.iter().enumerate() {
            self.scoped(at.key("hold").item(index).key("when"), Language::Bare, &hold.when, RECORD);
        }
        for (field, pick) in &spec.pick {
            self.pick(&at.key("pick").key(field), pick);
        }
        for (index, rule) in spec.matching.iter().flat_map(|matching| &matching.rules).enumerate() {
            if let Some(when) = &rule.when {
                self.scoped(at.key("match").key("rules").item(index).key("when"), Language::Bare, when, &["settings"]);
            }
        }
        if let Some(settle) = &spec.settle {
            self.maybe(&at.key("settle"), "after", Language::Duration, settle.after.as_ref());
        }
        if let Some(LeavingSpec::Set { set }) = &spec.leaving_scope {
            for (place, value) in set {
                let at = at.key("leaving_scope").key("set").key(place);
                self.plain(at.clone(), Language::Place, place);
                if let Some(last) = self.all.last_mut() {
                    last.key = true;
                }
                self.tree(&at, value, RECORD, false);
            }
        }
        for (name, part) in &spec.parts {
            let at = at.key("parts").key(name);
            self.places(&at.key("identity"), &part.identity);
            self.places(&at.key("drop"), &part.drop);
            self.places(&at.key("whole"), &part.whole);
            match &part.needs {
                None => {}
                Some(NeedsSpec::All(names)) => self.places(&at.key("needs"), names),
                Some(NeedsSpec::Any { any }) => self.places(&at.key("needs").key("any"), any),
            }
            self.errors(&at.key("errors"), &part.errors);
        }
    }
}

pub(super) fn texts_of(spec: &SystemFile, entities: &[EntityView<'_>], slots: &[Slot<'_>]) -> Vec<Text> {
    let mut texts = Texts { all: Vec::new(), entity: None, part: None };
    for (name, setting) in &spec.settings {
        let at = Pointer::root().key("settings").key(name);
        texts.maybe(&at, "pattern", Language::Pattern, setting.pattern.as_ref());
        if let (SettingKind::Place, Some(Value::String(place))) = (setting.kind, &setting.default) {
            texts.plain(at.key("default"), Language::Place, place);
        }
    }
    if let Some(connect) = &spec.connect {
        texts.whole_connect(connect);
    }
    for entity in entities {
        texts.whole_entity(entity);
    }
    for slot in slots {
        slot_texts(&mut texts, slot);
    }
    texts.all
}
