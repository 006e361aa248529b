//! The simulated systems that ship with the program, over real HTTP: what they answer, refuse and hold.

mod support;

use crosswalk::sandbox::{Options, Running, Sandbox, Twin};
use support::client::{Answer, employee, envelope, hr, send, soap};

fn twin(system: &str) -> Twin {
    let file = format!("{}/mappings/{system}/twin.yaml", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&file).unwrap();
    Twin::compile(&file, &text).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

fn payroll() -> Running {
    Sandbox::start(twin("nmbrs"), &serde_json::Value::Null, Options::default()).unwrap()
}

fn people() -> serde_json::Value {
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
#[ignore = "stays up for a look with curl"]
fn stay_up() {
    let options = |port| Options { port: Some(port), ..Options::default() };
    let _payroll = Sandbox::start(twin("nmbrs"), &serde_json::Value::Null, options(9801)).unwrap();
    let _hr = Sandbox::start(twin("alexishr"), &people(), options(9802)).unwrap();
    std::thread::sleep(std::time::Duration::from_secs(240));
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
