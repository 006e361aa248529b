//! Problems of files, for people and for machines.

use std::io::{self, Write};

use super::style::{BAD, GOOD, LOOK};
use crate::diagnostic::Severity;
use crate::diagnostic::render as problems;
use crate::ops::check::Checked;

/// Each problem under its line, then the counts.
pub(in crate::cli) fn check(checked: &Checked, out: &mut dyn Write) -> io::Result<()> {
    let diagnostics = &checked.report.diagnostics;
    let source = |file: &str| checked.sources.get(file).map(String::as_str);
    write!(out, "{}", problems::text(diagnostics, source, true))?;
    let files = checked.report.files;
    let count = |severity| diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    let style = match (errors, warnings) {
        (0, 0) => GOOD,
        (0, _) => LOOK,
        _ => BAD,
    };
    let many = |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
    let (files, errors, warnings) = (many(files, "file"), many(errors, "error"), many(warnings, "warning"));
    writeln!(out, "{style}{files}, {errors}, {warnings}{style:#}")
}

/// Workflow commands.
pub(in crate::cli) fn check_github(checked: &Checked, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "{}", problems::github(&checked.report.diagnostics))
}

/// SARIF 2.1.0.
pub(in crate::cli) fn check_sarif(checked: &Checked, out: &mut dyn Write) -> io::Result<()> {
    let log = problems::sarif(env!("CARGO_PKG_VERSION"), &checked.report.diagnostics);
    serde_json::to_writer_pretty(&mut *out, &log)?;
    writeln!(out)
}
