//! What an author writes beside a transform's name.

use serde_json::{Map, Value};

use super::TransformRow;
use crate::diagnostic::codes;
use crate::diagnostic::nearest;
use crate::expr::ExprError;

/// The parameters of one use. While checking, `settings.x` and `run.date` stand for any value.
pub(super) struct Parameters<'p> {
    row: &'static TransformRow,
    given: &'p Map<String, Value>,
    checking: bool,
}

impl<'p> Parameters<'p> {
    /// # Errors
    /// A parameter that the transform does not have.
    pub(super) fn new(
        row: &'static TransformRow,
        given: &'p Map<String, Value>,
        checking: bool,
    ) -> Result<Self, ExprError> {
        for name in given.keys() {
            if row.parameters.iter().all(|(known, _)| known != name) {
                let near = nearest(name, row.parameters.iter().map(|(known, _)| *known));
                let names: Vec<_> = row.parameters.iter().map(|(known, _)| *known).collect();
                let help = match (near, names.as_slice()) {
                    (Some(near), _) => format!("did you mean `{near}`?"),
                    (None, []) => format!("write `{}` alone", row.name),
                    (None, names) => format!("there are: {}", names.join(", ")),
                };
                return Err(problem(format!("`{}` has no parameter `{name}`", row.name), Some(help)));
            }
        }
        Ok(Self { row, given, checking })
    }

    /// Whether settings are still unknown.
    pub(super) fn checking(&self) -> bool {
        self.checking
    }

    fn get(&self, name: &str) -> Option<&'p Value> {
        let value = self.given.get(name).filter(|value| !value.is_null())?;
        let later = value.as_str().is_some_and(is_later);
        (!(self.checking && later)).then_some(value)
    }

    fn wrong(&self, name: &str, expected: &str) -> ExprError {
        let help = self.row.parameters.iter().find(|(known, _)| *known == name).map(|(_, line)| (*line).to_owned());
        problem(format!("`{name}` of `{}` must be {expected}", self.row.name), help)
    }

    /// A text that must be there; `""` while a setting stands for it.
    pub(super) fn text(&self, name: &str) -> Result<String, ExprError> {
        match self.get(name) {
            Some(Value::String(text)) => Ok(text.clone()),
            None if self.checking && self.given.contains_key(name) => Ok(String::new()),
            _ => Err(self.wrong(name, "a text")),
        }
    }

    /// A text, or the default.
    pub(super) fn text_or(&self, name: &str, default: &str) -> Result<String, ExprError> {
        if self.get(name).is_none() { Ok(default.to_owned()) } else { self.text(name) }
    }

    /// One of some words; the first is the default. Its place in the list.
    pub(super) fn choice(&self, name: &str, words: &[&str]) -> Result<usize, ExprError> {
        let Some(value) = self.get(name) else { return Ok(0) };
        let word = value.as_str().unwrap_or_default();
        words.iter().position(|known| *known == word).ok_or_else(|| {
            let near = nearest(word, words.iter().copied()).map(|near| format!("did you mean `{near}`?"));
            let error = self.wrong(name, &format!("one of {}", words.join(", ")));
            ExprError { help: near.or(error.help.clone()), ..error }
        })
    }

    /// A whole number of at least 1 (also as text of digits); the default where there is none.
    pub(super) fn whole_or(&self, name: &str, default: Option<u32>) -> Result<u32, ExprError> {
        let number = match self.get(name) {
            Some(Value::Number(number)) => number.as_u64().and_then(|number| u32::try_from(number).ok()),
            Some(Value::String(text)) => text.parse().ok(),
            Some(_) => None,
            None if self.given.contains_key(name) && self.checking => Some(1),
            None => default,
        };
        number.filter(|number| *number > 0).ok_or_else(|| self.wrong(name, "a whole number from 1"))
    }

    /// A whole number of at least 1, if there is one.
    pub(super) fn whole_if(&self, name: &str) -> Result<Option<u32>, ExprError> {
        if self.get(name).is_none() { Ok(None) } else { self.whole_or(name, None).map(Some) }
    }

    /// A text or a list of texts; empty where there is none.
    pub(super) fn texts(&self, name: &str) -> Result<Vec<String>, ExprError> {
        match self.get(name) {
            None => Ok(Vec::new()),
            Some(Value::String(text)) => Ok(vec![text.clone()]),
            Some(Value::Array(list)) => list
                .iter()
                .filter(|value| !(self.checking && value.as_str().is_some_and(is_later)))
                .map(|value| value.as_str().map(str::to_owned).ok_or_else(|| self.wrong(name, "a list of texts")))
                .collect(),
            Some(_) => Err(self.wrong(name, "a text or a list of texts")),
        }
    }

    /// A refusal of a value of the right type.
    pub(super) fn bad(&self, name: &str, expected: &str) -> ExprError {
        self.wrong(name, expected)
    }
}

/// Stands for a value that is known only in a run.
fn is_later(text: &str) -> bool {
    text.starts_with("settings.") || text == "run.date"
}

/// An error whose spot the caller knows.
pub(super) fn problem(message: String, help: Option<String>) -> ExprError {
    ExprError { code: &codes::BAD_PARAMETER, at: 0..0, message, help }
}
