//! Forms as browsers send them: names may come several times.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};

use super::answer::Refused;
use super::console::Shared;
use super::question::{Question, Turned};

/// The fields of a form, in their order.
#[derive(Debug, Clone, Default)]
pub(super) struct Form(Vec<(String, String)>);

impl Form {
    /// The first of a name.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// The first of a name, without blanks around it; nothing when it is empty.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.get(name).map(str::trim).filter(|text| !text.is_empty())
    }

    /// A field that must be there.
    pub(super) fn must(&self, name: &str) -> Result<&str, Refused> {
        self.text(name).ok_or_else(|| Refused::usage(format!("{name} is missing")))
    }

    /// All of a name.
    pub(super) fn all<'f>(&'f self, name: &str) -> impl Iterator<Item = &'f str> {
        let name = name.to_owned();
        self.0.iter().filter(move |(known, _)| *known == name).map(|(_, value)| value.as_str())
    }

    /// All of them, in their order.
    pub(super) fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Those whose name begins so, without the beginning.
    pub(super) fn under<'f>(&'f self, beginning: &'static str) -> impl Iterator<Item = (&'f str, &'f str)> {
        self.0.iter().filter_map(move |(name, value)| Some((name.strip_prefix(beginning)?, value.as_str())))
    }
}

impl FromRequest<Shared> for Form {
    type Rejection = Turned;

    async fn from_request(request: Request, console: &Shared) -> Result<Self, Turned> {
        let path = request.uri().path().to_owned();
        let bytes = Bytes::from_request(request, console).await.map_err(|error| {
            let (status, error) = (error.status(), crate::ops::OpsError::usage("the form is too large"));
            Turned::Back(Refused { status, error })
        })?;
        let form = Self(form_urlencoded::parse(&bytes).into_owned().collect());
        match Question::of(&path, &form) {
            Some(question) => Err(Turned::Asking(question)),
            None => Ok(form),
        }
    }
}
