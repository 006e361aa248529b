//! One request over the wire, and how it can be lost.

use std::error::Error;
use std::time::Duration;

use reqwest::header::HeaderMap;
use reqwest::{Client, Request, Response};

use super::address::PrivateAddress;
use super::classify::Side;
use super::trouble::Trouble;
use crate::mapping::spec::ErrorKind;

/// What came back.
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    /// The body's bytes, unpacked; or how they were lost.
    pub(super) body: Result<Vec<u8>, Lost>,
}

/// How a request or its answer was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lost {
    /// No connection was made: not a byte left.
    Unconnected,
    /// The name leads to a private address, which only the workspace may name.
    Private,
    /// The request's time was up.
    Timeout,
    /// The connection broke, or the answer was cut off or garbled.
    Broken,
    /// The answer is larger than allowed.
    TooLarge,
}

impl Lost {
    /// What that means for a request of this side.
    pub(super) fn trouble(self, side: Side, status: Option<u16>, host: &str) -> Trouble {
        let (kind, sent, message) = match self {
            Self::Unconnected => (ErrorKind::Transient, false, format!("no connection to {host}")),
            Self::Private => (
                ErrorKind::Denied,
                false,
                format!(
                    "{host} leads to a private address; such an address must be written as base_url in the workspace"
                ),
            ),
            Self::Timeout => (side.unknown(), true, format!("{host} did not answer in time")),
            Self::Broken => {
                (side.unknown(), true, format!("the connection to {host} broke before the answer was whole"))
            }
            Self::TooLarge => (side.unknown(), true, format!("the answer of {host} is larger than allowed")),
        };
        Trouble { sent, status, ..Trouble::new(kind, message) }
    }

    /// Whether the same request may fare better.
    pub(super) fn passes(self) -> bool {
        !matches!(self, Self::Private | Self::TooLarge)
    }

    fn of(error: &reqwest::Error) -> Self {
        let mut cause: Option<&(dyn Error + 'static)> = Some(error);
        while let Some(inner) = cause {
            if inner.is::<PrivateAddress>() {
                return Self::Private;
            }
            cause = inner.source();
        }
        if error.is_connect() || error.is_builder() {
            Self::Unconnected
        } else if error.is_timeout() {
            Self::Timeout
        } else {
            Self::Broken
        }
    }
}

/// Sends and receives within `timeout`; an answer of more than `most` bytes (unpacked) is cut off.
pub(super) async fn carry(client: &Client, request: Request, timeout: Duration, most: usize) -> Result<Reply, Lost> {
    let deadline = tokio::time::Instant::now() + timeout;
    let sent = tokio::time::timeout_at(deadline, client.execute(request)).await;
    let response = sent.map_err(|_| Lost::Timeout)?.map_err(|error| Lost::of(&error))?;
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let body = tokio::time::timeout_at(deadline, receive(response, most)).await.unwrap_or(Err(Lost::Timeout));
    Ok(Reply { status, headers, body })
}

async fn receive(mut response: Response, most: usize) -> Result<Vec<u8>, Lost> {
    if response.content_length().is_some_and(|length| length > most as u64) {
        return Err(Lost::TooLarge);
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|_| Lost::Broken)? {
        if bytes.len() + chunk.len() > most {
            return Err(Lost::TooLarge);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}
