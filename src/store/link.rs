//! A link: this HR employee is that provider employee, on this connection.

use serde::{Deserialize, Serialize};

use crate::record::{Key, LinkedBy};

/// The entity of people. Records of another entity that belong to a person have links of their own.
pub const EMPLOYEE: &str = "employee";

/// A link as `links` reports it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The HR system's key.
    pub hr_key: Key,
    /// The provider's key.
    pub provider_key: Key,
    /// RFC 3339 UTC. Of a link made by a step: when that step started.
    pub since: String,
    /// Who made it.
    pub by: LinkedBy,
    /// It was unlinked by hand: the pair is remembered, and no rule makes it again.
    pub unlinked: bool,
}

impl Link {
    /// The HR system's key alone.
    #[must_use]
    pub fn hr_key(self) -> Key {
        self.hr_key
    }

    /// The provider's key alone.
    #[must_use]
    pub fn provider_key(self) -> Key {
        self.provider_key
    }
}
