//! How to talk to a system, compiled.

use std::time::Duration;

use regex::Regex;
use serde_json::Value;

use super::{Body, Call, ReadSlot, Target};
use crate::expr::{Path, Place, Template};
use crate::mapping::spec::{BodyFormat, ErrorKind, Format, PageBy, SoapVersion, XmlSpec};

/// How to talk to a system. Templates here see `settings` and `auth` only.
#[derive(Debug, Clone)]
pub struct Connect {
    /// Scheme, host and path prefix.
    pub base_url: Template,
    /// How bodies are written and answers read.
    pub format: Format,
    /// The setting that chooses the format; it does so when a client is made, and `format` is what it says then.
    pub format_setting: Option<String>,
    /// Where it differs from the format's usual one.
    pub content_type: Option<String>,
    /// Sent with every request.
    pub headers: Vec<(String, Template)>,
    /// For `Format::Soap`.
    pub soap: Option<Soap>,
    /// How to log in.
    pub auth: Auth,
    /// For `Format::Xml`.
    pub xml: XmlSpec,
    /// Limits.
    pub limits: Limits,
    /// Retries.
    pub retry: Retry,
    /// Answers' ways of saying nothing: a value equal to one of these reads as null.
    pub empty: Vec<Value>,
    /// First match wins; the usual meanings of 401 403 404 409 412 429 4xx 5xx come after these.
    pub errors: Vec<ErrorRule>,
    /// What `doctor` asks.
    pub probe: Option<ReadSlot>,
}

impl Connect {
    /// Whether a setting says where requests go: those that carry secrets, too.
    #[must_use]
    pub fn goes_by(&self, setting: &str) -> bool {
        let token = match &self.auth {
            Auth::ClientCredentials { token, .. } => Some(token),
            _ => None,
        };
        let mut names = token.into_iter().chain([&self.base_url]).flat_map(Template::names);
        names.any(|name| {
            name.path.first().is_some_and(|head| head == "settings")
                && name.path.get(1).is_none_or(|own| own == setting)
        })
    }

    /// How a call's body is written: as the call says, else as the connection does.
    #[must_use]
    pub fn format_of(&self, call: &Call) -> BodyFormat {
        match (&call.target, call.format) {
            (Target::Soap { .. }, None) => BodyFormat::Soap,
            (_, Some(own)) => own,
            (Target::Http { .. }, None) => BodyFormat::from(self.format),
        }
    }
}

/// SOAP.
#[derive(Debug, Clone)]
pub struct Soap {
    /// 1.1 or 1.2.
    pub version: SoapVersion,
    /// `{service}` is replaced.
    pub path: String,
    /// `{service}` is replaced.
    pub namespace: String,
    /// `{service}` and `{operation}` are replaced.
    pub action: String,
    /// The header's elements.
    pub header: Option<Body>,
}

/// How to log in.
#[derive(Debug, Clone)]
pub enum Auth {
    /// By the headers alone.
    None,
    /// `Authorization: Bearer …`
    Bearer(Template),
    /// `Authorization: Basic …`
    Basic {
        /// User name.
        username: Template,
        /// Password.
        password: Template,
    },
    /// A request that gives a token (`auth.token`).
    Login {
        /// POST, GET …
        method: String,
        /// Path behind the base URL.
        path: Template,
        /// What is sent.
        body: Option<Body>,
        /// Where the token stands in the answer.
        token: Path,
        /// How long it holds; none: until it is refused.
        lifetime: Option<Duration>,
    },
    /// OAuth 2 client credentials (form POST to `token`).
    ClientCredentials {
        /// Full URL of the token endpoint.
        token: Template,
        /// Client id.
        id: Template,
        /// Client secret.
        secret: Template,
        /// Credentials in the body rather than in a Basic header.
        in_body: bool,
        /// What is asked for.
        scopes: Vec<String>,
    },
}

/// How fast and how wide.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Requests a second, at least 1.
    pub per_second: u32,
    /// Requests at once, at least 1.
    pub concurrent: u32,
    /// For one request, from the first byte out to the last byte in.
    pub timeout: Duration,
    /// A request whose answer was lost may be at work for so long: "not there" says nothing before.
    pub settle_after: Duration,
}

impl Limits {
    /// Without a word of its own: so many time-outs. One that timed out may still be executing.
    pub const PATIENCE: u32 = 5;
}

/// How often and how long to try again.
#[derive(Debug, Clone, Copy)]
pub struct Retry {
    /// Attempts in all, at least 1.
    pub attempts: u32,
    /// Before the second; doubled each time.
    pub wait: Duration,
    /// No single wait of our own is longer.
    pub longest: Duration,
}

/// How a listing is cut into pages.
#[derive(Debug, Clone)]
pub struct Page {
    /// The kind.
    pub by: PageBy,
    /// Query parameter of offset, page or cursor.
    pub param: Option<String>,
    /// First offset or page number.
    pub first: u64,
    /// Query parameter and number that ask for a page's size.
    pub size: Option<(String, u64)>,
    /// The number of all entries.
    pub total: Option<Path>,
    /// The next cursor or link.
    pub next: Option<Path>,
}

/// What an answer means.
#[derive(Debug, Clone)]
pub struct ErrorRule {
    /// Inclusive ranges; empty: any status, 2xx included.
    pub status: Vec<(u16, u16)>,
    /// Must find something.
    pub at: Option<Path>,
    /// One text found at `at` must contain this.
    pub pattern: Option<Regex>,
    /// What it means.
    pub kind: ErrorKind,
    /// Which place is to blame.
    pub place: Option<BlamedPlace>,
    /// A text for people.
    pub message: Option<MessageFrom>,
}

/// Which place of the system an answer blames.
#[derive(Debug, Clone)]
pub enum BlamedPlace {
    /// `part.place`.
    Fixed(Place),
    /// The system's own name of it, found in the answer.
    Named(Path),
}

/// Where a message comes from.
#[derive(Debug, Clone)]
pub enum MessageFrom {
    /// As it stands.
    Text(String),
    /// Found in the answer.
    At(Path),
}
