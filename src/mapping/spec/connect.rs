//! How to talk to a system.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{OneOrMany, SlotSpec};

/// Address, format, login, paging, limits, retries and errors. Only settings and `auth` are in scope here.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConnectSpec {
    /// Scheme, host and path prefix; a workspace may put another in its place.
    pub base_url: String,
    /// How bodies are written and answers read; or `settings.x`, a choice between formats.
    pub format: FormatSpec,
    /// Where it differs from the format's usual one.
    pub content_type: Option<String>,
    /// Sent with every request, also those without a body.
    #[serde(default)]
    pub headers: IndexMap<String, String>,
    /// For `format: soap`.
    pub soap: Option<SoapSpec>,
    /// How to log in, where a plain header does not do.
    pub auth: Option<AuthSpec>,
    /// For `format: xml`.
    pub xml: Option<XmlSpec>,
    /// How long listings are cut into pages; none: a listing comes whole.
    pub page: Option<PageSpec>,
    /// How fast and how wide.
    #[serde(default)]
    pub limits: LimitsSpec,
    /// How often and how long to try again.
    #[serde(default)]
    pub retry: RetrySpec,
    /// Answers' ways of saying nothing; each counts as null.
    #[serde(default)]
    pub empty: Vec<Value>,
    /// What answers mean trouble, and which kind. First match wins; the usual ones stand below these.
    #[serde(default)]
    pub errors: Vec<ErrorSpec>,
    /// What `doctor` asks. `expect` must find something in the answer.
    pub probe: Option<SlotSpec>,
}

/// A format, or the setting that chooses one.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
#[allow(missing_docs)]
pub enum FormatSpec {
    Fixed(Format),
    Setting(String),
}

impl FormatSpec {
    /// The setting that chooses, without `settings.`.
    #[must_use]
    pub fn setting(&self) -> Option<&str> {
        match self {
            Self::Fixed(_) => None,
            Self::Setting(text) => text.strip_prefix("settings."),
        }
    }

    /// Whether it is this format whatever the settings say.
    #[must_use]
    pub fn is(&self, format: Format) -> bool {
        *self == Self::Fixed(format)
    }
}

/// How bodies are written and answers read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Format {
    Json,
    Xml,
    Soap,
    Form,
    Csv,
    Fixed,
}

/// SOAP: where services live and how operations are named.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SoapSpec {
    /// `"1.1"` or `"1.2"`.
    pub version: SoapVersion,
    /// Path behind the base URL; `{service}` stands for the service.
    pub path: String,
    /// Namespace of body and header; `{service}` as above. Never follows `base_url`.
    pub namespace: String,
    /// SOAPAction; `{service}` and `{operation}`.
    pub action: String,
    /// The SOAP header's elements.
    pub header: Option<Value>,
    /// Operations that only read, `*` for any letters: a reading slot must use one of them.
    #[serde(default)]
    pub reads: Vec<String>,
}

/// The version of SOAP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[allow(missing_docs)]
pub enum SoapVersion {
    #[serde(rename = "1.1")]
    V11,
    #[serde(rename = "1.2")]
    V12,
}

/// One of the ways to log in.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AuthSpec {
    /// `Authorization: Bearer …`
    pub bearer: Option<String>,
    /// `Authorization: Basic …`
    pub basic: Option<BasicSpec>,
    /// A request that gives a token, used as `auth.token`.
    pub login: Option<LoginSpec>,
    /// OAuth 2.
    pub oauth2: Option<OAuthSpec>,
}

/// User name and password.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct BasicSpec {
    pub username: String,
    pub password: String,
}

/// A request that gives a token.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LoginSpec {
    /// Verb and path.
    pub request: String,
    /// What is sent.
    pub body: Option<Value>,
    /// JSONPath to the token in the answer.
    pub token: String,
    /// How long it holds, as `1h`; without it, until it is refused.
    pub lifetime: Option<String>,
}

/// OAuth 2.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OAuthSpec {
    /// Which grant.
    pub grant: GrantSpec,
    /// Where people agree (authorization code).
    pub authorize: Option<String>,
    /// Where tokens come from.
    pub token: String,
    /// Who asks.
    pub client: OAuthClientSpec,
    /// What is asked for.
    #[serde(default)]
    pub scopes: Vec<String>,
    /// How tokens are renewed.
    pub refresh: Option<RefreshSpec>,
}

/// The grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum GrantSpec {
    ClientCredentials,
    AuthorizationCode,
}

/// The client of OAuth 2.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OAuthClientSpec {
    /// Its id.
    pub id: String,
    /// Its secret.
    pub secret: Option<String>,
    /// `basic` or `body`.
    #[serde(rename = "in")]
    pub place: Option<String>,
}

/// Refresh tokens.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RefreshSpec {
    /// The first one.
    pub token: String,
    /// Each may be used once: its successor is stored before use.
    #[serde(default)]
    pub single_use: bool,
}

/// XML that is no SOAP.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct XmlSpec {
    /// `users: user` reads and writes `<users><user/></users>` as `users: [..]`.
    pub lists: IndexMap<String, String>,
    /// Namespace of what is sent.
    pub namespace: Option<String>,
    /// `false`: what is sent starts without `<?xml …?>`.
    pub declaration: Option<bool>,
}

/// How a listing is cut into pages.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PageSpec {
    /// The kind of paging; in a slot it may be left out.
    pub by: Option<PageBy>,
    /// The query parameter that carries the offset, page number or cursor.
    pub param: Option<String>,
    /// The first offset or page number.
    pub first: Option<u64>,
    /// The query parameter and value that ask for a page's size.
    pub size: Option<IndexMap<String, u64>>,
    /// JSONPath to the number of all entries: proof of the end.
    pub total: Option<String>,
    /// JSONPath to the next cursor or link (`link`: left out means the Link header).
    pub next: Option<String>,
}

/// The kind of paging.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum PageBy {
    None,
    Offset,
    Page,
    Cursor,
    Link,
}

/// How fast and how wide.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct LimitsSpec {
    /// Requests a second, at most.
    pub per_second: u32,
    /// Requests at once, at most.
    pub concurrent: u32,
    /// How long one request may take, as `30s`.
    pub timeout: String,
}

impl Default for LimitsSpec {
    fn default() -> Self {
        Self { per_second: 10, concurrent: 4, timeout: "30s".into() }
    }
}

/// How often and how long to try again.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RetrySpec {
    /// Attempts in all.
    pub attempts: u32,
    /// Before the second attempt; doubled each time.
    pub wait: String,
    /// No single wait is longer, except where the server names one.
    pub longest: String,
}

impl Default for RetrySpec {
    fn default() -> Self {
        Self { attempts: 4, wait: "1s".into(), longest: "60s".into() }
    }
}

/// What an answer means. All conditions given must hold.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ErrorSpec {
    /// A status (404), a range ("400-499") or a list of them.
    pub status: Option<OneOrMany<StatusSpec>>,
    /// JSONPath into the answer.
    pub at: Option<String>,
    /// A regular expression that a text found `at` must contain.
    #[serde(rename = "match")]
    pub pattern: Option<String>,
    /// What it means.
    pub kind: ErrorKind,
    /// Which place of the system is to blame: `part.place`, or a JSONPath to the system's own name of it.
    pub place: Option<String>,
    /// JSONPath to a text for people, or a fixed text.
    pub message: Option<String>,
}

/// A status or a range of them.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
#[allow(missing_docs)]
pub enum StatusSpec {
    One(u16),
    Range(String),
}

/// What trouble an answer means: `denied` stops the run; `rejected` holds this person; `missing`: the part (in the first
/// part, the person) is not there; `conflict`: exists already; `stale`: changed meanwhile; `throttled`: wait;
/// `transient`: not done, may be sent again; `unclear`: perhaps done, settle; `expired`: renew the login once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum ErrorKind {
    Denied,
    Rejected,
    Missing,
    Conflict,
    Stale,
    Throttled,
    Transient,
    Unclear,
    Expired,
}
