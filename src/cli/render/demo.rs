//! The demonstration, step by step.

use std::io::{self, Write};

use super::changes::changes;
use super::style::{BAD, GOOD, HEAD};
use crate::ops::report::{DemoReport, DemoStep};

/// A heading, a sentence, and what the command reported.
pub(in crate::cli) fn demo_step(step: &DemoStep, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{HEAD}== {}{HEAD:#}\n{}\n", step.title, step.text)?;
    if let Some(report) = &step.report {
        changes(report, out)?;
        writeln!(out)?;
    }
    Ok(())
}

/// How it ended; the steps were shown when they were done.
pub(in crate::cli) fn demo_end(report: &DemoReport, out: &mut dyn Write) -> io::Result<()> {
    for note in &report.notes {
        writeln!(out, "{note}")?;
    }
    if report.expected {
        writeln!(out, "{GOOD}The demonstration came out as it should.{GOOD:#}")
    } else {
        writeln!(out, "{BAD}The demonstration did not come out as it should.{BAD:#}")
    }
}
