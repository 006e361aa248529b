//! A console on a workspace, asked as a browser and as a program ask it.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::mpsc;
use std::thread::JoinHandle;

use crosswalk::ops::Stop;
use crosswalk::ops::access::{Access, Identity, Role};
use crosswalk::ops::serving::{Listening, Options};

use super::client::{Answer, send};

/// A console at work; it ends when this is dropped.
pub(crate) struct Console {
    pub(crate) at: SocketAddr,
    pub(crate) first_start: Option<String>,
    stop: Stop,
    thread: Option<JoinHandle<()>>,
}

pub(crate) const PASSWORD: &str = "correct horse battery";

impl Console {
    pub(crate) fn start(workspace: &Path) -> Self {
        let (said, heard) = mpsc::channel();
        let stop = Stop::new();
        let (workspace, stopped) = (workspace.to_owned(), stop.clone());
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
            let listen = "127.0.0.1:0".parse().unwrap();
            let options = Options { workspace, listen, tls: None, behind_proxy: false };
            let said = std::sync::Mutex::new(said);
            let tell = |listening: &Listening| said.lock().unwrap().send(listening.clone()).unwrap();
            runtime.block_on(crosswalk::web::run(options, &stopped, &tell)).unwrap();
        });
        let listening = heard.recv().unwrap();
        let at = listening.address.trim_start_matches("http://").trim_end_matches('/').parse().unwrap();
        Self { at, first_start: listening.first_start, stop, thread: Some(thread) }
    }

    /// Asks with a session.
    pub(crate) fn page(&self, session: Option<&str>, method: &str, path: &str, form: &str) -> Answer {
        let cookie = session.map(|session| format!("crosswalk={session}")).unwrap_or_default();
        let mut headers = vec![("Content-Type", "application/x-www-form-urlencoded")];
        if session.is_some() {
            headers.push(("Cookie", cookie.as_str()));
        }
        send(self.at, method, path, &headers, form).unwrap()
    }

    /// Asks with a token.
    pub(crate) fn api(&self, token: Option<&str>, method: &str, path: &str, body: &str) -> Answer {
        let bearer = token.map(|token| format!("Bearer {token}")).unwrap_or_default();
        let mut headers = vec![("Content-Type", "application/json")];
        if token.is_some() {
            headers.push(("Authorization", bearer.as_str()));
        }
        send(self.at, method, path, &headers, body).unwrap()
    }
}

impl Drop for Console {
    fn drop(&mut self) {
        self.stop.stop();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// A session and a token with each role: viewer, operator, owner.
pub(crate) fn people(workspace: &Path) -> Vec<(Role, String, String)> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let access = Access::open(workspace).await.unwrap();
        let first = access.first_start().await.unwrap().unwrap();
        let owner = Identity { name: "root".into(), role: Role::Owner, account: "root".into() };
        access.begin(&first, "root", PASSWORD).await.unwrap();
        let mut people = Vec::new();
        for role in Role::ALL {
            access.add_account(&owner, role.as_str(), *role, PASSWORD).await.unwrap();
            let session = access.log_in(role.as_str(), PASSWORD, "127.0.0.1".parse().unwrap()).await.unwrap();
            let own = Identity { name: role.as_str().into(), role: *role, account: role.as_str().into() };
            let (_, token) = access.make_token(&own, role.as_str(), *role, None).await.unwrap();
            people.push((*role, session, token));
        }
        people
    })
}
