//! What people call a profile, and what tells it from others of the same name.

use serde_json::Value;

use super::Profile;
use crate::expr::{Escape, Scope, Template};
use crate::mapping::crosswalk::{Crosswalk, text_of};
use crate::record::Datum;

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
        Self::in_scope(crosswalk, record, &crosswalk.scope_of(record))
    }

    /// The same where its scope is at hand.
    #[must_use]
    pub fn in_scope(crosswalk: &Crosswalk, record: &Value, scope: &Scope) -> Self {
        let text = |template: &Option<Template>| {
            let text = template.as_ref().and_then(|template| template.text(scope, Escape::None).ok().flatten());
            text.unwrap_or_default().trim().to_owned()
        };
        let about = without_masked(text(&crosswalk.entity.about), crosswalk, record);
        Self { name: text(&crosswalk.entity.naming), about }
    }
}

/// What stands between the pieces of the line about somebody.
const BETWEEN: &str = " · ";

/// Without what is also a masked value of the record: some firms take the national id for an employee number.
fn without_masked(about: String, crosswalk: &Crosswalk, record: &Value) -> String {
    if about.is_empty() {
        return about;
    }
    let masked = crosswalk.entity.schema.fields.iter().filter(|field| field.sensitive).filter_map(|field| {
        let value = field.path.split('.').try_fold(record, |value, step| value.get(step))?;
        Some(bare(&text_of(&Datum::of(value))?))
    });
    without(about, &masked.collect::<Vec<_>>())
}

/// Letters and digits alone: how a value is grouped says nothing.
fn bare(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase()
}

/// Pieces that hold a masked value, or most of one. A birth date is a part of many a national id and stays; shorter
/// values (a tax column, an hourly pay) are like others by chance.
fn without(about: String, masked: &[String]) -> String {
    let shown = |piece: &&str| {
        let piece = bare(piece);
        let holds = |value: &String| value.len() >= 6 && piece.contains(value.as_str());
        !masked.iter().any(|value| holds(value) || (piece.len() >= 9 && value.contains(&piece)))
    };
    if about.split(BETWEEN).all(|piece| shown(&piece)) {
        return about;
    }
    about.split(BETWEEN).filter(shown).collect::<Vec<_>>().join(BETWEEN)
}

#[cfg(test)]
mod tests {
    use super::without;

    #[test]
    fn nothing_masked_stands_beside_a_name() {
        let masked = ["199103129871".to_owned(), "nl63abna0417000001".to_owned(), "3".to_owned()];
        let left = |about: &str| without(about.to_owned(), &masked);
        assert_eq!(left("19910312-9871 · 1991-03-12 · a3@x.example"), "1991-03-12 · a3@x.example");
        assert_eq!(left("9103129871 · Sundsvall"), "Sundsvall");
        assert_eq!(left("NL63 ABNA 0417 0000 01 · 1001"), "1001");
        assert_eq!(left("1003 · 1991-03-12 · Sundsvall 3"), "1003 · 1991-03-12 · Sundsvall 3");
    }
}
