//! What all requests share.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value;

use super::answer::Refused;
use super::guard::Who;
use super::reading::Readings;
use super::templates::Templates;
use super::trials::Trials;
use super::view::Views;
use super::work::{self, Task};
use super::works::Works;
use crate::ops::access::{Access, CONSOLE};
use crate::ops::overview::{self, Named};
use crate::ops::{OpsError, Stop};

/// The console of one workspace.
pub(super) struct Console {
    pub(super) workspace: PathBuf,
    /// What things are called.
    pub(super) named: Named,
    pub(super) access: Access,
    pub(super) templates: Templates,
    pub(super) readings: Readings,
    pub(super) views: Views,
    pub(super) works: Works,
    pub(super) trials: Trials,
    /// Cookies go over TLS only.
    pub(super) secure: bool,
    /// The address of whoever asks is the one that a proxy gives.
    pub(super) behind_proxy: bool,
}

/// Handlers get it so.
pub(super) type Shared = Arc<Console>;

impl Console {
    /// Opens it.
    ///
    /// # Errors
    /// When the workspace's store cannot be opened.
    pub(super) async fn open(workspace: &Path, secure: bool, behind_proxy: bool) -> Result<Shared, OpsError> {
        Ok(Arc::new(Self {
            workspace: workspace.to_owned(),
            named: Named::new(workspace.to_owned()),
            access: Access::open(workspace).await?,
            templates: Templates::compile()?,
            readings: Readings::new(workspace.to_owned(), Stop::new()),
            views: Views::default(),
            works: Works::default(),
            trials: Trials::new(),
            secure,
            behind_proxy,
        }))
    }
}

impl Console {
    /// Does something in somebody's name: it is written down first, and what is refused then is written down, too.
    ///
    /// # Errors
    /// What the act says, or when it cannot be written down: then it is not done.
    pub(super) async fn in_name_of<T>(
        &self,
        who: &Who,
        what: &str,
        connection: &str,
        details: Value,
        act: impl Future<Output = Result<T, OpsError>>,
    ) -> Result<T, Refused> {
        self.access.record(who.name(), what, Some(connection), details).await?;
        match act.await {
            Ok(done) => Ok(done),
            Err(error) => {
                self.access.refused(who.name(), what, Some(connection), &error).await?;
                Err(error.into())
            }
        }
    }
}

/// What an earlier program left in doubt is looked up at once; nothing is sent again.
pub(super) async fn settle_doubts(console: &Shared) {
    let options = overview::Options { workspace: console.workspace.clone() };
    let Ok(report) = overview::run(options).await else { return };
    for connection in report.connections.iter().filter(|connection| connection.in_doubt > 0) {
        work::start(console, &connection.connection, Task::Settle, CONSOLE);
    }
}
