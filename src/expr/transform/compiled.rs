//! A transform with its parameters.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::parameters::{Parameters, problem};
use super::row::{Convert, Direction, Make};
use super::{TRANSFORMS, TransformRow};
use crate::diagnostic::codes;
use crate::diagnostic::nearest;
use crate::expr::{ExprError, Refusal};
use crate::record::Datum;

/// A transform with its parameters, ready to use.
#[derive(Debug, Clone)]
pub struct Transform {
    row: &'static TransformRow,
    works: Works,
}

#[derive(Debug, Clone)]
enum Works {
    Plain(Direction, Direction),
    With(Arc<dyn Convert>),
}

impl Transform {
    /// Compiles `name` or `{ name: parameters }`; parameters that are no object are the first one's value:
    /// `{ prefix: "+" }`.
    ///
    /// # Errors
    /// Unknown name (with did-you-mean), unknown or ill-typed parameter. `at` is empty: the caller knows the spot.
    pub fn compile(spec: &Value) -> Result<Self, ExprError> {
        Self::read(spec, false)
    }

    /// As [`Transform::compile`] where values of settings are not known yet: `settings.x` stands for any parameter.
    ///
    /// # Errors
    /// As [`Transform::compile`].
    pub fn check(spec: &Value) -> Result<&'static TransformRow, ExprError> {
        Self::read(spec, true).map(|transform| transform.row)
    }

    fn read(spec: &Value, checking: bool) -> Result<Self, ExprError> {
        let (name, parameters) = match spec {
            Value::String(name) => (name, &Value::Null),
            Value::Object(map) => match map.iter().next() {
                Some((name, parameters)) if map.len() == 1 => (name, parameters),
                _ => return Err(shape()),
            },
            _ => return Err(shape()),
        };
        let row = TRANSFORMS.iter().find(|row| row.name == name).ok_or_else(|| unknown(name))?;
        let one = |value: &Value| match row.parameters.first() {
            Some((first, _)) => Ok(Map::from_iter([((*first).to_owned(), value.clone())])),
            None => Err(problem(format!("`{name}` takes no parameters"), Some(format!("write `{name}` alone")))),
        };
        let given = match parameters {
            Value::Null => Map::new(),
            Value::Object(map) => map.clone(),
            value => one(value)?,
        };
        let parameters = Parameters::new(row, &given, checking)?;
        let works = match &row.make {
            Make::Plain(apply, invert) => Works::Plain(*apply, *invert),
            Make::With(make) => Works::With(make(&parameters)?),
        };
        Ok(Self { row, works })
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
        match &self.works {
            _ if !datum.has_value() => Ok(datum),
            Works::Plain(apply, _) => apply(datum),
            Works::With(convert) => convert.apply(datum),
        }
    }

    /// System's form -> employee's form. Absent and null pass through untouched.
    ///
    /// # Errors
    /// When the value is not of the expected form, or there is no inverse.
    pub fn invert<'a>(&self, datum: Datum<'a>) -> Result<Datum<'a>, Refusal> {
        match &self.works {
            _ if !datum.has_value() => Ok(datum),
            Works::Plain(_, invert) => invert(datum),
            Works::With(convert) => convert.invert(datum),
        }
    }
}

fn shape() -> ExprError {
    let help = "write `transform: date` or `transform: { scaled_integer: { by: 100 } }`".to_owned();
    problem("a transform is a name, or one name with its parameters".to_owned(), Some(help))
}

fn unknown(name: &str) -> ExprError {
    let help = match nearest(name, TRANSFORMS.iter().map(|row| row.name)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`crosswalk transforms` lists them all".to_owned(),
    };
    let message = format!("there is no transform `{name}`");
    ExprError { code: &codes::UNKNOWN_TRANSFORM, at: 0..0, message, help: Some(help) }
}
