//! A question before what is not taken back lightly.
//!
//! A form brings its questions along, as hidden fields `ask:` and the value of the button that is asked about. Scripts ask
//! at once and say so (`sure`); without them the form comes here first, and a page asks.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::answer::{Refused, page};
use super::console::Console;
use super::form::Form;
use super::guard::Who;

/// What is asked, and the form that waits for the answer.
#[derive(Debug, Clone)]
pub(super) struct Question {
    /// Where the answer goes.
    pub(super) path: String,
    pub(super) text: String,
    /// Whom it is about, where they are named.
    pub(super) names: String,
    /// Where a no leads.
    pub(super) back: String,
    /// What goes along.
    pub(super) fields: Vec<(String, String)>,
}

impl Question {
    /// What a form wants answered first; none when it says that somebody is sure, or asks nothing.
    pub(super) fn of(path: &str, form: &Form) -> Option<Self> {
        if form.get("sure").is_some() {
            return None;
        }
        let text = form.get(&format!("ask:{}", form.get("do")?))?.to_owned();
        let fields = form.fields().filter(|(name, _)| !name.starts_with("ask:"));
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Some(Self { path: path.to_owned(), text, names: String::new(), back: "/".to_owned(), fields })
    }

    /// The page that asks.
    pub(super) fn page(&self, console: &Console, who: Option<&Who>) -> Response {
        let context = json!({ "path": self.path, "text": self.text, "names": self.names, "back": self.back, "fields": self.fields });
        page(console, who, "question.html", "", context).unwrap_or_else(IntoResponse::into_response)
    }
}

impl IntoResponse for Question {
    fn into_response(self) -> Response {
        let mut response = StatusCode::OK.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Why a form does not come through to its handler.
#[derive(Debug)]
pub(super) enum Turned {
    /// It cannot be read.
    Back(Refused),
    /// Something is asked first.
    Asking(Question),
}

impl IntoResponse for Turned {
    fn into_response(self) -> Response {
        match self {
            Self::Back(refused) => refused.into_response(),
            Self::Asking(question) => question.into_response(),
        }
    }
}
