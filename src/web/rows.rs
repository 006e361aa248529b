//! Which rows of a list a screen shows, and in what order. Pure.

use super::reading::Snapshot;
use super::view::{Sort, View};
use crate::ops::list::folded;
use crate::ops::report::{ListRow, Tab};
use crate::record::{Direction, Key};

/// Rows of one page.
pub(super) const PAGE: usize = 50;

/// The row's own key: of where people come from.
pub(super) fn key_of(direction: Direction, row: &ListRow) -> Option<&Key> {
    match direction {
        Direction::Export => row.hr_key.as_ref(),
        Direction::Import => row.provider_key.as_ref(),
    }
}

/// The numbers of the rows that belong to a screen's tab and search, in its order.
pub(super) fn matching(snapshot: &Snapshot, view: &View) -> Vec<usize> {
    let words: Vec<String> = view.search.split_whitespace().map(folded).filter(|word| !word.is_empty()).collect();
    let in_tab = |row: &ListRow| match view.tab {
        Tab::All => true,
        Tab::Linked => row.linked,
        Tab::Unlinked => !row.linked,
    };
    let rows = &snapshot.report.rows;
    let mut found: Vec<usize> = (0..rows.len())
        .filter(|number| in_tab(&rows[*number]))
        .filter(|number| words.iter().all(|word| snapshot.searchable[*number].contains(word.as_str())))
        .collect();
    let name = |number: &usize| snapshot.rank[*number];
    match view.sort {
        Sort::Name => found.sort_by_key(name),
        Sort::HrKey => found.sort_by_cached_key(|number| natural(rows[*number].hr_key.as_ref())),
        Sort::ProviderKey => found.sort_by_cached_key(|number| natural(rows[*number].provider_key.as_ref())),
        Sort::State => {
            found.sort_by(|a, b| {
                let order = |number: &usize| (rows[*number].action, rows[*number].situation);
                order(a).cmp(&order(b)).then_with(|| name(a).cmp(&name(b)))
            });
        }
        Sort::Fields => found.sort_by_key(|number| std::cmp::Reverse(rows[*number].fields.len())),
    }
    if view.down {
        found.reverse();
    }
    found
}

/// Numbers as numbers, before words; none last.
fn natural(key: Option<&Key>) -> (u8, u64, String) {
    match key.map(Key::as_str) {
        None => (2, 0, String::new()),
        Some(text) => match text.parse::<u64>() {
            Ok(number) => (0, number, String::new()),
            Err(_) => (1, 0, text.to_owned()),
        },
    }
}

/// The pages that so many rows make; one at least.
pub(super) fn pages(count: usize) -> usize {
    count.div_ceil(PAGE).max(1)
}
