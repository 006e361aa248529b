//! Merges the provider's employees into the HR system.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::export::dry_run;
use super::report::{ChangeReport, Tab};
use super::session::{Exchange, Session, wish_of};
use super::{Brake, Decided, Face, OpsError, Selection, decisions};
use crate::engine::Boundary;
use crate::plan::{Decision, Wishes};
use crate::record::{Choice, Direction, Key};

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder of `crosswalk.yaml`.
    pub workspace: PathBuf,
    /// The connection's name.
    pub connection: String,
    /// Who is merged and how.
    pub choice: ImportChoice,
    /// On a transport that cannot change anything.
    pub dry_run: bool,
    /// Sensitive values are not masked.
    pub show_sensitive: bool,
}

/// Who is merged and how.
#[derive(Debug, Clone, Default)]
pub struct ImportChoice {
    /// Which employees; keys are the provider's. None: those that a match, a decision or `create` names.
    pub selection: Option<Selection>,
    /// For rows that no decision names.
    pub action: Option<Choice>,
    /// Provider key and HR key.
    pub matches: Vec<(Key, Key)>,
    /// Created although candidates exist; provider keys.
    pub create: Vec<Key>,
    /// A decisions file (NDJSON).
    pub decisions: Option<PathBuf>,
    /// The same as a list; none of its rows may be in the file, too.
    pub decided: Vec<Decided>,
    /// This run's word on the brakes.
    pub brakes: Vec<Brake>,
}

/// Merges the provider's employees into the HR system.
///
/// # Errors
/// When it could not be done at all; trouble of single employees is in the report.
pub async fn run(options: Options, face: &Face<'_>) -> Result<ChangeReport, OpsError> {
    run_until(options, face, Boundary::none()).await
}

/// As [`run`], cut short where the boundary says so: for tests of what a crash leaves behind.
///
/// # Errors
/// As [`run`]; `cut-short` when it was.
pub async fn run_until(options: Options, face: &Face<'_>, boundary: Boundary) -> Result<ChangeReport, OpsError> {
    let mut exchange = exchange(&options.choice)?;
    exchange.show_sensitive = options.show_sensitive;
    exchange.boundary = boundary;
    let session = Session::open(&options.workspace, &options.connection, Direction::Import, &face.stop).await?;
    if options.dry_run { dry_run(&session, &exchange).await } else { exchange.run(&session, face, &|_| {}).await }
}

/// What an import is to do, from what people chose. Nothing is read or sent yet.
///
/// # Errors
/// When choices contradict each other, or the decisions file is not right.
pub(in crate::ops) fn exchange(choice: &ImportChoice) -> Result<Exchange, OpsError> {
    let mut rows: BTreeMap<Key, Row> = BTreeMap::new();
    if let Some(file) = &choice.decisions {
        for (key, row) in decisions::read(file)? {
            rows.insert(key, row);
        }
    }
    for decided in &choice.decided {
        decisions::add(&mut rows, decided.clone())
            .map_err(|why| OpsError::usage(format!("{why}; nothing was sent")))?;
    }
    let usual = choice.action.unwrap_or(Choice::Nothing);
    for (provider, hr) in &choice.matches {
        let row = rows.entry(provider.clone()).or_insert_with(|| Row::of(matched(usual)));
        if row.hr_key.as_ref().is_some_and(|known| known != hr) {
            return Err(OpsError::usage(format!("{provider} is matched with two HR employees: {hr} is one of them")));
        }
        row.hr_key = Some(hr.clone());
        row.choice = matched(row.choice);
    }
    for key in &choice.create {
        rows.entry(key.clone()).or_insert_with(|| Row::of(Choice::Create)).choice = Choice::Create;
    }
    let selection = match &choice.selection {
        Some(selection) => selection.clone(),
        None if rows.is_empty() => {
            return Err(OpsError::usage("nobody is chosen")
                .help("name employees by the provider's key, or say --all, --new, --imported or --decisions FILE"));
        }
        None => Selection::Keys(rows.keys().cloned().collect()),
    };
    let mut exchange = Exchange::following(Direction::Import, selection);
    exchange.wishes.usual = Decision { wish: wish_of(usual), ..Decision::default() };
    exchange.usual = Some(usual);
    exchange.brakes.clone_from(&choice.brakes);
    for (key, row) in rows {
        if row.choice == Choice::Create {
            if row.hr_key.is_some() {
                return Err(OpsError::usage(format!("{key} is matched and to be created: say one of the two")));
            }
            exchange.create.push(key.clone());
        }
        exchange.choices.insert(key.clone(), row.choice);
        exchange.wishes.single.insert(key, row.decision());
    }
    if let Selection::Keys(keys) = &exchange.selection {
        let named = Decision { single: true, ..exchange.wishes.usual.clone() };
        for key in keys {
            exchange.wishes.single.entry(key.clone()).or_insert_with(|| named.clone());
        }
        if let Some(key) = exchange.wishes.single.keys().find(|key| !keys.contains(key)) {
            return Err(OpsError::usage(format!("{key} has a decision and is not among the chosen employees"))
                .help("name it too, or choose --all"));
        }
    }
    Ok(exchange)
}

/// What a person decided about one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::ops) struct Row {
    pub(in crate::ops) choice: Choice,
    pub(in crate::ops) hr_key: Option<Key>,
    pub(in crate::ops) fields: BTreeMap<String, crate::plan::Take>,
}

impl Row {
    fn of(choice: Choice) -> Self {
        Self { choice, hr_key: None, fields: BTreeMap::new() }
    }

    fn decision(self) -> Decision {
        Decision { wish: wish_of(self.choice), partner: self.hr_key, single: true, fields: self.fields }
    }
}

/// Choosing nothing for somebody who is matched means the link alone.
fn matched(choice: Choice) -> Choice {
    if choice == Choice::Nothing { Choice::Match } else { choice }
}

/// The rows of a screen: everybody, as they follow from their situation.
pub(in crate::ops) fn screen() -> Exchange {
    let mut exchange = Exchange::following(Direction::Import, Selection::Tab(Tab::All));
    exchange.wishes = Wishes::default();
    exchange.wishes.usual.single = true;
    exchange.show_equal = true;
    exchange
}

#[cfg(test)]
mod tests {
    use super::{Choice, ImportChoice, Key, Selection, Tab, exchange};
    use crate::plan::Wish;

    #[test]
    fn choices_become_wishes() {
        let one = |choice: &ImportChoice| exchange(choice).unwrap();
        let pair = (Key::from("9"), Key::from("65e"));
        let linked = one(&ImportChoice { matches: vec![pair.clone()], ..ImportChoice::default() });
        assert_eq!(linked.selection, Selection::Keys(vec!["9".into()]));
        assert_eq!(linked.choices[&"9".into()], Choice::Match);
        assert_eq!(linked.wishes.single[&"9".into()].partner, Some("65e".into()));
        let all = ImportChoice {
            selection: Some(Selection::Tab(Tab::All)),
            action: Some(Choice::PreferProvider),
            matches: vec![pair.clone()],
            ..ImportChoice::default()
        };
        let all = one(&all);
        assert_eq!(all.wishes.of(&"9".into()).wish, Wish::TakeSource);
        assert!(!all.wishes.of(&"7".into()).single && all.wishes.of(&"9".into()).single);
    }

    #[test]
    fn contradictions_are_told() {
        let pair = |hr: &str| (Key::from("9"), Key::from(hr));
        for choice in [
            ImportChoice::default(),
            ImportChoice { matches: vec![pair("1"), pair("2")], ..ImportChoice::default() },
            ImportChoice { matches: vec![pair("1")], create: vec!["9".into()], ..ImportChoice::default() },
            ImportChoice {
                selection: Some(Selection::Keys(vec!["7".into()])),
                matches: vec![pair("1")],
                ..ImportChoice::default()
            },
        ] {
            assert!(exchange(&choice).is_err(), "{choice:?}");
        }
    }
}
