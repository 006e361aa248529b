//! Reference pages: a diagnostic code, the system files, the transforms.

use std::io::{self, Write};

use super::style::{FAINT, HEAD};
use super::table::table;
use crate::ops::explain::ExplainReport;
use crate::ops::report::SystemsReport;
use crate::ops::transforms::TransformsReport;

/// The code, its title and its help text.
pub(in crate::cli) fn explain(report: &ExplainReport, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{HEAD}{}{HEAD:#}: {}", report.code, report.title)?;
    if report.explain.is_empty() { Ok(()) } else { writeln!(out, "\n{}", report.explain.trim_end()) }
}

/// A table of the system files in force.
pub(in crate::cli) fn systems(report: &SystemsReport, out: &mut dyn Write) -> io::Result<()> {
    let rows = report.systems.iter().map(|row| {
        let from = match (&row.file, row.shipped) {
            (Some(file), true) => format!("{file} (in place of the shipped one)"),
            (Some(file), false) => file.clone(),
            (None, _) => "shipped".to_owned(),
        };
        let twin = if row.twin { "yes" } else { "no" };
        [row.system.clone(), row.name.clone().unwrap_or_default(), from, twin.to_owned()]
    });
    table(out, ["system", "name", "file", "simulated"], rows)
}

/// One block a transform.
pub(in crate::cli) fn transforms(report: &TransformsReport, out: &mut dyn Write) -> io::Result<()> {
    for entry in &report.transforms {
        writeln!(out, "{HEAD}{}{HEAD:#}  {FAINT}{} -> {}{FAINT:#}", entry.name, entry.input, entry.output)?;
        writeln!(out, "  {}", entry.summary)?;
        for parameter in &entry.parameters {
            writeln!(out, "  {}: {}", parameter.name, parameter.summary)?;
        }
        let lossy = if entry.lossy { " (cannot always give the very same value)" } else { "" };
        match entry.inverse {
            Some(inverse) => writeln!(out, "  back: {inverse}{lossy}")?,
            None => writeln!(out, "  back: there is no way back")?,
        }
        for example in &entry.examples {
            let with = example.with.as_ref().map(|with| format!(" with {with}")).unwrap_or_default();
            match &example.output {
                Some(output) => writeln!(out, "  {}{with} -> {output}", example.input)?,
                None => writeln!(out, "  {}{with} is refused", example.input)?,
            }
        }
        writeln!(out)?;
    }
    Ok(())
}
