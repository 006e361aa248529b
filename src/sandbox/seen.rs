//! What a simulated system saw: its log of requests.

use std::collections::BTreeMap;

/// A request that came in, and what was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// From 1, in the order in which they came in.
    pub n: u64,
    /// `GET`, `POST` …
    pub method: String,
    /// Path and query as they were written.
    pub path: String,
    /// The operation's name; none where the request meant none.
    pub operation: Option<String>,
    /// Whether the operation can change something.
    pub changing: bool,
    /// Whether this request changed something.
    pub changed: bool,
    /// The answer's status; none while it is being handled, and for a connection that was dropped.
    pub status: Option<u16>,
    /// Headers by their lower-case names.
    pub headers: BTreeMap<String, String>,
    /// The request's body.
    pub request: Vec<u8>,
    /// The answer's body, before a fault spoilt it.
    pub answer: Vec<u8>,
}
