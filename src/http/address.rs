//! Which addresses may be spoken to.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::HttpError;

/// A base address that was looked at.
#[derive(Debug, Clone)]
pub(super) struct Base {
    url: Url,
    consented: bool,
}

impl Base {
    /// Takes the address. One that the workspace names (`consented`) may be plain HTTP or private; one of a system
    /// file must be HTTPS and public.
    pub(super) fn new(text: &str, consented: bool) -> Result<Self, HttpError> {
        let url = Url::parse(text.trim()).map_err(|_| HttpError::new("base_url is no address (https://host/path)"))?;
        if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none_or(str::is_empty) {
            return Err(HttpError::new("base_url must begin with https://"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(HttpError::new("base_url must hold no user name or password: use connect.auth"));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(HttpError::new("base_url must hold no query: write it in the slots"));
        }
        let base = Self { url, consented };
        base.allows(&base.url)?;
        Ok(base)
    }

    /// Whether this address may be spoken to.
    pub(super) fn allows(&self, url: &Url) -> Result<(), HttpError> {
        if self.consented && url.origin() == self.url.origin() {
            return Ok(());
        }
        if url.scheme() != "https" {
            return Err(HttpError::new(
                "the address is not https. A plain http address must be written as base_url in the workspace file",
            ));
        }
        let host = url.host_str().unwrap_or_default();
        let private = match host.trim_matches(['[', ']']).parse::<IpAddr>() {
            Ok(ip) => !public(ip),
            Err(_) => {
                let name = host.trim_end_matches('.');
                name.is_empty() || name == "localhost" || name.ends_with(".localhost")
            }
        };
        if private {
            return Err(HttpError::new(
                "the address is private or of this machine. It must be written as base_url in the workspace file",
            ));
        }
        Ok(())
    }

    /// The base with a path (and query) behind it. The path is taken as it stands; a path that leaves the base or a
    /// segment that an expression left empty is refused, so that no request lands on a parent.
    pub(super) fn join(&self, path: &str) -> Result<Url, String> {
        let (path, query) = path.split_once('?').map_or((path, None), |(path, query)| (path, Some(query)));
        let dots = |segment: &str| matches!(segment.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | "..");
        if path.split(['/', '\\']).any(dots) {
            return Err("a piece of the request's path is `.` or `..`".into());
        }
        let mut text = self.url.as_str().trim_end_matches('/').to_owned();
        if !path.is_empty() && !path.starts_with('/') {
            text.push('/');
        }
        text.push_str(path);
        if let Some(query) = query {
            text.push('?');
            text.push_str(query);
        }
        let mut url = Url::parse(&text).map_err(|_| "the request's path is not valid".to_owned())?;
        url.set_fragment(None);
        if url.origin() != self.url.origin() {
            return Err("the request's path leaves the base address".into());
        }
        Ok(url)
    }

    /// The address of a next page: relative or absolute, of the same origin.
    pub(super) fn follow(&self, from: &Url, link: &str) -> Option<Url> {
        let url = from.join(link).ok()?;
        (url.origin() == self.url.origin() && url.username().is_empty() && url.password().is_none()).then_some(url)
    }

    /// Where a token comes from: an address of its own. One below the file's own base moves with the base.
    pub(super) fn token_url(&self, text: &str, file_base: &str) -> Result<Url, HttpError> {
        let bad = || HttpError::new("the token address of connect.auth is no address");
        let file_base = file_base.trim_end_matches('/');
        match text.strip_prefix(file_base).filter(|rest| rest.starts_with('/') && !file_base.is_empty()) {
            Some(rest) => self.join(rest).map_err(HttpError::new),
            None => {
                let url = Url::parse(text).map_err(|_| bad())?;
                self.allows(&url)?;
                Ok(url)
            }
        }
    }

    /// Whether names may lead to private addresses.
    pub(super) fn consented(&self) -> bool {
        self.consented
    }
}

/// Reachable over the public internet.
fn public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => public_v4(ip),
        IpAddr::V6(ip) => match ip.to_ipv4_mapped() {
            Some(ip) => public_v4(ip),
            None => public_v6(ip),
        },
    }
}

fn public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, ..] = ip.octets();
    let shared = a == 100 && (64..128).contains(&b);
    let local = ip.is_private() || ip.is_loopback() || ip.is_link_local() || shared || a == 0;
    !(local || ip.is_broadcast() || ip.is_multicast() || a >= 240)
}

fn public_v6(ip: Ipv6Addr) -> bool {
    let [first, second, ..] = ip.segments();
    let translated = first == 0x64 && second == 0xff9b;
    let local = ip.is_loopback() || ip.is_unspecified() || (first & 0xfe00) == 0xfc00 || (first & 0xffc0) == 0xfe80;
    !(local || translated || ip.is_multicast() || first == 0)
}

/// Resolves names to public addresses only.
#[derive(Debug)]
pub(super) struct PublicOnly;

/// A name that leads to a private address.
#[derive(Debug, thiserror::Error)]
#[error("the name leads to a private address")]
pub(super) struct PrivateAddress;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let open: Vec<SocketAddr> = found.iter().copied().filter(|address| public(address.ip())).collect();
            if open.is_empty() && !found.is_empty() {
                return Err(PrivateAddress.into());
            }
            Ok(Box::new(open.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_names_public_https_only() {
        for good in ["https://api.example.com/v1", "https://8.8.8.8/", "https://[2606:4700::1111]/x"] {
            assert!(Base::new(good, false).is_ok(), "{good}");
        }
        for bad in [
            "http://api.example.com",
            "https://localhost/x",
            "https://a.localhost",
            "https://127.0.0.1",
            "https://10.1.2.3",
            "https://[::1]/",
            "https://[::ffff:192.168.0.1]",
            "https://169.254.1.1",
            "https://100.64.0.1",
            "https://0.0.0.0",
            "https://[fd00::1]",
            "https://2130706433",
            "ftp://example.com",
            "https://u:p@example.com",
            "https://a.com/?x=1",
            "https:/",
            "",
            "x",
        ] {
            assert!(Base::new(bad, false).is_err(), "{bad}");
        }
        assert!(Base::new("http://127.0.0.1:8080/soap", true).is_ok());
        assert!(Base::new("file:///etc/passwd", true).is_err());
    }

    #[test]
    fn paths_stay_below_the_base() {
        let base = Base::new("https://api.example.com/v1/", false).unwrap();
        assert_eq!(base.join("/people/7?x=1").unwrap().as_str(), "https://api.example.com/v1/people/7?x=1");
        assert_eq!(base.join("people").unwrap().as_str(), "https://api.example.com/v1/people");
        for bad in ["/people/..", "/people/./x", "/people/%2E%2e", "/a\\..\\b"] {
            assert!(base.join(bad).is_err(), "{bad}");
        }
        assert_eq!(base.join("//evil.example/x").unwrap().host_str(), Some("api.example.com"));
        assert_eq!(base.join("@evil.example/x").unwrap().host_str(), Some("api.example.com"));
    }

    #[test]
    fn links_and_tokens_stay_where_they_belong() {
        let base = Base::new("http://127.0.0.1:9/v1", true).unwrap();
        let from = base.join("/people").unwrap();
        assert_eq!(base.follow(&from, "?page=2").unwrap().as_str(), "http://127.0.0.1:9/v1/people?page=2");
        assert!(base.follow(&from, "http://127.0.0.1:10/v1/people").is_none());
        assert!(base.follow(&from, "https://evil.example/").is_none());
        let moved = base.token_url("https://api.example.com/oauth/token", "https://api.example.com").unwrap();
        assert_eq!(moved.as_str(), "http://127.0.0.1:9/v1/oauth/token");
        assert!(base.token_url("http://id.example.com/token", "https://api.example.com").is_err());
        assert!(base.token_url("https://id.example.com/token", "https://api.example.com").is_ok());
    }
}
