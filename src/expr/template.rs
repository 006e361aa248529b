//! Templates and conditions (minijinja), compiled once.

use std::ops::Range;

use serde_json::Value;

use super::{EvalError, ExprError, Scope};

/// How text is escaped where it lands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Escape {
    /// Not at all: JSON strings, headers (which refuse line breaks), XML text (escaped by the writer).
    None,
    /// One segment of a URL path: everything but unreserved characters is percent-encoded.
    UrlSegment,
    /// A query parameter's value.
    UrlQuery,
}

/// A dotted name that a template uses, with its bytes in the text: `settings.token` -> `["settings", "token"]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The steps, as far as they are plain names or `['quoted']` ones.
    pub path: Vec<String>,
    /// Where it stands in the text.
    pub at: Range<usize>,
}

/// A compiled template.
#[derive(Debug, Clone)]
pub struct Template {
    source: String,
}

impl Template {
    /// Compiles a text with `{{ … }}`. Unknown filters, tests and functions are found here, not when it is used.
    ///
    /// # Errors
    /// With the culprit's bytes.
    pub fn compile(source: &str) -> Result<Self, ExprError> {
        Ok(Self { source: source.to_owned() })
    }

    /// The text it was compiled from.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The text itself, when it holds no expression at all.
    #[must_use]
    pub fn literal(&self) -> Option<&str> {
        todo!()
    }

    /// Every name it uses that is not made inside it.
    #[must_use]
    pub fn names(&self) -> &[Name] {
        todo!()
    }

    /// Its value: of the expression's own type when the whole text is one `{{ … }}`, text otherwise. None: absent.
    ///
    /// # Errors
    /// When a part of a mixed text is absent, or a filter refuses.
    pub fn value(&self, scope: &Scope) -> Result<Option<Value>, EvalError> {
        let _ = scope;
        todo!()
    }

    /// Its text, with every expression's result (not the literal pieces) escaped. None: absent.
    ///
    /// # Errors
    /// As [`Template::value`]; also when the value is an object or a list.
    pub fn text(&self, scope: &Scope, escape: Escape) -> Result<Option<String>, EvalError> {
        let _ = (scope, escape);
        todo!()
    }
}

/// A compiled condition: a bare expression. An absent name counts as null; null, false, 0, `""` and empty are false.
#[derive(Debug, Clone)]
pub struct Condition {
    source: String,
}

impl Condition {
    /// Compiles an expression without braces: `settings.email == 'work'`.
    ///
    /// # Errors
    /// With the culprit's bytes.
    pub fn compile(source: &str) -> Result<Self, ExprError> {
        Ok(Self { source: source.to_owned() })
    }

    /// The text it was compiled from.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Every name it uses.
    #[must_use]
    pub fn names(&self) -> &[Name] {
        todo!()
    }

    /// Whether it holds.
    ///
    /// # Errors
    /// When it cannot be evaluated on these values.
    pub fn holds(&self, scope: &Scope) -> Result<bool, EvalError> {
        let _ = scope;
        todo!()
    }
}
