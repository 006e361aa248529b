//! The pieces of text in a file that are expressions, compiled with their spot.

use std::time::Duration;

use regex::Regex;
use serde_json::Value;

use crate::diagnostic::{Code, Finding, Spot, codes};
use crate::document::Document;
use crate::expr::{Condition, ExprError, Path, Place, Template};
use crate::mapping::compiled::{Body, Member};
use crate::mapping::spec::SystemFile;
use crate::record::Pointer;

/// What compiling needs at hand: the file and what was found wrong so far.
pub(super) struct Texts<'d> {
    /// For lines and names.
    pub(super) document: &'d Document,
    /// The file as plain data.
    pub(super) spec: &'d SystemFile,
    /// What is wrong.
    pub(super) findings: Vec<Finding>,
}

impl Texts<'_> {
    /// Notes an error at the value behind `at`.
    pub(super) fn wrong(&mut self, code: &'static Code, at: &Pointer, message: impl Into<String>) {
        self.findings.push(Finding::error(code, Spot::Value(at.clone()), message));
    }

    fn expression(&mut self, at: &Pointer, error: ExprError) {
        let spot =
            if error.at.is_empty() { Spot::Value(at.clone()) } else { Spot::Inside(at.clone(), error.at.clone()) };
        let mut finding = Finding::error(error.code, spot, error.message);
        finding.help = error.help;
        self.findings.push(finding);
    }

    /// A JSONPath; none (and a finding) when it is none.
    pub(super) fn path(&mut self, at: &Pointer, text: &str) -> Option<Path> {
        Path::compile(text).map_err(|error| self.expression(at, error)).ok()
    }

    /// An optional JSONPath below `at`.
    pub(super) fn path_at(&mut self, at: &Pointer, key: &str, text: Option<&String>) -> Option<Path> {
        text.and_then(|text| self.path(&at.key(key), text))
    }

    /// A place.
    pub(super) fn place(&mut self, at: &Pointer, text: &str) -> Option<Place> {
        Place::compile(text).map_err(|error| self.expression(at, error)).ok()
    }

    /// Places of a list.
    pub(super) fn places(&mut self, at: &Pointer, texts: &[String]) -> Vec<Place> {
        texts.iter().enumerate().filter_map(|(index, text)| self.place(&at.item(index), text)).collect()
    }

    /// A template.
    pub(super) fn template(&mut self, at: &Pointer, text: &str) -> Option<Template> {
        Template::compile(text).map_err(|error| self.expression(at, error)).ok()
    }

    /// A bare expression used as a value: `settings.x`.
    pub(super) fn bare(&mut self, at: &Pointer, text: &str) -> Option<Template> {
        self.template(at, &format!("{{{{ {text} }}}}"))
    }

    /// A condition.
    pub(super) fn condition(&mut self, at: &Pointer, text: &str) -> Option<Condition> {
        Condition::compile(text).map_err(|error| self.expression(at, error)).ok()
    }

    /// An optional condition below `at`.
    pub(super) fn when(&mut self, at: &Pointer, text: Option<&String>) -> Option<Condition> {
        text.and_then(|text| self.condition(&at.key("when"), text))
    }

    /// A regular expression.
    pub(super) fn regex(&mut self, at: &Pointer, text: &str) -> Option<Regex> {
        match regex::RegexBuilder::new(text).size_limit(1 << 20).build() {
            Ok(regex) => Some(regex),
            Err(error) => {
                self.wrong(&codes::BAD_PATTERN, at, format!("`{text}` is no regular expression: {error}"));
                None
            }
        }
    }

    /// `30s`, `500ms`, `5m`, `1h`.
    pub(super) fn duration(&mut self, at: &Pointer, text: &str) -> Option<Duration> {
        let duration = duration(text);
        if duration.is_none() {
            let message = format!("`{text}` is no duration: write a whole number and ms, s, m or h, as `30s`");
            self.wrong(&codes::BAD_DURATION, at, message);
        }
        duration
    }

    /// A body: objects and lists as they stand, texts with `{{ … }}` as templates.
    pub(super) fn body(&mut self, at: &Pointer, value: &Value) -> Option<Body> {
        Some(match value {
            Value::String(text) if text.contains("{{") || text.contains("{%") => {
                Body::Template(self.template(at, text)?)
            }
            Value::Object(map) => {
                let mut members = Vec::with_capacity(map.len());
                for (name, value) in map {
                    let Some(body) = self.body(&at.key(name), value) else { continue };
                    members.push(if name == "..." { Member::Spread(body) } else { Member::Key(name.clone(), body) });
                }
                Body::Object(members)
            }
            Value::Array(list) => {
                let items = list.iter().enumerate();
                Body::List(items.filter_map(|(index, value)| self.body(&at.item(index), value)).collect())
            }
            plain => Body::Literal(plain.clone()),
        })
    }
}

/// A whole number with its unit: `500ms`, `30s`, `5m`, `1h`. None for anything else.
#[must_use]
pub fn duration(text: &str) -> Option<Duration> {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, unit) = text.split_at(digits);
    let number: u64 = number.parse().ok().filter(|number| *number <= 10_000_000)?;
    match unit {
        "ms" => Some(Duration::from_millis(number)),
        "s" => Some(Duration::from_secs(number)),
        "m" => Some(Duration::from_secs(number * 60)),
        "h" => Some(Duration::from_secs(number * 3600)),
        _ => None,
    }
}
