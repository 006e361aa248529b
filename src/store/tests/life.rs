//! The journal with many tasks, over a death, and what it leaves to be done.

use super::{NOW, part, person, run};
use crate::record::{LinkedBy, RunState};
use crate::store::{Settled, StepKind, StepState, Store, StoreError, Success};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn eight_tasks_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("a.db")).await.unwrap();
    let run = run(&store).await;
    let mut tasks = tokio::task::JoinSet::new();
    for task in 0..8 {
        let (store, run) = (store.clone(), run.clone());
        tasks.spawn(async move {
            for number in 0..10 {
                let name = format!("{task}-{number}");
                let step = store.start_step(person(&store, &run, &name, &name)).await.unwrap();
                let key = Some(format!("k{name}").as_str().into());
                store.succeed(step, Success { target: key, link: Some(LinkedBy::Create), entry: None }).await.unwrap();
            }
        });
    }
    tasks.join_all().await;
    assert_eq!(store.links("p").await.unwrap().len(), 80);
    let steps = store.steps(&run).await.unwrap();
    assert!(steps.len() == 80 && steps.iter().all(|step| step.state == StepState::Succeeded));
    assert_eq!(store.in_doubt_count("p").await.unwrap(), 0);
}

#[tokio::test]
async fn two_openings_write_side_by_side() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let mut tasks = tokio::task::JoinSet::new();
    for opening in 0..2 {
        let path = path.clone();
        tasks.spawn(async move {
            let store = Store::open(&path).await.unwrap();
            let run = run(&store).await;
            for number in 0..20 {
                let name = format!("{opening}-{number}");
                store.start_step(person(&store, &run, &name, &name)).await.unwrap();
            }
        });
    }
    tasks.join_all().await;
    assert_eq!(Store::open(&path).await.unwrap().in_doubt_count("p").await.unwrap(), 40);
}

#[tokio::test]
async fn what_was_in_flight_at_the_end_is_settled_by_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let before = Store::open(&path).await.unwrap();
    let old = run(&before).await;
    let lost = before.start_step(person(&before, &old, "h1", "Ada")).await.unwrap();
    let gone = before.start_step(person(&before, &old, "h2", "Grace")).await.unwrap();
    assert!(before.open_steps("p").await.unwrap().is_empty(), "in flight here");
    assert!(matches!(before.settle(lost, Settled::Absent).await, Err(StoreError::InFlight(_))));
    drop(before);

    let after = Store::open(&path).await.unwrap();
    let new = run(&after).await;
    let open: Vec<_> = after.open_steps("p").await.unwrap().into_iter().map(|step| (step.id, step.state)).collect();
    assert_eq!(open, [(lost, StepState::Started), (gone, StepState::Started)]);
    assert!(matches!(
        after.start_step(person(&after, &new, "h1", "Ada")).await,
        Err(StoreError::Unsettled { step, .. }) if step == lost
    ));
    assert_eq!(after.known(&old).await.unwrap(), ["7".into()].into());
    after.settle(lost, Settled::Found("1".into())).await.unwrap();
    after.settle(gone, Settled::Unknown).await.unwrap();
    assert_eq!(after.in_doubt_count("p").await.unwrap(), 1, "what cannot be told stays in doubt");
    after.settle(gone, Settled::Absent).await.unwrap();
    assert_eq!(after.in_doubt_count("p").await.unwrap(), 0);
    let link = after.link_of_hr("p", &"h1".into()).await.unwrap().unwrap();
    assert_eq!((link.provider_key.as_str(), link.by), ("1", LinkedBy::Create));
    assert_eq!(after.step(lost).await.unwrap().target.as_ref(), Some(&link.provider_key));
    after.start_step(person(&after, &new, "h2", "Grace")).await.unwrap();
}

#[tokio::test]
async fn a_step_left_behind_by_a_run_that_ended_is_open() {
    let store = Store::in_memory().await.unwrap();
    let run = run(&store).await;
    store.start_step(part(&store, &run, StepKind::Update, None)).await.unwrap();
    store.end_run(&run, RunState::Stopped, NOW, serde_json::Value::Null).await.unwrap();
    assert_eq!(store.in_doubt_count("p").await.unwrap(), 1);
    assert_eq!(store.in_doubt_count("q").await.unwrap(), 0);
}

#[tokio::test]
async fn a_former_entry_stays_pending_until_it_is_taken_away() {
    let store = Store::in_memory().await.unwrap();
    let run = run(&store).await;
    let made = store.start_step(part(&store, &run, StepKind::CreatePart, Some("old"))).await.unwrap();
    assert!(store.pending_retires("p").await.unwrap().is_empty(), "not known to be made");
    store.succeed(made, Success { entry: Some("new".into()), ..Success::default() }).await.unwrap();
    let pending = store.pending_retires("p").await.unwrap();
    assert_eq!(pending.len(), 1);
    assert_eq!((pending[0].retire.as_ref(), pending[0].entry.as_ref()), (Some(&"old".into()), Some(&"new".into())));
    let away = store.start_step(part(&store, &run, StepKind::Retire, Some("old"))).await.unwrap();
    assert_eq!(store.pending_retires("p").await.unwrap().len(), 1);
    store.doubt(away).await.unwrap();
    store.settle(away, Settled::Absent).await.unwrap();
    assert_eq!(store.pending_retires("p").await.unwrap().len(), 1, "it was not taken away");
    let away = store.start_step(part(&store, &run, StepKind::Retire, Some("old"))).await.unwrap();
    store.succeed(away, Success::default()).await.unwrap();
    assert!(store.pending_retires("p").await.unwrap().is_empty());
}

#[tokio::test]
async fn a_found_entry_makes_no_link() {
    let store = Store::in_memory().await.unwrap();
    let run = run(&store).await;
    let step = store.start_step(part(&store, &run, StepKind::CreatePart, Some("old"))).await.unwrap();
    store.doubt(step).await.unwrap();
    store.settle(step, Settled::Found("new".into())).await.unwrap();
    assert!(store.links("p").await.unwrap().is_empty());
    assert_eq!(store.step(step).await.unwrap().entry, Some("new".into()));
    assert_eq!(store.pending_retires("p").await.unwrap().len(), 1);
}
