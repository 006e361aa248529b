//! The field table of a help page, as Markdown and as HTML.

use std::io::{self, Write};

use crate::ops::report::{DocsReport, DocsRow};

/// A Markdown table; `*` on mandatory HR fields.
pub(in crate::cli) fn docs(report: &DocsReport, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "| Group | HR field | {} field |\n|---|---|---|", cell(&report.name))?;
    for row in &report.rows {
        writeln!(out, "| {} | {} | {} |", cell(&row.group), cell(&hr_field(row)), cell(&row.provider_field))?;
    }
    writeln!(out, "\n\\* mandatory")?;
    for note in &report.notes {
        writeln!(out, "\n{note}")?;
    }
    Ok(())
}

/// An HTML table with a header row.
pub(in crate::cli) fn docs_html(report: &DocsReport, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<table>\n<thead>")?;
    let name = escaped(&report.name);
    writeln!(out, "<tr><th>Group</th><th>HR field</th><th>{name} field</th></tr>\n</thead>\n<tbody>")?;
    for row in &report.rows {
        let (group, field, provider) = (escaped(&row.group), escaped(&hr_field(row)), escaped(&row.provider_field));
        writeln!(out, "<tr><td>{group}</td><td>{field}</td><td>{provider}</td></tr>")?;
    }
    writeln!(out, "</tbody>\n</table>\n<p>* mandatory</p>")?;
    for note in &report.notes {
        writeln!(out, "<p>{}</p>", escaped(note))?;
    }
    Ok(())
}

fn hr_field(row: &DocsRow) -> String {
    let when = row.when.as_ref().map(|when| format!(" ({when})")).unwrap_or_default();
    format!("{}{}{when}", row.hr_field, if row.mandatory { "*" } else { "" })
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
