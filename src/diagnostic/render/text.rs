//! For a terminal: the message, the line, a mark under the culprit, the advice.

use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use crate::diagnostic::{Diagnostic, Severity, codes};

/// A longer line is shown without its source, and so is one of a file that `source` does not know.
const LONGEST_LINE: usize = 2000;

/// Draws every diagnostic as rustc does, but for lines that hold a secret: those are named and not shown. `source` gives a file's text by the diagnostic's name of it; `colour` puts
/// ANSI colours in.
#[must_use]
pub fn text<'s>(diagnostics: &[Diagnostic], source: impl Fn(&str) -> Option<&'s str>, colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() }.decor_style(DecorStyle::Ascii);
    let mut out = String::new();
    for one in diagnostics {
        let level = match one.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let mut group = Group::with_title(level.primary_title(one_line(&one.message)).id(one.code.id));
        let shown = source(&one.file).filter(|_| !beside_a_secret(one, diagnostics));
        group = match shown.and_then(|text| excerpt(text, &one.span)) {
            Some((lines, span)) => group.element(
                Snippet::source(lines)
                    .line_start(one.start.line)
                    .path(one.file.as_str())
                    .annotation(AnnotationKind::Primary.span(span)),
            ),
            None => group.element(Origin::path(one.file.as_str()).line(one.start.line).char_column(one.start.column)),
        };
        if let Some(help) = &one.help {
            group = group.element(Level::HELP.message(one_line(help)));
        }
        out.push_str(renderer.render(&[group]).trim_end());
        out.push_str("\n\n");
    }
    out
}

/// Whether the line is one that holds a secret in plain text, by any diagnostic's word.
fn beside_a_secret(one: &Diagnostic, all: &[Diagnostic]) -> bool {
    all.iter().any(|secret| {
        secret.code.id == codes::LITERAL_SECRET.id
            && secret.file == one.file
            && (secret.start.line..=secret.end.line).contains(&one.start.line)
    })
}

/// The first line of a span, without a byte order mark, and the span in it.
fn excerpt<'s>(text: &'s str, span: &Range<usize>) -> Option<(&'s str, Range<usize>)> {
    let before = text.get(..span.start)?;
    let from = before.rfind('\n').map_or(0, |at| at + 1);
    let from = if from == 0 && text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { from };
    let line = text.get(from..)?.split('\n').next()?;
    let line = line.strip_suffix('\r').unwrap_or(line);
    if line.len() > LONGEST_LINE {
        return None;
    }
    let start = span.start.saturating_sub(from).min(line.len());
    let end = span.end.saturating_sub(from).clamp(start, line.len());
    line.get(start..end)?;
    Some((line, start..end))
}

/// A control character in a message could drive the terminal.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if drives(c) { ' ' } else { c }).collect()
}

/// Whether a character moves a cursor, or turns the direction of the text behind it: not to be printed as it came.
#[must_use]
pub fn drives(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
