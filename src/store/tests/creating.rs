//! What the journal refuses before a person is created.

use super::{NOW, person, run};
use crate::record::{Direction, Issue, Key, LinkedBy, RunState};
use crate::store::{Link, Settled, Store, StoreError, Success};

#[tokio::test]
async fn two_that_look_the_same_are_never_open_together() {
    let store = Store::in_memory().await.unwrap();
    let run = run(&store).await;
    let twin = || person(&store, &run, "h2", "Ada");
    let first = store.start_step(person(&store, &run, "h1", "Ada")).await.unwrap();
    store.start_step(person(&store, &run, "h3", "Grace")).await.unwrap();
    let clash = store.start_step(twin()).await.unwrap_err();
    assert!(matches!(&clash, StoreError::SettleClash { step, whom } if *step == first && whom.as_str() == "h1"));
    store.doubt(first).await.unwrap();
    assert!(matches!(store.start_step(twin()).await, Err(StoreError::SettleClash { .. })));
    store.settle(first, Settled::Unknown).await.unwrap();
    assert!(matches!(store.start_step(twin()).await, Err(StoreError::SettleClash { .. })));
    store.settle(first, Settled::Found("1".into())).await.unwrap();
    store.start_step(twin()).await.unwrap();
}

#[tokio::test]
async fn settle_hashes_are_compared_as_a_set_and_per_connection() {
    let store = Store::in_memory().await.unwrap();
    let one = run(&store).await;
    let key = store.hash_key();
    let (a, b) = (("a".to_owned(), key.hash("a", "x")), ("b".to_owned(), key.hash("b", "y")));
    let mut first = person(&store, &one, "h1", "");
    first.settle = vec![a.clone(), b.clone()];
    let mut second = person(&store, &one, "h2", "");
    second.settle = vec![b, a.clone(), a.clone()];
    store.start_step(first.clone()).await.unwrap();
    assert!(matches!(store.start_step(second.clone()).await, Err(StoreError::SettleClash { .. })));
    second.settle = vec![a];
    store.start_step(second).await.unwrap();
    let other = store.begin_run("q", Direction::Export, NOW).await.unwrap();
    store.known_keys(&other, "q", Vec::new()).await.unwrap();
    first.run = other;
    first.connection = "q".into();
    store.start_step(first).await.unwrap();
    for hr_key in ["h8", "h9"] {
        let mut bare = person(&store, &one, hr_key, "");
        bare.settle.clear();
        store.start_step(bare).await.unwrap();
    }
}

#[tokio::test]
async fn a_person_is_not_created_again_before_the_first_time_is_settled() {
    let store = Store::in_memory().await.unwrap();
    let run = run(&store).await;
    let first = store.start_step(person(&store, &run, "h", "Ada")).await.unwrap();
    let renamed = || person(&store, &run, "h", "Augusta");
    assert!(matches!(store.start_step(renamed()).await, Err(StoreError::Unsettled { step, .. }) if step == first));
    store.fail(first, Issue::new("refused", "No.")).await.unwrap();
    let second = store.start_step(renamed()).await.unwrap();
    let success = Success { target: Some("1".into()), link: Some(LinkedBy::Create), entry: None };
    store.succeed(second, success).await.unwrap();
    let linked = store.start_step(renamed()).await.unwrap_err();
    assert!(matches!(&linked, StoreError::AlreadyLinked { to } if to.as_str() == "1"));
    assert_eq!(store.step(first).await.unwrap().issue.unwrap().code, "refused");
}

#[tokio::test]
async fn nobody_is_created_before_the_known_keys_are_journalled() {
    let store = Store::in_memory().await.unwrap();
    let run = store.begin_run("p", Direction::Export, NOW).await.unwrap();
    let refused = store.start_step(person(&store, &run, "h", "Ada")).await;
    assert!(matches!(refused, Err(StoreError::KnownKeysMissing(_))));
    assert!(store.known(&run).await.unwrap().is_empty());
    store.known_keys(&run, "p", vec!["1".into(), "12".into()]).await.unwrap();
    store.known_keys(&run, "p", vec!["2".into(), "1".into()]).await.unwrap();
    let known = store.known(&run).await.unwrap();
    assert_eq!(known, ["1", "2", "12"].map(Into::into).into());
    store.start_step(person(&store, &run, "h", "Ada")).await.unwrap();
    assert!(matches!(store.known_keys(&run, "q", Vec::new()).await, Err(StoreError::NoSuchRun(_))));
}

#[tokio::test]
async fn no_step_without_a_run_at_work() {
    let store = Store::in_memory().await.unwrap();
    let run = run(&store).await;
    let mut elsewhere = person(&store, &run, "h", "Ada");
    elsewhere.connection = "q".into();
    assert!(matches!(store.start_step(elsewhere).await, Err(StoreError::NoSuchRun(_))));
    store.end_run(&run, RunState::Done, NOW, serde_json::Value::Null).await.unwrap();
    assert!(matches!(store.start_step(person(&store, &run, "h", "Ada")).await, Err(StoreError::RunOver(_))));
}

#[tokio::test]
async fn success_and_link_are_both_or_neither() {
    let store = Store::in_memory().await.unwrap();
    let run = run(&store).await;
    let taken = Link {
        hr_key: "other".into(),
        provider_key: "1".into(),
        since: NOW.into(),
        by: LinkedBy::Hand,
        unlinked: false,
    };
    store.put_link("p", taken).await.unwrap();
    let step = store.start_step(person(&store, &run, "h", "Ada")).await.unwrap();
    let to = |key: Option<&str>| Success { target: key.map(Into::into), link: Some(LinkedBy::Create), entry: None };
    assert!(matches!(store.succeed(step, to(Some("1"))).await, Err(StoreError::Taken { .. })));
    assert!(matches!(store.succeed(step, to(None)).await, Err(StoreError::NoTargetKey(_))));
    assert_eq!(store.step(step).await.unwrap().state.as_str(), "started");
    store.succeed(step, to(Some("2"))).await.unwrap();
    let link = store.link_of_hr("p", &"h".into()).await.unwrap().unwrap();
    assert_eq!((link.provider_key.as_str(), link.by, link.since.as_str()), ("2", LinkedBy::Create, NOW));
}

#[tokio::test]
async fn who_was_made_is_half_made_until_something_was_synced() {
    let store = Store::in_memory().await.unwrap();
    let run = run(&store).await;
    let made = |target: &str| Success { target: Some(target.into()), link: Some(LinkedBy::Create), entry: None };
    let first = store.start_step(person(&store, &run, "h1", "Ada")).await.unwrap();
    assert!(store.half_made("p").await.unwrap().is_empty(), "not known yet");
    store.succeed(first, made("1")).await.unwrap();
    let second = store.start_step(person(&store, &run, "h2", "Grace")).await.unwrap();
    store.doubt(second).await.unwrap();
    store.settle(second, Settled::Found("2".into())).await.unwrap();
    let lost = store.start_step(person(&store, &run, "h3", "Joan")).await.unwrap();
    store.doubt(lost).await.unwrap();
    store.settle(lost, Settled::Absent).await.unwrap();
    let both: Vec<(Key, Key)> = vec![("h1".into(), "1".into()), ("h2".into(), "2".into())];
    assert_eq!(store.half_made("p").await.unwrap(), both);
    assert!(store.half_made("q").await.unwrap().is_empty());
    // Other runs that went well, and settling, are about others.
    store.end_run(&run, RunState::Done, NOW, serde_json::json!({"nothing": 1})).await.unwrap();
    assert_eq!(store.half_made("p").await.unwrap(), both);
    let synced = vec![("city".to_owned(), store.hash_key().hash("city", "Delft").into())];
    store.put_synced("p", vec![("h1".into(), synced)]).await.unwrap();
    assert_eq!(store.half_made("p").await.unwrap(), both[1..]);
    store.unlink("p", &["h2".into()]).await.unwrap();
    assert!(store.half_made("p").await.unwrap().is_empty());
}
