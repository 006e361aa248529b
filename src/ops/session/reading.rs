//! Reading both sides, no more than a choice needs.

use std::collections::BTreeSet;

use super::open::{Session, failed};
use crate::engine::{Gathering, Side, Source, people};
use crate::ops::report::Tab;
use crate::ops::{OpsError, Selection};
use crate::plan::{Choice, Person, Tie, Wish, Wishes};
use crate::record::{Direction, Key};
use crate::store::Link;

/// What a reading is about.
pub(in crate::ops) struct Asked<'a> {
    /// Which way.
    pub(in crate::ops) direction: Direction,
    /// Who takes part.
    pub(in crate::ops) selection: &'a Selection,
    /// What is wished for them.
    pub(in crate::ops) wishes: &'a Wishes,
}

/// Up to so many people are read one by one.
const FEW: usize = 25;

/// The side that people come from, and the one they go to.
pub(in crate::ops) fn source_and_target<'s>(
    direction: Direction,
    hr: &'s Side,
    provider: &'s Side,
) -> (&'s Side, &'s Side) {
    match direction {
        Direction::Export => (hr, provider),
        Direction::Import => (provider, hr),
    }
}

/// Who takes part, read from the source.
pub(in crate::ops) struct Picked {
    /// People of the source.
    pub(in crate::ops) source: Source,
    /// The plan's own words for the choice.
    pub(in crate::ops) choice: Choice,
    /// Links, taken-away ones too.
    pub(in crate::ops) ties: Vec<Tie>,
}

impl Picked {
    /// Reads the people that a selection is about.
    ///
    /// # Errors
    /// When a key does not exist, or the source cannot be read completely.
    pub(in crate::ops) async fn read(
        session: &Session,
        side: &Side,
        asked: &Asked<'_>,
        links: &[Link],
    ) -> Result<Self, OpsError> {
        let Asked { direction, selection, wishes } = asked;
        let keys = match selection {
            Selection::Keys(keys) if keys.len() <= FEW => Some(keys.as_slice()),
            _ => None,
        };
        let scope = session.scope.as_ref().filter(|_| *direction == Direction::Export);
        let wanted = |key: &Key| match selection {
            Selection::Keys(keys) => keys.contains(key),
            Selection::Tab(_) => wishes.of(key).wish != Wish::Leave,
        };
        let source = people(side, scope, keys, &wanted).await.map_err(failed)?;
        let choice = match selection {
            Selection::Tab(Tab::All) => Choice::All,
            Selection::Tab(Tab::Linked) => Choice::Linked,
            Selection::Tab(Tab::Unlinked) => Choice::Unlinked,
            Selection::Keys(keys) => Choice::Keys(keys.iter().cloned().collect()),
        };
        if let Choice::Keys(keys) = &choice {
            let there: BTreeSet<&Key> = source.people.iter().map(|person| &person.key).collect();
            // Somebody linked who is gone has a row that says so.
            let ties = Self::ties_of(*direction, links);
            let gone = |key: &Key| {
                let sure = source.complete || source.gone.contains(key);
                sure && ties.iter().any(|tie| tie.active && tie.source == *key)
            };
            if let Some(key) = keys.iter().find(|key| !there.contains(key) && !gone(key)) {
                return Err(OpsError::usage(format!("there is no employee {key} in {}", side.name))
                    .help("`crosswalk list` shows the keys"));
            }
        } else if !source.complete {
            let why = source.doubts.first().map_or("a page is missing", String::as_str);
            return Err(OpsError::world("incomplete", format!("{} could not be read completely: {why}", side.name))
                .help("nothing was done; try again"));
        }
        Ok(Self { source, choice, ties: Self::ties_of(*direction, links) })
    }

    /// Links as the plan knows them.
    pub(super) fn ties_of(direction: Direction, links: &[Link]) -> Vec<Tie> {
        let tie = |link: &Link| {
            let (hr, provider, active) = (link.hr_key.clone(), link.provider_key.clone(), !link.unlinked);
            match direction {
                Direction::Export => Tie { source: hr, target: provider, active },
                Direction::Import => Tie { source: provider, target: hr, active },
            }
        };
        links.iter().map(tie).collect()
    }

    /// Whether somebody takes part who has no link: then everybody of the target must be known.
    fn needs_everybody(&self) -> bool {
        let linked: BTreeSet<&Key> = self.ties.iter().filter(|tie| tie.active).map(|tie| &tie.source).collect();
        self.source.people.iter().any(|person| self.takes_part(person) && !linked.contains(&person.key))
    }

    fn takes_part(&self, person: &Person) -> bool {
        match &self.choice {
            Choice::Keys(keys) => keys.contains(&person.key),
            Choice::All | Choice::Unlinked => person.in_scope,
            Choice::Linked => true,
        }
    }

    /// The target's keys of linked people who take part.
    fn linked_targets(&self) -> Vec<Key> {
        let taking_part: BTreeSet<&Key> = self
            .source
            .people
            .iter()
            .filter(|person| person.in_scope && self.takes_part(person))
            .map(|person| &person.key)
            .collect();
        let ties = self.ties.iter().filter(|tie| tie.active && taking_part.contains(&tie.source));
        ties.map(|tie| tie.target.clone()).collect()
    }
}

/// Reads the target: all of it where somebody without a link takes part, else whichever of bulk and single reads costs
/// fewer requests; then what bulk reads do not give, for linked people who take part.
///
/// # Errors
/// When it cannot be read.
pub(in crate::ops) async fn targets_of(side: &Side, picked: &Picked) -> Result<Gathering, OpsError> {
    let linked = picked.linked_targets();
    let parts = &side.crosswalk.entity.parts;
    let every_part_single = parts.iter().all(|part| part.get.is_some());
    let by_bulk: BTreeSet<usize> = parts.iter().filter_map(|part| part.list.as_ref()).map(|list| list.share).collect();
    let single = parts.iter().filter(|part| part.list.is_some()).count() * linked.len();
    let bulk = picked.needs_everybody() || !every_part_single || single > by_bulk.len();
    let mut gathering = if bulk { Gathering::all(side).await.map_err(failed)? } else { Gathering::default() };
    let known: BTreeSet<&Key> = gathering.profiles.iter().map(|profile| &profile.key).collect();
    let wanted: Vec<Key> = linked.into_iter().filter(|key| !gathering.complete || known.contains(key)).collect();
    gathering.details(side, &wanted).await.map_err(failed)?;
    Ok(gathering)
}
