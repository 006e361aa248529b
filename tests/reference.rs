//! The simulated systems against the providers' own documents: what they answer is valid, what they accept is valid,
//! and what is wrong by the document is refused.

// A test that cannot go on stops.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::net::SocketAddr;

use crosswalk::sandbox::{Options, Running, Sandbox, Twin};
use serde_json::{Value, json};
use support::client::{hr, namespace, send, soap};
use support::reference::{XSD, folder, samples, validate_json, validate_json_answer, validate_soap, validate_xml};

fn start(system: &str, seed: &Value) -> Running {
    let file = format!("{}/mappings/{system}/twin.yaml", env!("CARGO_MANIFEST_DIR"));
    let twin = Twin::compile(&file, &std::fs::read_to_string(&file).unwrap()).unwrap();
    Sandbox::start(twin, seed, Options::default()).unwrap()
}

/// The samples in an order in which each finds what it names.
fn in_order(folder: &std::path::Path) -> Vec<(String, String, String)> {
    let first = ["Employee_Insert", "Address_InsertCurrent", "BankAccount_InsertCurrent", "Salary_Update"];
    let mut all = samples(folder);
    all.sort_by_key(|(_, operation, _)| first.iter().position(|name| name == operation).unwrap_or(first.len()));
    let delete = all.iter().position(|(_, operation, _)| operation == "BankAccount_DeleteCurrent").unwrap();
    let delete = all.remove(delete);
    all.push(delete);
    all
}

#[test]
fn every_sample_is_accepted_and_every_answer_is_valid() {
    let Some(folder) = folder("every_sample_is_accepted_and_every_answer_is_valid") else { return };
    let payroll = start("nmbrs", &Value::Null);
    let samples = in_order(&folder);
    assert_eq!(samples.len(), 30);
    for _ in 0..2 {
        for (service, operation, envelope) in &samples {
            let envelope = later(operation, envelope, &payroll);
            validate_soap(service, &envelope).unwrap_or_else(|e| panic!("request {operation}: {e}"));
            let answer = soap(payroll.address(), service, operation, &envelope).unwrap();
            assert_eq!(answer.status, 200, "{operation}: {}", answer.body);
            validate_soap(service, &answer.body).unwrap_or_else(|e| panic!("answer {operation}: {e}\n{}", answer.body));
        }
    }
    let seen = payroll.requests();
    assert_eq!(seen.len(), 60);
    assert!(seen.iter().all(|request| request.changed == request.changing && request.status == Some(200)));
}

/// A sample with the ids that the running system has given.
fn later(operation: &str, envelope: &str, payroll: &Running) -> String {
    let last =
        |table: &str, column: &str| payroll.state()[table].as_array().unwrap().last().map(|row| row[column].clone());
    let mut envelope = envelope.to_owned();
    if operation == "Address_Update" {
        envelope = envelope.replace("<Id>8801<", &format!("<Id>{}<", last("addresses", "Id").unwrap()));
    }
    if operation == "BankAccount_DeleteCurrent" {
        envelope = envelope.replace(">9901<", &format!(">{}<", last("accounts", "Id").unwrap()));
    }
    envelope
}

#[test]
fn what_the_schema_refuses_is_refused_and_changes_nothing() {
    let Some(folder) = folder("what_the_schema_refuses_is_refused_and_changes_nothing") else { return };
    let payroll = start("nmbrs", &Value::Null);
    let samples = in_order(&folder);
    for (service, operation, envelope) in &samples {
        assert_eq!(soap(payroll.address(), service, operation, envelope).unwrap().status, 200, "{operation}");
        let before = payroll.state();
        for (what, mutant, by_schema) in mutants(service, operation, envelope) {
            if by_schema {
                assert!(validate_soap(service, &mutant).is_err(), "{operation}, {what}: the schema lets it pass");
            }
            let answer = soap(payroll.address(), service, operation, &mutant).unwrap();
            assert_eq!(answer.status, 500, "{operation}, {what}: {}", answer.body);
            assert!(answer.body.contains("---&gt;"), "{operation}, {what}: {}", answer.body);
            validate_soap(service, &answer.body).unwrap();
        }
        for (headers, status) in wrong_headers(service, operation) {
            let headers: Vec<(&str, &str)> = headers.iter().map(|(n, v)| (*n, v.as_str())).collect();
            let path = format!("/soap/v3/{service}.asmx");
            let answer = send(payroll.address(), "POST", &path, &headers, envelope).unwrap();
            assert_eq!(answer.status, status, "{operation}: {headers:?}");
        }
        assert_eq!(payroll.state(), before, "{operation}");
    }
}

fn wrong_headers(service: &str, operation: &str) -> Vec<(Vec<(&'static str, String)>, u16)> {
    let action = format!("{}/{operation}", namespace(service));
    let xml = ("Content-Type", "text/xml; charset=utf-8".to_owned());
    let wrong =
        |value: String| (vec![("Content-Type", "text/xml; charset=utf-8".to_owned()), ("SOAPAction", value)], 500);
    vec![
        (vec![xml], 500),
        wrong(String::new()),
        wrong(action.clone()),
        wrong(format!("\"{}/Nothing\"", namespace(service))),
        wrong(format!("\"{}\"", action.replace("v3", "v2.1"))),
        (vec![("Content-Type", "application/soap+xml".to_owned()), ("SOAPAction", format!("\"{action}\""))], 415),
        (
            vec![("Content-Type", "text/xml; charset=iso-8859-1".to_owned()), ("SOAPAction", format!("\"{action}\""))],
            415,
        ),
    ]
}

/// Wrong envelopes: what is wrong, the envelope, and whether the schema says so too.
fn mutants(service: &str, operation: &str, envelope: &str) -> Vec<(String, String, bool)> {
    let document = roxmltree::Document::parse(envelope).unwrap();
    let namespace = namespace(service);
    let element = document.descendants().find(|n| n.tag_name().name() == operation).unwrap();
    let mut out = Vec::new();
    for record in element.descendants().filter(roxmltree::Node::is_element) {
        let children: Vec<_> = record.children().filter(roxmltree::Node::is_element).collect();
        for pair in children.windows(2) {
            let (a, b) = (pair[0].range(), pair[1].range());
            let mut text = envelope.to_owned();
            text.replace_range(b.clone(), &envelope[a.clone()]);
            text.replace_range(a, &envelope[b]);
            out.push((format!("{} after its successor", pair[0].tag_name().name()), text, true));
        }
        if let Some(first) = children.first() {
            let mut text = envelope.to_owned();
            text.insert_str(first.range().start, "<Bogus>1</Bogus>");
            out.push(("an unknown element".to_owned(), text, true));
            let mut text = envelope.to_owned();
            text.insert_str(first.range().start, &envelope[first.range()]);
            out.push((format!("{} twice", first.tag_name().name()), text, true));
        }
        if let Some(text) = record.text().filter(|text| text.contains("T00:00:00")) {
            for (bad, by_schema) in [
                ("2026-13-01T00:00:00", true),
                ("01-03-2026", true),
                ("", true),
                ("2026-03-01", true),
                ("2026-03-01T00:00:00Z", false),
            ] {
                out.push((
                    format!("the date {bad}"),
                    envelope.replacen(&format!(">{text}<"), &format!(">{bad}<"), 1),
                    by_schema,
                ));
            }
        }
    }
    let mut replaced = |what: &str, from: &str, to: &str, by_schema| {
        if envelope.contains(from) {
            out.push((what.to_owned(), envelope.replacen(from, to, 1), by_schema));
        }
    };
    replaced("a wrong token", ">00000000000000000000000000000000<", ">1<", false);
    replaced("a wrong user", "api@example.test", "someone@example.test", false);
    replaced("a wrong domain", "<Domain>acme<", "<Domain>other<", false);
    replaced(
        "another namespace in the header",
        &format!("xmlns=\"{namespace}\""),
        "xmlns=\"https://api.example.test/\"",
        false,
    );
    replaced("a bad IBAN", "NL91ABNA", "NL92ABNA", false);
    replaced("an unknown employee", "<EmployeeId>503295<", "<EmployeeId>1<", false);
    replaced("an employee that is no number", "<EmployeeId>503295<", "<EmployeeId>x<", true);
    replaced("an unknown company", ">54613<", ">54600<", false);
    replaced("a word outside the enumeration", ">HomeAddress<", ">Home<", true);
    replaced("a word outside the enumeration", ">Standaard<", ">Standard<", true);
    replaced("a word outside the enumeration", ">Bruto_Salaris_Fulltime<", ">Bruto_Salaris_Full<", true);
    replaced("a decimal with a comma", ">3480.95<", ">3480,95<", true);
    replaced("a country of three letters", "<CountryISOCode>NL<", "<CountryISOCode>NLD<", false);
    replaced(
        "nil where there must be a value",
        "<UnprotectedMode>false</UnprotectedMode>",
        "<UnprotectedMode xsi:nil=\"true\"/>",
        true,
    );
    replaced("a boolean in words", "<UnprotectedMode>false<", "<UnprotectedMode>no<", true);
    replaced("an element left out", "<UnprotectedMode>false</UnprotectedMode>", "", true);
    replaced("a broken document", "</soap:Body>", "", false);
    out
}

fn sample(file: &str) -> Value {
    let path = format!("{}/mappings/{file}", env!("CARGO_MANIFEST_DIR"));
    Sandbox::sample(file, &std::fs::read_to_string(path).unwrap()).unwrap()
}

/// With the people that the simulated Kleer brings, and their leave.
fn hr_system() -> Running {
    let mut people = sample("alexishr/people.yaml");
    for (table, rows) in sample("kleer/hr-people.yaml").as_object().unwrap() {
        match people.get_mut(table).and_then(Value::as_array_mut) {
            Some(there) => there.extend(rows.as_array().unwrap().clone()),
            None => people[table] = rows.clone(),
        }
    }
    start("alexishr", &people)
}

fn answered(to: SocketAddr, operation: &str, target: &str, body: &str) -> Value {
    let verb = operation.split(' ').next().unwrap();
    let (status, answer) = hr(to, verb, target, body);
    validate_json_answer(operation, status, &answer).unwrap_or_else(|e| panic!("{operation} {status}: {e}\n{answer}"));
    answer
}

#[test]
fn the_hr_systems_answers_are_valid() {
    if folder("the_hr_systems_answers_are_valid").is_none() {
        return;
    }
    let system = hr_system();
    let to = system.address();
    let all =
        answered(to, "GET /employee", "/v1/employee?limit=100&relations=employment,compensation,employmentType", "");
    assert!(all["total"].as_u64().unwrap() >= 30 && all["count"] == all["total"]);
    answered(to, "GET /employee/{id}", "/v1/employee/65e000000000000000000030?relations=employment", "");
    answered(to, "GET /employee/{id}", "/v1/employee/nobody", "");
    answered(to, "GET /company", "/v1/company", "");
    answered(to, "GET /employment", "/v1/employment?limit=100", "");
    answered(to, "GET /compensation", "/v1/compensation?limit=3&offset=2", "");
    answered(to, "GET /employment-type", "/v1/employment-type", "");
    answered(to, "GET /employee", "/v1/employee?relations=nothing", "");
    let leave = "/v1/leave-transaction?relations=leaveType,child,employee&filters[date][$between][]=2026-02-01&filters[date][$between][]=2026-02-28&limit=5";
    let days = answered(to, "GET /leave-transaction", leave, "");
    assert_eq!((&days["total"], &days["count"]), (&json!(12), &json!(5)));
    answered(to, "GET /leave-transaction", "/v1/leave-transaction?filters[date][$between][]=2026-02-01", "");
    let one = format!("/v1/leave-transaction/{}?relations=child", days["data"][0]["id"].as_str().unwrap());
    answered(to, "GET /leave-transaction/{id}", &one, "");
    answered(to, "GET /leave-transaction/{id}", "/v1/leave-transaction/none", "");
    let types = answered(to, "GET /leave-type", "/v1/leave-type?relations=leaveTypeCode", "");
    assert_eq!(
        (types["data"].as_array().unwrap().len(), &types["relations"]["leaveTypeCode"][0]["code"]),
        (6, &json!("LeaveOfAbsenceVacationEarned"))
    );
    answered(to, "GET /leave-type/{id}", "/v1/leave-type/5f0000000000000000000301", "");
    answered(to, "GET /child", "/v1/child?limit=10", "");
    answered(to, "GET /child/{id}", "/v1/child/68e000000000000000000101", "");
}

#[test]
fn the_hr_system_accepts_what_is_valid_and_refuses_what_is_not() {
    if folder("the_hr_system_accepts_what_is_valid_and_refuses_what_is_not").is_none() {
        return;
    }
    let system = hr_system();
    let to = system.address();
    let person = "65e000000000000000000001";
    let work = json!({ "employeeId": person, "userId": "64e000000000000000000001", "typeId": "5f0000000000000000000101",
        "startDate": "2026-01-01T00:00:00.000Z", "terminated": false, "rate": 80.5, "country": "NO" });
    let pay = json!({ "employeeId": person, "userId": "64e000000000000000000001", "amount": 4000.25, "effectiveDate": "2026-01-01",
        "currency": "EUR", "payoutDay": 25, "payoutPeriod": "MONTHLY", "payoutFrequency": "MONTH", "paidOvertime": false });
    let good = [
        (
            "PATCH /employee/{id}",
            json!({ "lastName": "Byron", "homeAddress": { "city": "London" }, "custom": { "x": 1 }, "active": true }),
        ),
        (
            "POST /employee",
            json!({ "firstName": "Łukasz", "birthDate": "1990-12-10", "bankAccount": { "iban": "x" }, "tax": { "table": 30 } }),
        ),
        ("POST /employment", work.clone()),
        ("POST /compensation", pay.clone()),
    ];
    for (operation, body) in &good {
        validate_json(operation, body).unwrap_or_else(|e| panic!("{operation}: {e}"));
        let (verb, path) = operation.split_once(' ').unwrap();
        let target = format!("/v1{}", path.replace("{id}", person));
        let (status, answer) = hr(to, verb, &target, &body.to_string());
        assert!(matches!(status, 200 | 201), "{operation}: {answer}");
        validate_json_answer(operation, status, &answer).unwrap_or_else(|e| panic!("{operation}: {e}"));
    }
    let with = |body: &Value, name: &str, value: Value| {
        let mut body = body.clone();
        if value == json!("-") {
            body.as_object_mut().unwrap().remove(name)
        } else {
            body.as_object_mut().unwrap().insert(name.to_owned(), value)
        };
        body
    };
    let bad = [
        ("PATCH /employee/{id}", json!({ "lastNam": "x" })),
        ("PATCH /employee/{id}", json!({ "firstName": 4 })),
        ("PATCH /employee/{id}", json!({ "privatePhone": null })),
        ("PATCH /employee/{id}", json!({ "hireDate": "2026-01-01T00:00:00.000Z" })),
        ("PATCH /employee/{id}", json!({ "bankAccount": { "IBAN": "x" } })),
        ("PATCH /employee/{id}", json!([])),
        ("POST /employee", json!({ "active": true })),
        ("POST /employment", with(&work, "userId", json!("-"))),
        ("POST /employment", with(&work, "rate", json!("80"))),
        ("POST /employment", with(&work, "country", json!("Sweden"))),
        ("POST /compensation", with(&pay, "payoutPeriod", json!("YEARLY"))),
        ("POST /compensation", with(&pay, "type", json!("x"))),
        ("POST /compensation", with(&pay, "effectiveDate", json!("-"))),
    ];
    let before = system.state();
    for (operation, body) in &bad {
        assert!(validate_json(operation, body).is_err(), "{operation} {body}: the document lets it pass");
        let (verb, path) = operation.split_once(' ').unwrap();
        let (status, answer) = hr(to, verb, &format!("/v1{}", path.replace("{id}", person)), &body.to_string());
        assert_eq!(status, 400, "{operation} {body}: {answer}");
        validate_json_answer(operation, status, &answer).unwrap();
    }
    assert_eq!(system.state(), before);
}

const USER: &str = "<user><id>0</id><foreign-id>hr-1</foreign-id><name>A B</name><email>a@b.example</email><active>true</active></user>";
const AGREEMENT: &str = "<payroll-user-writable><ssn>19900312-1234</ssn><address1/><address2>x</address2><zip-code>1</zip-code><state>y</state>\
    <country-code>SE</country-code><phone>1</phone><tax-table>32</tax-table><tax-table-column>1</tax-table-column><tax-percentage>30.5</tax-percentage>\
    <one-time-tax-percentage>0</one-time-tax-percentage><clearing-nr>0012</clearing-nr><account-nr>000123</account-nr>\
    <employment-start-date>2026-03-01</employment-start-date><employment-end-date><employment-end-date>2026-12-31</employment-end-date>\
    <employment-end-type>NextMonth</employment-end-type></employment-end-date><notes>n</notes><travel-reimbursement-per-mile>5</travel-reimbursement-per-mile>\
    <expense-allowance>true</expense-allowance><fuel-benefit>false</fuel-benefit><monthly-salary-type>Next</monthly-salary-type><monthly-salary>30000</monthly-salary>\
    <monthly-salary-start-date>2026-03-01</monthly-salary-start-date><monthly-salary-yearly-pension>0</monthly-salary-yearly-pension>\
    <hourly-salary>1</hourly-salary><hourly-salary-start-date>2026-03-01</hourly-salary-start-date><provision>false</provision>\
    <month-report-strategy>DontCreate</month-report-strategy><schedules><schedule><schedule><id>1</id></schedule><start-date>2026-03-01</start-date>\
    <end-date>2026-03-31</end-date><comment/></schedule></schedules><dimension-entries><dimension-entry><id>1</id></dimension-entry></dimension-entries>\
    <manager-user><id>4102</id></manager-user><vacation-entitlement><start-date>2026-04-01</start-date><entitlement>25</entitlement></vacation-entitlement>\
    </payroll-user-writable>";
const EVENT: &str = "<payroll-event><id>1</id><date>2026-03-02</date><hours>7.5</hours><type>ParentalLeave</type><child>Ebba</child><comment/></payroll-event>";

fn plain(to: SocketAddr, method: &str, path: &str, body: &str) -> (u16, String) {
    let headers = [("X-Token", "sandbox-kleer-token"), ("Content-Type", "application/xml")];
    let answer = send(to, method, &format!("/v1/company/1234{path}"), &headers, body).unwrap();
    validate_xml(XSD, &answer.body).unwrap_or_else(|error| panic!("{method} {path}: {error}\n{}", answer.body));
    (answer.status, answer.body)
}

#[test]
fn plain_xml_is_valid_both_ways() {
    if folder("plain_xml_is_valid_both_ways").is_none() {
        return;
    }
    let system = start("kleer", &sample("kleer/people.yaml"));
    let to = system.address();
    let event = "/payroll/user/4201/event";
    for (method, path, body) in [
        ("PUT", "/user", USER.to_owned()),
        ("POST", "/user/4201", USER.replace("<id>0<", "<id>4201<")),
        ("PUT", "/payroll/user/4201", AGREEMENT.to_owned()),
        ("POST", "/payroll/user/4201", AGREEMENT.to_owned()),
        ("POST", "/payroll/user/4201", "<payroll-user-writable/>".to_owned()),
        ("PUT", event, EVENT.to_owned()),
        ("POST", "/payroll/user/4201/event/770004", EVENT.to_owned()),
    ] {
        validate_xml(XSD, &body).unwrap_or_else(|error| panic!("{method} {path}: {error}"));
        let (status, answer) = plain(to, method, path, &body);
        assert_eq!(status, 200, "{method} {path}: {answer}");
        let root = body[1..].split(['>', '/']).next().unwrap();
        let before = system.state();
        for (what, mutant) in plain_mutants(&body) {
            assert!(validate_xml(XSD, &mutant).is_err(), "{root}, {what}: the schema lets it pass");
            let (status, answer) = plain(to, method, path, &mutant);
            assert!(matches!(status, 400 | 500), "{root}, {what}: {answer}");
        }
        assert_eq!(system.state(), before, "{root}");
    }
    for path in [
        "/user",
        "/user/me",
        "/user/4201",
        "/user/foreign-id/hr-1",
        "/payroll/user",
        "/payroll/user/4201",
        "/payroll/user/4201/event/from/2026-03-01/to/2026-03-31",
        "/event/statuses",
        "/info",
    ] {
        assert_eq!(plain(to, "GET", path, "").0, 200, "{path}");
    }
    assert_eq!(plain(to, "GET", "/nothing", "").0, 404);
    assert_eq!(plain(to, "DELETE", "/payroll/user/4201/event/770004", "").0, 200);
}

/// Neighbours swapped, an unknown element, one twice; wrong dates, numbers and words.
fn plain_mutants(body: &str) -> Vec<(String, String)> {
    let document = roxmltree::Document::parse(body).unwrap();
    let mut out = Vec::new();
    let children: Vec<_> = document.root_element().children().filter(roxmltree::Node::is_element).collect();
    for pair in children.windows(2) {
        let (a, b) = (pair[0].range(), pair[1].range());
        let mut text = body.to_owned();
        text.replace_range(b.clone(), &body[a.clone()]);
        text.replace_range(a, &body[b]);
        out.push((format!("{} after its successor", pair[0].tag_name().name()), text));
    }
    if let Some(first) = children.first() {
        let at = first.range().start;
        out.push(("an unknown element".to_owned(), format!("{}<bogus/>{}", &body[..at], &body[at..])));
        out.push(("one twice".to_owned(), format!("{}{}{}", &body[..at], &body[first.range()], &body[at..])));
    }
    for (from, to) in [
        (">2026-03-01<", ">2026-02-30<"),
        (">2026-03-02<", ">2026-03-02T00:00:00<"),
        (">30000<", ">30000.5<"),
        (">7.5<", ">7,5<"),
        (">DontCreate<", ">DONT_CREATE<"),
        (">ParentalLeave<", ">Parental<"),
        (">true<", ">yes<"),
    ] {
        if body.contains(from) {
            out.push((format!("{from} as {to}"), body.replacen(from, to, 1)));
        }
    }
    out
}

#[test]
fn what_an_export_sends_is_valid() {
    let Some(_) = folder("what_an_export_sends_is_valid") else { return };
    let systems = support::workspace::Systems::start();
    let folder = support::workspace::workspace(&systems, 4);
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_crosswalk"));
    let output = command.arg("-C").arg(folder.path()).args(["export", "nmbrs", "--all", "--yes"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "some are held: {}", String::from_utf8_lossy(&output.stderr));
    let seen = systems.provider.requests();
    assert!(seen.iter().filter(|request| request.changing).count() > 100);
    let mut checked = std::collections::BTreeMap::new();
    for request in &seen {
        let (service, operation) = request.operation.as_deref().unwrap().split_once('/').unwrap();
        let known = checked.entry(operation.to_owned()).or_insert(0);
        *known += 1;
        if *known <= 12 {
            let body = std::str::from_utf8(&request.request).unwrap();
            validate_soap(service, body).unwrap_or_else(|error| panic!("{operation}: {error}\n{body}"));
        }
    }
    let sent = [
        "Employee_Insert",
        "PersonalInfo_UpdateCurrent",
        "Address_InsertCurrent",
        "BankAccount_InsertCurrent",
        "Salary_Update",
    ];
    assert!(sent.iter().all(|operation| checked.contains_key(*operation)), "{checked:?}");
}
