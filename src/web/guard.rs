//! Who asks, and whether they may. Every route passes here.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};

use super::answer::Refused;
use super::console::{Console, Shared};
use super::question::Question;
use super::routes::{Face, Least};
use crate::ops::OpsError;
use crate::ops::access::{Identity, Role};

/// The cookie that holds a session's token.
const COOKIE: &str = "crosswalk";

/// Who asks.
#[derive(Debug, Clone)]
pub(super) struct Who {
    identity: Identity,
    /// What their screens are kept under; a program has none.
    pub(super) session: String,
}

impl Who {
    pub(super) fn name(&self) -> &str {
        &self.identity.name
    }

    /// Who it is, for what is done in their name.
    pub(super) fn identity(&self) -> &Identity {
        &self.identity
    }

    pub(super) fn role(&self) -> Role {
        self.identity.role
    }

    pub(super) fn operates(&self) -> bool {
        self.identity.role >= Role::Operator
    }

    pub(super) fn owns(&self) -> bool {
        self.identity.role >= Role::Owner
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Who {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refused> {
        parts
            .extensions
            .get::<Self>()
            .cloned()
            .ok_or_else(|| Refused { status: StatusCode::UNAUTHORIZED, error: OpsError::usage("nobody is logged in") })
    }
}

/// The address that a request comes from: behind a proxy, the last one that the proxy adds.
#[derive(Debug, Clone, Copy)]
pub(super) struct From(pub(super) IpAddr);

impl FromRequestParts<Shared> for From {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, console: &Shared) -> Result<Self, Refused> {
        let peer =
            parts.extensions.get::<ConnectInfo<SocketAddr>>().map_or(IpAddr::from([0, 0, 0, 0]), |info| info.0.ip());
        let forwarded = || {
            let last = parts.headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
            last.rsplit(',').next()?.trim().parse().ok()
        };
        Ok(Self(console.behind_proxy.then(forwarded).flatten().unwrap_or(peer)))
    }
}

/// What the guard of one route knows.
#[derive(Clone)]
pub(super) struct Post {
    pub(super) console: Shared,
    pub(super) least: Least,
    pub(super) face: Face,
}

/// Lets through who may ask, and tells who may not in the words of the face.
pub(super) async fn guard(State(post): State<Post>, mut request: Request, next: Next) -> Response {
    let who = match ask(&post, request.headers()).await {
        Ok(who) => who,
        Err(error) => return told(&post, None, &Refused::from(error)),
    };
    if let Least::Role(least) = post.least {
        match &who {
            None if post.face == Face::Page => return Redirect::to("/log-in").into_response(),
            None => {
                let error =
                    OpsError { code: "unauthorized", ..OpsError::usage("no valid API token came with this request") };
                let error = error.help("send `Authorization: Bearer cw_…`; an owner makes tokens on the Access page");
                let refused = Refused { status: StatusCode::UNAUTHORIZED, error };
                let mut response = told(&post, None, &refused);
                response.headers_mut().insert(header::WWW_AUTHENTICATE, header::HeaderValue::from_static("Bearer"));
                return response;
            }
            Some(who) if who.role() < least => {
                let message = format!(
                    "this needs the role {}; {} has the role {}",
                    least.as_str(),
                    who.name(),
                    who.role().as_str()
                );
                return told(&post, Some(who), &Refused::forbidden(message));
            }
            Some(_) => {}
        }
    }
    if let Some(who) = &who {
        request.extensions_mut().insert(who.clone());
    }
    let response = next.run(request).await;
    if let Some(question) = response.extensions().get::<Question>() {
        return question.page(&post.console, who.as_ref());
    }
    match response.extensions().get::<Refused>() {
        Some(refused) => told(&post, who.as_ref(), refused),
        None if is_bare(&response) => told(&post, who.as_ref(), &unreadable(response.status())),
        None => response,
    }
}

/// A refusal of the framework's own: a query or a piece of an address that is no such value, a body that is too large.
fn is_bare(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    response.status().is_client_error() && kind.is_none_or(|kind| kind.starts_with("text/plain"))
}

fn unreadable(status: StatusCode) -> Refused {
    let what = if status == StatusCode::PAYLOAD_TOO_LARGE {
        "what was sent is too large"
    } else {
        "this address is not as it should be"
    };
    Refused { status, error: OpsError::usage(what) }
}

fn told(post: &Post, who: Option<&Who>, refused: &Refused) -> Response {
    match post.face {
        Face::Page => refused.page(&post.console, who),
        Face::Api => refused.json(),
    }
}

/// Pages know people by their session, the API knows programs by their token.
async fn ask(post: &Post, headers: &HeaderMap) -> Result<Option<Who>, OpsError> {
    let access = &post.console.access;
    match post.face {
        Face::Page => {
            let Some(token) = token(headers) else { return Ok(None) };
            let identity = access.who(&token).await?;
            Ok(identity.map(|identity| Who { identity, session: token }))
        }
        Face::Api => {
            let value = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
            let Some(token) = value.and_then(|value| value.strip_prefix("Bearer ")) else { return Ok(None) };
            let identity = access.bearer(token.trim()).await?;
            Ok(identity.map(|identity| Who { identity, session: String::new() }))
        }
    }
}

/// The session's token, as the browser sends it.
pub(super) fn token(headers: &HeaderMap) -> Option<String> {
    CookieJar::from_headers(headers).get(COOKIE).map(|cookie| cookie.value().to_owned())
}

/// The browser keeps the session's token, out of reach of scripts and of other sites.
pub(super) fn cookie(console: &Arc<Console>, token: String) -> Cookie<'static> {
    let mut cookie = Cookie::new(COOKIE, token);
    cookie.set_http_only(true);
    cookie.set_same_site(SameSite::Strict);
    cookie.set_secure(console.secure);
    cookie.set_path("/");
    cookie
}
