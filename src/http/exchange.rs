//! One request with its retries, until there is an answer or nothing more to try.

use std::time::Duration;

use reqwest::Url;
use reqwest::header::{CONTENT_TYPE, HeaderMap, RETRY_AFTER};
use serde_json::Value;

use super::answer::{self, Answer, Decoded, Expected, Reading};
use super::classify::{self, Heard, Side};
use super::client::ReadClient;
use super::outgoing::{Extra, Outgoing};
use super::patience;
use super::redact::redacted;
use super::trouble::Trouble;
use super::wire::{self, Lost, Reply};
use super::xml::Unreadable;
use crate::expr::Scope;
use crate::mapping::compiled::{Call, ReadSlot, Target, WriteSlot};
use crate::mapping::spec::ErrorKind;

/// A refusal's text that is looked at when it cannot be read as data.
const LONGEST_TEXT: usize = 64 << 10;

/// Said before each attempt goes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempt {
    /// From 1.
    pub number: u32,
}

/// Called before each attempt.
pub(super) type Hook<'h> = &'h mut (dyn FnMut(Attempt) + Send);

/// A request that is to be made.
pub(super) struct Task<'a> {
    pub(super) call: &'a Call,
    scope: &'a Scope,
    side: Side,
    repeatable: bool,
}

impl<'a> Task<'a> {
    pub(super) fn reading(slot: &'a ReadSlot, scope: &'a Scope) -> Self {
        Self { call: &slot.call, scope, side: Side::Read, repeatable: true }
    }

    pub(super) fn writing(slot: &'a WriteSlot, scope: &'a Scope) -> Self {
        Self { call: &slot.call, scope, side: Side::Write, repeatable: slot.repeatable }
    }
}

/// A success, and where it was asked for.
pub(super) struct Exchanged {
    pub(super) answer: Answer,
    pub(super) url: Url,
}

/// One attempt that failed.
struct Failure {
    trouble: Trouble,
    /// What the server asks to wait.
    asked: Option<Duration>,
    /// Another attempt may fare better.
    passes: bool,
    /// An error rule of the file says so.
    declared: bool,
}

/// What earlier attempts leave behind.
#[derive(Default)]
struct Past {
    attempts: u32,
    sent: bool,
    unclear: bool,
}

impl Past {
    /// The end of it: once a write's outcome was unclear, no later refusal makes it clear.
    fn conclude(&self, trouble: Trouble) -> Trouble {
        let kind = if self.unclear { ErrorKind::Unclear } else { trouble.kind };
        Trouble { kind, attempts: self.attempts, sent: self.sent || trouble.sent, ..trouble }
    }
}

impl ReadClient {
    /// Sends until it succeeds or may not be sent again. Private to the room: [`ReadClient`] makes it of reading slots
    /// only.
    pub(super) async fn exchange(&self, task: &Task<'_>, extra: &Extra, hook: Hook<'_>) -> Result<Exchanged, Trouble> {
        let inner = &*self.inner;
        let retry = &inner.connect.retry;
        let mut past = Past::default();
        let mut refused = None;
        loop {
            let token = self.token(refused).await.map_err(|trouble| past.conclude(trouble))?;
            let outgoing = Outgoing::of(task.call, task.scope, inner, token.as_deref(), extra)
                .map_err(|error| past.conclude(Trouble::unbuilt(&error, &task.call.at)))?;
            let Some(turn) = self.stop.unless(inner.traffic.turn()).await else {
                return Err(past.conclude(Trouble::stopped()));
            };
            past.attempts += 1;
            inner.count(task.side);
            hook(Attempt { number: past.attempts });
            let outcome = self.attempt(task, &outgoing).await;
            drop(turn);
            let Failure { mut trouble, asked, passes, declared } = match outcome {
                Ok(answer) => return Ok(Exchanged { answer, url: outgoing.url }),
                Err(failure) => *failure,
            };
            past.sent |= trouble.sent;
            past.unclear |= trouble.kind == ErrorKind::Unclear;
            let expired = trouble.kind == ErrorKind::Expired || (trouble.status == Some(401) && !declared);
            if expired {
                if let (None, Some(token)) = (refused, &token) {
                    refused = Some(token.generation);
                    continue;
                }
                trouble.kind = ErrorKind::Denied;
            }
            let attempt = if refused.is_some() { past.attempts - 1 } else { past.attempts };
            let again = passes && patience::may_repeat(trouble.kind, task.side, task.repeatable);
            let Some(wait) = (if again { patience::wait(retry, attempt.max(1), asked) } else { None }) else {
                return Err(past.conclude(trouble));
            };
            if trouble.kind == ErrorKind::Throttled {
                inner.traffic.hold(wait);
            }
            if self.stop.unless(inner.options.clock.sleep(wait)).await.is_none() {
                return Err(past.conclude(Trouble { stopped: true, ..trouble }));
            }
        }
    }

    async fn attempt(&self, task: &Task<'_>, outgoing: &Outgoing) -> Result<Answer, Box<Failure>> {
        let inner = &*self.inner;
        let host = outgoing.url.host_str().unwrap_or("the system");
        let lost = |lost: Lost, status: Option<u16>| {
            let trouble = lost.trouble(task.side, status, host);
            Box::new(Failure { trouble, asked: None, passes: lost.passes(), declared: false })
        };
        let (timeout, most) = (inner.connect.limits.timeout, inner.options.max_body);
        let reply = wire::carry(&inner.http, outgoing.request(), timeout, most).await.map_err(|how| lost(how, None))?;
        let content_type = text_of(&reply.headers, CONTENT_TYPE.as_str());
        let decoded = self.decode(task, outgoing.reading, &reply, content_type.as_deref());
        let fallback;
        let heard = match &decoded {
            Ok(decoded) => {
                Heard { status: reply.status, body: &decoded.body, fault: decoded.fault, reading: decoded.reading }
            }
            Err(_) => {
                fallback = as_text(&reply, content_type.as_deref());
                Heard { status: reply.status, body: &fallback, fault: false, reading: Reading::Json }
            }
        };
        let rules = task.call.errors.iter().chain(&inner.connect.errors);
        let declared = classify::declared(rules, &heard, task.side);
        let is_declared = declared.is_some();
        if let Some(mut trouble) = declared.or_else(|| classify::usual(&heard, task.side)) {
            trouble.message = redacted(&trouble.message, task.scope);
            let asked = text_of(&reply.headers, RETRY_AFTER.as_str())
                .and_then(|header| patience::asked(&header, inner.options.clock.now()));
            let passes = !(300..=399).contains(&reply.status);
            return Err(Box::new(Failure { trouble, asked, passes, declared: is_declared }));
        }
        match (decoded, reply.body) {
            (Ok(Decoded { body, reading, .. }), Ok(_)) => {
                Ok(Answer { status: reply.status, headers: kept(&reply.headers), body, reading })
            }
            (_, Err(how)) => Err(lost(how, Some(reply.status))),
            (Err(Unreadable(why)), _) => {
                let trouble = Trouble::new(task.side.unknown(), format!("{why} (HTTP {})", reply.status));
                let trouble = Trouble { sent: true, status: Some(reply.status), ..trouble };
                Err(Box::new(Failure { trouble, asked: None, passes: true, declared: false }))
            }
        }
    }

    fn decode(
        &self,
        task: &Task<'_>,
        reading: Reading,
        reply: &Reply,
        content_type: Option<&str>,
    ) -> Result<Decoded, Unreadable> {
        let connect = &self.inner.connect;
        let operation = match &task.call.target {
            Target::Soap { operation, .. } => Some(operation.as_str()),
            Target::Http { .. } => None,
        };
        let expected = Expected { reading, operation, lists: &connect.xml.lists, empty: &connect.empty };
        match &reply.body {
            Err(_) => Err(Unreadable("the answer was cut off")),
            Ok(bytes) if bytes.is_empty() && task.side == Side::Read && reply.status == 200 => {
                Err(Unreadable("the answer is empty"))
            }
            Ok(bytes) => expected.read(bytes, content_type),
        }
    }
}

fn text_of(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
}

/// The text of an answer that is no data, for rules that look `at: $`.
fn as_text(reply: &Reply, content_type: Option<&str>) -> Value {
    match &reply.body {
        Ok(bytes) if bytes.len() <= LONGEST_TEXT => {
            answer::text(bytes, content_type, false).map_or(Value::Null, |text| Value::String(text.into_owned()))
        }
        _ => Value::Null,
    }
}

fn kept(headers: &HeaderMap) -> Vec<(String, String)> {
    ["etag", "last-modified", "link", "location"]
        .into_iter()
        .filter_map(|name| Some((name.to_owned(), text_of(headers, name)?)))
        .collect()
}
