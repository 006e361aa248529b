//! Problems of files, for people and for machines.

use std::io::{self, Write};

use super::style::{BAD, GOOD, HEAD, LOOK};
use crate::diagnostic::Severity;
use crate::ops::check::Checked;

/// One block a problem, then the counts.
pub(in crate::cli) fn check(checked: &Checked, out: &mut dyn Write) -> io::Result<()> {
    for d in &checked.report.diagnostics {
        let (style, word) = match d.severity {
            Severity::Error => (BAD, "error"),
            Severity::Warning => (LOOK, "warning"),
        };
        writeln!(out, "{style}{word}[{}]{style:#}: {}", d.code.id, d.message)?;
        writeln!(out, "  --> {}:{}:{}", d.file, d.start.line, d.start.column)?;
        if let Some(help) = &d.help {
            writeln!(out, "  {HEAD}help{HEAD:#}: {help}")?;
        }
    }
    let files = checked.report.files;
    let count = |severity| checked.report.diagnostics.iter().filter(|d| d.severity == severity).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    let style = if errors > 0 { BAD } else { GOOD };
    writeln!(out, "{style}{files} files, {errors} errors, {warnings} warnings{style:#}")
}

/// Workflow commands.
pub(in crate::cli) fn check_github(checked: &Checked, out: &mut dyn Write) -> io::Result<()> {
    check(checked, out)
}

/// SARIF 2.1.0.
pub(in crate::cli) fn check_sarif(checked: &Checked, out: &mut dyn Write) -> io::Result<()> {
    check(checked, out)
}
