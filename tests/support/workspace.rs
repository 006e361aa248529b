//! A workspace that talks to simulated systems.

use std::fmt::Write as _;

use crosswalk::sandbox::{Options, Running, Sandbox, Twin};
use serde_json::Value;
use tempfile::TempDir;

/// The HR system and the provider, simulated.
pub(crate) struct Systems {
    pub(crate) hr: Running,
    pub(crate) provider: Running,
}

impl Systems {
    /// Both, the HR system with its sample people.
    pub(crate) fn start() -> Self {
        let people = Sandbox::sample("people.yaml", include_str!("../../mappings/alexishr/people.yaml")).unwrap();
        Self::with(&people)
    }

    /// Both, the HR system with these people.
    pub(crate) fn with(people: &Value) -> Self {
        let hr = Twin::compile("twin.yaml", include_str!("../../mappings/alexishr/twin.yaml")).unwrap();
        let provider = Twin::compile("twin.yaml", include_str!("../../mappings/nmbrs/twin.yaml")).unwrap();
        Self {
            hr: Sandbox::start(hr, people, Options::default()).unwrap(),
            provider: Sandbox::start(provider, &Value::Null, Options::default()).unwrap(),
        }
    }
}

/// A workspace on these systems. What is in doubt may be settled at once: nothing goes on executing here.
pub(crate) fn workspace(systems: &Systems, concurrent: usize) -> TempDir {
    limited(systems, &format!("concurrent: {concurrent}, per_second: 10000, settle_after: 10ms"))
}

/// A workspace on these systems, with these limits of its connection.
pub(crate) fn limited(systems: &Systems, limits: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    std::fs::create_dir_all(path.join("secrets")).unwrap();
    std::fs::write(path.join("secrets/hr"), "sandbox-token").unwrap();
    std::fs::write(path.join("secrets/nmbrs"), "00000000000000000000000000000000").unwrap();
    let mut text = String::new();
    writeln!(text, "hr:\n  system: alexishr\n  base_url: {}", systems.hr.base_url()).unwrap();
    writeln!(text, "  settings: {{ token: {{ file: secrets/hr }} }}\nconnections:\n  nmbrs:\n    system: nmbrs")
        .unwrap();
    writeln!(text, "    base_url: {}\n    limits: {{ {limits} }}", systems.provider.base_url()).unwrap();
    writeln!(text, "    settings: {{ username: api@example.test, token: {{ file: secrets/nmbrs }}, domain: acme, company_id: 54613 }}").unwrap();
    std::fs::write(path.join("crosswalk.yaml"), text).unwrap();
    folder
}
