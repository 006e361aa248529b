//! No value of a record is in the store's files.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::{NOW, person, run};
use crate::record::Issue;
use crate::record::{LinkedBy, RunState};
use crate::store::{ChangeRow, FieldRef, Settled, Store, StoreError, Success};

/// Every column of the store. A new one is added here only with an answer to: can a value of a record get in?
const COLUMNS: &[(&str, &str)] = &[
    ("account", "id folded name role password subject enabled created"),
    ("api_token", "id hash label role made_by created expires used"),
    ("audit", "id at who what connection details"),
    ("change", "run seq hr_key provider_key situation action outcome fields issues"),
    ("first_start", "id hash"),
    ("known", "run keys"),
    ("link", "id connection entity hr_key provider_key since by unlinked"),
    ("meta", "name value"),
    ("migration", "version checksum"),
    ("run", "number id connection direction started ended state summary entity"),
    (
        "step",
        "id run connection entity source target part slot kind repeatable retire settle started state entry issue direction",
    ),
    ("synced", "connection entity hr_key field hash reading"),
    ("web_session", "hash account created seen"),
];

#[tokio::test]
async fn there_is_no_column_for_a_value() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let _store = Store::open(&path).await.unwrap();
    let db = Connection::open(&path).unwrap();
    let mut statement = db
        .prepare(
            "SELECT m.name, c.name FROM sqlite_schema AS m, pragma_table_info(m.name) AS c \
             WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' ORDER BY m.name, c.cid",
        )
        .unwrap();
    let mut tables: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut rows = statement.query([]).unwrap();
    while let Some(row) = rows.next().unwrap() {
        tables.entry(row.get(0).unwrap()).or_default().push(row.get(1).unwrap());
    }
    let found: Vec<_> = tables.iter().map(|(table, columns)| (table.as_str(), columns.join(" "))).collect();
    let expected: Vec<_> = COLUMNS.iter().map(|(table, columns)| (*table, (*columns).to_owned())).collect();
    assert_eq!(found, expected);
}

#[tokio::test]
async fn a_person_leaves_no_trace_but_keys_and_hashes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let store = Store::open(&path).await.unwrap();
    let (name, iban) = ("Ada Lovelace", "NL91ABNA0417164300");
    let run = run(&store).await;
    let one = store.start_step(person(&store, &run, "h1", name)).await.unwrap();
    let success = Success { target: Some("1".into()), link: Some(LinkedBy::Create), entry: None };
    store.succeed(one, success).await.unwrap();
    let two = store.start_step(person(&store, &run, "h2", iban)).await.unwrap();
    store.doubt(two).await.unwrap();
    store.settle(two, Settled::Unknown).await.unwrap();
    let hash = store.hash_key().hash("iban", iban);
    store.put_synced("p", vec![("h1".into(), vec![("iban".into(), hash.into())])]).await.unwrap();
    let change = ChangeRow {
        hr_key: Some("h1".into()),
        situation: "absent".into(),
        action: "create".into(),
        outcome: "done".into(),
        fields: vec![FieldRef { field: "iban".into(), path: "bank.IBAN".into(), group: None }],
        issues: vec![Issue::new("invalid-value", "The check digits are wrong.").field("iban")],
        ..ChangeRow::default()
    };
    store.record_change(&run, 0, change.clone()).await.unwrap();
    let named = ChangeRow { outcome: name.into(), ..change };
    assert!(matches!(store.record_change(&run, 1, named).await, Err(StoreError::NotAWord(_))));
    let mut step = person(&store, &run, "h3", name);
    step.started = name.into();
    assert!(matches!(store.start_step(step).await, Err(StoreError::NotATime)));
    let summary = serde_json::json!({ "created": [name] });
    assert!(matches!(store.end_run(&run, RunState::Done, NOW, summary).await, Err(StoreError::TextInSummary)));
    store.end_run(&run, RunState::Done, NOW, serde_json::json!({"create": 1})).await.unwrap();

    let mut bytes = Vec::new();
    for file in std::fs::read_dir(folder.path()).unwrap() {
        bytes.extend(std::fs::read(file.unwrap().path()).unwrap());
    }
    let holds = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(holds(&hash.to_string()) && holds("bank.IBAN"), "the files were searched");
    for value in [name, iban, "Ada", "Lovelace", "0417164300"] {
        assert!(!holds(value), "{value} is in the store");
    }
}

#[tokio::test]
async fn errors_and_debug_say_nothing_of_the_key() {
    let store = Store::in_memory().await.unwrap();
    assert_eq!(format!("{store:?}"), "Store { path: None, .. }");
    assert_eq!(format!("{:?}", store.hash_key()), "HashKey(…)");
}
