//! What goes out and what comes in when all is well.

use serde_json::json;

use super::server::{self, Server, says};
use super::setting::{call, client, connect, operation, path, read, settings, soap, template, write};
use crate::expr::Scope;
use crate::http::{Reading, Requests, WriteClient};
use crate::mapping::compiled::{Auth, Body, Call, Member};
use crate::mapping::spec::{BodyFormat, ErrorKind};

#[tokio::test]
async fn json_goes_out_and_comes_in() {
    let server = Server::start(vec![server::json(201, r#"{"data":{"id":7}}"#)]).await;
    let mut connection = connect();
    connection.headers = vec![("X-Token".into(), template("{{ settings.token }}"))];
    connection.auth = Auth::Bearer(template("{{ settings.token }}"));
    let write_client = WriteClient::new(client(connection, &server.url).0);
    let scope = Scope::new().with("key", &json!("a/b ?å")).with("name", &json!("O'Brien & Søn <x>"));
    let slot = write(Call {
        query: vec![
            ("tag".into(), Body::Literal(json!(["a b", 1, null]))),
            ("none".into(), Body::Template(template("{{ missing }}"))),
        ],
        headers: vec![("Idempotency-Key".into(), template("{{ key }}"))],
        body: Some(Body::Object(vec![Member::Key("name".into(), Body::Template(template("{{ name }}")))])),
        ..call("POST", "/people/{{ key }}/x")
    });
    let mut attempts = vec![];
    let answer = write_client.send_with(&slot, &scope, &mut |attempt| attempts.push(attempt.number)).await.unwrap();
    assert_eq!((answer.status, answer.reading, attempts), (201, Reading::Json, vec![1]));
    assert_eq!(answer.body, json!({"data": {"id": 7}}));
    assert_eq!(write_client.counts(), Requests { read: 0, write: 1 });
    let seen = &server.seen()[0];
    assert!(seen.starts_with("POST /people/a%2Fb%20%3F%C3%A5/x?tag=a+b&tag=1 HTTP/1.1\r\n"), "{seen}");
    assert!(seen.ends_with("\r\n\r\n{\"name\":\"O'Brien & Søn <x>\"}"), "{seen}");
    for header in
        ["x-token: s3cret", "authorization: Bearer s3cret", "content-type: application/json", "idempotency-key: a/b ?å"]
    {
        assert!(seen.contains(&format!("\r\n{header}\r\n")), "{header} in {seen}");
    }
}

#[tokio::test]
async fn soap_goes_out_and_comes_in() {
    let result = "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><InsertResponse xmlns=\"u\">\
                  <InsertResult>503295</InsertResult></InsertResponse></s:Body></s:Envelope>";
    let server = Server::start(vec![says(200, "content-type: text/xml; charset=utf-8\r\n", result)]).await;
    let mut connection = soap();
    let header = Member::Key("User".into(), Body::Template(template("{{ settings.user }}")));
    if let Some(soap) = &mut connection.soap {
        soap.header = Some(Body::Object(vec![Member::Key("Auth".into(), Body::Object(vec![header]))]));
    }
    let write_client = WriteClient::new(client(connection, &server.url).0);
    let answer =
        write_client.send(&write(operation("Insert", Body::Literal(json!({"Name": "李雷"})))), &Scope::new()).await;
    assert_eq!(answer.unwrap().body, json!("503295"));
    let seen = &server.seen()[0];
    assert!(seen.starts_with("POST /People.asmx HTTP/1.1\r\n"));
    assert!(seen.contains("\r\nsoapaction: \"https://x.test/v3/People/Insert\"\r\n"));
    assert!(seen.contains("\r\ncontent-type: text/xml; charset=utf-8\r\n"));
    assert!(seen.contains("<soap:Header><Auth xmlns=\"https://x.test/v3/People\"><User>u</User></Auth></soap:Header>"));
    assert!(seen.contains("<Insert xmlns=\"https://x.test/v3/People\"><Name>李雷</Name></Insert>"));
}

#[tokio::test]
async fn trees_read_one_as_a_list() {
    let result = "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><ListResponse><ListResult>\
                  <P><Id>1</Id></P></ListResult></ListResponse></s:Body></s:Envelope>";
    let server = Server::start(vec![says(200, "content-type: text/xml\r\n", result)]).await;
    let (reader, _) = client(soap(), &server.url);
    let answer = reader.fetch(&read(operation("List", Body::Literal(json!({})))), &Scope::new()).await.unwrap();
    let found = reader.entries(&path("$.P[*]").unwrap(), &answer.body);
    assert_eq!(found.len(), 1);
    assert_eq!(*found[0], json!({"Id": "1"}));
}

#[tokio::test]
async fn forms_and_xml_go_out() {
    let server = Server::start(vec![server::json(200, "{}")]).await;
    let write_client = WriteClient::new(client(connect(), &server.url).0);
    let body = || Some(Body::Literal(json!({"a": 1, "b": ["x", "y"]})));
    let form = Call { body: body(), format: Some(BodyFormat::Form), ..call("POST", "/f") };
    write_client.send(&write(form), &settings()).await.unwrap();
    let xml = Call { body: body(), format: Some(BodyFormat::Xml), root: Some("r".into()), ..call("PUT", "/x") };
    write_client.send(&write(xml), &settings()).await.unwrap();
    let seen = server.seen();
    assert!(seen[0].ends_with("\r\n\r\na=1&b=x&b=y"));
    assert!(seen[1].ends_with("<r><a>1</a><b>x</b><b>y</b></r>"));
}

#[tokio::test]
async fn what_cannot_be_built_is_not_sent() {
    let server = Server::start(vec![server::json(200, "{}")]).await;
    let write_client = WriteClient::new(client(connect(), &server.url).0);
    for key in ["", "..", "."] {
        let trouble = write_client
            .send(&write(call("DELETE", "/people/{{ key }}")), &Scope::new().with("key", &json!(key)))
            .await
            .unwrap_err();
        assert_eq!((trouble.kind, trouble.sent, trouble.attempts), (ErrorKind::Rejected, false, 0));
    }
    let broken = Call { headers: vec![("X".into(), template("{{ key }}"))], ..call("POST", "/x") };
    let scope = Scope::new().with("key", &json!("a\r\nY: b"));
    assert!(!write_client.send(&write(broken), &scope).await.unwrap_err().message.contains("Y: b"));
    let control =
        Call { body: Some(Body::Literal(json!({"a": "\u{1}"}))), root: Some("r".into()), ..call("POST", "/x") };
    let control = Call { format: Some(BodyFormat::Xml), ..control };
    assert_eq!(write_client.send(&write(control), &scope).await.unwrap_err().attempts, 0);
    assert_eq!(server.seen(), [] as [String; 0]);
}
