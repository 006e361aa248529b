//! The rows of a screen.

use std::collections::HashSet;
use std::path::PathBuf;

use super::report::{Counts, ListReport, ListRow, Tab, mask};
use super::session::{Exchange, Session, candidate, field};
use super::{Brake, Face, OpsError, Selection};
use crate::engine::Boundary;
use crate::mapping::compiled::Amount;
use crate::plan::{BrakeWord, Change};
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
}

/// The rows of a screen: what an export of the tab would do. Sends nothing that changes anything.
///
/// # Errors
/// When it could not be done at all; trouble of single employees is in the report.
pub async fn run(options: Options, face: &Face<'_>) -> Result<ListReport, OpsError> {
    if options.direction == Direction::Import {
        return Err(OpsError::later("listing for an import comes with a later version"));
    }
    let session = Session::open(&options.workspace, &options.connection, Direction::Export, &face.stop).await?;
    let exchange = Exchange {
        selection: Selection::Tab(Tab::All),
        create: Vec::new(),
        brakes: BrakeWord::ALL.iter().map(|word| Brake { word: *word, amount: Amount::Unlimited }).collect(),
        show_sensitive: options.show_sensitive,
        boundary: Boundary::none(),
    };
    let look = exchange.look(&session).await?;
    let linked: HashSet<Key> =
        look.prepared.picked.ties.iter().filter(|tie| tie.active).map(|tie| tie.source.clone()).collect();
    let rows: Vec<ListRow> =
        look.prepared.plan.changes.into_iter().map(|change| row(change, &linked, options.show_sensitive)).collect();
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
        notes,
    })
}

fn row(change: Change, linked: &HashSet<Key>, show_sensitive: bool) -> ListRow {
    let mut fields: Vec<_> = change.fields.into_iter().map(field).collect();
    if !show_sensitive {
        mask(&mut fields);
    }
    ListRow {
        linked: change.source_key.as_ref().is_some_and(|key| linked.contains(key)),
        hr_key: change.source_key,
        provider_key: change.target_key,
        name: Some(change.name).filter(|name| !name.is_empty()),
        situation: change.situation,
        action: change.action,
        missing: change.missing,
        fields,
        issues: change.issues,
        candidates: change.candidates.into_iter().map(candidate).collect(),
    }
}
