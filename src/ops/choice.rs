//! Which employees a command is about, and how far it may go.

use std::fmt;
use std::str::FromStr;

use super::OpsError;
use super::report::Tab;
use crate::record::Key;

/// Which employees: by key, or all of a tab.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selection {
    /// These. A key that does not exist is an error before anything is sent.
    Keys(Vec<Key>),
    /// All of a tab.
    Tab(Tab),
}

impl Selection {
    /// From what the command line gives. `advice` names the ways to choose.
    ///
    /// # Errors
    /// When nothing is chosen, or both keys and a tab.
    pub fn of(keys: Vec<Key>, tab: Option<Tab>, advice: &str) -> Result<Self, OpsError> {
        match (keys.is_empty(), tab) {
            (false, None) => Ok(Self::Keys(keys)),
            (true, Some(tab)) => Ok(Self::Tab(tab)),
            (true, None) => Err(OpsError::usage("nobody is chosen").help(advice)),
            (false, Some(_)) => Err(OpsError::usage("both keys and a whole group are chosen").help(advice)),
        }
    }
}

/// What a brake counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum BrakeKind {
    Create,
    Update,
    Unlink,
    Leaving,
}

impl BrakeKind {
    /// All of them with their words.
    pub const ALL: [(&'static str, Self); 4] =
        [("create", Self::Create), ("update", Self::Update), ("unlink", Self::Unlink), ("leaving", Self::Leaving)];
}

/// Where a brake bites.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BrakeLimit {
    /// More than this many.
    Count(u64),
    /// More than this share, in percent, of the linked employees.
    Percent(u8),
    /// Never.
    None,
}

/// `KIND=LIMIT`: this run's word on one brake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Brake {
    /// What it counts.
    pub kind: BrakeKind,
    /// Where it bites.
    pub limit: BrakeLimit,
}

impl FromStr for Brake {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let form = "write KIND=LIMIT, as `update=100%`, `create=10` or `unlink=none`";
        let (kind, limit) = text.split_once('=').ok_or(form)?;
        let kind = BrakeKind::ALL.iter().find(|(word, _)| *word == kind).map(|(_, kind)| *kind);
        let kind = kind.ok_or("the kinds of brakes are create, update, unlink and leaving")?;
        let limit = match limit.strip_suffix('%') {
            Some(share) => match share.parse() {
                Ok(share) if share <= 100 => BrakeLimit::Percent(share),
                _ => return Err("a share is a whole number from 0% to 100%".into()),
            },
            None if limit == "none" => BrakeLimit::None,
            None => BrakeLimit::Count(limit.parse().map_err(|_| form)?),
        };
        Ok(Self { kind, limit })
    }
}

impl fmt::Display for BrakeLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count(count) => write!(f, "{count}"),
            Self::Percent(share) => write!(f, "{share}%"),
            Self::None => f.write_str("none"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Brake, BrakeKind, BrakeLimit, Selection, Tab};

    #[test]
    fn brakes_are_read_as_written() {
        let brake = |text: &str| text.parse::<Brake>();
        assert_eq!(brake("update=100%").unwrap(), Brake { kind: BrakeKind::Update, limit: BrakeLimit::Percent(100) });
        assert_eq!(brake("create=0").unwrap().limit, BrakeLimit::Count(0));
        assert_eq!(brake("leaving=none").unwrap().limit, BrakeLimit::None);
        for wrong in ["update", "update=", "update=101%", "update=-1", "updates=1", "=1", "update=1.5%", "update= 1"] {
            assert!(brake(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn one_way_to_choose_is_needed() {
        assert!(Selection::of(vec![], None, "").is_err());
        assert!(Selection::of(vec!["1".into()], Some(Tab::All), "").is_err());
        assert_eq!(Selection::of(vec![], Some(Tab::Linked), "").unwrap(), Selection::Tab(Tab::Linked));
    }
}
