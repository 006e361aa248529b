//! Everything that can be asked: method, path, and the least role that may ask it.
//!
//! A route can only be added with its role, and [`table`] lists them all; a test tries each with every role.

use std::time::Duration;

use axum::Router;
use axum::handler::Handler;
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodFilter, on};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::set_header::SetResponseHeaderLayer;

use super::api::About;
use super::console::Shared;
use super::guard::{Post, guard};
use super::{api, assets, pages};
use crate::ops::access::Role;

/// Who is spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    /// A person with a browser, known by a session.
    Page,
    /// A program, known by an API token.
    Api,
}

/// Who may ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Least {
    /// Anybody, logged in or not.
    Anyone,
    /// This role and those above it.
    Role(Role),
}

/// One route.
#[derive(Debug, Clone)]
pub struct Route {
    /// `GET` or `POST` …
    pub method: Method,
    /// With `{name}` for what varies.
    pub path: &'static str,
    /// Who may ask.
    pub least: Least,
    /// Who is spoken to.
    pub face: Face,
    /// What a request of the API takes and gives.
    pub about: Option<About>,
}

/// Routes as they are added.
pub(super) struct Routes {
    console: Option<Shared>,
    router: Router<Shared>,
    table: Vec<Route>,
}

/// Any person or program that is known.
pub(super) const VIEWER: Least = Least::Role(Role::Viewer);
/// Whoever may start runs and change links.
pub(super) const OPERATOR: Least = Least::Role(Role::Operator);
/// Whoever may configure.
pub(super) const OWNER: Least = Least::Role(Role::Owner);

impl Routes {
    /// A page, or a form that leads to one.
    pub(super) fn page<H, T>(self, method: Method, path: &'static str, least: Least, handler: H) -> Self
    where
        H: Handler<T, Shared>,
        T: 'static,
    {
        self.add(Route { method, path, least, face: Face::Page, about: None }, handler)
    }

    /// A request of the JSON API.
    pub(super) fn api<H, T>(self, method: Method, path: &'static str, least: Least, about: About, handler: H) -> Self
    where
        H: Handler<T, Shared>,
        T: 'static,
    {
        self.add(Route { method, path, least, face: Face::Api, about: Some(about) }, handler)
    }

    fn add<H, T>(mut self, route: Route, handler: H) -> Self
    where
        H: Handler<T, Shared>,
        T: 'static,
    {
        if let (Some(console), Ok(filter)) = (&self.console, MethodFilter::try_from(route.method.clone())) {
            let post = Post { console: console.clone(), least: route.least, face: route.face };
            let guarded = on(filter, handler).layer(from_fn_with_state(post, guard));
            self.router = self.router.route(route.path, guarded);
        }
        self.table.push(route);
        self
    }
}

/// All routes there are.
#[must_use]
pub fn table() -> Vec<Route> {
    all(None).table
}

fn all(console: Option<Shared>) -> Routes {
    let routes = Routes { console, router: Router::new(), table: Vec::new() };
    api::routes(pages::routes(routes))
}

/// The largest form or request that is read: a selection of a large company.
const LARGEST: usize = 4 << 20;

/// Nothing of other places, no script in a page, no frame around it.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                      form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// The console as a service.
pub(super) fn router(console: &Shared) -> Router {
    let fixed = |name: HeaderName, value: &'static str| {
        SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
    };
    let mut router = all(Some(console.clone()))
        .router
        .route("/assets/{name}", axum::routing::get(assets::file))
        .fallback(pages::nowhere)
        .method_not_allowed_fallback(pages::otherwise)
        .layer(RequestBodyLimitLayer::new(LARGEST))
        .layer(CsrfLayer::new())
        .layer(CompressionLayer::new())
        .layer(CatchPanicLayer::new())
        .layer(fixed(header::CACHE_CONTROL, "no-store"))
        .layer(fixed(header::CONTENT_SECURITY_POLICY, POLICY))
        .layer(fixed(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(fixed(header::REFERRER_POLICY, "no-referrer"))
        .layer(fixed(HeaderName::from_static("cross-origin-opener-policy"), "same-origin"));
    if console.secure {
        router = router.layer(fixed(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000"));
    }
    router.with_state(console.clone())
}

/// How long an ended server waits for open pages.
pub(super) const LEAVE: Duration = Duration::from_secs(5);
