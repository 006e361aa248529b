//! What one person has on one screen: the tab, the search, the order, the page, and what was chosen so far.
//!
//! It is kept here and not in addresses: a name that somebody searches for is a personal value. It lives as long as the
//! program and the person's session.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Mutex, PoisonError};

use crate::ops::Whose;
use crate::ops::report::Tab;
use crate::record::{Choice, Direction, Key};

/// Most views that are kept; the ones not used for longest go first.
const MOST: usize = 500;

/// Whose screen it is: session, connection, direction.
pub(super) type ViewKey = (String, String, Direction);

/// What rows are ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Sort {
    #[default]
    Name,
    HrKey,
    ProviderKey,
    State,
    Fields,
}

impl Sort {
    pub(super) const ALL: [(Self, &'static str); 5] = [
        (Self::Name, "name"),
        (Self::HrKey, "hr-key"),
        (Self::ProviderKey, "provider-key"),
        (Self::State, "state"),
        (Self::Fields, "fields"),
    ];

    pub(super) fn of(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == word).map(|(sort, _)| *sort)
    }

    pub(super) fn word(self) -> &'static str {
        Self::ALL.iter().find(|(sort, _)| *sort == self).map_or("name", |(_, word)| word)
    }
}

/// What was chosen for one row of an import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Chosen {
    pub(super) choice: Choice,
    /// Who it is in the HR system, where a person said so.
    pub(super) hr_key: Option<Key>,
    pub(super) fields: BTreeMap<String, Whose>,
}

impl Chosen {
    pub(super) fn of(choice: Choice) -> Self {
        Self { choice, hr_key: None, fields: BTreeMap::new() }
    }
}

/// One screen.
#[derive(Debug, Clone, Default)]
pub(super) struct View {
    pub(super) tab: Tab,
    pub(super) search: String,
    pub(super) sort: Sort,
    pub(super) down: bool,
    /// From 0.
    pub(super) page: usize,
    /// Rows with a cross, also those on other pages.
    pub(super) picked: BTreeSet<Key>,
    /// Import: what is to be done with which rows.
    pub(super) chosen: BTreeMap<Key, Chosen>,
    /// Export: created although somebody like that is there.
    pub(super) create: BTreeSet<Key>,
}

/// Everybody's screens.
#[derive(Default)]
pub(super) struct Views(Mutex<(BTreeMap<ViewKey, View>, VecDeque<ViewKey>)>);

impl Views {
    /// The screen as it was left; a new one starts with `tab`.
    pub(super) fn get(&self, key: &ViewKey, tab: Tab) -> View {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.0.get(key).cloned().unwrap_or_else(|| View { tab, ..View::default() })
    }

    /// Leaves it so.
    pub(super) fn put(&self, key: &ViewKey, view: View) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (views, order) = &mut *kept;
        order.retain(|known| known != key);
        order.push_back(key.clone());
        views.insert(key.clone(), view);
        while order.len() > MOST {
            if let Some(oldest) = order.pop_front() {
                views.remove(&oldest);
            }
        }
    }

    /// A session is over.
    pub(super) fn forget(&self, session: &str) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.0.retain(|key, _| key.0 != session);
        kept.1.retain(|key| key.0 != session);
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST, View, ViewKey, Views};
    use crate::ops::report::Tab;
    use crate::record::Direction;

    fn key(session: usize) -> ViewKey {
        (session.to_string(), "payroll".into(), Direction::Export)
    }

    #[test]
    fn a_screen_is_as_it_was_left() {
        let views = Views::default();
        assert_eq!(views.get(&key(1), Tab::Linked).tab, Tab::Linked);
        views.put(&key(1), View { search: "ada".into(), ..View::default() });
        assert_eq!(views.get(&key(1), Tab::Linked).search, "ada");
        assert_eq!(views.get(&key(2), Tab::All).search, "");
        views.forget("1");
        assert_eq!(views.get(&key(1), Tab::All).search, "");
    }

    #[test]
    fn old_screens_go() {
        let views = Views::default();
        for session in 0..=MOST {
            views.put(&key(session), View { page: 7, ..View::default() });
        }
        assert_eq!(views.get(&key(0), Tab::All).page, 0);
        assert_eq!(views.get(&key(1), Tab::All).page, 7);
    }
}
