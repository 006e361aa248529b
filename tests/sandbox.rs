//! The simulated systems that ship with the program, over real HTTP: what they answer, refuse and hold.

// A test that cannot go on stops.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::time::{Duration, Instant};

use crosswalk::sandbox::{Drop, Fault, Faults, Options, Running, Sandbox, Spoilt, Twin};
use serde_json::{Value, json};
use support::client::{Answer, employee, envelope, hr, raw, send, soap};

fn twin(system: &str) -> Twin {
    let file = format!("{}/mappings/{system}/twin.yaml", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&file).unwrap();
    Twin::compile(&file, &text).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

fn payroll() -> Running {
    Sandbox::start(twin("nmbrs"), &Value::Null, Options::default()).unwrap()
}

fn people() -> Value {
    let file = format!("{}/mappings/alexishr/people.yaml", env!("CARGO_MANIFEST_DIR"));
    Sandbox::sample(&file, &std::fs::read_to_string(&file).unwrap()).unwrap()
}

fn hr_system() -> Running {
    Sandbox::start(twin("alexishr"), &people(), Options::default()).unwrap()
}

fn ada(to: std::net::SocketAddr) -> Answer {
    let inside = "<FirstName>Ada</FirstName><LastName>Lovelace</LastName><StartDate>2026-03-01T00:00:00</StartDate><CompanyId>54613</CompanyId><UnprotectedMode>false</UnprotectedMode>";
    employee(to, "Employee_Insert", inside)
}

#[test]
fn an_employee_is_inserted_and_read() {
    let payroll = payroll();
    let answer = ada(payroll.address());
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert!(answer.body.contains("<Employee_InsertResult>503295</Employee_InsertResult>"), "{}", answer.body);
    let read = employee(payroll.address(), "PersonalInfo_GetCurrent", "<EmployeeId>503295</EmployeeId>");
    assert!(read.body.contains("<LastName>Lovelace</LastName>"), "{}", read.body);
    let all = employee(payroll.address(), "Employment_GetAll_AllEmployeesByCompany", "<CompanyID>54613</CompanyID>");
    assert!(all.body.contains("<InitialStartDate xsi:nil=\"true\" />"), "{}", all.body);
    assert_eq!(payroll.changes(), 1);
}

fn personal(inside: &str) -> String {
    format!("<EmployeeId>503295</EmployeeId><PersonalInfo><Id>503295</Id><Number>1</Number>{inside}</PersonalInfo>")
}

fn fault(answer: &Answer) -> &str {
    answer.body.split("---&gt; ").nth(1).and_then(|rest| rest.split('<').next()).unwrap_or(&answer.body)
}

#[test]
fn a_whole_record_update_empties_what_is_left_out() {
    let payroll = payroll();
    let to = payroll.address();
    ada(to);
    let full = personal(
        "<EmployeeNumber>1001</EmployeeNumber><FirstName>Ada</FirstName><LastName>O'Brien &amp; S\u{f8}n &lt;x&gt; \u{1f33b}</LastName><IdentificationType>0</IdentificationType><EmailWork>a@b.test</EmailWork>",
    );
    assert_eq!(employee(to, "PersonalInfo_UpdateCurrent", &full).status, 200);
    let read = employee(to, "PersonalInfo_GetCurrent", "<EmployeeId>503295</EmployeeId>");
    assert!(read.body.contains("<LastName>O'Brien &amp; S\u{f8}n &lt;x&gt; \u{1f33b}</LastName>"), "{}", read.body);
    let part = personal("<LastName>Byron</LastName><IdentificationType>0</IdentificationType>");
    assert_eq!(employee(to, "PersonalInfo_UpdateCurrent", &part).status, 200);
    let read = employee(to, "PersonalInfo_GetCurrent", "<EmployeeId>503295</EmployeeId>").body;
    for gone in ["FirstName", "EmailWork", "EmployeeNumber"] {
        assert!(!read.contains(gone), "{gone} should be empty: {read}");
    }
    let bulk = employee(to, "PersonalInfoWithoutBSN_Get_GetAllEmployeesByCompany", "<CompanyID>54613</CompanyID>").body;
    assert_eq!(bulk.matches("<PersonalInfo_V2>").count(), 3, "the bulk read is a history");
}

#[test]
fn business_rules_are_refused_with_their_codes() {
    let payroll = payroll();
    let to = payroll.address();
    ada(to);
    let before = payroll.state();
    let insert = |date: &str, company: u32, mode: bool| {
        format!(
            "<FirstName>A</FirstName><LastName>B</LastName><StartDate>{date}T00:00:00</StartDate><CompanyId>{company}</CompanyId><UnprotectedMode>{mode}</UnprotectedMode>"
        )
    };
    let account = |iban: &str, kind: &str| {
        format!("<EmployeeId>503295</EmployeeId><BankAccount><Id>0</Id>{iban}<Type>{kind}</Type></BankAccount>")
    };
    let country = |code: &str| {
        format!(
            "<EmployeeId>503295</EmployeeId><Address><Id>0</Id><Default>true</Default><CountryISOCode>{code}</CountryISOCode><Type>HomeAddress</Type></Address>"
        )
    };
    for (operation, inside, code) in [
        ("Employee_Insert", insert("2014-12-31", 54613, false), "2011"),
        ("Employee_Insert", insert("2025-12-31", 54614, false), "2011"),
        ("Employee_Insert", insert("2026-01-01", 1, false), "1003"),
        ("PersonalInfo_GetCurrent", "<EmployeeId>7</EmployeeId>".to_owned(), "2003"),
        ("BankAccount_InsertCurrent", account("<IBAN>NL92ABNA0417164300</IBAN>", "Standaard"), "2014"),
        ("BankAccount_InsertCurrent", account("", "Standaard"), "2032"),
        ("BankAccount_InsertCurrent", account("<IBAN>NL91ABNA0417164300</IBAN>", "None"), "2016"),
        ("Address_InsertCurrent", country("Netherlands"), "2030"),
        ("Address_InsertCurrent", country("nl"), "2030"),
        (
            "BankAccount_DeleteCurrent",
            "<EmployeeId>503295</EmployeeId><BankAccountID>9901</BankAccountID>".to_owned(),
            "2030",
        ),
    ] {
        let answer = employee(to, operation, &inside);
        assert_eq!(answer.status, 500, "{operation}");
        assert!(fault(&answer).starts_with(code), "{operation} {inside}: {}", answer.body);
    }
    assert_eq!(payroll.state(), before);
    assert_eq!(employee(to, "Employee_Insert", &insert("2014-12-31", 54613, true)).status, 200, "with UnprotectedMode");
    assert_eq!(employee(to, "Employee_Insert", &insert("2015-01-01", 54613, false)).status, 200, "the first day");
}

#[test]
fn elements_are_held_to_their_order() {
    let payroll = payroll();
    let swapped = "<LastName>B</LastName><FirstName>A</FirstName><StartDate>2026-03-01T00:00:00</StartDate><CompanyId>54613</CompanyId><UnprotectedMode>false</UnprotectedMode>";
    let answer = employee(payroll.address(), "Employee_Insert", swapped);
    assert!(fault(&answer).starts_with("There is an error in XML document (2, "), "{}", answer.body);
    assert!(answer.body.contains("FirstName") && answer.body.contains("was not expected"), "{}", answer.body);
    let wrong = envelope("EmployeeService", "EmployeeType_GetList", "").replace("acme", "other");
    let answer = soap(payroll.address(), "EmployeeService", "EmployeeType_GetList", &wrong).unwrap();
    assert!(fault(&answer).starts_with("1001"), "{}", answer.body);
    assert!(payroll.requests().iter().all(|seen| !seen.changed));
}

#[test]
fn the_hr_system_pages_and_joins_only_the_people_of_the_page() {
    let system =
        Sandbox::start(twin("alexishr").with_setting("largest_page", &json!(7)), &people(), Options::default())
            .unwrap();
    let to = system.address();
    let (mut keys, mut offset) = (Vec::new(), 0);
    loop {
        let (status, page) =
            hr(to, "GET", &format!("/v1/employee?limit=50&offset={offset}&relations=employment,compensation"), "");
        assert_eq!(status, 200, "{page}");
        let here: Vec<Value> = page["data"].as_array().unwrap().iter().map(|row| row["id"].clone()).collect();
        assert!(here.len() <= 7 && page["count"] == here.len());
        for relation in ["employment", "compensation"] {
            assert!(
                page["relations"][relation].as_array().unwrap().iter().all(|row| here.contains(&row["employeeId"]))
            );
        }
        offset += here.len();
        keys.extend(here);
        if offset as u64 >= page["total"].as_u64().unwrap() {
            break;
        }
    }
    assert_eq!(keys.len(), people()["employee"].as_array().unwrap().len());
    let (_, vera) = hr(to, "GET", "/v1/employee/65e000000000000000000030?relations=employment", "");
    assert_eq!(vera["data"]["employmentId"], vera["relations"]["employment"][1]["id"], "the present one");
    assert_eq!(vera["data"]["hireDate"], "2015-02-01T00:00:00.000Z");
    let (status, mees) = hr(to, "GET", "/v1/employee/65e000000000000000000021", "");
    assert_eq!((status, mees["relations"].is_null()), (200, true));
    let (_, pay) = hr(to, "GET", &format!("/v1/compensation/{}", mees["data"]["compensationId"].as_str().unwrap()), "");
    assert_eq!(pay["data"]["amount"], 3100, "the raise is dated ahead");
}

#[test]
fn the_hr_system_wants_its_token_and_right_names() {
    let system = hr_system();
    let to = system.address();
    let answer = send(to, "GET", "/v1/employee", &[("Authorization", "Bearer nonsense")], "").unwrap();
    assert_eq!((answer.status, answer.body.as_str()), (401, r#"{"statusCode":401,"message":"Unauthorized"}"#));
    for target in ["/v1/employee?limt=3", "/v1/employee?limit=x", "/v1/employee?limit=-1", "/v1/employee?relations=pay"]
    {
        assert_eq!(hr(to, "GET", target, "").0, 400, "{target}");
    }
    assert_eq!(hr(to, "GET", "/employee", "").0, 404);
    assert_eq!(hr(to, "PATCH", "/v1/employee/nobody", "{}").0, 404);
    let (_, changed) = hr(to, "PATCH", "/v1/employee/65e000000000000000000001", r#"{"homeAddress":{"city":"Delft"}}"#);
    assert_eq!(changed["data"]["homeAddress"], json!({ "city": "Delft" }), "an object is replaced");
    assert_eq!(changed["data"]["hireDate"], "2021-03-01T00:00:00.000Z");
}

/// The people that the simulated Kleer brings, with their leave.
fn people_with_leave() -> Running {
    let file = format!("{}/mappings/kleer/hr-people.yaml", env!("CARGO_MANIFEST_DIR"));
    let seed = Sandbox::sample(&file, &std::fs::read_to_string(&file).unwrap()).unwrap();
    Sandbox::start(twin("alexishr"), &seed, Options::default()).unwrap()
}

#[test]
fn leave_days_are_filtered_paged_and_joined() {
    let system = people_with_leave();
    let to = system.address();
    let list = |query: &str| {
        let (status, answer) = hr(to, "GET", &format!("/v1/leave-transaction?{query}"), "");
        assert_eq!(status, 200, "{query}: {answer}");
        answer
    };
    let all = list("");
    assert_eq!((&all["total"], all["relations"].is_null()), (&json!(13), true));
    assert_eq!(
        all["data"][0],
        json!({ "id": "69e000000000000000000101", "parent": { "id": "6ae000000000000000000101", "type": "Leave" },
        "status": "APPROVED", "leaveTypeId": "5f0000000000000000000301", "employeeId": "65e000000000000000000101", "childId": "",
        "date": "2026-02-09T00:00:00.000Z", "hours": 8, "extent": 100, "description": "Influensa" })
    );
    let between = |from: &str, until: &str| {
        format!("filters%5Bdate%5D%5B$between%5D%5B%5D={from}&filters%5Bdate%5D%5B$between%5D%5B%5D={until}")
    };
    let week = between("2026-02-16", "2026-02-20T00:00:00.000Z");
    for (query, total) in [
        (week.clone(), 5),
        (format!("{week}&filters[employeeId]=65e000000000000000000102"), 3),
        (
            format!(
                "{week}&filters[employeeId][$in][]=65e000000000000000000102&filters[employeeId][$in][]=65e000000000000000000108"
            ),
            4,
        ),
        ("filters[status][$in][]=CONFIRMED".to_owned(), 1),
        ("filters[status][$in][]=APPROVED&filters[status][$in][]=CONFIRMED".to_owned(), 13),
        ("filters[date][$gte]=2026-03-01".to_owned(), 1),
        ("filters[employeeId][$eq]=nobody".to_owned(), 0),
    ] {
        assert_eq!(list(&query)["total"], total, "{query}");
    }
    let page = list(&format!("{week}&limit=2&offset=2&relations=child,leaveType,employee&sort[date]=desc"));
    assert_eq!((&page["total"], &page["count"], &page["offset"]), (&json!(5), &json!(2), &json!(2)));
    assert_eq!(page["relations"]["child"][0]["name"], "Ebba");
    assert_eq!(
        page["relations"]["leaveType"].as_array().unwrap().len(),
        1 + usize::from(page["data"][0]["leaveTypeId"] != page["data"][1]["leaveTypeId"])
    );
    assert!(page["relations"]["employee"][0]["hireDate"].is_string());
    for query in [
        "filters[date][$between][]=2026-02-01",
        &format!("{week}&filters[date][$between][]=2026-02-01"),
        "filters[date][$between][]=soon&filters[date][$between][]=2026-02-01",
        "filters[date]=2026-02-01",
        "relations=department",
        "limit=0",
        "select=id",
    ] {
        assert_eq!(hr(to, "GET", &format!("/v1/leave-transaction?{query}"), "").0, 400, "{query}");
    }
    let (_, types) = hr(to, "GET", "/v1/leave-type?relations=leaveTypeCode", "");
    assert_eq!(types["relations"]["leaveTypeCode"][0]["leaveTypeId"], "5f0000000000000000000306");
    assert_eq!(hr(to, "GET", "/v1/leave-type?relations=leaveType", "").0, 400);
    assert_eq!(
        hr(to, "GET", "/v1/child?filters[employeeId]=65e000000000000000000102", "").1["data"][0]["name"],
        "Ebba"
    );
    assert_eq!(hr(to, "POST", "/v1/leave-transaction", "{}").0, 404, "it is only read");
    assert_eq!(hr(to, "DELETE", "/v1/employee/65e000000000000000000102", "").0, 204);
    assert_eq!(list(&week)["total"], 2, "their leave goes with them");
}

#[test]
fn a_person_who_was_made_can_be_employed_and_paid() {
    let system = hr_system();
    let to = system.address();
    for body in [
        r#"{"active":true}"#,
        r#"{"hireDate":"2026-01-01T00:00:00.000Z"}"#,
        r#"{"userId":"x"}"#,
        r#"{"employmentId":"x"}"#,
    ] {
        assert_eq!(hr(to, "POST", "/v1/employee", body).0, 400, "{body}");
    }
    let (status, made) = hr(
        to,
        "POST",
        "/v1/employee",
        r#"{"firstName":"Zainab","lastName":"Ali","ssn":"19850763-9904","tax":{"table":32}}"#,
    );
    let (id, user) = (made["data"]["id"].clone(), made["data"]["userId"].clone());
    assert_eq!((status, &made["data"]["active"]), (201, &json!(true)));
    let target = format!("/v1/employee/{}", id.as_str().unwrap());
    let (_, read) = hr(to, "GET", &target, "");
    assert_eq!((&read["data"]["userId"], &read["data"]["hireDate"]), (&user, &serde_json::Value::Null));
    let work = json!({ "employeeId": id, "userId": user, "typeId": "5f0000000000000000000101", "startDate": "2025-01-01T00:00:00.000Z", "terminated": false, "rate": 100, "country": "SE" });
    let pay = json!({ "employeeId": id, "userId": user, "amount": 32000, "effectiveDate": "2025-01-01", "currency": "SEK", "payoutDay": 25,
        "payoutPeriod": "MONTHLY", "payoutFrequency": "MONTH", "paidOvertime": false });
    for (path, body) in [("/v1/employment", &work), ("/v1/compensation", &pay)] {
        let mut other = body.clone();
        other["userId"] = json!("64e000000000000000000001");
        assert_eq!(hr(to, "POST", path, &other.to_string()).0, 400, "{path}: another's user");
        other.as_object_mut().unwrap().shift_remove("userId");
        assert_eq!(hr(to, "POST", path, &other.to_string()).0, 400, "{path}: no user");
        assert_eq!(hr(to, "POST", path, &body.to_string()).0, 201, "{path}");
    }
    let (_, read) = hr(to, "GET", &format!("{target}?relations=employment,compensation"), "");
    assert_eq!(read["data"]["hireDate"], "2025-01-01T00:00:00.000Z");
    assert_eq!(read["data"]["compensationId"], read["relations"]["compensation"][0]["id"]);
    for body in [
        r#"{"hireDate":"2026-01-01T00:00:00.000Z"}"#,
        r#"{"endDate":"2026-01-01T00:00:00.000Z"}"#,
        r#"{"employmentId":"x"}"#,
    ] {
        assert_eq!(hr(to, "PATCH", &target, body).0, 400, "{body}");
    }
    let (status, patched) = hr(to, "PATCH", &target, r#"{"active":false}"#);
    assert_eq!((status, &patched["data"]["active"], &patched["data"]["userId"]), (200, &json!(false), &user));
}

#[test]
fn the_state_can_be_compared_whatever_the_order() {
    let insert = |first: &str| {
        format!(
            "<FirstName>{first}</FirstName><LastName>X</LastName><StartDate>2026-03-01T00:00:00</StartDate><CompanyId>54613</CompanyId><UnprotectedMode>false</UnprotectedMode>"
        )
    };
    let run = |names: [&str; 2]| {
        let payroll = payroll();
        for name in names {
            assert_eq!(employee(payroll.address(), "Employee_Insert", &insert(name)).status, 200);
        }
        (payroll.state(), payroll.state_normalised())
    };
    let (one, two) = (run(["A", "B"]), run(["B", "A"]));
    assert_ne!(one.0, two.0);
    assert_eq!(one.1, two.1);
    assert_eq!(one.1[0]["personal"][0]["EmployeeNumber"], "given", "{}", one.1);
}

#[test]
fn the_state_can_be_edited_by_hand() {
    let system = hr_system();
    system.edit("/employee/0/lastName", json!("Byron")).unwrap();
    system.edit("/employee/0/custom/nick", json!("Countess")).unwrap();
    let (_, ada) = hr(system.address(), "GET", "/v1/employee/65e000000000000000000001", "");
    assert_eq!((&ada["data"]["lastName"], &ada["data"]["custom"]["nick"]), (&json!("Byron"), &json!("Countess")));
    assert!(system.edit("/nowhere/0/x", json!(1)).is_err() && system.edit("/employee", json!(1)).is_err());
}

fn with_fault(fault: Fault) -> Running {
    let options = Options { faults: Faults::default().and(fault), ..Options::default() };
    Sandbox::start(twin("nmbrs"), &Value::Null, options).unwrap()
}

fn try_ada(payroll: &Running) -> std::io::Result<Answer> {
    let inside = "<LastName>X</LastName><StartDate>2026-03-01T00:00:00</StartDate><CompanyId>54613</CompanyId><UnprotectedMode>false</UnprotectedMode>";
    let envelope = envelope("EmployeeService", "Employee_Insert", inside);
    soap(payroll.address(), "EmployeeService", "Employee_Insert", &envelope)
}

fn people_of(payroll: &Running) -> usize {
    payroll.state()["employees"].as_array().unwrap().len()
}

#[test]
fn a_connection_is_dropped_before_or_after_the_change() {
    for (drop, made) in [(Drop::Before, 0), (Drop::After, 1)] {
        let payroll = with_fault(Fault { drop: Some(drop), ..Fault::on("*/Employee_Insert").nth(1) });
        assert!(try_ada(&payroll).is_err(), "{drop:?}");
        assert_eq!((people_of(&payroll), payroll.changes()), (made, made), "{drop:?}");
        assert_eq!(payroll.requests()[0].status, None);
        assert_eq!(try_ada(&payroll).unwrap().status, 200, "only the first");
    }
}

#[test]
fn refusals_throttling_and_server_errors() {
    for (fault, status, made, said) in [
        (Fault { refuse: Some("1006".to_owned()), ..Fault::on("*") }, 500, 0, "1006"),
        (Fault { throttle: Some(3), ..Fault::on("*") }, 429, 0, ""),
        (Fault { status: Some(503), ..Fault::on("*") }, 503, 0, ""),
        (Fault { status: Some(502), done: true, ..Fault::on("*") }, 502, 1, ""),
    ] {
        let payroll = with_fault(fault);
        let answer = try_ada(&payroll).unwrap();
        assert_eq!((answer.status, people_of(&payroll)), (status, made));
        assert!(answer.body.contains(said));
        assert_eq!(answer.head.contains("retry-after: 3"), status == 429, "{}", answer.head);
    }
}

#[test]
fn answers_are_spoilt_after_the_change() {
    for how in [Spoilt::Malformed, Spoilt::Truncated, Spoilt::Charset, Spoilt::ContentType, Spoilt::Html, Spoilt::Empty]
    {
        let payroll = with_fault(Fault { answer: Some(how), ..Fault::on("*") });
        let answer = try_ada(&payroll).unwrap();
        assert_eq!((answer.status, people_of(&payroll)), (200, 1), "{how:?}");
        let announced = answer
            .head
            .split("content-length: ")
            .nth(1)
            .and_then(|rest| rest.split('\r').next()?.parse::<usize>().ok());
        let whole = announced.is_some_and(|length| length <= answer.body.len());
        assert_eq!(whole, how != Spoilt::Truncated, "{how:?}: {}", answer.head);
        let sound = how == Spoilt::ContentType;
        assert_eq!(answer.body.ends_with("</soap:Envelope>") && !answer.body.contains('\u{fffd}'), sound, "{how:?}");
    }
    let payroll = with_fault(Fault { answer: Some(Spoilt::Endless), ..Fault::on("*") });
    let read = raw(payroll.address(), "GET", "/soap/v3/nothing", &[], "").unwrap();
    assert_eq!(read.len(), 1 << 20, "it goes on until the reader has enough");
}

#[test]
fn a_slow_system_goes_on_when_the_client_has_gone() {
    let payroll = with_fault(Fault { slow: Some("150ms".to_owned()), ..Fault::on("*") });
    let body = envelope(
        "EmployeeService",
        "Employee_Insert",
        "<LastName>X</LastName><StartDate>2026-03-01T00:00:00</StartDate><CompanyId>54613</CompanyId><UnprotectedMode>false</UnprotectedMode>",
    );
    {
        use std::io::Write;
        let mut stream = std::net::TcpStream::connect(payroll.address()).unwrap();
        let action = "https://api.nmbrs.nl/soap/v3/EmployeeService/Employee_Insert";
        let head = format!(
            "POST /soap/v3/EmployeeService.asmx HTTP/1.1\r\nHost: x\r\nContent-Type: text/xml\r\nSOAPAction: \"{action}\"\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
        while payroll.requests().is_empty() {
            std::thread::yield_now();
        }
    }
    let started = Instant::now();
    while people_of(&payroll) == 0 {
        assert!(started.elapsed() < Duration::from_secs(10));
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn every_operation_runs_without_a_fault_of_the_file() {
    let payroll = payroll();
    ada(payroll.address());
    for (name, _) in twin("nmbrs").operations() {
        let (service, operation) = name.split_once('/').unwrap();
        for inside in
            ["", "<EmployeeId>503295</EmployeeId>", "<CompanyID>54613</CompanyID>", "<CompanyId>54613</CompanyId>"]
        {
            let answer = soap(payroll.address(), service, operation, &envelope(service, operation, inside)).unwrap();
            assert!(!answer.head.contains("x-twin-error"), "{name}: {}", answer.body);
        }
    }
}
