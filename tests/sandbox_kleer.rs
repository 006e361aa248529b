//! The simulated Kleer over real HTTP, in JSON and in XML: what it answers, refuses and holds.

// A test that cannot go on stops.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use crosswalk::sandbox::{Fault, Faults, Options, Running, Sandbox, Twin};
use serde_json::{Value, json};
use support::client::{Answer, send};

fn file(name: &str) -> String {
    std::fs::read_to_string(format!("{}/mappings/kleer/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn twin() -> Twin {
    Twin::compile("twin.yaml", &file("twin.yaml")).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

fn people() -> Value {
    Sandbox::sample("people.yaml", &file("people.yaml")).unwrap()
}

fn system() -> Running {
    Sandbox::start(twin(), &people(), Options::default()).unwrap()
}

const BASE: &str = "/v1/company/1234";

fn json_call(system: &Running, method: &str, path: &str, body: &Value) -> (u16, Value) {
    let headers = [("X-Token", "sandbox-kleer-token"), ("Content-Type", "application/json")];
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let answer = send(system.address(), method, &format!("{BASE}{path}"), &headers, &body).unwrap();
    assert!(!answer.head.contains("x-twin-error"), "{method} {path}: {}", answer.body);
    assert!(answer.head.contains("content-type: application/json"), "{}", answer.head);
    (answer.status, serde_json::from_str(&answer.body).unwrap())
}

fn get(system: &Running, path: &str) -> Value {
    let (status, answer) = json_call(system, "GET", path, &Value::Null);
    assert_eq!(status, 200, "{path}: {answer}");
    answer
}

fn xml_call(system: &Running, method: &str, path: &str, body: &str) -> Answer {
    let headers = [("X-Token", "sandbox-kleer-token"), ("Content-Type", "application/xml")];
    let answer = send(system.address(), method, &format!("{BASE}{path}"), &headers, body).unwrap();
    assert!(!answer.head.contains("x-twin-error"), "{method} {path}: {}", answer.body);
    assert!(answer.head.contains("content-type: application/xml"), "{}", answer.head);
    answer
}

fn new_user() -> Value {
    json!({ "id": 0, "foreign-id": "hr-1", "name": "Ada Lovelace", "email": "ada@home.example", "active": true })
}

#[test]
fn the_sample_people_are_read_in_json() {
    let system = system();
    let users = get(&system, "/user");
    let users = users["users"].as_array().unwrap();
    assert_eq!(users.len(), 15);
    assert_eq!(
        users[1],
        json!({ "id": 4102, "internal-id": 102, "name": "Astrid Lindqvist", "email": "astrid.lindqvist@home.example", "active": true, "dimension-entry": { "id": 9102 } })
    );
    assert_eq!(get(&system, "/user/4102"), users[1]);
    assert_eq!(get(&system, "/user/me")["id"], 4101);
    assert_eq!(get(&system, "/user/foreign-id/65e000000000000000000105")["name"], "Karin Ek");
    let agreements = get(&system, "/payroll/user");
    let agreements = agreements["payroll-user-readables"].as_array().unwrap();
    assert_eq!(agreements.len(), 13, "the integration user and one more have none");
    let astrid = get(&system, "/payroll/user/4102");
    assert_eq!(astrid, agreements[0]);
    assert_eq!((&astrid["user"], &astrid["ssn"]), (&json!({ "id": 4102 }), &json!("19900312-9807")));
    assert_eq!((&astrid["account-nr"], &astrid["monthly-salary"]), (&json!("0012345678"), &json!(38500)));
    assert_eq!(astrid["month-report-strategy"], "CREATE", "words are in capitals");
    assert_eq!(astrid["vacation-entitlements"], json!({ "vacation-entitlements": [] }));
    let bjorn = get(&system, "/payroll/user/4103");
    assert_eq!(
        (&bjorn["monthly-salary"], bjorn["full-history-monthly-salaries"].as_array().unwrap().len()),
        (&json!(41000), 2)
    );
    let left = get(&system, "/payroll/user/4113");
    assert_eq!(left["employment-end-date"], "2024-12-31", "no wrapper on reading");
    assert_eq!(json_call(&system, "GET", "/payroll/user/4112", &Value::Null).0, 404, "no agreement");
    assert_eq!(get(&system, "/info")["orgno"], "556677-8899");
    let statuses = get(&system, "/event/statuses?userId=4106&fromDate=2026-02-01&toDate=2026-02-28");
    assert_eq!(statuses["event-restriction-readables"][0]["status"]["type"], "APPROVED");
    assert_eq!(system.changes(), 0);
}

#[test]
fn the_content_type_decides_the_format_of_the_answer() {
    let system = system();
    let to = system.address();
    let token = ("X-Token", "sandbox-kleer-token");
    for (headers, xml) in [
        (vec![token, ("Accept", "application/json")], true),
        (vec![token, ("Accept", "application/xml"), ("Content-Type", "application/json; charset=UTF-8")], false),
        (vec![token, ("Content-Type", "text/xml")], true),
        (vec![token], true),
        (vec![("Accept", "application/json")], true),
        (vec![("X-Token", "nonsense"), ("Content-Type", "application/json")], false),
    ] {
        for path in ["/user/me", "/user/1", "/nothing"] {
            let answer = send(to, "GET", &format!("{BASE}{path}"), &headers, "").unwrap();
            assert_eq!(answer.body.starts_with("<?xml"), xml, "{headers:?} {path}: {}", answer.body);
        }
    }
    for (headers, path, status, message) in [
        (
            vec![("Content-Type", "application/json")],
            "/v1/company/1234/user",
            401,
            r#"{"message":"The token is not valid"}"#,
        ),
        (
            vec![("X-Token", "x")],
            "/v1/company/1234/user",
            401,
            "<error><message>The token is not valid</message></error>",
        ),
        (vec![token], "/v1/company/1235/user", 403, "<error><message>No access to that company</message></error>"),
        (vec![token], "/v1/company/x/user", 404, "<error>"),
        (vec![token], "/v1/company/1234/user/x", 404, "<error>"),
        (vec![token], "/v1/company/1234/user/9", 404, "<error>"),
        (vec![token], "/v1/company/1234/user/foreign-id/x", 404, "<error>"),
        (vec![token], "/v1/company/1234/payroll/user/4102/event/from/2026-02-30/to/2026-03-01", 404, "<error>"),
        (vec![token], "/v1/company/1234/payroll/user/4102/event/from/2026-03-02/to/2026-03-01", 400, "<error>"),
        (vec![token], "/v1/company/1234/user?active=true", 400, "<error>"),
    ] {
        let answer = send(to, "GET", path, &headers, "").unwrap();
        assert_eq!(answer.status, status, "{path}: {}", answer.body);
        assert!(answer.body.contains(message), "{path}: {}", answer.body);
    }
}

#[test]
fn a_user_and_an_agreement_are_made_and_changed() {
    let system = system();
    let (status, made) = json_call(&system, "PUT", "/user", &new_user());
    assert_eq!((status, &made), (200, &json!({ "id": 4201 })), "the id in the body is ignored");
    assert_eq!(get(&system, "/user/foreign-id/hr-1")["id"], 4201);
    assert_eq!(json_call(&system, "GET", "/payroll/user/4201", &Value::Null).0, 404);
    let agreement = json!({ "ssn": "19900312-1234", "address2": "Storgatan 1", "clearing-nr": "0012", "account-nr": "000123",
        "employment-start-date": "2026-03-01", "monthly-salary": 30000, "manager-user": { "id": 4102 }, "notes": null,
        "month-report-strategy": "DONT_CREATE", "monthly-salary-type": "Next" });
    let (status, made) = json_call(&system, "PUT", "/payroll/user/4201", &agreement);
    assert_eq!((status, &made), (200, &json!({ "id": 4201 })), "{made}");
    let read = get(&system, "/payroll/user/4201");
    for (name, value) in [
        ("address1", json!("")),
        ("address2", json!("Storgatan 1")),
        ("clearing-nr", json!("0012")),
        ("account-nr", json!("000123")),
        ("monthly-salary-start-date", json!("2026-03-01")),
        ("monthly-salary-type", json!("NEXT")),
        ("month-report-strategy", json!("DONT_CREATE")),
        ("manager-user", json!({ "id": 4102 })),
        ("notes", Value::Null),
        ("tax-table", json!(0)),
    ] {
        assert_eq!(read[name], value, "{name}");
    }
    assert_eq!(json_call(&system, "PUT", "/payroll/user/4201", &agreement).0, 409, "there is one already");

    let change = |body: Value| {
        let (status, answer) = json_call(&system, "POST", "/payroll/user/4201", &body);
        assert_eq!((status, &answer), (200, &json!({ "id": 4201 })), "{body}");
        get(&system, "/payroll/user/4201")
    };
    let read = change(json!({ "monthly-salary": 31000, "monthly-salary-start-date": "2026-04-01" }));
    assert_eq!(
        (&read["monthly-salary"], read["full-history-monthly-salaries"].as_array().unwrap().len()),
        (&json!(30000), 2),
        "it has not begun"
    );
    let read = change(json!({ "monthly-salary": 30500 }));
    assert_eq!(read["full-history-monthly-salaries"][0]["monthly-salary"], 30500, "the same start is replaced");
    assert_eq!(read["address2"], "Storgatan 1", "what is not sent stays");
    let read = change(
        json!({ "employment-end-date": { "employment-end-date": "2026-06-30", "employment-end-type": "NEXT_MONTH" } }),
    );
    assert_eq!(read["employment-end-date"], "2026-06-30");
    assert_eq!(
        change(json!({ "phone": "1", "employment-end-date": null }))["employment-end-date"],
        "2026-06-30",
        "absent leaves it"
    );
    assert_eq!(change(json!({ "employment-end-date": {} }))["employment-end-date"], Value::Null, "empty removes it");
    let read = change(
        json!({ "hourly-salary": 165, "address2": "", "vacation-entitlement": { "start-date": "2026-04-01", "entitlement": 25 } }),
    );
    assert_eq!((&read["hourly-salary-start-date"], &read["address2"]), (&json!("2026-03-01"), &json!("")));
    assert_eq!(read["vacation-entitlements"]["vacation-entitlements"][0]["entitlement"], 25);

    let mut user = get(&system, "/user/4201");
    user["email"] = json!("Ada@Acme.example");
    let (status, answer) = json_call(&system, "POST", "/user/4201", &user);
    assert_eq!((status, answer), (200, json!({ "id": 4201 })));
    assert_eq!(get(&system, "/user/4201"), user);
    user.as_object_mut().unwrap().shift_remove("foreign-id");
    assert_eq!(json_call(&system, "POST", "/user/4201", &user).0, 200);
    assert_eq!(get(&system, "/user/4201")["foreign-id"], Value::Null, "the whole user was sent without it");
}

fn with(mut body: Value, name: &str, value: Value) -> Value {
    let map = body.as_object_mut().unwrap();
    if value == json!("-") {
        map.shift_remove(name)
    } else {
        map.insert(name.to_owned(), value)
    };
    body
}

#[test]
fn what_does_not_fit_is_refused_and_changes_nothing() {
    let system = system();
    let before = system.state();
    let agreement = json!({ "ssn": "19900312-1234", "employment-start-date": "2026-03-01" });
    let event = json!({ "date": "2026-03-02", "hours": 8, "type": "Sick", "comment": "" });
    let change = |name: &str, value: Value| (400, "POST", "/payroll/user/4102", json!({ name: value }));
    let cases = [
        (500, "PUT", "/user", with(new_user(), "name", json!("-"))),
        (500, "PUT", "/user", with(new_user(), "active", Value::Null)),
        (400, "PUT", "/user", with(new_user(), "name", json!(" "))),
        (400, "PUT", "/user", with(new_user(), "email", json!("nobody"))),
        (400, "PUT", "/user", with(new_user(), "first-name", json!("Ada"))),
        (400, "PUT", "/user", with(new_user(), "internal-id", json!(7))),
        (400, "PUT", "/user", with(new_user(), "active", json!("true"))),
        (400, "PUT", "/user", with(new_user(), "id", json!(2_147_483_648_i64))),
        (400, "PUT", "/user", json!([])),
        (400, "POST", "/user/4102", new_user()),
        (400, "POST", "/user/4102", with(with(new_user(), "id", json!(4102)), "internal-id", json!(9))),
        (500, "POST", "/user/4102", json!({ "id": 4102, "name": "Astrid" })),
        (404, "POST", "/user/1", with(new_user(), "id", json!(1))),
        (500, "PUT", "/payroll/user/4112", with(agreement.clone(), "ssn", json!("-"))),
        (500, "PUT", "/payroll/user/4112", with(agreement.clone(), "employment-start-date", json!("-"))),
        (400, "PUT", "/payroll/user/4112", with(agreement.clone(), "ssn", json!("199003121234"))),
        (404, "PUT", "/payroll/user/1", agreement.clone()),
        (404, "POST", "/payroll/user/4112", agreement),
        change("employment-start-date", json!("2026-02-30")),
        change("employment-start-date", json!("2026-03-01T00:00:00Z")),
        change("employment-end-date", json!("2026-03-01")),
        change("employment-end-date", json!({ "employment-end-date": "2020-01-01" })),
        change("monthly-salary", json!(3500.5)),
        change("monthly-salary", json!("3500")),
        change("monthly-salary", json!(-1)),
        change("monthly-salary-start-date", json!("2026-03-01")),
        change("country-code", json!("Sweden")),
        change("country-code", json!("se")),
        change("clearing-nr", json!(8105)),
        change("clearing-nr", json!("810")),
        change("account-nr", json!("12 34")),
        change("tax-table", json!(7)),
        change("manager-user", json!({ "id": 1 })),
        change("month-report-strategy", json!("dont_create")),
        change("internal-id", json!(1)),
        change("children", json!([])),
        (404, "PUT", "/payroll/user/4112/event", event.clone()),
        (500, "PUT", "/payroll/user/4102/event", with(event.clone(), "comment", json!("-"))),
        (400, "PUT", "/payroll/user/4102/event", with(event.clone(), "hours", json!(0))),
        (400, "PUT", "/payroll/user/4102/event", with(event.clone(), "type", json!("Sickness"))),
        (409, "PUT", "/payroll/user/4106/event", with(event.clone(), "date", json!("2026-02-13"))),
        (409, "PUT", "/payroll/user/4106/event", with(event.clone(), "date", json!("2026-02-12"))),
        (409, "POST", "/payroll/user/4106/event/770003", event.clone()),
        (409, "DELETE", "/payroll/user/4106/event/770003", Value::Null),
        (404, "DELETE", "/payroll/user/4106/event/770001", Value::Null),
        (404, "POST", "/payroll/user/4102/event/770001", event),
    ];
    for (status, method, path, body) in cases {
        let (found, answer) = json_call(&system, method, path, &body);
        assert_eq!(found, status, "{method} {path} {body}: {answer}");
        let message = answer["message"].as_str().unwrap();
        assert_eq!(message == "Tekniskt fel", status == 500, "{message}");
    }
    for (content_type, body) in
        [("text/plain", "{}"), ("application/json", "{"), ("application/json; charset=latin1", "{}")]
    {
        let headers = [("X-Token", "sandbox-kleer-token"), ("Content-Type", content_type)];
        assert_eq!(send(system.address(), "PUT", &format!("{BASE}/user"), &headers, body).unwrap().status, 400);
    }
    assert_eq!(system.state(), before);
}

#[test]
fn leave_days_are_made_changed_and_taken_away() {
    let system = system();
    let path = "/payroll/user/4102/event";
    let february = || get(&system, "/payroll/user/4102/event/from/2026-02-01/to/2026-02-28")["payroll-events"].clone();
    let sick = json!({ "id": 5, "date": "2026-02-09", "hours": 7.5, "type": "LEAVE_OF_ABSENCE", "comment": "<b> & ü" });
    assert_eq!(json_call(&system, "PUT", path, &sick), (200, json!({ "id": 770_004 })));
    let listed = february();
    assert_eq!(
        listed[0],
        json!({ "id": 770_004, "date": "2026-02-09", "hours": 7.5, "type": "LEAVE_OF_ABSENCE", "comment": "<b> & ü" })
    );
    assert_eq!(listed[1]["type"], "WORK_HOUR", "one that was there");
    let other = json!({ "date": "2026-02-10", "hours": 8, "type": "ParentalLeave", "child": "Ebba", "comment": "" });
    assert_eq!(json_call(&system, "POST", &format!("{path}/770004"), &other), (200, json!({ "id": 770_004 })));
    assert_eq!((&february()[0]["child"], &february()[0]["date"]), (&json!("Ebba"), &json!("2026-02-10")));
    let without = with(other, "child", json!("-"));
    json_call(&system, "POST", &format!("{path}/770004"), &without);
    assert_eq!(february()[0]["child"], Value::Null, "the whole event was sent without it");
    assert_eq!(json_call(&system, "DELETE", &format!("{path}/770004"), &Value::Null), (200, json!({ "id": 770_004 })));
    assert_eq!(february().as_array().unwrap().len(), 1);
    assert_eq!(json_call(&system, "DELETE", &format!("{path}/770004"), &Value::Null).0, 404);
    let open = json!({ "date": "2026-02-17", "hours": 8, "type": "Sick", "comment": "" });
    assert_eq!(json_call(&system, "PUT", "/payroll/user/4103/event", &open).0, 200, "a day that was opened again");
}

#[test]
fn the_same_in_xml() {
    let system = system();
    let users = xml_call(&system, "GET", "/user", "").body;
    assert!(users.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?><users><user><id>4101</id><internal-id>101</internal-id><name>Integration</name>"), "{users}");
    let user = "<user><id>0</id><foreign-id>hr-1</foreign-id><name>Søn &amp; &lt;x&gt;</name><email>a@b.example</email><active>true</active></user>";
    let made = xml_call(&system, "PUT", "/user", &format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{user}"));
    assert_eq!((made.status, made.body.ends_with("<created><id>4201</id></created>")), (200, true), "{}", made.body);
    let read = xml_call(&system, "GET", "/user/foreign-id/hr-1", "").body;
    assert!(read.contains("<name>Søn &amp; &lt;x&gt;</name>"), "{read}");
    let agreement = "<payroll-user-writable><ssn>19900312-1234</ssn><account-nr>000123</account-nr><employment-start-date>2026-03-01</employment-start-date>\
        <monthly-salary>5000000000</monthly-salary><month-report-strategy>DontCreate</month-report-strategy><schedules><schedule><schedule><id>3</id></schedule>\
        <comment/></schedule></schedules></payroll-user-writable>";
    assert_eq!(xml_call(&system, "PUT", "/payroll/user/4201", agreement).status, 200);
    let read = xml_call(&system, "GET", "/payroll/user/4201", "").body;
    for part in [
        "<account-nr>000123</account-nr>",
        "<monthly-salary>5000000000</monthly-salary>",
        "<month-report-strategy>DontCreate</month-report-strategy>",
        "<schedules><schedule><schedule><id>3</id></schedule><comment></comment></schedule></schedules>",
        "<full-history-monthly-salaries><full-history-monthly-salary><monthly-salary>5000000000<",
    ] {
        assert!(read.contains(part), "{part}: {read}");
    }
    let end = |inside: &str| {
        format!("<payroll-user-writable><employment-end-date>{inside}</employment-end-date></payroll-user-writable>")
    };
    assert_eq!(
        xml_call(&system, "POST", "/payroll/user/4201", &end("<employment-end-date>2026-06-30</employment-end-date>"))
            .status,
        200
    );
    assert_eq!(xml_call(&system, "POST", "/payroll/user/4201", "<payroll-user-writable/>").status, 200);
    assert!(xml_call(&system, "GET", "/payroll/user/4201", "").body.contains("<employment-end-date>2026-06-30<"));
    assert_eq!(xml_call(&system, "POST", "/payroll/user/4201", &end("")).status, 200);
    assert!(!xml_call(&system, "GET", "/payroll/user/4201", "").body.contains("<employment-end-date>"));
    let event =
        "<payroll-event><date>2026-03-02</date><hours>7.5</hours><type>LeaveOfAbsence</type><comment/></payroll-event>";
    assert!(
        xml_call(&system, "PUT", "/payroll/user/4201/event", event)
            .body
            .ends_with("<created><id>770004</id></created>")
    );
    let events = xml_call(&system, "GET", "/payroll/user/4201/event/from/2026-03-01/to/2026-03-31", "").body;
    assert!(events.contains("<payroll-events><payroll-event><id>770004</id><date>2026-03-02</date><hours>7.5</hours><type>LeaveOfAbsence</type>"), "{events}");
    assert!(
        xml_call(&system, "DELETE", "/payroll/user/4201/event/770004", "")
            .body
            .ends_with("<deleted><id>770004</id></deleted>")
    );
    assert_eq!(get(&system, "/payroll/user/4201/event/from/2026-03-01/to/2026-03-31"), json!({ "payroll-events": [] }));
}

#[test]
fn wrong_and_hostile_xml_is_refused_and_changes_nothing() {
    let system = system();
    let before = system.state();
    let user = |inside: &str| format!("<user>{inside}</user>");
    let deep = format!("{}{}", "<user>".repeat(200_000), "</user>".repeat(200_000));
    let good = "<id>0</id><name>A</name><email>a@b.example</email><active>true</active>";
    for (status, body) in [
        (400, user("<id>0</id><email>a@b.example</email><name>A</name><active>true</active>")),
        (400, user(&good.replace("true", "1"))),
        (400, user(&good.replace("<id>0</id>", "<id>x</id>"))),
        (400, user(&format!("{good}<nick>x</nick>"))),
        (400, user(&format!("{good}<active>true</active>"))),
        (400, user(&format!("{good}text"))),
        (400, format!("<user xmlns=\"urn:kleer\">{good}</user>")),
        (
            400,
            format!(
                "<user xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">{}</user>",
                good.replace("<name>A</name>", "<name xsi:nil=\"true\"/>")
            ),
        ),
        (400, format!("<users><user>{good}</user></users>")),
        (400, format!("<!DOCTYPE user [<!ENTITY a \"aaaa\">]><user>{}</user>", good.replace(">A<", ">&a;<"))),
        (400, format!("<!DOCTYPE user SYSTEM \"http://127.0.0.1/x.dtd\"><user>{good}</user>")),
        (400, deep),
        (400, "<user>".to_owned()),
        (400, String::new()),
        (400, "{\"id\":0}".to_owned()),
        (400, user(&good.replace("<name>A</name>", "<name> </name>"))),
        (500, user("<id>0</id><email>a@b.example</email><active>true</active>")),
        (500, user("<id>0</id><name>A</name><email>a@b.example</email>")),
    ] {
        let answer = xml_call(&system, "PUT", "/user", &body);
        assert_eq!(answer.status, status, "{}: {}", &body[..body.len().min(200)], answer.body);
        assert_eq!(
            answer.body.contains("<error><message>Tekniskt fel</message></error>"),
            status == 500,
            "{}",
            answer.body
        );
    }
    let snake =
        "<payroll-user-writable><month-report-strategy>DONT_CREATE</month-report-strategy></payroll-user-writable>";
    assert_eq!(xml_call(&system, "POST", "/payroll/user/4102", snake).status, 400, "the XSD's words in XML");
    assert_eq!(system.state(), before);
}

#[test]
fn what_came_in_json_is_answered_in_xml_that_can_be_read() {
    let system = system();
    let name = "A\u{1}\u{0}\u{b}\r\t<&\u{1f33b}";
    assert_eq!(json_call(&system, "PUT", "/user", &with(new_user(), "name", json!(name))).0, 200);
    let answer = xml_call(&system, "GET", "/user/foreign-id/hr-1", "").body;
    let read = roxmltree::Document::parse(&answer).unwrap();
    let text = read.descendants().find(|node| node.has_tag_name("name")).unwrap().text().unwrap();
    assert_eq!(text, "A\u{fffd}\u{fffd}\u{fffd}\r\t<&\u{1f33b}");
}

#[test]
fn two_runs_that_came_to_the_same_end_compare_equal() {
    let run = |names: [&str; 2], kinds: [&str; 2]| {
        let system = system();
        for name in names {
            let user = with(with(new_user(), "foreign-id", json!(name)), "name", json!(name));
            let id = json_call(&system, "PUT", "/user", &user).1["id"].clone();
            let agreement = json!({ "ssn": "19900312-1234", "employment-start-date": "2026-03-01", "monthly-salary": 1, "manager-user": { "id": 4102 } });
            assert_eq!(json_call(&system, "PUT", &format!("/payroll/user/{id}"), &agreement).0, 200);
            for kind in kinds {
                let event = json!({ "date": "2026-03-02", "hours": 4, "type": kind, "comment": "" });
                assert_eq!(json_call(&system, "PUT", &format!("/payroll/user/{id}/event"), &event).0, 200);
            }
        }
        (system.state(), system.state_normalised())
    };
    let (one, two) = (run(["A", "B"], ["Sick", "Vacation"]), run(["B", "A"], ["Vacation", "Sick"]));
    assert_ne!(one.0, two.0);
    assert_eq!(one.1, two.1);
    let made = one.1.as_array().unwrap().iter().find(|entry| entry["user"]["name"] == "A").unwrap();
    assert_eq!((&made["manager"], &made["events"][1]["type"]), (&json!("Astrid Lindqvist"), &json!("Vacation")));
    let double = run(["A", "A"], ["Sick", "Sick"]);
    assert_eq!(double.1.as_array().unwrap().len(), 17, "a double is to be seen, so it is not refused");
}

#[test]
fn faults_answer_in_the_requests_format() {
    let fault = Fault { refuse: Some("technical".to_owned()), ..Fault::on("*") };
    let options = Options { faults: Faults::default().and(fault), ..Options::default() };
    let system = Sandbox::start(twin(), &people(), options).unwrap();
    assert_eq!(json_call(&system, "GET", "/user", &Value::Null), (500, json!({ "message": "Tekniskt fel" })));
    assert!(xml_call(&system, "GET", "/user", "").body.ends_with("<error><message>Tekniskt fel</message></error>"));
}
