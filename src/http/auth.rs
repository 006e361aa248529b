//! Logging in: a token is asked for once, shared, and renewed once for all who see it refused.

use std::sync::Arc;
use std::time::Duration;

use indexmap::IndexMap;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Method, Url};
use serde_json::{Value, json};
use tokio::sync::Mutex;

use super::answer::{Expected, Reading};
use super::classify::{Heard, Side, find, scalar, usual};
use super::client::ReadClient;
use super::outgoing::{self, Outgoing};
use super::trouble::Trouble;
use super::{patience, wire};
use crate::expr::{Escape, EvalError, Scope, Template};
use crate::mapping::compiled::Auth;
use crate::mapping::spec::{BodyFormat, ErrorKind};
use crate::record::Secret;

/// The largest answer to a login.
const LARGEST: usize = 1 << 20;

/// A token in use.
pub(super) struct Token {
    pub(super) text: Secret,
    /// Tells this token from the one before it.
    pub(super) generation: u64,
}

/// The login of a connection.
#[derive(Default)]
pub(super) struct Login(Mutex<State>);

#[derive(Default)]
struct State {
    token: Option<Arc<Token>>,
    /// On the clock's `elapsed`.
    until: Option<Duration>,
    generations: u64,
    /// The login was refused: it is not tried again, so that no account gets locked.
    refused: Option<Trouble>,
}

/// What a login gave.
struct Granted {
    text: String,
    lifetime: Option<Duration>,
}

impl ReadClient {
    /// The token, if the connection uses one: the one at hand, or a new one when there is none, its time is up, or it is
    /// the one (`refused`) that the system no longer takes. Those who ask meanwhile wait for the same answer.
    ///
    /// # Errors
    /// `Denied` when the login is refused (for good), `Transient` when it cannot be reached.
    pub(super) async fn token(&self, refused: Option<u64>) -> Result<Option<Arc<Token>>, Trouble> {
        if !matches!(self.inner.connect.auth, Auth::Login { .. } | Auth::ClientCredentials { .. }) {
            return Ok(None);
        }
        let clock = &self.inner.options.clock;
        let mut state = self.inner.login.0.lock().await;
        if let Some(trouble) = &state.refused {
            return Err(trouble.clone());
        }
        let current = state.token.as_ref().filter(|token| Some(token.generation) != refused);
        if let Some(token) = current
            && state.until.is_none_or(|until| clock.elapsed() < until)
        {
            return Ok(Some(Arc::clone(token)));
        }
        state.token = None;
        match self.log_in().await {
            Ok(Granted { text, lifetime }) => {
                state.generations += 1;
                let margin = |lifetime: Duration| lifetime - (lifetime / 10).min(Duration::from_secs(60));
                state.until = lifetime.map(|lifetime| clock.elapsed().saturating_add(margin(lifetime)));
                let token = Arc::new(Token { text: Secret::new(text), generation: state.generations });
                state.token = Some(Arc::clone(&token));
                Ok(Some(token))
            }
            Err(trouble) => {
                if trouble.kind == ErrorKind::Denied {
                    state.refused = Some(trouble.clone());
                }
                Err(trouble)
            }
        }
    }

    async fn log_in(&self) -> Result<Granted, Trouble> {
        let unbuilt = |error: EvalError| Trouble::new(ErrorKind::Denied, format!("the login cannot be built: {error}"));
        let outgoing = self.login_request().map_err(unbuilt)?;
        let body = self.login_answer(&outgoing).await?;
        let text = |value: Option<&Value>| value.and_then(scalar).filter(|text| !text.is_empty());
        let (token, lifetime) = match &self.inner.connect.auth {
            Auth::Login { token, lifetime, .. } => {
                (text(find(outgoing.reading, token, &body).first().map(AsRef::as_ref)), *lifetime)
            }
            _ => {
                let seconds = text(body.get("expires_in")).and_then(|seconds| seconds.parse().ok());
                (text(body.get("access_token")), seconds.map(Duration::from_secs))
            }
        };
        let text = token.ok_or_else(|| Trouble::new(ErrorKind::Denied, "the login gave no token"))?;
        Ok(Granted { text, lifetime })
    }

    fn login_request(&self) -> Result<Outgoing, EvalError> {
        let inner = &*self.inner;
        let connect = &*inner.connect;
        let scope = &inner.scope;
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        match &connect.auth {
            Auth::Login { method, path, body, .. } => {
                let format = match BodyFormat::from(connect.format) {
                    BodyFormat::Soap => BodyFormat::Json,
                    other => other,
                };
                let value = body.as_ref().map(|body| body.build(scope)).transpose()?.flatten();
                let body = value.map(|value| outgoing::written(format, value, None, connect)).transpose()?;
                let kind =
                    if format == BodyFormat::Form { "application/x-www-form-urlencoded" } else { "application/json" };
                let kind = if format == BodyFormat::Xml { "application/xml; charset=utf-8" } else { kind };
                if body.is_some() {
                    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
                }
                let blank = scope.clone().with("auth", &json!({}));
                for header in &connect.headers {
                    if header.1.text(&blank, Escape::None).is_ok() {
                        outgoing::put_headers(std::slice::from_ref(header), &blank, &mut headers)?;
                    }
                }
                let url =
                    inner.base.join(&outgoing::path_text(path, scope)?).map_err(|message| EvalError { message })?;
                Ok(Outgoing { method: outgoing::verb(method)?, url, headers, body, reading: outgoing::reading(format) })
            }
            Auth::ClientCredentials { token, id, secret, in_body, scopes } => {
                let (id, secret) = (must(id, scope)?, must(secret, scope)?);
                let url = inner.base.token_url(&must(token, scope)?, &inner.file_base);
                let url = url.map_err(|error| EvalError { message: error.message })?;
                headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
                let mut form = vec![("grant_type", "client_credentials".to_owned())];
                if !scopes.is_empty() {
                    form.push(("scope", scopes.join(" ")));
                }
                if *in_body {
                    form.extend([("client_id", id), ("client_secret", secret)]);
                } else {
                    let halves = outgoing::basic(&encoded(&[("", id)])[1..], &encoded(&[("", secret)])[1..]);
                    headers.insert(AUTHORIZATION, outgoing::header_value(&halves)?);
                }
                let body = Some(encoded(&form).into_bytes());
                Ok(Outgoing { method: Method::POST, url, headers, body, reading: Reading::Json })
            }
            Auth::None | Auth::Bearer(_) | Auth::Basic { .. } => {
                Err(EvalError { message: "the connection has no login request".into() })
            }
        }
    }

    /// Sends the login like a reading request: again after a passing failure, never after a refusal.
    async fn login_answer(&self, outgoing: &Outgoing) -> Result<Value, Trouble> {
        let inner = &*self.inner;
        let none = IndexMap::new();
        let expected = Expected { reading: outgoing.reading, operation: None, lists: &none, empty: &[] };
        let host = outgoing.url.host_str().unwrap_or("the login");
        let mut attempt = 0;
        loop {
            let Some(turn) = self.stop.unless(inner.traffic.turn()).await else { return Err(Trouble::stopped()) };
            attempt += 1;
            let reply = wire::carry(&inner.http, outgoing.request(), inner.connect.limits.timeout, LARGEST).await;
            drop(turn);
            let (trouble, asked) = match reply {
                Err(lost) => (lost.trouble(Side::Read, None, host), None),
                Ok(reply) => {
                    let header = |name: &str| reply.headers.get(name).and_then(|value| value.to_str().ok());
                    let heard =
                        Heard { status: reply.status, body: &Value::Null, fault: false, reading: Reading::Json };
                    let asked = header("retry-after").and_then(|text| patience::asked(text, inner.options.clock.now()));
                    match (usual(&heard, Side::Read), &reply.body) {
                        (Some(trouble), _) => (refusal(trouble), asked),
                        (None, Ok(bytes)) => match expected.read(bytes, header("content-type")) {
                            Ok(decoded) => return Ok(decoded.body),
                            Err(why) => (Trouble::new(ErrorKind::Transient, format!("the login: {}", why.0)), None),
                        },
                        (None, Err(lost)) => (lost.trouble(Side::Read, Some(reply.status), host), None),
                    }
                }
            };
            let again = patience::may_repeat(trouble.kind, Side::Read, true);
            let Some(wait) = (if again { patience::wait(&inner.connect.retry, attempt, asked) } else { None }) else {
                return Err(Trouble { sent: false, ..trouble });
            };
            if self.stop.unless(inner.options.clock.sleep(wait)).await.is_none() {
                return Err(Trouble { stopped: true, sent: false, ..trouble });
            }
        }
    }
}

/// A login that is answered with any refusal is denied.
fn refusal(trouble: Trouble) -> Trouble {
    match trouble.kind {
        ErrorKind::Transient | ErrorKind::Throttled => trouble,
        _ => {
            let status = trouble.status.unwrap_or_default();
            Trouble { kind: ErrorKind::Denied, message: format!("the login was refused (HTTP {status})"), ..trouble }
        }
    }
}

fn must(template: &Template, scope: &Scope) -> Result<String, EvalError> {
    let text = template.text(scope, Escape::None)?;
    text.ok_or_else(|| EvalError { message: "a value of connect.auth is absent".into() })
}

/// Form encoding.
fn encoded(pairs: &[(&str, String)]) -> String {
    let Ok(mut url) = Url::parse("form:") else { return String::new() };
    url.query_pairs_mut().extend_pairs(pairs);
    url.query().unwrap_or_default().to_owned()
}
