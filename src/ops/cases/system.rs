//! The system that cases are about.

use std::sync::Arc;

use super::spec::EntityWord;
use crate::mapping::compiled::{Entity, Mapping};
use crate::ops::workspace::Library;
use crate::ops::{OpsError, systems};

/// A system's mapping, and the files that belong to it.
#[derive(Debug, Clone)]
pub struct System {
    /// Its name in a workspace.
    pub name: String,
    pub(super) mapping: Mapping,
    pub(super) library: Library,
}

impl System {
    /// Loads a system of the library.
    ///
    /// # Errors
    /// When there is none of that name, or its file has errors.
    pub fn load(library: &Library, name: &str) -> Result<Self, OpsError> {
        let mapping = systems::mapping(library, name)?;
        Ok(Self { name: name.to_owned(), mapping, library: library.clone() })
    }

    /// A mapping that was loaded already.
    #[must_use]
    pub fn of(library: &Library, name: &str, mapping: Mapping) -> Self {
        Self { name: name.to_owned(), mapping, library: library.clone() }
    }

    /// The kind of record that a case is about; none when the file has no such.
    pub(super) fn entity(&self, word: EntityWord) -> Option<&Arc<Entity>> {
        match word {
            EntityWord::Employee => self.mapping.employee.as_ref(),
            EntityWord::Leave => self.mapping.leave.as_ref(),
        }
    }
}
