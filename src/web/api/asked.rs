//! What a program sends: bodies and queries, refused in the API's own words where they cannot be read.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use serde::de::DeserializeOwned;

use super::super::answer::Refused;
use super::super::console::Shared;
use crate::ops::OpsError;

/// A JSON body.
pub(super) struct Body<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequest<Shared> for Body<T> {
    type Rejection = Refused;

    async fn from_request(request: Request, console: &Shared) -> Result<Self, Refused> {
        let refused = |status, why: String| Refused { status, error: OpsError::usage(why) };
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        if kind.is_none_or(|kind| kind.split(';').next().is_none_or(|kind| kind.trim() != "application/json")) {
            return Err(refused(StatusCode::UNPROCESSABLE_ENTITY, "the body is to be application/json".into()));
        }
        let bytes = Bytes::from_request(request, console)
            .await
            .map_err(|error| refused(error.status(), "the body cannot be read, or is too large".into()))?;
        serde_json::from_slice(&bytes).map(Self).map_err(|error| {
            refused(StatusCode::UNPROCESSABLE_ENTITY, format!("the body is not as described: {error}"))
        })
    }
}

/// A query.
pub(super) struct Asked<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequestParts<Shared> for Asked<T> {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, console: &Shared) -> Result<Self, Refused> {
        Query::from_request_parts(parts, console).await.map(|Query(asked)| Self(asked)).map_err(|error| Refused {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            error: OpsError::usage(format!("the query is not as described: {error}")),
        })
    }
}
