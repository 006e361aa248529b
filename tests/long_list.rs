//! How fast a long list is: alone in its program, so that no other test's work is in the figures.

// A test that cannot go on stops.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::time::{Duration, Instant};

use crosswalk::ops::access::Role;
use serde_json::{Value, json};

use support::console::{Console, people};
use support::workspace::{Systems, workspace};

/// People of the HR system who have nothing but a name and what is mandatory.
fn company(size: usize) -> Value {
    let employees: Vec<Value> = (0..size)
        .map(|number| {
            json!({
                "id": format!("{number:024x}"), "userId": format!("a{number:023x}"), "active": true,
                "companyId": "5f0000000000000000000001", "firstName": format!("Pat{number}"),
                "lastName": format!("Smith-{number}"), "employeeNumber": number.to_string(),
                "birthDate": "1990-12-10T00:00:00.000Z", "workEmail": format!("p{number}@acme.example"),
                "created": "2025-01-01T08:01:00.000Z", "updated": "2025-01-01T08:01:00.000Z",
            })
        })
        .collect();
    json!({ "employee": employees })
}

#[test]
fn a_list_of_twenty_thousand_answers_at_once() {
    let systems = Systems::with(&company(20_000));
    let folder = workspace(&systems, 8);
    let people = people(folder.path());
    let console = Console::start(folder.path());
    let session = people.iter().find(|(role, ..)| *role == Role::Operator).map(|(_, session, _)| session.as_str());
    let list = "/c/nmbrs/export";
    let end = Instant::now() + Duration::from_secs(300);
    while !console.page(session, "GET", list, "").body.contains("of 20000") {
        assert!(Instant::now() < end, "{}", console.page(session, "GET", list, "").body);
        std::thread::sleep(Duration::from_millis(250));
    }
    let search = format!("{list}/view");
    let asked =
        ["search=smith-199", "search=&do=sort:name", "do=page:200", "do=sort:provider-key", "search=pat7+smith"];
    for form in asked {
        let mut best = Duration::MAX;
        for _ in 0..5 {
            let begun = Instant::now();
            assert_eq!(console.page(session, "POST", &search, form).status, 303);
            let page = console.page(session, "GET", list, "");
            best = best.min(begun.elapsed());
            assert!(page.head.contains("200 OK") && page.body.len() < 100_000, "{form}: {} bytes", page.body.len());
        }
        println!("{form}: {best:?}");
        assert!(best < Duration::from_millis(200), "{form}: {best:?}");
    }
    // All that match, not only those on the page; what is searched for stands in no address.
    console.page(session, "POST", &search, "search=smith-199&do=all");
    let page = console.page(session, "GET", list, "");
    assert!(page.body.contains("111</span> chosen"), "{}", &page.body[..3000]);
    assert!(!page.body.contains("?search="));
}
