//! A step as it stands in its table.

use rusqlite::{Connection, OptionalExtension, Row};

use super::error::StoreError;
use super::row::{json, of_json};
use super::step::{NewStep, Step, StepId};

/// The columns that [`of_row`] reads.
pub(super) const COLUMNS: &str = "SELECT id, run, connection, entity, source, target, part, slot, kind, repeatable, \
     retire, settle, started, state, entry, issue, direction FROM step";

/// One step.
pub(super) fn get(db: &Connection, step: StepId) -> Result<Step, StoreError> {
    let row =
        db.prepare_cached(&format!("{COLUMNS} WHERE id = ?1"))?.query_row([step], |row| Ok(of_row(row))).optional()?;
    row.ok_or(StoreError::NoSuchStep(step))?
}

/// Saves what an event changed.
pub(super) fn save(db: &Connection, step: &Step) -> Result<(), StoreError> {
    let issue = step.issue.as_ref().map(|issue| json("issue", issue)).transpose()?;
    db.prepare_cached("UPDATE step SET state = ?1, target = ?2, entry = ?3, issue = ?4 WHERE id = ?5")?.execute((
        step.state,
        &step.target,
        &step.entry,
        issue,
        step.id,
    ))?;
    Ok(())
}

/// A step from a row of [`COLUMNS`].
pub(super) fn of_row(row: &Row<'_>) -> Result<Step, StoreError> {
    let what = NewStep {
        run: row.get(1)?,
        connection: row.get(2)?,
        entity: row.get(3)?,
        direction: row.get(16)?,
        source: row.get(4)?,
        target: row.get(5)?,
        part: row.get(6)?,
        slot: row.get(7)?,
        kind: row.get(8)?,
        repeatable: row.get(9)?,
        retire: row.get(10)?,
        settle: of_json("settle", &row.get::<_, String>(11)?)?,
        started: row.get(12)?,
    };
    let issue: Option<String> = row.get(15)?;
    Ok(Step {
        id: row.get(0)?,
        what,
        state: row.get(13)?,
        entry: row.get(14)?,
        issue: issue.map(|text| of_json("issue", &text)).transpose()?,
    })
}
