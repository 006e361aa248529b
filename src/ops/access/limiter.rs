//! How often somebody may try to log in.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// So many tries are free.
const FREE: u32 = 5;
/// The wait after the first try beyond; it doubles with each.
const FIRST: Duration = Duration::from_secs(2);
/// The longest wait.
const LONGEST: Duration = Duration::from_secs(15 * 60);
/// Without a try for so long everything is forgotten.
const FORGOTTEN: Duration = Duration::from_secs(60 * 60);
/// Most that are remembered.
const MOST: usize = 10_000;

/// Failed tries, by whoever or wherever they are about.
#[derive(Debug, Default)]
pub(super) struct Limiter(Mutex<HashMap<String, Tries>>);

#[derive(Debug, Clone, Copy)]
struct Tries {
    failed: u32,
    last: Instant,
}

impl Tries {
    fn wait(self) -> Duration {
        let beyond = self.failed.saturating_sub(FREE);
        if beyond == 0 { Duration::ZERO } else { FIRST.saturating_mul(1 << (beyond - 1).min(16)).min(LONGEST) }
    }
}

impl Limiter {
    /// How long is to be waited before the next try; none: it may be made now.
    pub(super) fn wait(&self, keys: &[String], now: Instant) -> Option<Duration> {
        let tries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let left = |key: &String| {
            let tries = tries.get(key)?;
            tries.wait().checked_sub(now.saturating_duration_since(tries.last)).filter(|left| !left.is_zero())
        };
        keys.iter().filter_map(left).max()
    }

    /// A try failed.
    pub(super) fn failed(&self, keys: &[String], now: Instant) {
        let mut tries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if tries.len() >= MOST {
            tries.retain(|_, tries| now.saturating_duration_since(tries.last) < FORGOTTEN);
        }
        if tries.len() >= MOST {
            // A flood of names: those that wait least are forgotten first.
            tries.retain(|_, tries| tries.failed > FREE);
        }
        for key in keys {
            let entry = tries.entry(key.clone()).or_insert(Tries { failed: 0, last: now });
            if now.saturating_duration_since(entry.last) >= FORGOTTEN {
                entry.failed = 0;
            }
            *entry = Tries { failed: entry.failed.saturating_add(1), last: now };
        }
    }

    /// A try succeeded.
    pub(super) fn succeeded(&self, key: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(key);
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::{FREE, Limiter};

    #[test]
    fn waits_grow_and_end() {
        let (limiter, now, keys) = (Limiter::default(), Instant::now(), ["ada".to_owned()]);
        for _ in 0..FREE {
            assert_eq!(limiter.wait(&keys, now), None);
            limiter.failed(&keys, now);
        }
        assert_eq!(limiter.wait(&keys, now), None);
        limiter.failed(&keys, now);
        let first = limiter.wait(&keys, now).unwrap();
        limiter.failed(&keys, now);
        assert!(limiter.wait(&keys, now).unwrap() > first);
        assert_eq!(limiter.wait(&["eve".to_owned()], now), None);
        assert_eq!(limiter.wait(&keys, now + Duration::from_secs(20 * 60)), None);
        limiter.succeeded("ada");
        assert_eq!(limiter.wait(&keys, now), None);
    }
}
