//! What a handler gives back when it cannot do what was asked; and pages and redirects.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde_json::{Value, json};

use super::console::Console;
use super::guard::Who;
use crate::ops::{ErrorKind, OpsError};

/// A handler's answer.
pub(super) type Answer = Result<Response, Refused>;

/// Why not. The guard turns it into a page or into JSON, by what was asked for.
#[derive(Debug, Clone)]
pub(super) struct Refused {
    pub(super) status: StatusCode,
    pub(super) error: OpsError,
}

impl Refused {
    /// There is no such thing.
    pub(super) fn missing(what: impl Into<String>) -> Self {
        Self { status: StatusCode::NOT_FOUND, error: OpsError::usage(what) }
    }

    /// What was asked for makes no sense.
    pub(super) fn usage(what: impl Into<String>) -> Self {
        Self { status: StatusCode::UNPROCESSABLE_ENTITY, error: OpsError::usage(what) }
    }

    /// The same with what to do.
    pub(super) fn help(mut self, what: impl Into<String>) -> Self {
        self.error = self.error.help(what);
        self
    }

    /// Not with this role.
    pub(super) fn forbidden(what: impl Into<String>) -> Self {
        let error = OpsError { code: "forbidden", ..OpsError::usage(what) };
        Self { status: StatusCode::FORBIDDEN, error }
    }
}

impl From<OpsError> for Refused {
    fn from(error: OpsError) -> Self {
        let status = match (error.kind, error.code) {
            (ErrorKind::Configuration, "unknown-connection" | "unknown-system") | (ErrorKind::World, "no-such-run") => {
                StatusCode::NOT_FOUND
            }
            // Understood, and it does not fit what is there.
            (ErrorKind::World, "busy" | "taken" | "already-linked" | "unlinked-by-hand" | "no-owner")
            | (ErrorKind::Usage | ErrorKind::Configuration, _) => StatusCode::CONFLICT,
            (ErrorKind::World, "network" | "credentials" | "incomplete") => StatusCode::BAD_GATEWAY,
            (ErrorKind::World, _) => StatusCode::INTERNAL_SERVER_ERROR,
            (ErrorKind::Later, _) => StatusCode::NOT_IMPLEMENTED,
        };
        Self { status, error }
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl Refused {
    /// For a program.
    pub(super) fn json(&self) -> Response {
        json_answer(self.status, &self.error)
    }

    /// For a person.
    pub(super) fn page(&self, console: &Console, who: Option<&Who>) -> Response {
        let title = match self.status {
            StatusCode::NOT_FOUND => "There is no such page",
            StatusCode::FORBIDDEN => "This is not for your role",
            _ => "That did not work",
        };
        let context = json!({ "title": title, "message": self.error.message, "help": self.error.help });
        let mut response = match page(console, who, "refused.html", "", context) {
            Ok(page) => page,
            Err(_) => (StatusCode::INTERNAL_SERVER_ERROR, "The page cannot be put together.").into_response(),
        };
        *response.status_mut() = self.status;
        response
    }
}

/// A page: a template with what it shows, and who looks.
pub(super) fn page(console: &Console, who: Option<&Who>, template: &str, active: &str, mut context: Value) -> Answer {
    if let Value::Object(map) = &mut context {
        map.insert("active".into(), active.into());
        let who = who.map(|who| {
            let role = who.role();
            json!({ "name": who.name(), "role": role.as_str(), "operates": who.operates(), "owns": who.owns() })
        });
        map.insert("who".into(), who.unwrap_or(Value::Null));
    }
    Ok(Html(console.templates.page(template, &context)?).into_response())
}

/// To another page, by GET.
pub(super) fn to(path: &str) -> Answer {
    Ok(Redirect::to(path).into_response())
}

/// A JSON answer.
pub(super) fn json_answer(status: StatusCode, body: &impl serde::Serialize) -> Response {
    match serde_json::to_vec(body) {
        Ok(bytes) => {
            let mut response = (status, bytes).into_response();
            response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
            response
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_no_trouble_of_the_server() {
        for code in ["busy", "taken", "already-linked", "unlinked-by-hand"] {
            assert_eq!(Refused::from(OpsError::world(code, "x")).status, StatusCode::CONFLICT, "{code}");
        }
        assert_eq!(Refused::from(OpsError::world("no-such-run", "x")).status, StatusCode::NOT_FOUND);
        assert_eq!(Refused::from(OpsError::world("store", "x")).status, StatusCode::INTERNAL_SERVER_ERROR);
    }
}
