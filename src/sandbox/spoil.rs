//! Answers as axum sends them, whole and spoilt.

use axum::body::{Body, Bytes};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use futures_util::stream;

use super::exchange::Outgoing;
use super::fault::Spoilt;

/// An answer with this body.
pub(super) fn response(outgoing: &Outgoing, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(outgoing.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if !outgoing.content_type.is_empty()
        && let Ok(value) = HeaderValue::from_str(&outgoing.content_type)
    {
        response.headers_mut().insert(header::CONTENT_TYPE, value);
    }
    for (name, value) in &outgoing.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name.as_str()), HeaderValue::from_str(value)) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

/// A status and a word.
pub(super) fn plain(status: u16) -> Response {
    let content_type = "text/plain; charset=utf-8".to_owned();
    let outgoing = Outgoing { status, content_type, ..Outgoing::default() };
    response(&outgoing, Body::from("simulated"))
}

/// The same answer, spoilt.
pub(super) fn spoilt(mut outgoing: Outgoing, how: Spoilt) -> Response {
    let half = outgoing.body.len() / 2;
    let bytes = Bytes::from(std::mem::take(&mut outgoing.body));
    match how {
        Spoilt::Malformed => response(&outgoing, Body::from(bytes.slice(..half))),
        Spoilt::Empty => response(&outgoing, Body::empty()),
        Spoilt::ContentType => {
            outgoing.content_type = "application/octet-stream".to_owned();
            response(&outgoing, Body::from(bytes))
        }
        Spoilt::Html => {
            outgoing.status = 200;
            outgoing.content_type = "text/html".to_owned();
            response(&outgoing, Body::from("<!DOCTYPE html><html><body><h1>Back soon</h1></body></html>"))
        }
        Spoilt::Charset => {
            let mut broken = bytes.to_vec();
            broken.splice(half..half, [0xC3, 0x28, 0xFF]);
            response(&outgoing, Body::from(broken))
        }
        Spoilt::Truncated => {
            let length = HeaderValue::from(bytes.len());
            let half = bytes.slice(..half);
            // The pause lets the half be sent before the connection is closed.
            let stream = stream::unfold(Some(half), |left| async move {
                match left {
                    Some(half) => Some((Ok(half), None)),
                    None => {
                        tokio::task::yield_now().await;
                        Some((Err(std::io::Error::from(std::io::ErrorKind::ConnectionAborted)), None))
                    }
                }
            });
            let mut response = response(&outgoing, Body::from_stream(stream));
            response.headers_mut().insert(header::CONTENT_LENGTH, length);
            response
        }
        Spoilt::Endless => {
            let more = stream::unfold(bytes.slice(..half), |chunk| async move {
                Some((Ok::<_, std::io::Error>(chunk), Bytes::from_static(&[b' '; 8192])))
            });
            response(&outgoing, Body::from_stream(more))
        }
    }
}
