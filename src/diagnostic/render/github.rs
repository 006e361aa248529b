//! Workflow commands, which GitHub shows beside the changed lines.

use std::fmt::Write as _;

use crate::diagnostic::{Diagnostic, Severity};

/// One `::error …::message` or `::warning …::message` a line. A command is one line, so line breaks and what would end
/// a property are percent-encoded.
#[must_use]
pub fn github(diagnostics: &[Diagnostic]) -> String {
    let mut out = String::new();
    for one in diagnostics {
        let command = match one.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let message = match &one.help {
            Some(help) => format!("{}\nhelp: {help}", one.message),
            None => one.message.clone(),
        };
        // Columns are only understood within one line.
        let columns = if one.start.line == one.end.line {
            format!(",col={},endColumn={}", one.start.column, one.end.column)
        } else {
            String::new()
        };
        let _ = writeln!(
            out,
            "::{command} file={},line={},endLine={}{columns},title={}::{}",
            property(&one.file),
            one.start.line,
            one.end.line,
            property(&format!("{}: {}", one.code.id, one.code.title)),
            data(&message),
        );
    }
    out
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
