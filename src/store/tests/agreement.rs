//! Whatever happens to a step, the store says what the pure table says.

use proptest::prelude::*;

use super::{person, run};
use crate::record::{Issue, LinkedBy};
use crate::store::{Settled, StepEvent, StepState, Store, StoreError, Success};

async fn apply(store: &Store, step: crate::store::StepId, event: StepEvent) -> Result<(), StoreError> {
    let key = || "1".into();
    match event {
        StepEvent::Succeed => {
            let success = Success { target: Some(key()), link: Some(LinkedBy::Create), entry: None };
            store.succeed(step, success).await
        }
        StepEvent::Fail => store.fail(step, Issue::new("refused", "No.")).await,
        StepEvent::Doubt => store.doubt(step).await,
        StepEvent::Find => store.settle(step, Settled::Found(key())).await,
        StepEvent::Miss => store.settle(step, Settled::Absent).await,
        StepEvent::GiveUp => store.settle(step, Settled::Unknown).await,
    }
}

async fn replay(events: Vec<StepEvent>) {
    let store = Store::in_memory().await.unwrap();
    let run = run(&store).await;
    let step = store.start_step(person(&store, &run, "h", "Ada")).await.unwrap();
    let mut state = StepState::Started;
    for event in events {
        match (state.after(event), apply(&store, step, event).await) {
            (Ok(next), Ok(())) => state = next,
            (Err(pure), Err(StoreError::Forbidden(stored))) => assert_eq!(pure, stored),
            (Err(_), Err(StoreError::InFlight(_))) => assert_eq!(state, StepState::Started),
            (pure, stored) => panic!("{state} {event}: {pure:?}, but the store says {stored:?}"),
        }
        assert_eq!(store.step(step).await.unwrap().state, state);
        assert_eq!(store.links("p").await.unwrap().len(), usize::from(state.took_effect()));
        let open = store.open_steps("p").await.unwrap().len();
        assert_eq!(open, usize::from(state.is_open() && state != StepState::Started));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_sequence_of_events(events in prop::collection::vec(prop::sample::select(StepEvent::ALL), 1..8)) {
        tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(replay(events));
    }
}

#[tokio::test]
async fn every_pair_of_events() {
    for first in StepEvent::ALL {
        for second in StepEvent::ALL {
            replay(vec![*first, *second]).await;
        }
    }
}
