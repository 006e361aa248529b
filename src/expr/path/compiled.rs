//! A compiled path.

use std::ops::ControlFlow;

use jsonpath_rust::parser::errors::JsonPathError;
use jsonpath_rust::parser::parse_json_path;
use pest::error::InputLocation;
use serde_json::Value;

use super::lower::{Fault, lower};
use super::program::Program;
use super::{guard, walk};
use crate::diagnostic::codes;
use crate::expr::ExprError;

/// A compiled JSONPath.
#[derive(Debug, Clone)]
pub struct Path {
    source: String,
    program: Program,
}

impl Path {
    /// Compiles `$.a[*].b`. A regular expression in `match()` or `search()` is compiled with it.
    ///
    /// # Errors
    /// With the place inside the text and what was expected there. Never panics, however long or deep the text is.
    pub fn compile(source: &str) -> Result<Self, ExprError> {
        guard::check(source)?;
        let query = parse_json_path(source).map_err(|error| explain(source, &error))?;
        let program = lower(&query).map_err(|fault| refuse(source, fault))?;
        Ok(Self { source: source.to_owned(), program })
    }

    /// The text it was compiled from.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Whether it is made of names and indexes only, and so finds at most one value.
    #[must_use]
    pub fn is_singular(&self) -> bool {
        matches!(self.program, Program::Singular(_))
    }

    /// Everything it finds, in order.
    #[must_use]
    pub fn select<'v>(&self, value: &'v Value) -> Vec<&'v Value> {
        match &self.program {
            Program::Singular(steps) => walk::step(steps, value).into_iter().collect(),
            Program::Query(segments) => {
                let mut found = Vec::new();
                let _ = walk::select(segments, value, value, &mut |value| {
                    found.push(value);
                    ControlFlow::Continue(())
                });
                found
            }
        }
    }

    /// The first thing it finds; the rest is not looked for.
    #[must_use]
    pub fn first<'v>(&self, value: &'v Value) -> Option<&'v Value> {
        match &self.program {
            Program::Singular(steps) => walk::step(steps, value),
            Program::Query(segments) => {
                let mut first = None;
                let _ = walk::select(segments, value, value, &mut |value| {
                    first = Some(value);
                    ControlFlow::Break(())
                });
                first
            }
        }
    }
}

fn explain(source: &str, error: &JsonPathError) -> ExprError {
    let at = match error {
        JsonPathError::PestError(error) => match error.location {
            InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
        },
        _ => 0,
    };
    let at = at.min(source.len());
    let next = source.get(at..).and_then(|rest| rest.chars().next());
    let end = if at == 0 { source.len() } else { at + next.map_or(0, char::len_utf8) };
    let message = match next {
        Some(_) if at == 0 => "this is no valid JSONPath".to_owned(),
        Some(next) => format!("`{}` does not fit here in a JSONPath", next.escape_debug()),
        None => "the JSONPath ends too early".to_owned(),
    };
    let help = "steps are `.name`, `['odd name']`, `[0]`, `[*]` and `[?@.name == 'x']`";
    ExprError { code: &codes::BAD_PATH, at: at..end, message, help: Some(help.to_owned()) }
}

fn refuse(source: &str, fault: Fault) -> ExprError {
    match fault {
        Fault::Path(message) => ExprError { code: &codes::BAD_PATH, at: 0..source.len(), message, help: None },
        Fault::Regex(pattern, reason) => {
            let at = source.find(&pattern).map_or(0..source.len(), |at| at..at + pattern.len());
            let message = format!("the regular expression is not valid: {reason}");
            ExprError { code: &codes::BAD_PATTERN, at, message, help: None }
        }
    }
}
