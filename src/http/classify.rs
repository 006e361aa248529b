//! What an answer means: the call's error rules, then the connection's, then the usual meanings.

use std::borrow::Cow;

use serde_json::Value;

use super::answer::Reading;
use super::soap;
use super::trouble::{Trouble, clean};
use super::{select, xml};
use crate::expr::Path;
use crate::mapping::compiled::{BlamedPlace, ErrorRule, MessageFrom};
use crate::mapping::spec::ErrorKind;

/// What kind of request was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// It only reads.
    Read,
    /// It changes something.
    Write,
}

impl Side {
    /// The kind of a request that was sent and whose outcome is not known: a read is asked again, a write is settled.
    pub(super) fn unknown(self) -> ErrorKind {
        match self {
            Self::Read => ErrorKind::Transient,
            Self::Write => ErrorKind::Unclear,
        }
    }
}

/// An answer as the rules see it. An unreadable body is its text (or null).
#[derive(Debug)]
pub(super) struct Heard<'a> {
    pub(super) status: u16,
    pub(super) body: &'a Value,
    pub(super) fault: bool,
    pub(super) reading: Reading,
}

/// Everything `path` finds, nulls left out.
pub(super) fn find<'v>(reading: Reading, path: &Path, value: &'v Value) -> Vec<Cow<'v, Value>> {
    match reading {
        Reading::Json => path.select(value).into_iter().filter(|one| !one.is_null()).map(Cow::Borrowed).collect(),
        Reading::Xml | Reading::Soap => select::entries(path, value),
    }
}

/// A scalar's text.
pub(super) fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(xml::plain(number)),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// What the rules say, the first that matches.
///
/// A rule of kind `transient` that knows nothing but a 5xx status does not prove that a write was not done: for
/// writes it means `unclear`.
pub(super) fn declared<'r>(
    rules: impl Iterator<Item = &'r ErrorRule>,
    heard: &Heard<'_>,
    side: Side,
) -> Option<Trouble> {
    let rule = rules.into_iter().find(|rule| matches(rule, heard))?;
    let bare = rule.at.is_none() && heard.status >= 500;
    let kind = match rule.kind {
        ErrorKind::Transient if side == Side::Write && bare => ErrorKind::Unclear,
        ErrorKind::Unclear if side == Side::Read => ErrorKind::Transient,
        kind => kind,
    };
    let own = match &rule.message {
        Some(MessageFrom::Text(text)) => Some(text.clone()),
        Some(MessageFrom::At(path)) => texts(heard, path),
        None => None,
    };
    let place = match &rule.place {
        Some(BlamedPlace::Fixed(place)) => Some(place.to_string()),
        Some(BlamedPlace::Named(path)) => {
            find(heard.reading, path, heard.body).iter().find_map(|one| scalar(one)).map(|name| clean(&name))
        }
        None => None,
    };
    let message = own.or_else(|| words(heard)).unwrap_or_else(|| usual_words(kind, heard.status));
    Some(Trouble { place, status: Some(heard.status), sent: true, ..Trouble::new(kind, message) })
}

/// What an answer means that no rule names; none for a success.
pub(super) fn usual(heard: &Heard<'_>, side: Side) -> Option<Trouble> {
    let kind = match heard.status {
        401 | 403 => ErrorKind::Denied,
        429 => ErrorKind::Throttled,
        200..=299 if !heard.fault => return None,
        400..=499 if !heard.fault => match heard.status {
            404 => ErrorKind::Missing,
            409 => ErrorKind::Conflict,
            412 => ErrorKind::Stale,
            408 | 425 => side.unknown(),
            _ => ErrorKind::Rejected,
        },
        _ => side.unknown(),
    };
    let message = words(heard).unwrap_or_else(|| usual_words(kind, heard.status));
    Some(Trouble { status: Some(heard.status), sent: true, ..Trouble::new(kind, message) })
}

fn matches(rule: &ErrorRule, heard: &Heard<'_>) -> bool {
    let in_range = |&(from, to): &(u16, u16)| (from..=to).contains(&heard.status);
    if !(rule.status.is_empty() || rule.status.iter().any(in_range)) {
        return false;
    }
    let Some(at) = &rule.at else { return true };
    let found = find(heard.reading, at, heard.body);
    match &rule.pattern {
        None => !found.is_empty(),
        Some(pattern) => found.iter().filter_map(|one| scalar(one)).any(|text| pattern.is_match(&text)),
    }
}

/// Up to three texts found, joined.
fn texts(heard: &Heard<'_>, path: &Path) -> Option<String> {
    let found = find(heard.reading, path, heard.body);
    let texts: Vec<String> = found.iter().filter_map(|one| scalar(one)).take(3).collect();
    let text = clean(&texts.join("; "));
    (!text.is_empty()).then_some(text)
}

fn words(heard: &Heard<'_>) -> Option<String> {
    let text = if heard.fault { soap::words(heard.body) } else { None }?;
    Some(clean(&text))
}

fn usual_words(kind: ErrorKind, status: u16) -> String {
    let what = match kind {
        ErrorKind::Denied | ErrorKind::Expired => "the system refuses the login or the right to do this",
        ErrorKind::Rejected => "the system refuses the values",
        ErrorKind::Missing => "it is not there",
        ErrorKind::Conflict => "it exists already",
        ErrorKind::Stale => "it was changed meanwhile",
        ErrorKind::Throttled => "the system asks for fewer requests",
        ErrorKind::Transient => "the system could not answer",
        ErrorKind::Unclear => "the system gave no clear answer: it may or may not have done it",
    };
    match status {
        300..=399 => format!("the system redirects to another address, which is not followed (HTTP {status})"),
        _ => format!("{what} (HTTP {status})"),
    }
}

#[cfg(test)]
mod tests {
    use regex::Regex;
    use serde_json::json;

    use super::*;

    fn heard(status: u16, body: &Value) -> Heard<'_> {
        Heard { status, body, fault: false, reading: Reading::Json }
    }

    fn rule(status: &[(u16, u16)], kind: ErrorKind) -> ErrorRule {
        ErrorRule { status: status.to_vec(), at: None, pattern: None, kind, place: None, message: None }
    }

    #[test]
    fn the_usual_meanings() {
        use ErrorKind::{Conflict, Denied, Missing, Rejected, Stale, Throttled, Transient, Unclear};
        let rows = [
            (401, Denied, Denied),
            (403, Denied, Denied),
            (404, Missing, Missing),
            (409, Conflict, Conflict),
            (412, Stale, Stale),
            (429, Throttled, Throttled),
            (422, Rejected, Rejected),
            (400, Rejected, Rejected),
            (408, Transient, Unclear),
            (500, Transient, Unclear),
            (503, Transient, Unclear),
            (302, Transient, Unclear),
            (101, Transient, Unclear),
            (999, Transient, Unclear),
        ];
        for (status, read, write) in rows {
            assert_eq!(usual(&heard(status, &Value::Null), Side::Read).unwrap().kind, read, "{status}");
            assert_eq!(usual(&heard(status, &Value::Null), Side::Write).unwrap().kind, write, "{status}");
        }
        assert!(usual(&heard(204, &Value::Null), Side::Write).is_none());
    }

    #[test]
    fn a_fault_without_a_rule_leaves_a_write_unclear() {
        let body = json!({"faultcode": "soap:Server", "faultstring": "x ---> 2014: Invalid IBAN"});
        for status in [200, 400, 500] {
            let heard = Heard { status, body: &body, fault: true, reading: Reading::Soap };
            let trouble = usual(&heard, Side::Write).unwrap();
            assert_eq!(trouble.kind, ErrorKind::Unclear);
            assert_eq!(trouble.message, "Invalid IBAN (code 2014)");
            assert_eq!(usual(&heard, Side::Read).unwrap().kind, ErrorKind::Transient);
        }
    }

    #[test]
    fn a_bare_5xx_rule_proves_nothing_about_a_write() {
        let rules = [rule(&[(500, 599)], ErrorKind::Transient)];
        let kind = |side| declared(rules.iter(), &heard(503, &Value::Null), side).unwrap().kind;
        assert_eq!((kind(Side::Read), kind(Side::Write)), (ErrorKind::Transient, ErrorKind::Unclear));
    }

    #[test]
    fn the_first_rule_that_matches_counts() {
        let at = |source: &str| Some(Path::compile(source).unwrap());
        let named = ErrorRule {
            at: at("$.errors[*].code"),
            pattern: Some(Regex::new("^iban").unwrap()),
            place: Some(BlamedPlace::Named(Path::compile("$.errors[*].field").unwrap())),
            message: Some(MessageFrom::At(Path::compile("$.errors[*].text").unwrap())),
            ..rule(&[], ErrorKind::Rejected)
        };
        let rules = [rule(&[(300, 310), (402, 402)], ErrorKind::Denied), named, rule(&[(400, 499)], ErrorKind::Stale)];
        let body = json!({"errors": [{"code": "iban_bad", "field": "bank\u{1b}.x", "text": "no\nIBAN"}], "e": null});
        let trouble = declared(rules.iter(), &heard(200, &body), Side::Write).unwrap();
        assert_eq!(trouble.kind, ErrorKind::Rejected);
        assert_eq!(trouble.place.as_deref(), Some("bank .x"));
        assert_eq!(trouble.message, "no IBAN");
        assert_eq!(declared(rules.iter(), &heard(402, &body), Side::Write).unwrap().kind, ErrorKind::Denied);
        assert_eq!(declared(rules.iter(), &heard(404, &Value::Null), Side::Write).unwrap().kind, ErrorKind::Stale);
        let null = ErrorRule { at: at("$.e"), ..rule(&[], ErrorKind::Denied) };
        assert!(declared([null].iter(), &heard(200, &body), Side::Write).is_none());
    }
}
