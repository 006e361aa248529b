//! The rows of a screen.

use std::collections::HashSet;
use std::path::PathBuf;

use super::report::{Change, Counts, ListReport, ListRow, Other, Tab};
use super::session::{Exchange, Session};
use super::{Brake, Face, OpsError, Selection, import};
pub use crate::expr::folded;
use crate::mapping::compiled::Amount;
use crate::plan::BrakeWord;
use crate::record::{Direction, Key};

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder of `crosswalk.yaml`.
    pub workspace: PathBuf,
    /// The connection's name.
    pub connection: String,
    /// Which way.
    pub direction: Direction,
    /// Which rows.
    pub tab: Tab,
    /// Sensitive values are not masked.
    pub show_sensitive: bool,
    /// Everybody of the other side who has no link is named, too: to match somebody by hand.
    pub others: bool,
}

/// The rows of a screen: what an export or an import of the tab would do. Sends nothing that changes anything.
///
/// # Errors
/// When it could not be done at all; trouble of single employees is in the report.
pub async fn run(options: Options, face: &Face<'_>) -> Result<ListReport, OpsError> {
    let session = Session::open(&options.workspace, &options.connection, options.direction, &face.stop).await?;
    let mut exchange = match options.direction {
        Direction::Export => Exchange::following(Direction::Export, Selection::Tab(Tab::All)),
        Direction::Import => import::screen(),
    };
    exchange.brakes = BrakeWord::ALL.iter().map(|word| Brake { word: *word, amount: Amount::Unlimited }).collect();
    exchange.show_sensitive = options.show_sensitive;
    exchange.name_everybody = options.others;
    let look = exchange.look(&session).await?;
    let linked: HashSet<Key> =
        look.prepared.picked.ties.iter().filter(|tie| tie.active).map(|tie| tie.source.clone()).collect();
    let taken: HashSet<&Key> =
        look.prepared.picked.ties.iter().filter(|tie| tie.active).map(|tie| &tie.target).collect();
    let others = look.prepared.called.into_iter().filter(|(key, _)| !taken.contains(key));
    let others =
        others.map(|(key, called)| Other { key, name: words(called.name), about: words(called.about) }).collect();
    let picked = &look.prepared.picked;
    let apart: HashSet<Key> = picked.ties.iter().filter(|tie| !tie.active).map(|tie| tie.source.clone()).collect();
    let reporting = look.reporting;
    let rows = look.prepared.plan.changes.into_iter().map(|change| {
        let own = change.source_key.as_ref();
        let is = |keys: &HashSet<Key>| own.is_some_and(|key| keys.contains(key));
        let (linked, unlinked_by_hand) = (is(&linked), is(&apart) && !is(&linked));
        ListRow { unlinked_by_hand, ..row(reporting.change(change), linked) }
    });
    let rows: Vec<ListRow> = rows.collect();
    let count = |wanted: bool| rows.iter().filter(|row| row.linked == wanted).count() as u64;
    let counts = Counts { unlinked: count(false), linked: count(true), all: rows.len() as u64 };
    let shown = rows.into_iter().filter(|row| match options.tab {
        Tab::All => true,
        Tab::Linked => row.linked,
        Tab::Unlinked => !row.linked,
    });
    let mut notes = session.notices();
    notes.extend(look.prepared.notes);
    Ok(ListReport {
        connection: options.connection,
        direction: options.direction,
        tab: options.tab,
        counts,
        rows: shown.collect(),
        others,
        notes,
    })
}

/// A text that says something.
fn words(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

fn row(change: Change, linked: bool) -> ListRow {
    ListRow {
        linked,
        hr_key: change.hr_key,
        provider_key: change.provider_key,
        name: change.name,
        about: change.about,
        unlinked_by_hand: false,
        situation: change.situation,
        action: change.action,
        missing: change.missing,
        fields: change.fields,
        issues: change.issues,
        candidates: change.candidates,
        notes: change.notes,
    }
}
