//! How the console is asked for, and where it says it is: plain data that the faces share.

use std::future::Future;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::pin::Pin;

use serde::Serialize;

use super::report::Report;
use super::{OpsError, Stop};

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder of `crosswalk.yaml`.
    pub workspace: PathBuf,
    /// Where it listens; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Certificate chain and key, PEM.
    pub tls: Option<(PathBuf, PathBuf)>,
    /// A proxy in front speaks TLS and says who asks (`X-Forwarded-For`).
    pub behind_proxy: bool,
}

/// Where the console is, once it listens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Listening {
    /// The address to open.
    pub address: String,
    /// Where the first owner is made, once: nobody can log in yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_start: Option<String>,
}

impl Report for Listening {}

/// Hears where the console is.
pub type Tell<'a> = &'a (dyn Fn(&Listening) + Sync);

/// Serves until it is asked to stop: one face starts the other by it, without knowing it.
pub type Serve =
    dyn for<'a> Fn(Options, &'a Stop, Tell<'a>) -> Pin<Box<dyn Future<Output = Result<(), OpsError>> + 'a>>;
