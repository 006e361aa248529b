//! The cases of system files, run in the background: some wait for simulated systems that are slow on purpose.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use jiff::Timestamp;

use super::console::Console;
use super::work::{lock, on_its_own};
use crate::ops::report::TestReport;
use crate::ops::{Face, OpsError, Stop, Unattended, describe, test};

/// How the cases of one system stand.
#[derive(Debug, Clone)]
pub(super) enum Trial {
    /// Since then.
    Running(Timestamp),
    /// They were run until then.
    Done(Timestamp, Arc<TestReport>),
    /// They could not be run.
    Failed(OpsError),
}

/// The last run of each system's cases.
pub(super) struct Trials {
    all: Mutex<HashMap<String, Trial>>,
    /// The program ends.
    pub(super) stop: Stop,
}

impl Trials {
    /// None were run.
    pub(super) fn new() -> Self {
        Self { all: Mutex::default(), stop: Stop::new() }
    }

    /// None: not since the program began.
    pub(super) fn of(&self, system: &str) -> Option<Trial> {
        lock(&self.all).get(system).cloned()
    }

    fn put(&self, system: &str, trial: Trial) {
        lock(&self.all).insert(system.to_owned(), trial);
    }

    /// False: they are running already.
    fn begin(&self, system: &str) -> bool {
        let mut all = lock(&self.all);
        let running = matches!(all.get(system), Some(Trial::Running(_)));
        if !running {
            all.insert(system.to_owned(), Trial::Running(Timestamp::now()));
        }
        !running
    }
}

/// Runs a system's own cases unless they are running. Nothing outside this machine is asked.
///
/// # Errors
/// When there is no such system.
pub(super) async fn start(console: &Arc<Console>, system: &str) -> Result<Trial, OpsError> {
    describe::run(describe::Options { workspace: console.workspace.clone(), system: system.to_owned() }).await?;
    if console.trials.begin(system) {
        let (console, system) = (Arc::clone(console), system.to_owned());
        on_its_own(move |at_work| {
            let face = Face { progress: &Unattended, consent: &Unattended, stop: console.trials.stop.clone() };
            let options = test::Options { workspace: console.workspace.clone(), systems: vec![system.clone()] };
            let trial = match at_work.block_on(test::run(options, &face)) {
                Ok(report) => Trial::Done(Timestamp::now(), Arc::new(report)),
                Err(error) => Trial::Failed(error),
            };
            console.trials.put(&system, trial);
        });
    }
    console.trials.of(system).ok_or_else(|| OpsError::world("cases", "the cases were not begun"))
}
