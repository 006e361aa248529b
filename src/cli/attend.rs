//! The person at the terminal: sees progress, is asked, may press Ctrl-C.

use std::io::BufRead;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::bar::Bar;
use super::output::{aside, somebody_answers};
use super::render;
use crate::ops::report::ChangeReport;
use crate::ops::{Consent, Face, OpsError, Stop};

/// Attends one command.
pub(super) struct Attendant {
    bar: Bar,
    stop: Stop,
    yes: bool,
    /// A question is open: Ctrl-C answers it with no and ends at once, since nothing has been sent.
    asking: Arc<AtomicBool>,
}

impl Attendant {
    /// For a command that only looks.
    pub(super) fn looking() -> Self {
        Self::new(true)
    }

    /// For a command that changes something at a provider.
    ///
    /// # Errors
    /// Without `--yes` and without a terminal there is nobody to ask: refused before any request.
    pub(super) fn writing(yes: bool) -> Result<Self, OpsError> {
        if !yes && !somebody_answers() {
            return Err(OpsError::usage("this writes, and there is no terminal to ask at; nothing was sent")
                .help("add --yes to send without being asked, or --dry-run to look first"));
        }
        Ok(Self::new(yes))
    }

    /// For a command that changes the link table only: asks where somebody answers.
    pub(super) fn linking(yes: bool) -> Self {
        Self::new(yes || !somebody_answers())
    }

    fn new(yes: bool) -> Self {
        let (stop, asking) = (Stop::new(), Arc::new(AtomicBool::new(false)));
        tokio::spawn(listen(stop.clone(), Arc::clone(&asking)));
        Self { bar: Bar::new(), stop, yes, asking }
    }

    /// What a use case needs of us.
    pub(super) fn face(&self) -> Face<'_> {
        Face { progress: &self.bar, consent: self, stop: self.stop.clone() }
    }

    fn ask(&self, question: &str) -> bool {
        self.asking.store(true, Ordering::SeqCst);
        let mut answer = String::new();
        let question = render::table::plain(question);
        let asked = aside(|out| write!(out, "{question} [y/N] ").and_then(|()| out.flush()));
        let heard = std::io::stdin().lock().read_line(&mut answer);
        self.asking.store(false, Ordering::SeqCst);
        asked.is_ok() && heard.is_ok() && matches!(answer.trim().to_lowercase().as_str(), "y" | "yes")
    }
}

impl Consent for Attendant {
    fn send(&self, planned: &ChangeReport, label: &str) -> bool {
        if self.yes {
            return true;
        }
        let count = planned.summary.to_carry_out();
        let shown = aside(|out| render::changes(planned, out));
        let changes = if count == 1 { "this change".to_owned() } else { format!("these {count} changes") };
        shown.is_ok() && self.ask(&format!("Send {changes} to {label}?"))
    }

    fn agree(&self, question: &str) -> bool {
        self.yes || self.ask(question)
    }
}

/// Ctrl-C, or the signal by which service managers ask a program to end. False: neither can be heard.
async fn asked_to_end() -> bool {
    #[cfg(unix)]
    if let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        return tokio::select! {
            pressed = tokio::signal::ctrl_c() => pressed.is_ok(),
            told = terminate.recv() => told.is_some(),
        };
    }
    tokio::signal::ctrl_c().await.is_ok()
}

/// The first Ctrl-C asks to stop, the second ends at once.
async fn listen(stop: Stop, asking: Arc<AtomicBool>) {
    if !asked_to_end().await {
        return;
    }
    if asking.load(Ordering::SeqCst) {
        std::process::exit(130);
    }
    stop.stop();
    let told = aside(|out| writeln!(out, "\nStopping: requests under way are waited for. Ctrl-C again ends at once."));
    if told.is_ok() && asked_to_end().await {
        std::process::exit(130);
    }
}
