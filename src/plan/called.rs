//! What people call a profile, and what tells it from others of the same name.

use serde_json::Value;

use super::Profile;
use crate::expr::{Escape, Template};
use crate::mapping::crosswalk::Crosswalk;

/// Somebody's name, and a line about them; either may be empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Called {
    /// The name.
    pub name: String,
    /// What tells namesakes apart; nothing that is masked.
    pub about: String,
}

impl Called {
    /// A profile of the mapping's system.
    #[must_use]
    pub fn of(crosswalk: &Crosswalk, profile: &Profile) -> Self {
        let entity = &crosswalk.entity;
        if entity.naming.is_none() && entity.about.is_none() {
            return Self::default();
        }
        Self::of_record(crosswalk, &crosswalk.reverse(&profile.present()).0)
    }

    /// A record that was read of the mapping's system.
    #[must_use]
    pub fn of_record(crosswalk: &Crosswalk, record: &Value) -> Self {
        let scope = crosswalk.scope_of(record);
        let text = |template: &Option<Template>| {
            let text = template.as_ref().and_then(|template| template.text(&scope, Escape::None).ok().flatten());
            text.unwrap_or_default().trim().to_owned()
        };
        Self { name: text(&crosswalk.entity.naming), about: text(&crosswalk.entity.about) }
    }
}
