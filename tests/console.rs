//! The console as a server: who may ask what, and what it gives away.

// A test that cannot go on stops.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use crosswalk::web::{Face, Least, table};

use support::console::{Console, PASSWORD, people};
use support::workspace::{Systems, workspace};

/// Every route there is, and the least role that may ask it. A new route is listed here, too.
const ROUTES: &[(&str, &str, &str)] = &[
    ("GET", "/log-in", "anyone"),
    ("POST", "/log-in", "anyone"),
    ("POST", "/log-out", "anyone"),
    ("GET", "/begin", "anyone"),
    ("POST", "/begin", "anyone"),
    ("GET", "/", "viewer"),
    ("GET", "/c/{connection}/{direction}", "viewer"),
    ("POST", "/c/{connection}/{direction}/view", "viewer"),
    ("POST", "/c/{connection}/{direction}", "operator"),
    ("GET", "/c/{connection}/{direction}/people/{key}", "viewer"),
    ("POST", "/c/{connection}/{direction}/people/{key}/search", "operator"),
    ("POST", "/c/{connection}/{direction}/people/{key}/reveal", "operator"),
    ("POST", "/c/{connection}/{direction}/people/{key}", "operator"),
    ("GET", "/leave/{connection}", "viewer"),
    ("POST", "/leave/{connection}", "operator"),
    ("GET", "/work/{id}", "viewer"),
    ("GET", "/work/{id}/events", "viewer"),
    ("POST", "/work/{id}/reveal", "operator"),
    ("POST", "/work/{id}", "operator"),
    ("GET", "/mappings", "viewer"),
    ("GET", "/mappings/{system}", "viewer"),
    ("POST", "/mappings/{system}/cases", "operator"),
    ("GET", "/connections", "owner"),
    ("POST", "/connections/new", "owner"),
    ("GET", "/connections/{name}", "owner"),
    ("POST", "/connections/{name}", "owner"),
    ("POST", "/connections/{name}/test", "owner"),
    ("POST", "/connections/{name}/remove", "owner"),
    ("GET", "/access", "owner"),
    ("POST", "/access/accounts", "owner"),
    ("POST", "/access/tokens", "owner"),
    ("POST", "/access/tokens/{id}/revoke", "owner"),
    ("GET", "/access/audit", "owner"),
    ("GET", "/account", "viewer"),
    ("POST", "/account", "viewer"),
    ("GET", "/runs", "viewer"),
    ("POST", "/runs/settle", "operator"),
    ("GET", "/runs/{run}", "viewer"),
    ("GET", "/runs/{run}/changes.csv", "viewer"),
    ("GET", "/runs/{run}/changes.json", "viewer"),
    ("GET", "/api/v1/openapi.json", "anyone"),
    ("GET", "/api/v1/connections", "viewer"),
    ("GET", "/api/v1/connections/{connection}/employees", "viewer"),
    ("POST", "/api/v1/connections/{connection}/works", "operator"),
    ("GET", "/api/v1/works/{work}", "viewer"),
    ("POST", "/api/v1/works/{work}/agree", "operator"),
    ("POST", "/api/v1/works/{work}/withdraw", "operator"),
    ("GET", "/api/v1/connections/{connection}/links", "viewer"),
    ("POST", "/api/v1/connections/{connection}/match", "operator"),
    ("POST", "/api/v1/connections/{connection}/unlink", "operator"),
    ("POST", "/api/v1/connections/{connection}/doctor", "operator"),
    ("GET", "/api/v1/runs", "viewer"),
    ("GET", "/api/v1/runs/{run}", "viewer"),
    ("GET", "/api/v1/systems", "viewer"),
    ("GET", "/api/v1/systems/{system}", "viewer"),
    ("POST", "/api/v1/systems/{system}/cases", "operator"),
    ("GET", "/api/v1/systems/{system}/cases", "viewer"),
    ("GET", "/api/v1/settings", "owner"),
    ("PATCH", "/api/v1/settings/{account}", "owner"),
    ("DELETE", "/api/v1/settings/{account}", "owner"),
    ("GET", "/api/v1/accounts", "owner"),
    ("PUT", "/api/v1/accounts/{name}", "owner"),
    ("GET", "/api/v1/tokens", "owner"),
    ("POST", "/api/v1/tokens", "owner"),
    ("DELETE", "/api/v1/tokens/{id}", "owner"),
    ("GET", "/api/v1/audit", "owner"),
];

fn least(least: Least) -> &'static str {
    match least {
        Least::Anyone => "anyone",
        Least::Role(role) => role.as_str(),
    }
}

#[test]
fn every_route_is_for_whom_it_should_be() {
    let routes = table();
    let listed: Vec<(&str, &str, &str)> =
        routes.iter().map(|route| (route.method.as_str(), route.path, least(route.least))).collect();
    assert_eq!(listed, ROUTES, "a route that is new or has another role is listed in this test");
    let systems = Systems::start();
    let folder = workspace(&systems, 1);
    let people = people(folder.path());
    let console = Console::start(folder.path());
    for route in &routes {
        let Least::Role(least) = route.least else { continue };
        let path = route.path.replace("{connection}", "nobody").replace("{direction}", "export");
        let path = path.replace("{system}", "no-such-system");
        let path: String =
            path.split('/').map(|piece| if piece.starts_with('{') { "x" } else { piece }).collect::<Vec<_>>().join("/");
        let ask = |credentials: Option<(&str, &str)>| match route.face {
            Face::Page => console.page(credentials.map(|both| both.0), route.method.as_str(), &path, ""),
            Face::Api => console.api(credentials.map(|both| both.1), route.method.as_str(), &path, "{}"),
        };
        let stranger = ask(None);
        match route.face {
            Face::Page => {
                assert_eq!(stranger.status, 303, "{} {path}", route.method);
                assert!(stranger.head.contains("location: /log-in"), "{}", stranger.head);
            }
            Face::Api => assert_eq!(stranger.status, 401, "{} {path}", route.method),
        }
        for (role, session, token) in &people {
            let status = ask(Some((session, token))).status;
            let what = format!("{} {path} as {}: {status}", route.method, role.as_str());
            if *role < least {
                assert_eq!(status, 403, "{what}");
            } else {
                assert!(status != 403 && status != 401 && status < 500, "{what}");
            }
        }
    }
    // A session is no token, and a token no session.
    let (_, session, token) = &people[2];
    assert_eq!(console.api(Some(session), "GET", "/api/v1/settings", "").status, 401);
    assert_eq!(console.page(Some(token), "GET", "/connections", "").status, 303);
}

#[test]
fn the_first_start_makes_one_owner() {
    let systems = Systems::start();
    let folder = workspace(&systems, 1);
    let console = Console::start(folder.path());
    let link = console.first_start.clone().unwrap();
    let token = link.split_once("token=").unwrap().1;
    let form = |token: &str| format!("token={token}&name=Ada&password={0}&again={0}", PASSWORD.replace(' ', "+"));
    assert_eq!(console.page(None, "POST", "/begin", &form("guess")).status, 422);
    let made = console.page(None, "POST", "/begin", &form(token));
    assert_eq!(made.status, 303);
    let cookie = made.head.lines().find(|line| line.starts_with("set-cookie: crosswalk=")).unwrap();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
    assert_eq!(console.page(None, "POST", "/begin", &form(token)).status, 422, "the link works once");
    drop(console);
    assert_eq!(Console::start(folder.path()).first_start, None);
}

#[test]
fn an_account_is_changed_as_a_whole_or_not_at_all() {
    let systems = Systems::start();
    let folder = workspace(&systems, 1);
    let people = people(folder.path());
    let console = Console::start(folder.path());
    let (session, token) = (&people[2].1, &people[2].2);
    let change = r#"{"role":"viewer","password":"another password of hers"}"#;
    assert_eq!(console.api(Some(token), "PUT", "/api/v1/accounts/root", r#"{"enabled":false}"#).status, 200);
    let answer = console.api(Some(token), "PUT", "/api/v1/accounts/owner", change);
    assert_eq!(answer.status, 409, "{}", answer.body);
    assert!(answer.body.contains("no-owner"), "{}", answer.body);
    assert_eq!(console.page(Some(session), "GET", "/connections", "").status, 200, "the session goes on");
    let log_in = |password: &str| {
        console.page(None, "POST", "/log-in", &format!("name=owner&password={}", password.replace(' ', "+"))).status
    };
    assert_eq!(log_in("another password of hers"), 401);
    assert_eq!(log_in(PASSWORD), 303);
    assert_eq!(console.api(Some(token), "PUT", "/api/v1/accounts/viewer", change).status, 200);
    let audit = console.page(Some(session), "GET", "/access/audit", "").body;
    assert!(!audit.contains("another password"));
    assert_eq!(audit.matches("password-changed").count(), 1, "{audit}");
}

#[test]
fn what_cannot_be_read_is_told_in_the_words_of_the_face() {
    let systems = Systems::start();
    let folder = workspace(&systems, 1);
    let people = people(folder.path());
    let console = Console::start(folder.path());
    let (session, token) = (&people[2].1, &people[2].2);
    let long = "a".repeat(4000);
    let pages = [
        (404, "/nowhere".to_owned()),
        (400, "/c/pay/export?tab=foo".to_owned()),
        (400, "/runs?page=abc".to_owned()),
        (400, "/mappings/%ff".to_owned()),
        (404, format!("/mappings/{long}")),
    ];
    for (status, path) in pages {
        let answer = console.page(Some(session), "GET", &path, "");
        assert_eq!(answer.status, status, "{path}: {}", answer.body);
        assert!(answer.body.contains("To the overview"), "{path}: {}", answer.body);
    }
    let asked = [
        (404, "GET", "/api/v1/nowhere".to_owned()),
        (400, "GET", "/api/v1/systems/%ff".to_owned()),
        (404, "GET", format!("/api/v1/systems/{long}")),
        (405, "DELETE", "/api/v1/systems".to_owned()),
        (422, "GET", "/api/v1/audit?before=soon".to_owned()),
    ];
    for (status, method, path) in asked {
        let answer = console.api(Some(token), method, &path, "");
        assert_eq!(answer.status, status, "{path}: {}", answer.body);
        let told: serde_json::Value = serde_json::from_str(&answer.body).unwrap_or_default();
        assert!(told["message"].is_string() || told["error"]["message"].is_string(), "{path}: {}", answer.body);
    }
    let wrong = console.api(Some(token), "DELETE", "/api/v1/systems", "");
    assert!(wrong.head.to_lowercase().contains("allow: get"), "{}", wrong.head);
}

#[test]
fn what_is_not_taken_back_lightly_is_asked_first() {
    let systems = Systems::start();
    let folder = workspace(&systems, 1);
    let people = people(folder.path());
    let console = Console::start(folder.path());
    let owner = &people[2].1;
    let enabled = || {
        let accounts = console.api(Some(&people[2].2), "GET", "/api/v1/accounts", "").body;
        let accounts: serde_json::Value = serde_json::from_str(&accounts).unwrap();
        let viewer = accounts["accounts"].as_array().unwrap().iter().find(|row| row["name"] == "viewer").unwrap();
        viewer["enabled"].as_bool().unwrap()
    };
    let form = "name=viewer&do=disable&ask%3Adisable=Disable+%3Cviewer%3E%3F";
    let asked = console.page(Some(owner), "POST", "/access/accounts", form);
    assert_eq!(asked.status, 200);
    assert!(asked.body.contains("Disable &lt;viewer&gt;?") && asked.body.contains("name=\"sure\""), "{}", asked.body);
    assert!(!asked.body.contains("ask:"), "{}", asked.body);
    assert!(enabled());
    // Nobody is asked what they may not do.
    assert_eq!(console.page(Some(&people[1].1), "POST", "/access/accounts", form).status, 403);
    assert_eq!(console.page(Some(owner), "POST", "/access/accounts", &format!("{form}&sure=1")).status, 303);
    assert!(!enabled());
}

#[test]
fn a_token_may_do_no_more_than_who_made_it() {
    let systems = Systems::start();
    let folder = workspace(&systems, 1);
    let people = people(folder.path());
    let console = Console::start(folder.path());
    let root = &people[2].2;
    let account = |body: &str| console.api(Some(root), "PUT", "/api/v1/accounts/second", body).status;
    assert_eq!(account(&format!(r#"{{"role":"owner","password":"{PASSWORD}"}}"#)), 200);
    let form = format!("name=second&password={}", PASSWORD.replace(' ', "+"));
    let head = console.page(None, "POST", "/log-in", &form).head;
    let session = head.split("crosswalk=").nth(1).unwrap().split(';').next().unwrap().to_owned();
    let made = console.page(Some(&session), "POST", "/access/tokens", "label=a&role=owner").body;
    let start = made.find("cw_").unwrap();
    let token = made[start..].split('<').next().unwrap().to_owned();
    let next = console.api(Some(&token), "POST", "/api/v1/tokens", r#"{"label":"b","role":"owner"}"#).body;
    let next: serde_json::Value = serde_json::from_str(&next).unwrap();
    let next = next["token"].as_str().unwrap();
    let ask = |token: &str, path: &str| console.api(Some(token), "GET", path, "").status;
    assert_eq!((ask(&token, "/api/v1/audit"), ask(next, "/api/v1/audit")), (200, 200));
    assert_eq!(account(r#"{"role":"operator"}"#), 200);
    assert_eq!((ask(&token, "/api/v1/audit"), ask(next, "/api/v1/audit")), (403, 403));
    assert_eq!(ask(next, "/api/v1/runs"), 200);
    assert_eq!(account(r#"{"enabled":false}"#), 200);
    assert_eq!((ask(&token, "/api/v1/runs"), ask(next, "/api/v1/runs")), (401, 401));
}

#[test]
fn what_was_refused_stands_there_too() {
    let systems = Systems::start();
    let folder = workspace(&systems, 1);
    let people = people(folder.path());
    let console = Console::start(folder.path());
    let token = Some(people[2].2.as_str());
    let settings = console.api(token, "GET", "/api/v1/settings", "").body;
    let settings: serde_json::Value = serde_json::from_str(&settings).unwrap();
    let change = serde_json::json!({ "revision": settings["revision"], "fields": { "schedule": "61 * * * *" } });
    assert_eq!(console.api(token, "PATCH", "/api/v1/settings/nmbrs", &change.to_string()).status, 409);
    assert_eq!(console.api(token, "DELETE", "/api/v1/settings/nmbrs?revision=stale", "").status, 409);
    let audit = console.api(token, "GET", "/api/v1/audit", "").body;
    for wanted in ["settings-changed", "settings-changed-refused", "connection-removed", "connection-removed-refused"] {
        assert!(audit.contains(&format!("\"{wanted}\"")), "{wanted}: {audit}");
    }
}

#[test]
fn guessing_is_slowed_down_and_other_sites_are_refused() {
    let systems = Systems::start();
    let folder = workspace(&systems, 1);
    let people = people(folder.path());
    let console = Console::start(folder.path());
    let try_it = || console.page(None, "POST", "/log-in", "name=owner&password=guess+guess+guess").status;
    let tries: Vec<u16> = (0..8).map(|_| try_it()).collect();
    assert_eq!(tries[..5], [401; 5]);
    assert_eq!(tries.last(), Some(&429), "{tries:?}");
    let session = format!("crosswalk={}", people[2].1);
    let foreign = [("Cookie", session.as_str()), ("Sec-Fetch-Site", "cross-site"), ("Origin", "https://evil.example")];
    let refused = support::client::send(console.at, "POST", "/access/tokens", &foreign, "label=x&role=owner").unwrap();
    assert_eq!(refused.status, 403);
    let page = console.page(Some(&people[0].1), "GET", "/", "");
    let policy = page.head.lines().find(|line| line.starts_with("content-security-policy: ")).unwrap();
    assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    for wanted in ["cache-control: no-store", "x-content-type-options: nosniff", "referrer-policy: no-referrer"] {
        assert!(page.head.contains(wanted), "{wanted} in {}", page.head);
    }
    assert!(!page.body.contains("<script>") && !page.body.contains(" onclick") && !page.body.contains(" style="));
}

#[test]
fn beyond_loopback_only_with_tls_or_a_proxy() {
    let systems = Systems::start();
    let folder = workspace(&systems, 1);
    let program = env!("CARGO_BIN_EXE_crosswalk");
    let serve = |words: &[&str]| {
        std::process::Command::new(program)
            .args(["-C", folder.path().to_str().unwrap(), "serve", "--listen", "0.0.0.0:0"])
            .args(words)
            .output()
            .unwrap()
    };
    let refused = serve(&[]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("--tls-cert"), "{refused:?}");
    let refused = serve(&["--tls-cert", "none.pem", "--tls-key", "none.pem"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("none.pem"), "{refused:?}");
}
