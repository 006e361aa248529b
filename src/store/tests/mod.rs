//! The store as a whole: the journal's refusals, its life with many tasks, its agreement with the pure table, and
//! that no value of a record gets in.

mod agreement;
mod creating;
mod life;
mod values;

use crate::record::{Direction, Key};
use crate::store::{EMPLOYEE, NewStep, RunId, StepKind, Store};

const NOW: &str = "2026-11-22T08:00:00Z";

/// A run that may create people.
async fn run(store: &Store) -> RunId {
    let run = store.begin_run("p", Direction::Export, NOW).await.unwrap();
    store.known_keys(&run, "p", vec!["7".into()]).await.unwrap();
    run
}

/// The creation of a person who looks like `looks`.
fn person(store: &Store, run: &RunId, hr_key: &str, looks: &str) -> NewStep {
    NewStep {
        run: run.clone(),
        connection: "p".into(),
        entity: EMPLOYEE.into(),
        direction: Direction::Export,
        source: hr_key.into(),
        target: None,
        part: "personal".into(),
        slot: "create".into(),
        kind: StepKind::CreatePerson,
        repeatable: false,
        retire: None,
        settle: vec![("name".into(), store.hash_key().hash("name", looks))],
        started: NOW.into(),
    }
}

/// A later part of a linked person.
fn part(store: &Store, run: &RunId, kind: StepKind, retire: Option<&str>) -> NewStep {
    NewStep {
        kind,
        part: "bank".into(),
        target: Some("1".into()),
        retire: retire.map(Key::from),
        settle: Vec::new(),
        ..person(store, run, "h", "")
    }
}
