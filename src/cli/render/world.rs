//! Looks at the world outside: doctor, sandbox; and cases, which run against simulated systems.

use std::io::{self, Write};

use super::style::{BAD, FAINT, GOOD, HEAD, LOOK};
use super::table::plain;
use crate::ops::report::{DoctorReport, MapReport, SandboxReport, TestReport};
use crate::ops::serving::Listening;

/// A line a check, with what to do about the bad ones.
pub(in crate::cli) fn doctor(report: &DoctorReport, out: &mut dyn Write) -> io::Result<()> {
    for check in &report.checks {
        let (style, word) = if check.ok { (GOOD, "ok ") } else { (BAD, "bad") };
        let (connection, what, message) = (&check.connection, &check.check, plain(&check.message));
        writeln!(out, "{style}{word}{style:#} {HEAD}{connection}{HEAD:#} {what}: {message}")?;
        if let Some(help) = &check.help {
            writeln!(out, "      {LOOK}help{LOOK:#}: {}", plain(help))?;
        }
    }
    Ok(())
}

/// Addresses, and a workspace that talks to them.
pub(in crate::cli) fn sandbox(report: &SandboxReport, out: &mut dyn Write) -> io::Result<()> {
    for system in &report.systems {
        writeln!(out, "{HEAD}{}{HEAD:#}  {}", system.system, system.base_url)?;
    }
    if let Some(workspace) = &report.workspace {
        writeln!(out, "\n{FAINT}# crosswalk.yaml{FAINT:#}\n{}", workspace.trim_end())?;
    }
    Ok(())
}

/// Where the console is, and how the first account is made.
pub(in crate::cli) fn listening(report: &Listening, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "The console is at {HEAD}{}{HEAD:#}  (Ctrl-C ends it)", report.address)?;
    if let Some(link) = &report.first_start {
        writeln!(out, "Nobody has an account yet. Make the first one here, once:\n  {HEAD}{link}{HEAD:#}")?;
    }
    out.flush()
}

/// A line a case, then the counts.
pub(in crate::cli) fn test(report: &TestReport, out: &mut dyn Write) -> io::Result<()> {
    for case in &report.cases {
        let (style, word) = if case.ok { (GOOD, "ok ") } else { (BAD, "bad") };
        writeln!(out, "{style}{word}{style:#} {}: {}", case.system, case.name)?;
        if let Some(message) = case.message.as_deref() {
            let line = case.line.map(|line| format!(":{line}")).unwrap_or_default();
            writeln!(out, "      {FAINT}{}{line}{FAINT:#}", case.file)?;
            for text in message.lines() {
                writeln!(out, "      {}", plain(text))?;
            }
        }
    }
    let style = if report.failed > 0 { BAD } else { GOOD };
    let TestReport { passed, failed, skipped, .. } = report;
    writeln!(out, "{style}{passed} passed, {failed} failed, {skipped} skipped{style:#}")
}

/// How many lines did not go out.
pub(in crate::cli) fn map(report: &MapReport, out: &mut dyn Write) -> io::Result<()> {
    let MapReport { read, written, refused } = report;
    writeln!(out, "{LOOK}{refused} of {read} lines refused{LOOK:#}, {written} written")
}
