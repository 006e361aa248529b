//! Listening.

use std::net::{IpAddr, SocketAddr, TcpListener};

use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;

use super::clock::watch;
use super::console::{Console, settle_doubts};
use super::routes::{LEAVE, router};
use crate::ops::serving::{Listening, Options, Tell};
use crate::ops::{OpsError, Stop};

/// Listens until it is asked to stop; then runs under way are asked to stop and waited for. `tell` hears where it is.
///
/// # Errors
/// When the workspace cannot be opened, the address cannot be had, or it would be open to others without TLS.
pub async fn run(options: Options, stop: &Stop, tell: Tell<'_>) -> Result<(), OpsError> {
    let Options { workspace, listen, tls, behind_proxy } = options;
    if !is_loopback(listen.ip()) && tls.is_none() && !behind_proxy {
        return Err(OpsError::usage(format!("{listen} can be reached by others, and nothing would be encrypted")).help(
            "give --tls-cert and --tls-key; or --behind-proxy if a proxy in front of it speaks TLS; or listen on 127.0.0.1",
        ));
    }
    let console = Console::open(&workspace, tls.is_some() || behind_proxy, behind_proxy).await?;
    let failed = |error: std::io::Error| OpsError::world("listen", format!("{listen} cannot be listened on: {error}"));
    let listener = TcpListener::bind(listen)
        .map_err(|error| failed(error).help("is something else there? --listen ADDRESS:PORT chooses another"))?;
    listener.set_nonblocking(true).map_err(failed)?;
    let at = listener.local_addr().map_err(failed)?;
    let scheme = if tls.is_some() { "https" } else { "http" };
    let address = format!("{scheme}://{at}/");
    let first_start = console.access.first_start().await?.map(|token| format!("{address}begin?token={token}"));
    tell(&Listening { address, first_start });
    settle_doubts(&console).await;
    tokio::spawn(watch(console.clone(), stop.clone()));
    let handle = Handle::new();
    let service = router(&console).into_make_service_with_connect_info::<SocketAddr>();
    let ended = {
        let (handle, stop, console) = (handle.clone(), stop.clone(), console.clone());
        tokio::spawn(async move {
            stop.wait().await;
            console.trials.stop.stop();
            console.works.end().await;
            handle.graceful_shutdown(Some(LEAVE));
        })
    };
    let served = match tls {
        None => axum_server::from_tcp(listener).map_err(failed)?.handle(handle).serve(service).await,
        Some((certificate, key)) => {
            let config = RustlsConfig::from_pem_file(&certificate, &key).await.map_err(|error| {
                let (certificate, key) = (certificate.display(), key.display());
                OpsError::configuration("tls", format!("{certificate} and {key} make no TLS: {error}"))
                    .help("both are PEM files: the certificate with its chain, and its private key")
            })?;
            axum_server::from_tcp_rustls(listener, config).map_err(failed)?.handle(handle).serve(service).await
        }
    };
    ended.abort();
    served.map_err(failed)
}

fn is_loopback(address: IpAddr) -> bool {
    address.is_loopback()
}
