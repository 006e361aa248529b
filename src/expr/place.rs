//! A place: one spot of a record that can be read and written.

use serde_json::Value;

use super::ExprError;

/// One step of a place.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Step {
    /// A member: `name` or `['odd:name']`.
    Member(String),
    /// The entry of a list whose member has this value: `[type='work']`.
    Where {
        /// The member that is compared.
        member: String,
        /// Its value.
        equals: String,
    },
}

/// `name.list[type='work'].value['odd:name']`. A dot, `[`, or the end closes a plain name; plain names may hold
/// letters, digits, `_`, `-` and `$`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Place {
    /// The steps, at least one.
    pub steps: Vec<Step>,
}

impl Place {
    /// Compiles the text.
    ///
    /// # Errors
    /// With the place inside the text.
    pub fn compile(source: &str) -> Result<Self, ExprError> {
        let _ = source;
        todo!()
    }

    /// The value there.
    #[must_use]
    pub fn get<'v>(&self, value: &'v Value) -> Option<&'v Value> {
        let _ = value;
        todo!()
    }

    /// Puts a value there; objects and list entries on the way are made. What stands in the way and is no object or
    /// list is replaced.
    pub fn set(&self, value: &mut Value, new: Value) {
        let _ = (value, new);
        todo!()
    }

    /// Takes the value away; what held it stays.
    pub fn remove(&self, value: &mut Value) -> Option<Value> {
        let _ = value;
        todo!()
    }

    /// Without its first step; none when there is but one.
    #[must_use]
    pub fn rest(&self) -> Option<Self> {
        (self.steps.len() > 1).then(|| Self { steps: self.steps[1..].to_vec() })
    }

    /// The first step's name, if it is a member.
    #[must_use]
    pub fn head(&self) -> Option<&str> {
        match self.steps.first() {
            Some(Step::Member(name)) => Some(name),
            _ => None,
        }
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let _ = f;
        todo!()
    }
}
