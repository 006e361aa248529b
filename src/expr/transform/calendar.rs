//! Calendar days as they are written.

/// Whether the ten bytes `YYYY-MM-DD` are a day of the calendar.
pub(super) fn is_day(text: &[u8]) -> bool {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *text else { return false };
    match (number(&[y1, y2, y3, y4]), number(&[m1, m2]), number(&[d1, d2])) {
        (Some(year), Some(month), Some(day)) => exists(year, month, day),
        _ => false,
    }
}

/// A number of plain digits, at most nine.
pub(super) fn number(digits: &[u8]) -> Option<u32> {
    if digits.is_empty() || digits.len() > 9 {
        return None;
    }
    digits.iter().try_fold(0, |sum, digit| digit.is_ascii_digit().then(|| sum * 10 + u32::from(digit - b'0')))
}

/// Whether the calendar has that day; years from 1.
pub(super) fn exists(year: u32, month: u32, day: u32) -> bool {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return false,
    };
    (1..=9999).contains(&year) && (1..=days).contains(&day)
}

/// The length of the day at the start of an ISO day or date and time: always 10. None: it is neither.
pub(super) fn leading_day(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    if !is_day(bytes.get(..10)?) {
        return None;
    }
    let time = match bytes.get(10..) {
        None | Some([]) => return Some(10),
        Some([b'T' | b't' | b' ', time @ ..]) => time,
        Some(_) => return None,
    };
    let clock =
        matches!(time, [h1, h2, b':', m1, m2, ..] if [h1, h2, m1, m2].iter().all(|digit| digit.is_ascii_digit()));
    let rest = |byte: &u8| byte.is_ascii_digit() || matches!(byte, b':' | b'.' | b',' | b'+' | b'-' | b'Z' | b'z');
    (clock && time.len() <= 24 && time.iter().all(rest)).then_some(10)
}
