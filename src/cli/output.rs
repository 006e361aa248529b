//! Everything that is printed: reports on stdout, people's texts beside them on stderr.

use std::io::{self, IsTerminal, Write};

use serde::Serialize;

use super::arguments::{Common, Format};
use super::render;
use crate::ops::OpsError;
use crate::ops::report::{Report, Verdict};

/// Where a command prints. A reader that went away (`| head`) is no error: the rest is dropped.
#[derive(Debug)]
pub(super) struct Output {
    format: Option<Format>,
}

impl Output {
    /// As the command line asks.
    pub(super) fn new(common: &Common) -> Self {
        Self { format: common.format }
    }

    /// For errors of the command line itself.
    pub(super) fn json() -> Self {
        Self { format: Some(Format::Json) }
    }

    /// Whether reports are JSON.
    pub(super) fn is_json(&self) -> bool {
        self.format == Some(Format::Json)
    }

    /// The format, if it is one of `extra` or one that every command has; text when none is given.
    pub(super) fn format(&self, extra: &[Format]) -> Result<Format, OpsError> {
        let format = self.format.unwrap_or(Format::Text);
        if matches!(format, Format::Text | Format::Json) || extra.contains(&format) {
            return Ok(format);
        }
        Err(OpsError::usage("this command does not print that format")
            .help("text and json work everywhere; github and sarif belong to `check`, md and html to `docs`"))
    }

    /// Prints a report, as JSON or by `text`, and gives the exit code.
    pub(super) fn report<R: Report>(
        &mut self,
        report: &R,
        text: impl FnOnce(&R, &mut dyn Write) -> io::Result<()>,
    ) -> Result<u8, OpsError> {
        match self.format(&[])? {
            Format::Json => self.value(report)?,
            _ => self.text(|out| text(report, out))?,
        }
        Ok(code(report.verdict()))
    }

    /// Prints JSON.
    pub(super) fn value(&mut self, value: &impl Serialize) -> Result<(), OpsError> {
        let json = serde_json::to_string_pretty(value)
            .map_err(|error| OpsError::world("output", format!("the report cannot be written as JSON: {error}")))?;
        self.text(|out| writeln!(out, "{json}"))
    }

    /// Prints text on stdout; colours only where they show.
    pub(super) fn text(&mut self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), OpsError> {
        let mut text = Vec::new();
        let mut out = anstream::stdout().lock();
        forgive(write(&mut text).and_then(|()| out.write_all(&text)).and_then(|()| out.flush()))
    }

    /// Prints why a command did not work.
    pub(super) fn error(&mut self, error: &OpsError) {
        // There is nobody left to tell when this fails too.
        let _ = if self.is_json() { self.value(error) } else { aside(|out| render::error(error, out)) };
    }
}

/// Prints for people on stderr.
pub(super) fn aside(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), OpsError> {
    let mut out = anstream::stderr().lock();
    forgive(write(&mut out).and_then(|()| out.flush()))
}

/// Whether somebody sits at the terminal and can answer.
pub(super) fn somebody_answers() -> bool {
    io::stdin().is_terminal()
}

/// The exit code of a verdict.
pub(super) fn code(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Good => 0,
        Verdict::Trouble => 1,
        Verdict::Interrupted => 130,
    }
}

fn forgive(result: io::Result<()>) -> Result<(), OpsError> {
    match result {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(OpsError::world("output", format!("the output cannot be written: {error}")))
        }
        _ => Ok(()),
    }
}
