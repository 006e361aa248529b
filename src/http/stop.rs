//! A flag that says: start nothing new.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::Notify;

/// A wish to stop, of a person or a program. Set once, seen by every clone. Requests in flight are waited for; no attempt starts once it is set.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    set: AtomicBool,
    notify: Notify,
}

impl Stop {
    /// Not set.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets it, for good.
    pub fn stop(&self) {
        self.0.set.store(true, Ordering::SeqCst);
        self.0.notify.notify_waiters();
    }

    /// Whether it is set.
    #[must_use]
    pub fn is_set(&self) -> bool {
        self.0.set.load(Ordering::SeqCst)
    }

    /// Returns when it is set.
    pub async fn wait(&self) {
        let mut notified = std::pin::pin!(self.0.notify.notified());
        notified.as_mut().enable();
        if !self.is_set() {
            notified.await;
        }
    }

    /// The future's result, or none when the flag is set first (or was set already).
    pub async fn unless<T>(&self, future: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            biased;
            () = self.wait() => None,
            done = future => Some(done),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Stop;

    #[tokio::test]
    async fn a_wish_to_stop_is_heard_by_all_clones() {
        let stop = Stop::new();
        let other = stop.clone();
        assert!(!other.is_set());
        stop.stop();
        assert!(other.is_set());
        other.wait().await;
        assert_eq!(other.unless(async { 1 }).await, None);
    }
}
