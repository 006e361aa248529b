//! How fast and how wide requests go out.

use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::Clock;
use crate::mapping::compiled::Limits;

/// One connection's limits, shared by all its clients.
pub(super) struct Traffic {
    wide: Arc<Semaphore>,
    pace: DefaultDirectRateLimiter,
    /// No request starts before this, on the clock's `elapsed`.
    held_until: Mutex<Duration>,
    clock: Arc<dyn Clock>,
}

impl Traffic {
    pub(super) fn new(limits: &Limits, clock: Arc<dyn Clock>) -> Self {
        let one = NonZeroU32::MIN;
        let rate = NonZeroU32::new(limits.per_second).unwrap_or(one);
        let burst = NonZeroU32::new(limits.per_second / 100).unwrap_or(one);
        let wide = usize::try_from(limits.concurrent.max(1)).unwrap_or(1).min(Semaphore::MAX_PERMITS);
        Self {
            wide: Arc::new(Semaphore::new(wide)),
            pace: RateLimiter::direct(Quota::per_second(rate).allow_burst(burst)),
            held_until: Mutex::new(Duration::ZERO),
            clock,
        }
    }

    /// Waits for a place and for the pace. The place is given back when the permit is dropped.
    pub(super) async fn turn(&self) -> Option<OwnedSemaphorePermit> {
        let permit = Arc::clone(&self.wide).acquire_owned().await.ok();
        loop {
            let held = *self.held_until.lock().unwrap_or_else(PoisonError::into_inner);
            let left = held.saturating_sub(self.clock.elapsed());
            if left.is_zero() {
                break;
            }
            self.clock.sleep(left).await;
        }
        self.pace.until_ready().await;
        permit
    }

    /// The system asked for fewer requests: nobody starts one before this time has passed.
    pub(super) fn hold(&self, time: Duration) {
        let until = self.clock.elapsed().saturating_add(time);
        let mut held = self.held_until.lock().unwrap_or_else(PoisonError::into_inner);
        *held = until.max(*held);
    }
}
