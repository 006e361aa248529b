//! Reading answers that were written down: nothing is sent.

use std::collections::HashMap;

use serde_json::Value;

use super::Side;
use super::entries::{of_answer, of_page};
use super::gather::state;
use crate::plan::Profile;
use crate::record::Key;

/// What answers say of one person, taken apart as an answer off the wire would be. `answers` holds a body for each
/// part that was asked for, by the part's number; the other parts stay unread. With `listed` they are pages of the
/// parts' listings, else answers to the single reads.
///
/// # Errors
/// When a part is named that has no such slot.
pub fn recorded(side: &Side, key: &Key, answers: &HashMap<usize, Value>, listed: bool) -> Result<Profile, String> {
    let parts = &side.crosswalk.entity.parts;
    let mut profile = Profile::unread(key.clone(), parts.len());
    for (number, part) in parts.iter().enumerate() {
        let Some(body) = answers.get(&number) else { continue };
        let slot = if listed { &part.list } else { &part.get };
        let word = if listed { "list" } else { "get" };
        let slot = slot.as_ref().ok_or_else(|| format!("part {} has no `{word}`", part.name))?;
        let entries = if listed {
            let mut found = HashMap::new();
            of_page(&side.client, slot, &side.scope, body, &mut found);
            found.remove(key).unwrap_or_default()
        } else {
            of_answer(&side.client, slot, &side.scope, body, key)
        };
        profile.parts[number] = state(side, part, slot, entries, &profile);
    }
    Ok(profile)
}
