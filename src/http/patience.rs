//! When to try again, and how long to wait.

use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;

use super::classify::Side;
use crate::mapping::compiled::Retry;
use crate::mapping::spec::ErrorKind;

/// A longer wait that a server asks for is not waited out: the request is given up.
const LONGEST_ASKED: Duration = Duration::from_secs(300);

/// Whether a request that ended so may be sent again. `repeatable`: a write that does no harm when done twice.
pub(super) fn may_repeat(kind: ErrorKind, side: Side, repeatable: bool) -> bool {
    match kind {
        ErrorKind::Transient | ErrorKind::Throttled => true,
        ErrorKind::Unclear => side == Side::Read || repeatable,
        ErrorKind::Denied
        | ErrorKind::Rejected
        | ErrorKind::Missing
        | ErrorKind::Conflict
        | ErrorKind::Stale
        | ErrorKind::Expired => false,
    }
}

/// The wait after `attempt` (from 1) failed: what the server asks for, else doubled each time up to `longest`. None:
/// no attempt is left, or the server asks for more than five minutes.
pub(super) fn wait(retry: &Retry, attempt: u32, asked: Option<Duration>) -> Option<Duration> {
    if attempt >= retry.attempts {
        return None;
    }
    match asked {
        Some(asked) => (asked <= LONGEST_ASKED).then_some(asked),
        None => {
            let factor = 2_u32.saturating_pow(attempt.saturating_sub(1).min(31));
            Some(retry.wait.saturating_mul(factor).min(retry.longest))
        }
    }
}

/// A `Retry-After`: seconds, or a date.
pub(super) fn asked(header: &str, now: Timestamp) -> Option<Duration> {
    let header = header.trim();
    if !header.is_empty() && header.bytes().all(|b| b.is_ascii_digit()) {
        return Some(Duration::from_secs(header.parse().unwrap_or(u64::MAX)));
    }
    let date = DateTimeParser::new().parse_timestamp(header).ok()?;
    Some(Duration::try_from(date.duration_since(now)).unwrap_or(Duration::ZERO))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_longest() {
        let retry = Retry { attempts: 6, wait: Duration::from_secs(1), longest: Duration::from_secs(5) };
        let waits: Vec<_> = (1..=6).map(|n| wait(&retry, n, None).map(|w| w.as_secs())).collect();
        assert_eq!(waits, [Some(1), Some(2), Some(4), Some(5), Some(5), None]);
        assert_eq!(wait(&retry, 1, Some(Duration::from_secs(60))), Some(Duration::from_secs(60)));
        assert_eq!(wait(&retry, 1, Some(Duration::from_secs(301))), None);
        assert_eq!(wait(&retry, 6, Some(Duration::ZERO)), None);
        let many = Retry { attempts: u32::MAX, ..retry };
        assert_eq!(wait(&many, 4_000_000, None), Some(Duration::from_secs(5)));
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let now: Timestamp = "1994-11-06T08:49:07Z".parse().unwrap();
        assert_eq!(asked("0", now), Some(Duration::ZERO));
        assert_eq!(asked(" 17 ", now), Some(Duration::from_secs(17)));
        assert_eq!(asked("Sun, 06 Nov 1994 08:49:37 GMT", now), Some(Duration::from_secs(30)));
        assert_eq!(asked("Sun, 06 Nov 1994 08:00:00 GMT", now), Some(Duration::ZERO));
        assert_eq!(asked("99999999999999999999999", now), Some(Duration::from_secs(u64::MAX)));
        for bad in ["", "soon", "-1", "1.5"] {
            assert_eq!(asked(bad, now), None, "{bad}");
        }
    }

    #[test]
    fn only_what_was_not_done_is_sent_again() {
        use ErrorKind::{Conflict, Denied, Expired, Missing, Rejected, Stale, Throttled, Transient, Unclear};
        for kind in [Conflict, Denied, Expired, Missing, Rejected, Stale] {
            assert!(!may_repeat(kind, Side::Read, true) && !may_repeat(kind, Side::Write, true));
        }
        for kind in [Transient, Throttled] {
            assert!(may_repeat(kind, Side::Read, false) && may_repeat(kind, Side::Write, false));
        }
        assert!(!may_repeat(Unclear, Side::Write, false) && may_repeat(Unclear, Side::Write, true));
    }
}
