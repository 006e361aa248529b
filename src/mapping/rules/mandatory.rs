//! What a request, an identity or `needs` counts on is written by a line.

use serde_json::Value;

use super::lines::{Nesting, members};
use super::view::{EntityView, View};
use crate::diagnostic::{Finding, Spot, codes};
use crate::expr::Place;
use crate::mapping::spec::{LeavingSpec, NeedsSpec};

/// The places that lines write, as members behind each other; the first is the part.
struct Written {
    places: Vec<Vec<String>>,
    /// Parts in which a setting holds the place of a line: anything may be written there.
    open: Vec<String>,
}

impl Written {
    fn of(view: &View<'_>, entity: &EntityView<'_>) -> Self {
        let mut written = Self { places: Vec::new(), open: Vec::new() };
        let lines = entity.lines.iter().filter(|line| line.nesting != Nesting::Alternative);
        for (_, text) in lines.filter_map(super::lines::Line::target) {
            written.add(view, text);
        }
        if let Some(LeavingSpec::Set { set }) = &entity.spec.leaving_scope {
            set.keys().for_each(|place| written.add(view, place));
        }
        written
    }

    fn add(&mut self, view: &View<'_>, text: &str) {
        if let Some(setting) = text.strip_prefix("settings.") {
            let of = view.setting(setting).and_then(|setting| setting.of.as_ref()).and_then(Value::as_str);
            self.open.extend(of.map(str::to_owned));
        } else if let Ok(place) = Place::compile(text) {
            self.places.push(members(&place).into_iter().map(str::to_owned).collect());
        }
    }

    /// Whether a line writes at, above or below this place.
    fn holds(&self, part: &str, rest: &[&str]) -> bool {
        let wanted = || std::iter::once(part).chain(rest.iter().copied());
        self.open.iter().any(|open| open == part)
            || self.places.iter().any(|place| place.iter().zip(wanted()).all(|(a, b)| a == b))
    }
}

pub(super) fn run(view: &View<'_>, findings: &mut Vec<Finding>) {
    for entity in &view.entities {
        let written = Written::of(view, entity);
        in_requests(view, entity, &written, findings);
        for (name, part) in &entity.spec.parts {
            let at = entity.at().key("parts").key(name);
            let mut check = |at, text: &str, why: &str| {
                let Ok(place) = Place::compile(text) else { return };
                if !written.holds(name, &members(&place)) {
                    let message = format!("{why} names `{text}`, which no line writes in the part `{name}`");
                    let help = format!("add a line with `at: {name}.{text}`, or take it out here");
                    findings.push(Finding::error(&codes::MANDATORY_UNMAPPED, Spot::Value(at), message).help(help));
                }
            };
            let (needs_at, needs) = match &part.needs {
                None => (at.key("needs"), &[][..]),
                Some(NeedsSpec::All(names)) => (at.key("needs"), names.as_slice()),
                Some(NeedsSpec::Any { any }) => (at.key("needs").key("any"), any.as_slice()),
            };
            for (index, text) in needs.iter().enumerate() {
                check(needs_at.item(index), text, "`needs`");
            }
            for (index, text) in part.identity.iter().enumerate() {
                check(at.key("identity").item(index), text, "`identity`");
            }
            for (index, text) in part.whole.iter().enumerate() {
                check(at.key("whole").item(index), text, "`whole`");
            }
        }
    }
}

/// `desired.part.place` in a writing request.
fn in_requests(view: &View<'_>, entity: &EntityView<'_>, written: &Written, findings: &mut Vec<Finding>) {
    for text in view.texts.iter().filter(|text| text.entity == Some(entity.name)) {
        for name in &text.names {
            let [state, part, rest @ ..] = name.path.as_slice() else { continue };
            let counts = ["desired", "changes"].contains(&state.as_str()) && text.scope.contains(&state.as_str());
            let rest: Vec<&str> = rest.iter().map(String::as_str).collect();
            if counts && entity.spec.parts.contains_key(part) && !written.holds(part, &rest) {
                let place = std::iter::once(part.as_str()).chain(rest).collect::<Vec<_>>().join(".");
                let message = format!("the request sends `{state}.{place}`, but no line writes `{place}`");
                let help = format!("add a line with `at: {place}`, or take it out of the request");
                findings.push(Finding::error(&codes::MANDATORY_UNMAPPED, text.inside(&name.at), message).help(help));
            }
        }
    }
}
