//! Connections, slots and a clock for tests.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::Timestamp;
use serde_json::json;

use crate::expr::{Path, Scope, Template};
use crate::http::{Clock, Options, ReadClient};
use crate::mapping::compiled::{
    Auth, Body, Call, Connect, Limits, Page, Pick, ReadSlot, Retry, Soap, Target, WriteSlot,
};
use crate::mapping::spec::{Format, PageBy, SoapVersion, XmlSpec};
use crate::record::Pointer;

/// Time that passes only by waiting, and waits that end at once.
#[derive(Default)]
pub(super) struct Watch(Mutex<Vec<Duration>>);

impl Watch {
    /// The waits so far, in seconds.
    pub(super) fn waits(&self) -> Vec<u64> {
        self.0.lock().unwrap().iter().map(Duration::as_secs).collect()
    }
}

impl Clock for Watch {
    fn now(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH
    }

    fn elapsed(&self) -> Duration {
        self.0.lock().unwrap().iter().sum()
    }

    fn sleep(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        self.0.lock().unwrap().push(time);
        Box::pin(std::future::ready(()))
    }
}

pub(super) fn template(text: &str) -> Template {
    Template::compile(text).unwrap()
}

pub(super) fn path(text: &str) -> Option<Path> {
    Some(Path::compile(text).unwrap())
}

pub(super) fn connect() -> Connect {
    Connect {
        base_url: template("https://api.example.test/v1"),
        format: Format::Json,
        format_setting: None,
        content_type: None,
        headers: vec![],
        soap: None,
        auth: Auth::None,
        xml: XmlSpec::default(),
        limits: Limits {
            per_second: 100_000,
            concurrent: 4,
            timeout: Duration::from_secs(20),
            settle_after: Duration::from_secs(100),
        },
        retry: Retry { attempts: 3, wait: Duration::from_secs(1), longest: Duration::from_secs(60) },
        empty: vec![],
        errors: vec![],
        probe: None,
    }
}

pub(super) fn soap() -> Connect {
    let soap = Soap {
        version: SoapVersion::V11,
        path: "/{service}.asmx".into(),
        namespace: "https://x.test/v3/{service}".into(),
        action: "https://x.test/v3/{service}/{operation}".into(),
        header: None,
    };
    Connect { format: Format::Soap, soap: Some(soap), ..connect() }
}

pub(super) fn settings() -> Scope {
    Scope::new().with("settings", &json!({"token": "s3cret", "user": "u", "id": "me"}))
}

/// A client of that server, with a clock that does not wait.
pub(super) fn client(connect: Connect, url: &str) -> (ReadClient, Arc<Watch>) {
    let watch = Arc::new(Watch::default());
    let options = Options { max_body: 100_000, clock: Arc::clone(&watch) as Arc<dyn Clock>, ..Options::default() };
    (ReadClient::new(Arc::new(connect), settings(), Some(url.to_owned()), options).unwrap(), watch)
}

pub(super) fn call(method: &str, path: &str) -> Call {
    Call {
        target: Target::Http { method: method.into(), path: template(path) },
        query: vec![],
        headers: vec![],
        body: None,
        format: None,
        root: None,
        errors: vec![],
        at: "mappings/x.yaml:1".into(),
        pointer: Pointer::default(),
    }
}

pub(super) fn operation(name: &str, body: Body) -> Call {
    let target = Target::Soap { service: "People".into(), operation: name.into() };
    Call { target, body: Some(body), format: None, ..call("POST", "/") }
}

pub(super) fn read(call: Call) -> ReadSlot {
    ReadSlot {
        call,
        share: 0,
        when: None,
        each: None,
        items: None,
        key: None,
        owner: None,
        record: None,
        pick: Pick::default(),
        read_as: vec![],
        join: vec![],
        page: Page { by: PageBy::None, param: None, first: 0, size: None, total: None, next: None },
        by: None,
        expect: None,
        equals: None,
    }
}

pub(super) fn write(call: Call) -> WriteSlot {
    WriteSlot { call, when: None, key: None, record: None, repeatable: false, needs_parts: vec![] }
}
