//! Named transforms: employee's form -> system's form, with types, inverses and examples.

use serde_json::Value;

use super::{ExprError, Refusal};
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
    /// The way back cannot always give the very same value.
    pub lossy: bool,
    /// Tried by a test, printed by `crosswalk transforms`.
    pub examples: &'static [Example],
}

/// All transforms, by name.
pub static TRANSFORMS: &[TransformRow] = &[];

/// A transform with its parameters, ready to use.
#[derive(Debug, Clone)]
pub struct Transform {
    row: &'static TransformRow,
}

impl Transform {
    /// As [`Transform::compile`], where a parameter may still be `settings.x`.
    ///
    /// # Errors
    /// As there.
    pub fn check(spec: &Value) -> Result<(), ExprError> {
        let _ = spec;
        todo!()
    }

    /// Compiles `name` or `{ name: parameters }`.
    ///
    /// # Errors
    /// Unknown name (with did-you-mean), unknown or ill-typed parameter. `at` is empty: the caller knows the spot.
    pub fn compile(spec: &Value) -> Result<Self, ExprError> {
        let _ = spec;
        todo!()
    }

    /// Its row.
    #[must_use]
    pub fn row(&self) -> &'static TransformRow {
        self.row
    }

    /// Employee's form -> system's form. Absent and null pass through untouched.
    ///
    /// # Errors
    /// When the value is not of the expected form.
    pub fn apply<'a>(&self, datum: Datum<'a>) -> Result<Datum<'a>, Refusal> {
        let _ = datum;
        todo!()
    }

    /// System's form -> employee's form. Absent and null pass through untouched.
    ///
    /// # Errors
    /// When the value is not of the expected form, or there is no inverse.
    pub fn invert<'a>(&self, datum: Datum<'a>) -> Result<Datum<'a>, Refusal> {
        let _ = datum;
        todo!()
    }
}
