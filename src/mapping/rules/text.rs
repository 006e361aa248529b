//! One expression of a file, compiled, with the names it may use.

use std::ops::Range;

use crate::diagnostic::{Finding, Spot, codes};
use crate::expr::{Condition, ExprError, Name, Path, Place, Template};
use crate::mapping::compile;
use crate::record::Pointer;

/// Which language a text is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    Path,
    Place,
    Template,
    /// A bare expression: a condition, or a value as `settings.x`.
    Bare,
    Pattern,
    Duration,
}

/// One expression.
pub(super) struct Text {
    pub(super) at: Pointer,
    /// The spot is the key itself, not the value behind it.
    pub(super) key: bool,
    /// The first steps of names that may be used.
    pub(super) scope: Vec<&'static str>,
    /// The kind of record that `employee` and the parts are of.
    pub(super) entity: Option<&'static str>,
    /// The number of the part whose request it belongs to.
    pub(super) part: Option<usize>,
    /// Secrets may stand here.
    pub(super) secrets: bool,
    /// The names it uses.
    pub(super) names: Vec<Name>,
    pub(super) error: Option<ExprError>,
}

impl Text {
    pub(super) fn new(at: Pointer, language: Language, source: &str) -> Self {
        let (names, error) = match read(language, source) {
            Ok(names) => (names, None),
            Err(error) => (Vec::new(), Some(error)),
        };
        Self { at, key: false, scope: Vec::new(), entity: None, part: None, secrets: false, names, error }
    }

    /// A piece of this text, as a spot.
    pub(super) fn inside(&self, piece: &Range<usize>) -> Spot {
        if self.key {
            Spot::Key(self.at.clone())
        } else if piece.is_empty() {
            Spot::Value(self.at.clone())
        } else {
            Spot::Inside(self.at.clone(), piece.clone())
        }
    }

    /// The error of its language, as a finding.
    pub(super) fn finding(&self) -> Option<Finding> {
        let error = self.error.as_ref()?;
        let mut finding = Finding::error(error.code, self.inside(&error.at), error.message.clone());
        finding.help.clone_from(&error.help);
        Some(finding)
    }
}

fn read(language: Language, source: &str) -> Result<Vec<Name>, ExprError> {
    match language {
        Language::Path => Path::compile(source).map(|_| Vec::new()),
        Language::Place => Place::compile(source).map(|_| Vec::new()),
        Language::Template => Template::compile(source).map(|template| template.names().to_vec()),
        Language::Bare => Condition::compile(source).map(|condition| condition.names().to_vec()),
        Language::Pattern => pattern(source).map(|()| Vec::new()),
        Language::Duration => duration(source).map(|()| Vec::new()),
    }
}

fn pattern(source: &str) -> Result<(), ExprError> {
    match regex::RegexBuilder::new(source).size_limit(1 << 20).build() {
        Ok(_) => Ok(()),
        Err(error) => {
            let last = error.to_string();
            let last = last.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
            let message = format!("this is no regular expression: {last}");
            let help = Some("a dot, a bracket or a star meant as such needs a backslash before it".to_owned());
            Err(ExprError { code: &codes::BAD_PATTERN, at: 0..0, message, help })
        }
    }
}

fn duration(source: &str) -> Result<(), ExprError> {
    if compile::duration(source).is_some() {
        return Ok(());
    }
    let message = "this is no duration".to_owned();
    let help = Some("write a whole number and ms, s, m or h, as `30s`".to_owned());
    Err(ExprError { code: &codes::BAD_DURATION, at: 0..0, message, help })
}
