//! Logging in and out, and the first start.

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect};
use axum_extra::extract::cookie::CookieJar;
use serde::Deserialize;
use serde_json::json;

use super::super::answer::{Answer, page as render};
use super::super::console::Shared;
use super::super::form::Form;
use super::super::guard::{From, cookie, token};

pub(in crate::web) async fn form(State(console): State<Shared>) -> Answer {
    render(&console, None, "log_in.html", "", json!({ "name": "", "message": null }))
}

pub(in crate::web) async fn log_in(State(console): State<Shared>, From(address): From, form: Form) -> Answer {
    let name = form.get("name").unwrap_or_default();
    match console.access.log_in(name, form.get("password").unwrap_or_default(), address).await {
        Ok(entered) => {
            let jar = CookieJar::new().add(cookie(&console, entered));
            Ok((jar, Redirect::to("/")).into_response())
        }
        Err(error) => {
            let context = json!({ "name": name, "message": error.message });
            let mut page = render(&console, None, "log_in.html", "", context)?;
            let limited = error.code == "too-many";
            *page.status_mut() = if limited { StatusCode::TOO_MANY_REQUESTS } else { StatusCode::UNAUTHORIZED };
            Ok(page)
        }
    }
}

pub(in crate::web) async fn log_out(State(console): State<Shared>, headers: HeaderMap) -> Answer {
    if let Some(token) = token(&headers) {
        console.access.log_out(&token).await?;
        console.views.forget(&token);
    }
    let mut gone = cookie(&console, String::new());
    gone.make_removal();
    Ok((CookieJar::new().add(gone), Redirect::to("/log-in")).into_response())
}

#[derive(Debug, Deserialize)]
pub(in crate::web) struct Asked {
    #[serde(default)]
    token: String,
}

/// The link that the first start prints leads here.
pub(in crate::web) async fn begin_form(State(console): State<Shared>, Query(asked): Query<Asked>) -> Answer {
    render(&console, None, "begin.html", "", json!({ "token": asked.token, "name": "", "message": null }))
}

/// Makes the first owner.
pub(in crate::web) async fn begin(State(console): State<Shared>, form: Form) -> Answer {
    let field = |name: &str| form.get(name).unwrap_or_default().to_owned();
    let refused = |message: &str| {
        let context = json!({ "token": field("token"), "name": field("name"), "message": message });
        let mut page = render(&console, None, "begin.html", "", context)?;
        *page.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        Ok(page)
    };
    if field("password") != field("again") {
        return refused("The two passwords are not the same.");
    }
    match console.access.begin(&field("token"), &field("name"), &field("password")).await {
        Ok(entered) => Ok((CookieJar::new().add(cookie(&console, entered)), Redirect::to("/")).into_response()),
        Err(error) => refused(&error.message),
    }
}
