//! Progress on a terminal; silence elsewhere.

use std::io::IsTerminal;
use std::sync::Mutex;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::output::aside;
use crate::ops::Progress;
use crate::record::Outcome;

/// A bar on stderr, one phase after the other.
pub(super) struct Bar {
    shown: bool,
    current: Mutex<Option<ProgressBar>>,
}

impl Bar {
    /// Shows itself only where stderr is a terminal.
    pub(super) fn new() -> Self {
        Self { shown: std::io::stderr().is_terminal(), current: Mutex::new(None) }
    }

    fn with(&self, act: impl FnOnce(&mut Option<ProgressBar>)) {
        if self.shown {
            // A poisoned lock only means that another task panicked while drawing.
            act(&mut self.current.lock().unwrap_or_else(std::sync::PoisonError::into_inner));
        }
    }
}

impl Progress for Bar {
    fn started(&self, phase: &str, total: Option<u64>) {
        self.with(|current| {
            if let Some(old) = current.take() {
                old.finish_and_clear();
            }
            let (bar, form) = match total {
                Some(total) => (ProgressBar::new(total), "{msg} [{bar:30}] {pos}/{len} {eta}"),
                None => (ProgressBar::new_spinner(), "{spinner} {msg}"),
            };
            if let Ok(style) = ProgressStyle::with_template(form) {
                bar.set_style(style.progress_chars("=> "));
            }
            bar.set_message(phase.to_owned());
            bar.enable_steady_tick(Duration::from_millis(120));
            *current = Some(bar);
        });
    }

    fn employee(&self, name: &str, outcome: Outcome) {
        self.with(|current| {
            if let Some(bar) = current {
                bar.println(format!("{outcome:>9}  {name}"));
                bar.inc(1);
            }
        });
    }

    fn waits(&self, why: &str) {
        if self.shown {
            self.started(why, None);
        } else {
            // Nobody reads it where stderr is closed; the wait is the same.
            let _ = aside(|out| writeln!(out, "{why}."));
        }
    }

    fn finished(&self) {
        self.with(|current| {
            if let Some(bar) = current.take() {
                bar.finish_and_clear();
            }
        });
    }
}
