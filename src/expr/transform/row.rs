//! A transform as data.

use std::fmt::Debug;
use std::sync::Arc;

use super::parameters::Parameters;
use crate::expr::{ExprError, Refusal};
use crate::record::Datum;

/// One example: what goes in, what comes out; `None` means it is refused.
#[derive(Debug, Clone, Copy)]
pub struct Example {
    /// Parameters as JSON text, `"{}"` for none.
    pub with: &'static str,
    /// JSON text.
    pub input: &'static str,
    /// JSON text.
    pub output: Option<&'static str>,
}

/// One row of the registry.
#[derive(Debug)]
pub struct TransformRow {
    /// Its name in a file.
    pub name: &'static str,
    /// One line: what it does.
    pub summary: &'static str,
    /// "text", "number", "date", "list" …
    pub input: &'static str,
    /// As above.
    pub output: &'static str,
    /// Parameter names with one line each.
    pub parameters: &'static [(&'static str, &'static str)],
    /// What the inverse does; none: there is no way back.
    pub inverse: Option<&'static str>,
    /// The way back cannot always give the very same value (not only another spelling of it).
    pub lossy: bool,
    /// Tried by a test, printed by `crosswalk transforms`.
    pub examples: &'static [Example],
    /// System's form -> employee's form: tried by a test, printed as well.
    pub inverse_examples: &'static [Example],
    /// It means nothing without parameters.
    pub(in crate::expr) required: bool,
    pub(super) make: Make,
}

impl TransformRow {
    /// Whether it means nothing without parameters.
    #[must_use]
    pub fn needs_parameters(&self) -> bool {
        self.required
    }
}

/// What comes of a value.
pub(super) type Outcome<'a> = Result<Datum<'a>, Refusal>;
/// One direction.
pub(super) type Direction = for<'a> fn(Datum<'a>) -> Outcome<'a>;

/// How a transform comes to be.
#[derive(Debug)]
pub(super) enum Make {
    /// There, and back.
    Plain(Direction, Direction),
    /// From parameters.
    With(fn(&Parameters<'_>) -> Result<Arc<dyn Convert>, ExprError>),
}

/// A transform with parameters. Absent and null never reach it.
pub(super) trait Convert: Debug + Send + Sync {
    /// Employee's form -> system's form.
    fn apply<'a>(&self, datum: Datum<'a>) -> Outcome<'a>;
    /// Back.
    fn invert<'a>(&self, datum: Datum<'a>) -> Outcome<'a>;
}

/// The direction that changes nothing.
pub(super) fn same(datum: Datum<'_>) -> Outcome<'_> {
    Ok(datum)
}

/// The direction that does not exist.
pub(super) fn no_way(_: Datum<'_>) -> Outcome<'_> {
    refuse("cannot be turned back: the transform has no inverse")
}

/// A refusal: the message goes on after the field's name and never shows the value.
pub(super) fn refuse<T>(message: &str) -> Result<T, Refusal> {
    Err(Refusal { message: message.to_owned() })
}

/// The text of a datum, borrowed as long as the datum's.
pub(super) fn text_or<'a>(datum: Datum<'a>, message: &str) -> Result<std::borrow::Cow<'a, str>, Refusal> {
    match datum {
        Datum::Text(text) => Ok(text),
        _ => refuse(message),
    }
}

/// An example without parameters.
pub(super) const fn example(input: &'static str, output: &'static str) -> Example {
    Example { with: "{}", input, output: Some(output) }
}

/// An example that is refused.
pub(super) const fn refused(input: &'static str) -> Example {
    Example { with: "{}", input, output: None }
}

/// An example with parameters.
pub(super) const fn given(with: &'static str, input: &'static str, output: &'static str) -> Example {
    Example { with, input, output: Some(output) }
}

/// An example with parameters that is refused.
pub(super) const fn given_refused(with: &'static str, input: &'static str) -> Example {
    Example { with, input, output: None }
}
