//! What is sent again, and when.

use serde_json::json;

use super::server::{self, Act, Server, json, says};
use super::setting::{call, client, connect, read, write};
use crate::expr::Scope;
use crate::http::{Requests, Stop, WriteClient};
use crate::mapping::compiled::WriteSlot;
use crate::mapping::spec::ErrorKind;

fn busy(after: &str) -> Act {
    says(429, &format!("retry-after: {after}\r\n"), "")
}

#[tokio::test]
async fn reads_are_asked_again() {
    let server = Server::start(vec![json(503, ""), json(503, ""), json(200, "[1]")]).await;
    let (reader, watch) = client(connect(), &server.url);
    assert_eq!(reader.fetch(&read(call("GET", "/x")), &Scope::new()).await.unwrap().body, json!([1]));
    assert_eq!(watch.waits(), [1, 2]);
    assert_eq!(reader.counts(), Requests { read: 3, write: 0 });
}

#[tokio::test]
async fn retry_after_counts() {
    let dated = busy("Thu, 01 Jan 1970 00:02:00 GMT");
    let server = Server::start(vec![busy("0"), dated, json(200, "{}")]).await;
    let (reader, watch) = client(connect(), &server.url);
    let write_client = WriteClient::new(reader);
    write_client.send(&write(call("POST", "/x")), &Scope::new()).await.unwrap();
    assert_eq!(watch.waits(), [0, 120]);
    assert_eq!(write_client.counts().write, 3);
    let server = Server::start(vec![busy("86400")]).await;
    let (reader, watch) = client(connect(), &server.url);
    let trouble = reader.fetch(&read(call("GET", "/x")), &Scope::new()).await.unwrap_err();
    assert_eq!((trouble.kind, trouble.attempts), (ErrorKind::Throttled, 1));
    assert_eq!(watch.waits(), [] as [u64; 0]);
}

#[tokio::test]
async fn an_unclear_write_is_sent_again_only_when_repeatable() {
    let script = || vec![Act::Close, json(503, ""), json(200, "{}")];
    let server = Server::start(script()).await;
    let write_client = WriteClient::new(client(connect(), &server.url).0);
    let trouble = write_client.send(&write(call("PUT", "/x")), &Scope::new()).await.unwrap_err();
    assert_eq!((trouble.kind, trouble.attempts, trouble.sent), (ErrorKind::Unclear, 1, true));
    let server = Server::start(script()).await;
    let write_client = WriteClient::new(client(connect(), &server.url).0);
    let slot = WriteSlot { repeatable: true, ..write(call("PUT", "/x")) };
    assert!(write_client.send(&slot, &Scope::new()).await.is_ok());
    assert_eq!(server.seen().len(), 3);
}

#[tokio::test]
async fn a_refusal_after_an_unclear_attempt_stays_unclear() {
    let server = Server::start(vec![Act::Close, json(409, "")]).await;
    let write_client = WriteClient::new(client(connect(), &server.url).0);
    let slot = WriteSlot { repeatable: true, ..write(call("PUT", "/x")) };
    let trouble = write_client.send(&slot, &Scope::new()).await.unwrap_err();
    assert_eq!((trouble.kind, trouble.status, trouble.attempts), (ErrorKind::Unclear, Some(409), 2));
}

#[tokio::test]
async fn refusals_are_final() {
    for (status, kind) in [(400, ErrorKind::Rejected), (401, ErrorKind::Denied), (404, ErrorKind::Missing)] {
        let server = Server::start(vec![server::json(status, "{}")]).await;
        let (reader, _) = client(connect(), &server.url);
        let trouble = reader.fetch(&read(call("GET", "/x")), &Scope::new()).await.unwrap_err();
        assert_eq!((trouble.kind, trouble.status, trouble.attempts), (kind, Some(status), 1));
    }
}

#[tokio::test]
async fn a_stop_starts_nothing_new() {
    let server = Server::start(vec![json(503, "")]).await;
    let stop = Stop::new();
    let reader = client(connect(), &server.url).0.with_stop(stop.clone());
    stop.stop();
    let trouble = reader.fetch(&read(call("GET", "/x")), &Scope::new()).await.unwrap_err();
    assert!(trouble.stopped && !trouble.sent && trouble.attempts == 0);
    assert_eq!(server.seen().len(), 0);
}

#[tokio::test]
async fn a_stop_during_an_attempt_lets_it_end() {
    let server = Server::start(vec![json(503, "")]).await;
    let stop = Stop::new();
    let write_client = WriteClient::new(client(connect(), &server.url).0.with_stop(stop.clone()));
    let slot = WriteSlot { repeatable: true, ..write(call("PUT", "/x")) };
    let trouble = write_client.send_with(&slot, &Scope::new(), &mut |_| stop.stop()).await.unwrap_err();
    assert_eq!((trouble.kind, trouble.stopped, trouble.attempts), (ErrorKind::Unclear, true, 1));
    assert_eq!(server.seen().len(), 1);
}
