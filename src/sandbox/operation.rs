//! The parts of a compiled twin.

use minijinja::value::Value;

use super::expression::Expr;
use super::shape::Shape;
use super::spec::{Format, Nulls, Words};
use super::types::{Members, Scalar, Slot};

/// One operation: how it is called, what it checks, changes and answers.
pub(super) struct Operation {
    /// As the file names it: `Service/Operation` or `VERB /path`.
    pub(super) name: String,
    pub(super) wire: Wire,
    pub(super) query: Members,
    pub(super) request: Option<Slot>,
    pub(super) members: Members,
    pub(super) lets: Vec<(String, Shape)>,
    pub(super) checks: Vec<Check>,
    pub(super) steps: Vec<Step>,
    pub(super) status: u16,
    pub(super) answer: Option<Shape>,
    pub(super) result: Option<Slot>,
}

impl Operation {
    /// Whether it changes anything: it has steps.
    pub(super) fn changes(&self) -> bool {
        !self.steps.is_empty()
    }
}

/// How an operation is called.
pub(super) enum Wire {
    Soap { service: String, operation: String, header: String },
    Rest { method: String, route: Vec<Segment> },
}

/// A step of a path: text, or a name that takes what stands there if it is of that type.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Segment {
    Fixed(String),
    Name(String, Scalar),
}

/// Refuses when `when` holds, or when `unless` does not.
pub(super) struct Check {
    pub(super) when: Option<Expr>,
    pub(super) unless: Option<Expr>,
    pub(super) refuse: String,
}

impl Check {
    pub(super) fn refuses(&self, scope: &Value) -> Result<bool, String> {
        if let Some(when) = &self.when
            && !when.holds(scope)?
        {
            return Ok(false);
        }
        self.unless.as_ref().map_or(Ok(true), |unless| unless.holds(scope).map(|holds| !holds))
    }
}

/// One change of a table: insert (`set` with true), change (`set` with false) or remove (no `set`).
pub(super) struct Step {
    pub(super) table: String,
    pub(super) filter: Option<Expr>,
    pub(super) when: Option<Expr>,
    pub(super) set: Option<(bool, Shape)>,
    pub(super) name: Option<String>,
}

/// What a refusal answers.
pub(super) struct Refusal {
    pub(super) status: u16,
    pub(super) code: String,
    pub(super) fault: Option<Shape>,
    pub(super) body: Option<Shape>,
    pub(super) result: Option<Slot>,
    pub(super) headers: Vec<(String, Shape)>,
}

/// How SOAP is spoken.
pub(super) struct Soap {
    pub(super) path: String,
    pub(super) namespace: String,
    pub(super) action: String,
    pub(super) checks: Vec<Check>,
    pub(super) no_action: String,
    pub(super) bad_action: String,
    pub(super) media_type: String,
    pub(super) unreadable: String,
}

/// How JSON is spoken.
pub(super) struct Json {
    pub(super) checks: Vec<Check>,
    pub(super) no_route: String,
    pub(super) unreadable: String,
    /// Where a body that lacks something is told apart from one that is wrong.
    pub(super) missing: Option<String>,
    pub(super) words: Words,
    pub(super) nulls: Nulls,
}

/// How the same operations are spoken in XML.
pub(super) struct Xml {
    /// The first is that of answers.
    pub(super) media: Vec<String>,
    pub(super) otherwise: Format,
}
