//! What a use case needs of the face that started it: somewhere to report progress, somebody to ask, a way to be
//! stopped.

use tokio::sync::watch;

use super::report::ChangeReport;
use crate::record::Outcome;

/// The face that started a use case.
pub struct Face<'a> {
    /// Hears how it goes.
    pub progress: &'a dyn Progress,
    /// Is asked before anything is changed.
    pub consent: &'a dyn Consent,
    /// Asks to stop.
    pub stop: Stop,
}

/// Hears how a run goes, from any task.
pub trait Progress: Sync {
    /// A phase begins: "Reading employees", "Sending"; `total` when it is known.
    fn started(&self, phase: &str, total: Option<u64>);
    /// One employee is through. The name goes to the person who watches and nowhere else.
    fn employee(&self, name: &str, outcome: Outcome);
    /// The phase is over.
    fn finished(&self);
}

/// Is asked before anything is changed.
pub trait Consent: Sync {
    /// Shows what is planned and asks whether to send it to the provider that people call `label`.
    fn send(&self, planned: &ChangeReport, label: &str) -> bool;
    /// Asks a question about the link table: "Unlink 3 employees from Payroll?"
    fn agree(&self, question: &str) -> bool;
}

/// Nobody watches, and everything was agreed to before.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unattended;

impl Progress for Unattended {
    fn started(&self, _phase: &str, _total: Option<u64>) {}
    fn employee(&self, _name: &str, _outcome: Outcome) {}
    fn finished(&self) {}
}

impl Consent for Unattended {
    fn send(&self, _planned: &ChangeReport, _label: &str) -> bool {
        true
    }
    fn agree(&self, _question: &str) -> bool {
        true
    }
}

/// A wish to stop: no new request starts, those in flight are waited for. Clones share it.
#[derive(Debug, Clone)]
pub struct Stop(watch::Sender<bool>);

impl Default for Stop {
    fn default() -> Self {
        Self(watch::Sender::new(false))
    }
}

impl Stop {
    /// Nobody has asked yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks to stop.
    pub fn ask(&self) {
        self.0.send_replace(true);
    }

    /// Whether somebody has asked.
    #[must_use]
    pub fn asked(&self) -> bool {
        *self.0.borrow()
    }

    /// For those who wait for it: true once somebody has asked.
    #[must_use]
    pub fn watch(&self) -> watch::Receiver<bool> {
        self.0.subscribe()
    }

    /// Waits until somebody asks.
    pub async fn wait(&self) {
        // The sender lives as long as `self`, so waiting cannot fail.
        let _ = self.watch().wait_for(|asked| *asked).await;
    }
}

#[cfg(test)]
mod tests {
    use super::Stop;

    #[tokio::test]
    async fn a_wish_to_stop_is_heard_by_all_clones() {
        let stop = Stop::new();
        let other = stop.clone();
        assert!(!other.asked());
        stop.ask();
        assert!(other.asked());
        other.wait().await;
    }
}
