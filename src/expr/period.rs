//! Payroll periods: `year-number-kind`.

use jiff::civil::{Date, ISOWeekDate, Weekday};

/// The first day, `YYYY-MM-DD`, of a period such as `2026-5-M` (month), `2026-20-W` (ISO week; also `W1`, `1W`) or
/// `2026-4-4W` (four ISO weeks; also `W4`). None: it is no such period.
pub(super) fn start(period: &str) -> Option<String> {
    let mut pieces = period.trim().splitn(3, '-');
    let year = pieces.next()?;
    if year.len() != 4 || !year.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let year: i16 = year.parse().ok()?;
    let number = pieces.next()?;
    if number.is_empty() || number.len() > 2 || !number.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number: i8 = number.parse().ok()?;
    let kind = pieces.next()?;
    let is = |names: &[&str]| names.iter().any(|name| kind.eq_ignore_ascii_case(name));
    let date = if is(&["M"]) {
        Date::new(year, number, 1).ok()?
    } else if is(&["W", "W1", "1W"]) {
        monday(year, number)?
    } else if is(&["4W", "W4"]) && (1..=13).contains(&number) {
        monday(year, (number - 1) * 4 + 1)?
    } else {
        return None;
    };
    Some(date.to_string())
}

fn monday(year: i16, week: i8) -> Option<Date> {
    ISOWeekDate::new(year, week, Weekday::Monday).ok().map(ISOWeekDate::date)
}

#[cfg(test)]
mod tests {
    use super::start;

    #[test]
    fn finds_the_first_day() {
        for (period, day) in [
            ("2026-5-M", Some("2026-05-01")),
            ("2026-12-m", Some("2026-12-01")),
            ("2026-1-W", Some("2025-12-29")),
            ("2026-53-W1", Some("2026-12-28")),
            ("2025-53-1W", None),
            ("2010-4-4W", Some("2010-03-29")),
            ("2026-13-W4", Some("2026-11-30")),
            ("2026-14-4W", None),
            ("2026-13-M", None),
            ("2026-0-M", None),
            ("2026-5-Q", None),
            ("2026-5", None),
            ("26-5-M", None),
            ("2026-+5-M", None),
            ("", None),
        ] {
            assert_eq!(start(period).as_deref(), day, "{period}");
        }
    }
}
