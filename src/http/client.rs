//! The client of one connection.

use std::borrow::Cow;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Once};
use std::time::Duration;

use serde_json::Value;

use super::address::{Base, PublicOnly};
use super::answer::Reading;
use super::auth::{Login, Token};
use super::classify::{self, Side};
use super::clock::{Clock, SystemClock};
use super::exchange::Task;
use super::outgoing::{self, Extra};
use super::traffic::Traffic;
use super::{Answer, HttpError, Stop, Trouble};
use crate::expr::{Escape, Path, Scope};
use crate::mapping::compiled::{Connect, ReadSlot};
use crate::mapping::spec::BodyFormat;

/// What does not stand in a system file.
#[derive(Clone)]
pub struct Options {
    /// Sent with every request.
    pub user_agent: String,
    /// The largest answer, unpacked.
    pub max_body: usize,
    /// Time.
    pub clock: Arc<dyn Clock>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            user_agent: concat!("crosswalk/", env!("CARGO_PKG_VERSION")).to_owned(),
            max_body: 64 << 20,
            clock: Arc::new(SystemClock::default()),
        }
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options").field("user_agent", &self.user_agent).field("max_body", &self.max_body).finish()
    }
}

/// Attempts on the wire, retries included, token requests not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Requests {
    /// Of reading slots.
    pub read: u64,
    /// Of writing slots.
    pub write: u64,
}

/// What all clients of a connection share.
pub(super) struct Inner {
    pub(super) connect: Arc<Connect>,
    pub(super) scope: Scope,
    pub(super) base: Base,
    /// The base that the file names, for a token address below it.
    pub(super) file_base: String,
    pub(super) options: Options,
    pub(super) http: reqwest::Client,
    pub(super) traffic: Traffic,
    pub(super) login: Login,
    reads: AtomicU64,
    writes: AtomicU64,
}

impl Inner {
    /// The connection's own scope: settings, and `auth` once there is a token.
    pub(super) fn scope_with(&self, token: Option<&Token>) -> Scope {
        outgoing::with_token(self.scope.clone(), token)
    }

    pub(super) fn count(&self, side: Side) {
        match side {
            Side::Read => self.reads.fetch_add(1, Ordering::Relaxed),
            Side::Write => self.writes.fetch_add(1, Ordering::Relaxed),
        };
    }
}

/// Sends reading slots, and nothing else: it has no way to take a `WriteSlot`. Clones share limits, login and counts.
#[derive(Clone)]
pub struct ReadClient {
    pub(super) inner: Arc<Inner>,
    pub(super) stop: Stop,
}

/// How a connection is opened: `Client::new`.
pub type Client = ReadClient;

impl fmt::Debug for ReadClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReadClient").field("counts", &self.counts()).finish_non_exhaustive()
    }
}

impl ReadClient {
    /// Opens a connection; nothing is sent yet. `scope` holds `settings`, secrets included. An address given by the
    /// workspace (`base_url`) is consent to it, plain HTTP and private addresses included; one of the file must be
    /// HTTPS and public.
    ///
    /// # Errors
    /// When the address cannot be used or the HTTP library cannot start.
    pub fn new(
        connect: Arc<Connect>,
        scope: Scope,
        base_url: Option<String>,
        options: Options,
    ) -> Result<Self, HttpError> {
        let connect = chosen_format(connect, &scope)?;
        let own = connect.base_url.text(&scope, Escape::None);
        let (base, file_base) = match (base_url, own) {
            (Some(given), own) => (Base::new(&given, true)?, own.ok().flatten().unwrap_or_default()),
            (None, Ok(Some(own))) => (Base::new(&own, false)?, own),
            (None, Ok(None)) => return Err(HttpError::new("connect.base_url has no value")),
            (None, Err(error)) => return Err(HttpError::new(format!("connect.base_url: {error}"))),
        };
        let http = http(&base, &connect, &options)?;
        let traffic = Traffic::new(&connect.limits, Arc::clone(&options.clock));
        let inner = Inner {
            connect,
            scope,
            base,
            file_base,
            options,
            http,
            traffic,
            login: Login::default(),
            reads: AtomicU64::new(0),
            writes: AtomicU64::new(0),
        };
        Ok(Self { inner: Arc::new(inner), stop: Stop::new() })
    }

    /// The same connection, obeying this flag.
    #[must_use]
    pub fn with_stop(self, stop: Stop) -> Self {
        Self { stop, ..self }
    }

    /// One request of a reading slot (retries included), without paging.
    ///
    /// # Errors
    /// When it did not succeed.
    pub async fn fetch(&self, slot: &ReadSlot, scope: &Scope) -> Result<Answer, Trouble> {
        self.exchange(&Task::reading(slot, scope), &Extra::default(), &mut |_| {}).await.map(|done| done.answer)
    }

    /// Attempts so far.
    #[must_use]
    pub fn counts(&self) -> Requests {
        Requests { read: self.inner.reads.load(Ordering::Relaxed), write: self.inner.writes.load(Ordering::Relaxed) }
    }

    /// How long a request whose answer was lost may still be at work.
    #[must_use]
    pub fn patience(&self) -> Duration {
        self.inner.connect.limits.settle_after
    }

    /// How many requests may be under way at once.
    #[must_use]
    pub fn concurrent(&self) -> usize {
        usize::try_from(self.inner.connect.limits.concurrent).unwrap_or(1).max(1)
    }

    /// Whether answers tell an empty list from none.
    #[must_use]
    pub fn speaks_json(&self) -> bool {
        self.inner.connect.format == crate::mapping::spec::Format::Json
    }

    /// How this connection's answers are read.
    #[must_use]
    pub fn reading(&self) -> Reading {
        outgoing::reading(BodyFormat::from(self.inner.connect.format))
    }

    /// What `path` finds in an answer of this connection. In trees read from XML one element is also a list of one (see
    /// [`super::entries`]); in JSON the path has RFC 9535's meaning. Nulls found are left out.
    #[must_use]
    pub fn entries<'v>(&self, path: &Path, value: &'v Value) -> Vec<Cow<'v, Value>> {
        classify::find(self.reading(), path, value)
    }
}

/// The connection with the format that its setting says.
fn chosen_format(connect: Arc<Connect>, scope: &Scope) -> Result<Arc<Connect>, HttpError> {
    let Some(name) = &connect.format_setting else { return Ok(connect) };
    let word = scope.get("settings").and_then(|settings| settings.get(name));
    let format = word.cloned().and_then(|word| serde_json::from_value(word).ok());
    match (format, word) {
        (Some(format), _) => Ok(Arc::new(Connect { format, ..(*connect).clone() })),
        (None, None) => Ok(connect),
        (None, Some(_)) => Err(HttpError::new(format!("the setting {name} names no format"))),
    }
}

/// No redirects (credentials must not travel), no proxy of the environment, no retries behind our back.
fn http(base: &Base, connect: &Connect, options: &Options) -> Result<reqwest::Client, HttpError> {
    static PROVIDER: Once = Once::new();
    PROVIDER.call_once(|| drop(rustls::crypto::ring::default_provider().install_default()));
    let concurrent = usize::try_from(connect.limits.concurrent).unwrap_or(usize::MAX);
    let mut builder = reqwest::Client::builder()
        .user_agent(&options.user_agent)
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .no_proxy()
        .referer(false)
        .connect_timeout((connect.limits.timeout / 2).min(Duration::from_secs(10)))
        .pool_idle_timeout(Duration::from_secs(20))
        .pool_max_idle_per_host(concurrent);
    if !base.consented() {
        builder = builder.dns_resolver(PublicOnly);
    }
    builder
        .build()
        .map_err(|_| HttpError::new("the HTTP client cannot start: are the system's root certificates there?"))
}
