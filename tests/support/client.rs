//! A plain HTTP client over a socket: it sends exactly what a test wants, wrong requests too.

// Each test file uses a part of this, and a test that cannot go on may stop.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

/// Sends a request and reads the answer to the connection's end; an error is a connection without an answer.
pub(crate) fn send(
    to: SocketAddr,
    method: &str,
    target: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> std::io::Result<Answer> {
    let raw = raw(to, method, target, headers, body)?;
    let split = raw.windows(4).position(|four| four == b"\r\n\r\n");
    let split = split.ok_or_else(|| std::io::Error::other("no answer"))?;
    let head = String::from_utf8_lossy(&raw[..split]).into_owned();
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    Ok(Answer { status, head, body: String::from_utf8_lossy(&raw[split + 4..]).into_owned() })
}

/// The bytes of the answer, at most a megabyte.
pub(crate) fn raw(
    to: SocketAddr,
    method: &str,
    target: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> std::io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect(to)?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    let mut text =
        format!("{method} {target} HTTP/1.1\r\nHost: {to}\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    stream.write_all(format!("{text}\r\n{body}").as_bytes())?;
    let mut out = Vec::new();
    let _ = stream.take(1 << 20).read_to_end(&mut out);
    Ok(out)
}

/// The SOAP service's namespace.
pub(crate) fn namespace(service: &str) -> String {
    format!("https://api.nmbrs.nl/soap/v3/{service}")
}

/// Posts an envelope to a service.
pub(crate) fn soap(to: SocketAddr, service: &str, operation: &str, envelope: &str) -> std::io::Result<Answer> {
    let action = format!("\"{}/{operation}\"", namespace(service));
    let headers = [("Content-Type", "text/xml; charset=utf-8"), ("SOAPAction", action.as_str())];
    send(to, "POST", &format!("/soap/v3/{service}.asmx"), &headers, envelope)
}

/// An envelope with the sandbox's credentials around an operation's elements.
pub(crate) fn envelope(service: &str, operation: &str, inside: &str) -> String {
    let ns = namespace(service);
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><soap:Header><AuthHeaderWithDomain xmlns=\"{ns}\">\
         <Username>api@example.test</Username><Token>00000000000000000000000000000000</Token><Domain>acme</Domain>\
         </AuthHeaderWithDomain></soap:Header><soap:Body><{operation} xmlns=\"{ns}\">{inside}</{operation}></soap:Body></soap:Envelope>"
    )
}

/// Calls an operation of the employee service with the sandbox's credentials.
pub(crate) fn employee(to: SocketAddr, operation: &str, inside: &str) -> Answer {
    soap(to, "EmployeeService", operation, &envelope("EmployeeService", operation, inside)).unwrap()
}

/// Calls the simulated HR system with its token.
pub(crate) fn hr(to: SocketAddr, method: &str, target: &str, body: &str) -> (u16, serde_json::Value) {
    let headers = [("Authorization", "Bearer sandbox-token"), ("Content-Type", "application/json")];
    let answer = send(to, method, target, &headers, body).unwrap();
    (answer.status, serde_json::from_str(&answer.body).unwrap_or_default())
}
