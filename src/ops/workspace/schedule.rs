//! The times at which a connection is exported by itself.

use croner::Cron;
use croner::parser::{CronParser, Seconds, Year};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::spec::ConnectionSpec;

/// The times of one connection, in its time zone.
#[derive(Debug, Clone)]
pub struct Schedule {
    cron: Cron,
    zone: TimeZone,
}

impl Schedule {
    /// Five cron fields: minute, hour, day, month, weekday. Where day and weekday are both given, either is enough.
    ///
    /// # Errors
    /// When it is no such text, or there is no such time zone.
    pub fn of(cron: &str, zone: Option<&str>) -> Result<Self, &'static str> {
        let wrong = "a schedule has five fields, minute hour day month weekday, as in `30 6 * * mon-fri`";
        if !is_cron(cron) {
            return Err(wrong);
        }
        let parser = CronParser::builder().seconds(Seconds::Disallowed).year(Year::Disallowed).build();
        let cron = parser.parse(cron).map_err(|_| wrong)?;
        let zone = zone.map_or(Ok(TimeZone::UTC), TimeZone::get).map_err(|_| "there is no time zone of that name")?;
        let schedule = Self { cron, zone };
        // Any moment will do: what comes, comes again.
        if schedule.next(Timestamp::UNIX_EPOCH).is_none() {
            return Err("this schedule never comes");
        }
        Ok(schedule)
    }

    /// The first time after a moment; none at the end of the calendar.
    #[must_use]
    pub fn next(&self, after: Timestamp) -> Option<Timestamp> {
        let after = after.to_zoned(self.zone.clone());
        self.cron.find_next_occurrence(&after, false).ok().map(|next| next.timestamp())
    }

    pub(in crate::ops) fn of_connection(spec: &ConnectionSpec) -> Option<Self> {
        Self::of(spec.schedule.as_deref()?, spec.timezone.as_deref()).ok()
    }
}

const MONTHS: &[&str] = &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS: &[&str] = &["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
/// Least and most of each field, and the words that stand for its numbers from the least on.
const CRON: [(u32, u32, &[&str]); 5] = [(0, 59, &[]), (0, 23, &[]), (1, 31, &[]), (1, 12, MONTHS), (0, 7, DAYS)];

/// Five fields, each a list of values, ranges and steps that the field can have: the parser also takes a weekday for a
/// month and reads an empty list as never.
fn is_cron(text: &str) -> bool {
    let fields: Vec<&str> = text.split_whitespace().collect();
    let right = |(field, (least, most, words)): (&&str, (u32, u32, &[&str]))| {
        let value = |text: &str| {
            let word = words.iter().zip(least..).find(|(word, _)| word.eq_ignore_ascii_case(text)).map(|(_, at)| at);
            let digits = text.bytes().all(|byte| byte.is_ascii_digit());
            word.or_else(|| text.parse().ok().filter(|at| digits && (least..=most).contains(at)))
        };
        field.split(',').all(|item| {
            let (range, step) = item.split_once('/').map_or((item, None), |(range, step)| (range, Some(step)));
            let steps = step.is_none_or(|step| step.parse::<u32>().is_ok_and(|step| (1..=most).contains(&step)));
            steps
                && (range == "*"
                    || match range.split_once('-') {
                        Some((from, to)) => value(from).zip(value(to)).is_some_and(|(from, to)| from <= to),
                        None => value(range).is_some(),
                    })
        })
    };
    fields.len() == CRON.len() && fields.iter().zip(CRON).all(right)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_schedule_is_one_that_can_be_read() {
        for right in ["0 6 * * 1-5", "*/15 0-6,22 1 jan,JUL sun", "59 23 31 12 7", "0 0 1-10/2 * *"] {
            assert!(Schedule::of(right, None).is_ok(), "{right}");
        }
        let wrong = [
            "daily",
            "@daily",
            "60 6 * * *",
            "0 24 * * *",
            "0 0 0 * *",
            "0 0 * 13 *",
            "0 0 * * 8",
            "0 0 5-1 * *",
            "*/0 0 * * *",
            "0 0 * *",
            "0 0 * * * *",
            "+1 0 * * *",
            "a b c d e",
            "0 0 , * *",
            "0 0 * mon *",
        ];
        for text in wrong {
            assert!(Schedule::of(text, None).is_err(), "{text}");
        }
        assert!(Schedule::of("0 6 * * *", Some("Mars/Base")).is_err());
    }

    #[test]
    fn times_are_those_of_the_zone() {
        let schedule = Schedule::of("30 6 * * mon-fri", Some("Europe/Amsterdam")).unwrap();
        // A Friday in winter, then the Monday after.
        assert_eq!(schedule.next(at("2026-11-27T05:29:59Z")), Some(at("2026-11-27T05:30:00Z")));
        assert_eq!(schedule.next(at("2026-11-27T05:30:00Z")), Some(at("2026-11-30T05:30:00Z")));
        assert_eq!(schedule.next(at("2026-07-01T00:00:00Z")), Some(at("2026-07-01T04:30:00Z")));
        assert!(Schedule::of("0 0 31 2 *", None).is_err() && Schedule::of("0 0 29 2 *", None).is_ok());
    }

    #[test]
    fn a_time_that_the_clock_leaves_out_or_repeats_comes_once() {
        let schedule = Schedule::of("30 2 * * *", Some("Europe/Amsterdam")).unwrap();
        let count = |from: &str, to: &str| {
            let (mut moment, mut times) = (at(from), 0);
            while let Some(next) = schedule.next(moment).filter(|next| *next <= at(to)) {
                (moment, times) = (next, times + 1);
            }
            times
        };
        assert_eq!(count("2026-03-28T12:00:00Z", "2026-03-29T12:00:00Z"), 1);
        assert_eq!(count("2026-10-24T12:00:00Z", "2026-10-25T12:00:00Z"), 1);
    }
}
