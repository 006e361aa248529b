//! Which employees a command is about, and how far it may go.

use std::str::FromStr;

use super::OpsError;
use super::report::Tab;
use crate::mapping::compiled::Amount;
use crate::plan::BrakeWord;
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

/// `KIND=LIMIT`: this run's word on one brake.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Brake {
    /// What it counts.
    pub word: BrakeWord,
    /// Where it bites.
    pub amount: Amount,
}

impl FromStr for Brake {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let form = "write KIND=LIMIT, as `update=100%`, `create=10` or `unlink=none`";
        let (word, amount) = text.split_once('=').ok_or(form)?;
        let word = BrakeWord::parse(word).ok_or("the kinds of brakes are create, update, unlink and leaving")?;
        Ok(Self { word, amount: Amount::parse(amount).ok_or(form)? })
    }
}

#[cfg(test)]
mod tests {
    use super::{Amount, Brake, BrakeWord, Selection, Tab};

    #[test]
    fn brakes_are_read_as_written() {
        let brake = |text: &str| text.parse::<Brake>();
        assert_eq!(brake("update=100%").unwrap(), Brake { word: BrakeWord::Update, amount: Amount::Percent(100.0) });
        assert_eq!(brake("create=0").unwrap().amount, Amount::Count(0));
        assert_eq!(brake("leaving=none").unwrap().amount, Amount::Unlimited);
        for wrong in ["update", "update=", "update=101%", "update=-1", "updates=1", "=1", "update=x%"] {
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
