//! Answers that no honest server gives.

use std::time::Duration;

use serde_json::json;
use tokio::net::TcpListener;

use super::server::{self, Act, Server, says};
use super::setting::{call, client, connect, operation, read, soap, write};
use crate::expr::Scope;
use crate::http::{Trouble, WriteClient};
use crate::mapping::compiled::{Body, Call, Connect, Limits};
use crate::mapping::spec::ErrorKind;

/// The trouble of a read and of a write that get this answer.
async fn both(connection: Connect, request: Call, act: Act) -> (Trouble, Trouble) {
    let server = Server::start(vec![act]).await;
    let (reader, _) = client(connection, &server.url);
    let of_read = reader.fetch(&read(request.clone()), &Scope::new()).await.unwrap_err();
    let of_write = WriteClient::new(reader).send(&write(request), &Scope::new()).await.unwrap_err();
    (of_read, of_write)
}

fn gzip_bomb() -> Vec<u8> {
    let mut bits: Vec<bool> = vec![true, true, false];
    let mut code = |value: u16, length: u32| (0..length).rev().for_each(|at| bits.push(value >> at & 1 == 1));
    code(0x91, 8);
    for _ in 0..1000 {
        code(0b1100_0101, 8);
        code(0, 5);
    }
    code(0, 7);
    let packed =
        bits.chunks(8).map(|byte| byte.iter().enumerate().fold(0, |sum, (at, bit)| sum | u8::from(*bit) << at));
    let mut bytes = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    bytes.extend(packed);
    bytes.extend([0; 8]);
    bytes
}

#[tokio::test]
async fn unreadable_answers_are_asked_again_or_unclear() {
    let plain = "content-type: application/json\r\n";
    let whole = |headers: &str, body: &[u8]| says(200, headers, body);
    let acts = [
        ("cut off", Act::Bytes(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"a\":".to_vec())),
        ("cut off chunks", Act::Bytes(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{\"a\":".to_vec())),
        ("closed", Act::Close),
        ("garbage", Act::Bytes(b"\x00\x01\x02 no http at all\r\n\r\n".to_vec())),
        ("endless head", Act::Endless(b"HTTP/1.1 200 OK\r\nx-a: ".repeat(100))),
        ("web page", whole("content-type: text/html\r\n", b"<html>O'Brien</html>")),
        ("half a value", whole(plain, b"{\"name\":\"O'Brien")),
        ("wrong characters", whole(plain, b"{\"name\":\"\xff\"}")),
        ("unknown characters", whole("content-type: application/json; charset=klingon\r\n", b"{}")),
        ("deep", whole(plain, "[".repeat(50_000).as_bytes())),
        ("no gzip", whole("content-encoding: gzip\r\n", b"not gzip at all")),
        ("empty chunk lies", Act::Bytes(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n".to_vec())),
    ];
    for (name, act) in acts {
        let (of_read, of_write) = both(connect(), call("POST", "/x"), act).await;
        assert_eq!((of_read.kind, of_read.attempts), (ErrorKind::Transient, 3), "{name}: {of_read:?}");
        assert_eq!((of_write.kind, of_write.attempts, of_write.sent), (ErrorKind::Unclear, 1, true), "{name}");
        assert!(!format!("{of_read:?}{of_write:?}").contains("Brien"), "{name}");
    }
}

#[tokio::test]
async fn what_no_retry_mends_is_not_asked_again() {
    let head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n".to_vec();
    let acts = [
        ("announced", Act::Bytes(b"HTTP/1.1 200 OK\r\ncontent-length: 999999999999\r\n\r\n".to_vec())),
        ("endless", Act::Endless([head, b" ".repeat(10_000)].concat())),
        ("gzip bomb", says(200, "content-encoding: gzip\r\n", gzip_bomb())),
        ("redirect", says(302, "location: http://127.0.0.1:1/\r\n", "")),
        ("moved", says(308, "location: https://elsewhere.test/\r\n", "{}")),
    ];
    for (name, act) in acts {
        let (of_read, of_write) = both(connect(), call("POST", "/x"), act).await;
        assert_eq!((of_read.kind, of_read.attempts), (ErrorKind::Transient, 1), "{name}: {of_read:?}");
        assert_eq!((of_write.kind, of_write.attempts), (ErrorKind::Unclear, 1), "{name}: {of_write:?}");
    }
}

#[tokio::test]
async fn hostile_envelopes() {
    let kind = "content-type: text/xml\r\n";
    let deep = format!("{}{}", "<a>".repeat(10_000), "</a>".repeat(10_000));
    let bomb = "<!DOCTYPE r [<!ENTITY a \"aaaa\">]><r>&a;</r>";
    let other = "<e:Envelope xmlns:e=\"x\"><e:Body><OtherResponse/></e:Body></e:Envelope>";
    for body in [deep.as_str(), bomb, other, "", "<html/>", "{}"] {
        let request = operation("Op", Body::Literal(json!({})));
        let (of_read, of_write) = both(soap(), request, says(200, kind, body)).await;
        assert_eq!((of_read.kind, of_write.kind), (ErrorKind::Transient, ErrorKind::Unclear));
        assert_eq!((of_read.attempts, of_write.attempts), (3, 1));
    }
}

#[tokio::test]
async fn where_nothing_was_sent_a_write_is_tried_again() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let (reader, watch) = client(connect(), &url);
    let trouble = WriteClient::new(reader).send(&write(call("POST", "/x")), &Scope::new()).await.unwrap_err();
    assert_eq!((trouble.kind, trouble.sent, trouble.attempts), (ErrorKind::Transient, false, 3));
    assert_eq!(watch.waits(), [1, 2]);
}

#[tokio::test]
async fn silence_ends_with_the_timeout() {
    let limits = Limits { timeout: Duration::from_millis(60), ..connect().limits };
    let (of_read, of_write) = both(Connect { limits, ..connect() }, call("POST", "/x"), Act::Hang).await;
    assert_eq!((of_read.kind, of_read.attempts), (ErrorKind::Transient, 3));
    assert_eq!((of_write.kind, of_write.attempts, of_write.sent), (ErrorKind::Unclear, 1, true));
}

#[tokio::test]
async fn credentials_do_not_follow_a_redirect() {
    let elsewhere = Server::start(vec![server::json(200, "{}")]).await;
    let away = format!("location: {}/x\r\n", elsewhere.url);
    both(connect(), call("GET", "/x"), says(307, &away, "")).await;
    assert_eq!(elsewhere.seen(), [] as [String; 0]);
}
