//! Tokens: asked for once, renewed once, never begged for.

use std::time::Duration;

use futures_util::future::join_all;
use serde_json::json;

use super::server::{self, Server, says};
use super::setting::{call, client, connect, path, read, template};
use crate::expr::Scope;
use crate::http::Requests;
use crate::mapping::compiled::{Auth, Body, Connect};
use crate::mapping::spec::ErrorKind;

fn oauth(in_body: bool) -> Connect {
    let auth = Auth::ClientCredentials {
        token: template("https://api.example.test/v1/token"),
        id: template("{{ settings.id }}"),
        secret: template("{{ settings.token }}&"),
        in_body,
        scopes: vec!["a".into(), "b".into()],
    };
    Connect { auth, ..connect() }
}

fn token(text: &str) -> server::Act {
    server::json(200, &format!(r#"{{"access_token":"{text}","expires_in":3600}}"#))
}

#[tokio::test]
async fn many_requests_share_one_token() {
    let server = Server::start(vec![token("t1"), server::json(200, "{}")]).await;
    let (reader, _) = client(oauth(false), &server.url);
    let slot = read(call("GET", "/x"));
    let scope = Scope::new();
    let all = join_all((0..8).map(|_| reader.fetch(&slot, &scope))).await;
    assert!(all.iter().all(Result::is_ok));
    let seen = server.seen();
    assert_eq!(seen.len(), 9);
    assert!(seen[0].starts_with("POST /token HTTP/1.1\r\n"));
    assert!(seen[0].contains("\r\nauthorization: Basic bWU6czNjcmV0JTI2\r\n"), "{}", seen[0]);
    assert!(seen[0].ends_with("\r\n\r\ngrant_type=client_credentials&scope=a+b"));
    assert!(seen[1..].iter().all(|request| request.contains("\r\nauthorization: Bearer t1\r\n")));
    assert_eq!(reader.counts(), Requests { read: 8, write: 0 });
}

#[tokio::test]
async fn a_token_that_is_refused_is_renewed_once() {
    let no = || server::json(401, "{}");
    let server = Server::start(vec![token("t1"), no(), token("t2"), server::json(200, "{}")]).await;
    let (reader, _) = client(oauth(true), &server.url);
    reader.fetch(&read(call("GET", "/x")), &Scope::new()).await.unwrap();
    let seen = server.seen();
    assert!(seen[0].ends_with("scope=a+b&client_id=me&client_secret=s3cret%26"));
    assert!(seen[3].contains("Bearer t2"));
    let server = Server::start(vec![token("t1"), no(), token("t2"), no()]).await;
    let (reader, _) = client(oauth(true), &server.url);
    let trouble = reader.fetch(&read(call("GET", "/x")), &Scope::new()).await.unwrap_err();
    assert_eq!((trouble.kind, trouble.attempts, server.seen().len()), (ErrorKind::Denied, 2, 4));
}

#[tokio::test]
async fn a_refused_login_is_not_tried_again() {
    let server = Server::start(vec![server::json(400, r#"{"error":"invalid_client"}"#)]).await;
    let (reader, _) = client(oauth(false), &server.url);
    for _ in 0..2 {
        let trouble = reader.fetch(&read(call("GET", "/x")), &Scope::new()).await.unwrap_err();
        assert_eq!((trouble.kind, trouble.sent), (ErrorKind::Denied, false));
        assert!(!format!("{trouble:?}").contains("s3cret"));
    }
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn a_login_request_gives_the_token_of_headers() {
    let auth = Auth::Login {
        method: "POST".into(),
        path: template("/access"),
        body: Some(Body::Literal(json!({"u": "x"}))),
        token: path("$.data.token").unwrap(),
        lifetime: Some(Duration::from_secs(100)),
    };
    let headers = vec![
        ("X-Token".into(), template("{{ auth.token }}")),
        ("X-Mixed".into(), template("t {{ auth.token }}")),
        ("X-Plain".into(), template("p")),
    ];
    let granted = || server::json(200, r#"{"data":{"token":"t1"}}"#);
    let busy = || says(429, "retry-after: 100\r\n", "");
    let script = vec![server::json(503, ""), granted(), busy(), granted(), server::json(200, "{}")];
    let server = Server::start(script).await;
    let (reader, watch) = client(Connect { auth, headers, ..connect() }, &server.url);
    reader.fetch(&read(call("GET", "/x")), &Scope::new()).await.unwrap();
    let seen = server.seen();
    assert_eq!(watch.waits(), [1, 100]);
    assert_eq!(seen.len(), 5);
    assert!(seen[0].starts_with("POST /access ") && seen[0].contains("x-plain: p") && !seen[0].contains("x-token"));
    assert!(seen[1].starts_with("POST /access ") && seen[3].starts_with("POST /access "));
    assert!(seen[2].contains("x-token: t1") && seen[2].contains("x-mixed: t t1"));
}
