//! Two simulated systems and a workspace that talks to them.

use indexmap::IndexMap;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::System;
use super::spec::{CaseFile, CaseSpec};
use crate::mapping::spec::OnNull;
use crate::ops::session::Session;
use crate::ops::trial::Trial;
use crate::ops::workspace::ConnectionLimits;
use crate::ops::{Face, OpsError, sandbox};
use crate::record::{Direction, Key, LinkedBy};
use crate::sandbox::{Faults, Running};
use crate::store::Link;

/// The connection's name in the trial workspace.
pub(super) const CONNECTION: &str = "case";

/// What a case over real HTTP begins with.
pub(super) struct Stand<'c> {
    pub(super) hr: &'c str,
    pub(super) hr_settings: &'c IndexMap<String, Value>,
    pub(super) people: Option<&'c Value>,
    pub(super) state: Option<&'c Value>,
    pub(super) links: &'c IndexMap<String, String>,
    pub(super) scope: Option<&'c str>,
    pub(super) limits: Option<&'c ConnectionLimits>,
}

/// Both systems at work, and the workspace. The systems end with it.
pub(super) struct Opened {
    pub(super) trial: Trial,
    pub(super) hr: Running,
    pub(super) twin: Running,
}

impl Stand<'_> {
    /// Starts both systems and writes the workspace.
    ///
    /// # Errors
    /// When a twin, a table or a setting is not right.
    pub(super) async fn open(
        &self,
        system: &System,
        file: &CaseFile,
        spec: &CaseSpec,
        face: &Face<'_>,
    ) -> Result<Opened, OpsError> {
        let library = &system.library;
        let hr = start(system, self.hr, self.people)?;
        let twin = start(system, &system.name, self.state)?;
        let trial = Trial::new()?;
        for name in [system.name.as_str(), self.hr] {
            trial.write(&format!("mappings/{name}.yaml"), &library.system(name)?.text)?;
        }
        let mut source = trial.account(library, "hr", self.hr, &hr)?;
        set(&mut source, self.hr_settings);
        let mut connection = trial.account(library, CONNECTION, &system.name, &twin)?;
        set(&mut connection, &file.settings);
        set(&mut connection, &spec.settings);
        if let Some(scope) = self.scope {
            connection["scope"] = json!(scope);
        }
        if let Some(limits) = self.limits {
            connection["limits"] = json!(limits);
        }
        if let Some(word @ (OnNull::Keep | OnNull::Clear)) = &spec.on_null {
            connection["on_null"] = json!(word);
        }
        let workspace = json!({ "hr": source, "connections": { CONNECTION: connection } });
        trial.write("crosswalk.yaml", &format!("{workspace:#}\n"))?;
        self.link(&trial, face).await?;
        Ok(Opened { trial, hr, twin })
    }

    async fn link(&self, trial: &Trial, face: &Face<'_>) -> Result<(), OpsError> {
        if self.links.is_empty() {
            return Ok(());
        }
        let session = Session::open(trial.folder(), CONNECTION, Direction::Export, &face.stop).await?;
        for (hr_key, provider_key) in self.links {
            let link = Link {
                hr_key: Key::new(hr_key),
                provider_key: Key::new(provider_key),
                since: Timestamp::now().to_string(),
                by: LinkedBy::Hand,
                unlinked: false,
            };
            session.store.put_link(CONNECTION, link).await?;
        }
        Ok(())
    }
}

fn start(system: &System, name: &str, state: Option<&Value>) -> Result<Running, OpsError> {
    match state {
        Some(state) => sandbox::start_with(&system.library, name, None, Faults::default(), state),
        None => sandbox::start(&system.library, name, None, Faults::default()).map(|(_, running)| running),
    }
}

fn set(account: &mut Value, settings: &IndexMap<String, Value>) {
    for (name, value) in settings {
        account["settings"][name] = value.clone();
    }
}
