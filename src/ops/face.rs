//! What a use case needs of the face that started it: somewhere to report progress, somebody to ask, a way to be
//! stopped.

use super::report::ChangeReport;
use crate::http::Stop;
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
    /// Nothing happens for a while, and why: told where phases are not shown, too.
    fn waits(&self, why: &str) {
        self.started(why, None);
    }
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
