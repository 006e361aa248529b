//! Opening a connection.

use std::path::Path;
use std::sync::Arc;

use jiff::{Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::engine::{EngineError, Opening, Side};
use crate::expr::Condition;
use crate::mapping::compiled::{Connect, Entity, Limits, Mapping};
use crate::mapping::duration;
use crate::mapping::spec::{ErrorKind, OnNull};
use crate::ops::workspace::{ConnectionSpec, Machine, OnNullWord, Side as Account, Workspace, unsettled};
use crate::ops::{OpsError, Stop, systems};
use crate::record::{Direction, RunState, Settings};
use crate::store::{Guard, Link, Store, StoreError};

/// One of the two systems, not opened yet.
pub(in crate::ops) struct System {
    /// Its file.
    pub(in crate::ops) mapping: Mapping,
    /// Its settings.
    pub(in crate::ops) settings: Settings,
    base_url: Option<String>,
    on_null: Option<OnNull>,
}

/// A connection at work.
pub(in crate::ops) struct Session {
    /// Its name.
    pub(in crate::ops) connection: String,
    /// Its name for people.
    pub(in crate::ops) label: String,
    /// The HR system.
    pub(in crate::ops) hr: System,
    /// The provider.
    pub(in crate::ops) provider: System,
    /// Links, runs, journal.
    pub(in crate::ops) store: Store,
    /// Who belongs to the connection.
    pub(in crate::ops) scope: Option<Condition>,
    /// Today where the connection is: YYYY-MM-DD.
    pub(in crate::ops) date: String,
    /// Asks the requests to stop.
    pub(in crate::ops) stop: Stop,
}

impl Session {
    /// Opens a connection of a workspace; nothing is sent yet.
    ///
    /// # Errors
    /// When the workspace, a system file or a setting is not right, or the store cannot be opened.
    pub(in crate::ops) async fn open(
        folder: &Path,
        connection: &str,
        direction: Direction,
        stop: &Stop,
    ) -> Result<Self, OpsError> {
        let workspace = Workspace::open(folder)?;
        let spec = workspace.connection(connection)?.clone();
        let mut hr = System {
            mapping: systems::mapping(workspace.library(), &workspace.spec().hr.system)?,
            settings: Settings::default(),
            base_url: workspace.spec().hr.base_url.clone(),
            on_null: None,
        };
        let mut provider = System {
            mapping: systems::mapping(workspace.library(), &spec.system)?,
            settings: Settings::default(),
            base_url: spec.base_url.clone(),
            on_null: spec.on_null.map(|word| match word {
                OnNullWord::Keep => OnNull::Keep,
                OnNullWord::Clear => OnNull::Clear,
            }),
        };
        limit(&mut provider.mapping, &spec);
        patience(&mut hr.mapping, &spec);
        let machine = Machine::at(folder);
        let settings = |account: Account<'_>, system: &System| {
            workspace.settings(account, &system.mapping.settings, direction, &machine)
        };
        let (of_hr, of_provider) =
            both(settings(Account::Hr, &hr), settings(Account::Connection(connection), &provider))?;
        let hr = System { settings: of_hr, ..hr };
        provider.settings = of_provider;
        let scope = match &spec.scope {
            None => None,
            Some(text) => Some(Condition::compile(text).map_err(|error| {
                OpsError::configuration("workspace", format!("the scope of `{connection}`: {}", error.message))
            })?),
        };
        let store = Store::open(&workspace.store()).await?;
        let label = spec.label.clone().unwrap_or_else(|| provider.mapping.name.clone());
        let date = today(spec.timezone.as_deref())?;
        let (connection, stop) = (connection.to_owned(), stop.clone());
        Ok(Self { connection, label, hr, provider, store, scope, date, stop })
    }

    /// The right to work on the connection, and on the account that it is of: another connection to the same one would
    /// not see whom this one is about to create.
    ///
    /// # Errors
    /// `busy`, when somebody else has either.
    pub(in crate::ops) async fn lock(&self) -> Result<[Guard; 2], OpsError> {
        let connection = self.store.lock(&self.connection).await?;
        let account = self.store.lock(&self.account()).await.map_err(|error| match error {
            StoreError::Busy { .. } => {
                let message = format!("another connection is at work on the same account of {}", self.label);
                OpsError::world("busy", message).help("wait until it is done")
            }
            other => other.into(),
        })?;
        Ok([connection, account])
    }

    /// Somebody who looks at what a run would do is told to wait while another one is under way: what they would see is
    /// about to change.
    ///
    /// # Errors
    /// `busy`, when somebody is at work.
    pub(in crate::ops) async fn nobody_at_work(&self) -> Result<(), OpsError> {
        self.lock().await.map(drop)
    }

    /// Which account it is: the system, where it is, and what must be set to reach it. No secret is part of it.
    fn account(&self) -> String {
        let System { mapping, settings, base_url, .. } = &self.provider;
        let named =
            mapping.settings.iter().filter(|(_, spec)| !spec.secret && !spec.optional && spec.default.is_none());
        let mut text = format!("{}\n{}", mapping.system, base_url.as_deref().unwrap_or_default());
        for (name, _) in named {
            text.push_str(&format!("\n{name}={}", settings.get(name).unwrap_or(&serde_json::Value::Null)));
        }
        let hash = Sha256::digest(text.as_bytes());
        format!("account-{}", hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect::<String>())
    }

    /// Opens the HR system.
    ///
    /// # Errors
    /// When it cannot be reached.
    pub(in crate::ops) async fn open_hr(&self) -> Result<Side, OpsError> {
        self.side(&self.hr).await
    }

    /// Opens the provider.
    ///
    /// # Errors
    /// When it cannot be reached.
    pub(in crate::ops) async fn open_provider(&self) -> Result<Side, OpsError> {
        self.side(&self.provider).await
    }

    async fn side(&self, system: &System) -> Result<Side, OpsError> {
        let entity = employee(&system.mapping)?;
        Side::open(self.opening(system, entity)).await.map_err(failed)
    }

    /// Opens the HR system for another kind of record, over the client of one that is open.
    ///
    /// # Errors
    /// When the file says nothing of it, or the system cannot be reached.
    pub(in crate::ops) async fn hr_records(
        &self,
        open: &Side,
        kind: Kind,
        period: Option<(&str, &str)>,
    ) -> Result<Side, OpsError> {
        let entity = kind.of(&self.hr.mapping)?;
        Side::on(open.client.clone(), Opening { period, ..self.opening(&self.hr, entity) }).await.map_err(failed)
    }

    /// Opens the provider for another kind of record.
    ///
    /// # Errors
    /// As [`Session::hr_records`].
    pub(in crate::ops) async fn provider_records(
        &self,
        kind: Kind,
        period: Option<(&str, &str)>,
    ) -> Result<Side, OpsError> {
        let entity = kind.of(&self.provider.mapping)?;
        Side::open(Opening { period, ..self.opening(&self.provider, entity) }).await.map_err(failed)
    }

    /// How a system is opened.
    pub(in crate::ops) fn opening<'o>(&'o self, system: &'o System, entity: &'o Arc<Entity>) -> Opening<'o> {
        Opening {
            mapping: &system.mapping,
            entity,
            settings: &system.settings,
            base_url: system.base_url.clone(),
            on_null: system.on_null,
            date: &self.date,
            period: None,
            stop: self.stop.clone(),
        }
    }

    /// All links, those taken away by hand too.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(in crate::ops) async fn links(&self) -> Result<Vec<Link>, OpsError> {
        let mut links = self.store.links(&self.connection).await?;
        links.extend(self.store.remembered_unlinks(&self.connection).await?);
        Ok(links)
    }

    /// Settings left at a default that people should choose knowingly.
    pub(in crate::ops) fn notices(&self) -> Vec<String> {
        let declared = self.provider.mapping.settings.iter();
        let at_default = declared.filter(|(name, spec)| self.provider.settings.get(name) == spec.default.as_ref());
        at_default.filter_map(|(_, spec)| spec.notice.clone()).collect()
    }
}

/// Both accounts' settings, or all that is wrong with either.
fn both(
    hr: Result<Settings, OpsError>,
    provider: Result<Settings, OpsError>,
) -> Result<(Settings, Settings), OpsError> {
    match (hr, provider) {
        (Ok(hr), Ok(provider)) => Ok((hr, provider)),
        (Err(mut hr), Err(provider)) if !hr.diagnostics.is_empty() => {
            hr.diagnostics.extend(provider.diagnostics);
            Err(unsettled(hr.diagnostics))
        }
        (Err(error), _) | (_, Err(error)) => Err(error),
    }
}

/// A kind of records of an owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::ops) enum Kind {
    /// Days of leave.
    Leave,
}

impl Kind {
    /// All of them.
    pub(in crate::ops) const ALL: [Self; 1] = [Self::Leave];

    /// Its name in files, journal and reports.
    pub(in crate::ops) fn word(self) -> &'static str {
        match self {
            Self::Leave => "leave",
        }
    }

    /// Its block of a file.
    ///
    /// # Errors
    /// When there is none.
    pub(in crate::ops) fn of(self, mapping: &Mapping) -> Result<&Arc<Entity>, OpsError> {
        let entity = match self {
            Self::Leave => mapping.leave.as_ref(),
        };
        entity.ok_or_else(|| {
            let word = self.word();
            OpsError::configuration("system-file", format!("{} says nothing of {word}", mapping.file))
                .help(format!("it needs a block `{word}`: docs/language.md, records of an owner"))
        })
    }
}

/// The employee block of a file.
///
/// # Errors
/// When it has none.
pub(in crate::ops) fn employee(mapping: &Mapping) -> Result<&Arc<Entity>, OpsError> {
    mapping
        .employee
        .as_ref()
        .ok_or_else(|| OpsError::configuration("system-file", format!("{} says nothing of employees", mapping.file)))
}

/// A connection's own limits over the file's.
fn limit(mapping: &mut Mapping, spec: &ConnectionSpec) {
    let (Some(limits), Some(connect)) = (&spec.limits, &mapping.connect) else { return };
    let mut connect = Connect::clone(connect);
    if let Some(per_second) = limits.per_second {
        connect.limits.per_second = per_second.max(1);
    }
    if let Some(concurrent) = limits.concurrent {
        connect.limits.concurrent = concurrent.max(1);
    }
    if let Some(timeout) = limits.timeout.as_deref().and_then(duration) {
        // A shorter time-out gives up sooner; the provider goes on executing as long as ever.
        if timeout > connect.limits.timeout {
            connect.limits.settle_after = connect.limits.settle_after.max(timeout.saturating_mul(Limits::PATIENCE));
        }
        connect.limits.timeout = timeout;
    }
    if let Some(after) = limits.settle_after.as_deref().and_then(duration) {
        connect.limits.settle_after = after;
    }
    mapping.connect = Some(Arc::new(connect));
}

/// How patient settling is, on the HR system's side: an import's requests belong to the connection, too.
fn patience(mapping: &mut Mapping, spec: &ConnectionSpec) {
    let after = spec.limits.as_ref().and_then(|limits| limits.settle_after.as_deref()).and_then(duration);
    if let (Some(after), Some(connect)) = (after, &mapping.connect) {
        let mut connect = Connect::clone(connect);
        connect.limits.settle_after = after;
        mapping.connect = Some(Arc::new(connect));
    }
}

fn today(zone: Option<&str>) -> Result<String, OpsError> {
    let zone = match zone {
        None => TimeZone::UTC,
        Some(name) => TimeZone::get(name)
            .map_err(|_| OpsError::configuration("workspace", format!("there is no time zone `{name}`")))?,
    };
    Ok(Timestamp::now().to_zoned(zone).date().to_string())
}

/// How a run ended that could not be done.
pub(in crate::ops) fn ended_by(error: &OpsError) -> RunState {
    if error.code == "interrupted" { RunState::Stopped } else { RunState::Failed }
}

/// An error of the engine as an error of a use case.
pub(in crate::ops) fn failed(error: EngineError) -> OpsError {
    match error {
        EngineError::Store(error) => error.into(),
        EngineError::Settings(_) => OpsError::configuration("settings", error.to_string()),
        EngineError::Connection { .. } | EngineError::Unable(_) => {
            OpsError::configuration("connection", error.to_string())
        }
        EngineError::System { ref trouble, .. } if trouble.stopped => {
            OpsError::world("interrupted", "stopped while reading; nothing was sent")
        }
        EngineError::Stopped => OpsError::world("interrupted", format!("{error}; it stays in doubt, and nothing was sent"))
            .help("run `crosswalk settle` and let it wait: it says when it is through"),
        EngineError::System { ref trouble, .. } if trouble.kind == ErrorKind::Denied => {
            OpsError::world("credentials", error.to_string())
                .help("check user, token and rights in the settings; `crosswalk doctor` looks at each system")
        }
        EngineError::System { .. } => OpsError::world("network", error.to_string())
            .help("try again: what was sent stands in the journal, and nothing is sent twice; `crosswalk doctor`, or Test on the \
                   connection's page, looks at each system"),
        EngineError::Cut(_) => OpsError::world("cut-short", error.to_string()),
    }
}
