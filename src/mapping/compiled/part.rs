//! A piece of a system's employee with its own requests.

use super::{ReadSlot, WriteSlot};
use crate::expr::Place;
use crate::mapping::spec::{Another, ClearedAs};

/// A piece of a system's employee with its own requests. It has one shape: the one that is written.
#[derive(Debug, Clone)]
pub struct Part {
    /// Its name; first step of every place in it.
    pub name: String,
    /// Reads all of them.
    pub list: Option<ReadSlot>,
    /// Reads one person's.
    pub get: Option<ReadSlot>,
    /// Look-ups by an employee field.
    pub find: Vec<ReadSlot>,
    /// Makes one; the requests whose `when` holds are sent in order.
    pub create: Vec<WriteSlot>,
    /// Changes one. Empty: a difference makes a new entry.
    pub update: Vec<WriteSlot>,
    /// Takes one away.
    pub delete: Option<WriteSlot>,
    /// Takes the former entry away after the new one was read back.
    pub retire: Option<WriteSlot>,
    /// Entries equal in these are the same entry.
    pub identity: Vec<Place>,
    /// What another entry beside the present one means.
    pub another: Another,
    /// May exist as soon as the person does, although it has a create.
    pub born: bool,
    /// What must have a value before it is made.
    pub needs: Needs,
    /// Read, never written.
    pub drop: Vec<Place>,
    /// Objects sent whole.
    pub whole: Vec<Place>,
    /// Element order.
    pub order: Vec<String>,
    /// How "no value" is written.
    pub cleared_as: ClearedAs,
    /// Updates are laid over a fresh read of the part's own `get`.
    pub fresh_base: bool,
}

/// What must have a value before a part is made.
#[derive(Debug, Clone)]
pub enum Needs {
    /// Any mapped field that is no constant.
    Mapped,
    /// All of these.
    All(Vec<Place>),
    /// One of these.
    Any(Vec<Place>),
}
