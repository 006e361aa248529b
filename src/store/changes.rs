//! Changes in the store.

use super::change::ChangeRow;
use super::error::StoreError;
use super::opening::Store;
use super::row::{json, of_json, word};
use super::run::RunId;

impl Store {
    /// Notes a change of a run, again as often as more is known of it; `seq` is its place in the plan.
    pub async fn record_change(&self, run: &RunId, seq: u32, change: ChangeRow) -> Result<(), StoreError> {
        word("situation", &change.situation)?;
        word("action", &change.action)?;
        word("outcome", &change.outcome)?;
        let fields = json("fields", &change.fields)?;
        let issues = json("issues", &change.issues)?;
        let run = run.clone();
        self.inner
            .owner
            .write(move |tx| {
                if !tx.prepare_cached("SELECT 1 FROM run WHERE id = ?1")?.exists([&run])? {
                    return Err(StoreError::NoSuchRun(run));
                }
                tx.prepare_cached(
                    "INSERT INTO change \
                     (run, seq, hr_key, provider_key, situation, action, outcome, fields, issues) \
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) \
                     ON CONFLICT (run, seq) DO UPDATE SET hr_key = excluded.hr_key, \
                     provider_key = excluded.provider_key, situation = excluded.situation, \
                     action = excluded.action, outcome = excluded.outcome, fields = excluded.fields, \
                     issues = excluded.issues",
                )?
                .execute((
                    &run,
                    seq,
                    &change.hr_key,
                    &change.provider_key,
                    &change.situation,
                    &change.action,
                    &change.outcome,
                    fields,
                    issues,
                ))?;
                Ok(())
            })
            .await
    }

    /// The changes of a run, in the plan's order.
    pub async fn changes(&self, run: &RunId) -> Result<Vec<ChangeRow>, StoreError> {
        let run = run.clone();
        self.inner
            .owner
            .read(move |db| {
                let mut statement = db.prepare_cached(
                    "SELECT hr_key, provider_key, situation, action, outcome, fields, issues \
                     FROM change WHERE run = ?1 ORDER BY seq",
                )?;
                let mut rows = statement.query([run])?;
                let mut changes = Vec::new();
                while let Some(row) = rows.next()? {
                    changes.push(ChangeRow {
                        hr_key: row.get(0)?,
                        provider_key: row.get(1)?,
                        situation: row.get(2)?,
                        action: row.get(3)?,
                        outcome: row.get(4)?,
                        fields: of_json("fields", &row.get::<_, String>(5)?)?,
                        issues: of_json("issues", &row.get::<_, String>(6)?)?,
                    });
                }
                Ok(changes)
            })
            .await
    }
}

#[cfg(test)]
mod tests {
    use crate::record::{Direction, Issue};
    use crate::store::FieldRef;

    use super::*;

    fn change(hr_key: &str, outcome: &str) -> ChangeRow {
        ChangeRow {
            hr_key: Some(hr_key.into()),
            situation: "absent".into(),
            action: "create".into(),
            outcome: outcome.into(),
            fields: vec![FieldRef { field: "city".into(), path: "home.City".into(), group: None }],
            issues: vec![Issue::new("brake", "Too many at once.").at("mappings/x.yaml:8")],
            ..ChangeRow::default()
        }
    }

    #[tokio::test]
    async fn in_the_plans_order_and_the_last_word_counts() {
        let store = Store::in_memory().await.unwrap();
        let run = store.begin_run("p", Direction::Export, "2026-11-22T08:00:00Z").await.unwrap();
        store.record_change(&run, 2, change("b", "planned")).await.unwrap();
        store.record_change(&run, 1, change("a", "planned")).await.unwrap();
        store.record_change(&run, 2, change("b", "in-doubt")).await.unwrap();
        assert_eq!(store.changes(&run).await.unwrap(), [change("a", "planned"), change("b", "in-doubt")]);
        let nowhere = "01ARZ3NDEKTSV4RRFFQ69G5FAV".parse().unwrap();
        assert!(matches!(store.record_change(&nowhere, 1, change("a", "done")).await, Err(StoreError::NoSuchRun(_))));
        assert_eq!(store.changes(&nowhere).await.unwrap(), []);
        let named = store.record_change(&run, 3, change("c", "Ada Lovelace")).await;
        assert!(matches!(named, Err(StoreError::NotAWord("outcome"))));
    }
}
