//! A parsed file.

use std::ops::Range;

use serde_json::Value;

use super::tree::{Body, Found, Item, Style, find};
use super::trouble::Trouble;
use super::{align, builder, lines, lines::Lines, quoting};
use crate::diagnostic::{Diagnostic, Finding, Position, Severity, Spot, codes};
use crate::record::Pointer;

/// A parsed file: its value, and the place of every key and value in it.
#[derive(Debug, Clone)]
pub struct Document {
    file: String,
    text: String,
    value: Value,
    lines: Lines,
    root: Option<Item>,
}

impl Document {
    /// Longer files, in bytes, are refused. Whoever reads one needs no more than one byte beyond.
    pub const LONGEST: usize = 4 << 20;

    /// Parses `text`; `file` is the name shown to people. A file without any value is null.
    ///
    /// # Errors
    /// Everything wrong with the text as YAML (at least one diagnostic).
    pub fn parse(file: &str, text: &str) -> Result<Self, Vec<Diagnostic>> {
        if text.len() > Self::LONGEST {
            return Err(vec![too_long(file)]);
        }
        match builder::build(text) {
            Ok(root) => {
                let value = root.as_ref().map_or(Value::Null, |item| item.node.value());
                Ok(Self { file: file.to_owned(), text: text.to_owned(), value, lines: Lines::of(text), root })
            }
            Err(troubles) => {
                let lines = Lines::of(text);
                let troubles = blame(text, troubles);
                Err(troubles.into_iter().map(|trouble| diagnostic(file, text, &lines, trouble)).collect())
            }
        }
    }

    /// Parses the bytes of a file.
    ///
    /// # Errors
    /// As [`Document::parse`]; also when they are not UTF-8, with the place of the first byte that is not.
    pub fn from_bytes(file: &str, bytes: &[u8]) -> Result<Self, Vec<Diagnostic>> {
        if bytes.len() > Self::LONGEST {
            return Err(vec![too_long(file)]);
        }
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::parse(file, text),
            Err(error) => {
                let good = bytes.get(..error.valid_up_to()).unwrap_or_default();
                let good = String::from_utf8_lossy(good);
                let trouble =
                    Trouble::new(&codes::NOT_TEXT, good.len()..good.len(), "the file is not UTF-8 text from here on")
                        .help("save it as UTF-8; an editor's menu usually calls it \"encoding\"");
                Err(vec![diagnostic(file, &good, &Lines::of(&good), trouble)])
            }
        }
    }

    /// The file's name as given.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The value.
    #[must_use]
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// Whether there is a value behind the pointer.
    #[must_use]
    pub fn has(&self, pointer: &Pointer) -> bool {
        self.find(pointer).is_some_and(|found| found.exact)
    }

    /// Where the key that a pointer ends in begins; none where there is no such key.
    #[must_use]
    pub fn key_position(&self, pointer: &Pointer) -> Option<Position> {
        let found = self.find(pointer).filter(|found| found.exact)?;
        found.key.map(|key| self.lines.position(&self.text, key.start))
    }

    /// Where the value behind a pointer begins; of the nearest parent where there is none.
    #[must_use]
    pub fn position(&self, pointer: &Pointer) -> Position {
        let span = self.find(pointer).map_or(0..0, |found| self.span_of(&found));
        self.lines.position(&self.text, span.start)
    }

    /// `file:line` of the value behind a pointer; of the nearest parent where there is none.
    #[must_use]
    pub fn line_of(&self, pointer: &Pointer) -> String {
        format!("{}:{}", self.file, self.position(pointer).line)
    }

    /// Puts a finding in its place. A pointer to nothing is answered by its nearest parent; a map or list of several
    /// lines by its first line.
    #[must_use]
    pub fn locate(&self, finding: Finding) -> Diagnostic {
        let span = match &finding.spot {
            Spot::Value(pointer) => self.find(pointer).map_or(0..0, |found| self.span_of(&found)),
            Spot::Key(pointer) => self.find(pointer).map_or(0..0, |found| match &found.key {
                Some(key) => key.clone(),
                None => self.span_of(&found),
            }),
            Spot::Inside(pointer, piece) => self.find(pointer).map_or(0..0, |found| self.inside(&found, piece)),
        };
        Diagnostic {
            code: finding.code,
            severity: finding.severity,
            message: finding.message,
            file: self.file.clone(),
            start: self.lines.position(&self.text, span.start),
            end: self.lines.position(&self.text, span.end),
            span,
            help: finding.help,
        }
    }

    pub(super) fn root(&self) -> Option<&Item> {
        self.root.as_ref()
    }

    fn find(&self, pointer: &Pointer) -> Option<Found<'_>> {
        self.root.as_ref().map(|root| find(root, pointer))
    }

    /// What is shown of a value: nothing written shows its key, several lines their first.
    fn span_of(&self, found: &Found<'_>) -> Range<usize> {
        let at = found.item.at.clone();
        if at.is_empty() {
            return found.key.clone().unwrap_or(at);
        }
        let end = self.lines.end_of_line(&self.text, at.start).max(at.start);
        at.start..at.end.min(end)
    }

    fn inside(&self, found: &Found<'_>, piece: &Range<usize>) -> Range<usize> {
        let node = &found.item.node;
        let Body::Scalar { text: decoded, style } = &node.body else { return self.span_of(found) };
        if !found.exact || node.span.is_empty() {
            return self.span_of(found);
        }
        let block = matches!(style, Style::Literal | Style::Folded);
        let start = if block { self.block_start(node.span.start, decoded) } else { node.span.start };
        let raw = self.text.get(start..node.span.end).unwrap_or_default();
        let indent = if block { indent(raw, decoded) } else { 0 };
        let piece = align::piece(*style, raw, decoded, indent, piece);
        start + piece.start..start + piece.end
    }

    /// The first line of a block scalar: blank lines at its beginning belong to it, though the parser leaves them out.
    fn block_start(&self, byte: usize, decoded: &str) -> usize {
        let mut start = self.line_start(byte);
        let written = self.text.get(start..).unwrap_or_default().split('\n').take_while(|line| line.trim().is_empty());
        let leading = decoded.bytes().take_while(|byte| *byte == b'\n').count();
        for _ in written.take(leading).count()..leading {
            let before = self.line_start(start.saturating_sub(1));
            if before == start || !self.text.get(before..start).unwrap_or_default().trim().is_empty() {
                break;
            }
            start = before;
        }
        start
    }

    fn line_start(&self, byte: usize) -> usize {
        self.text.get(..byte).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1)
    }
}

/// What is cut from each line of a block scalar.
fn indent(raw: &str, decoded: &str) -> usize {
    let blanks = |text: &str| {
        let line = text.split('\n').find(|line| !line.trim_matches([' ', '\r']).is_empty());
        line.map_or(0, |line| line.len() - line.trim_start_matches(' ').len())
    };
    blanks(raw).saturating_sub(blanks(decoded))
}

/// Where a template without quotes is the cause, the parser's complaint about its consequences goes.
fn blame(text: &str, mut troubles: Vec<Trouble>) -> Vec<Trouble> {
    let breaks = |trouble: &Trouble| trouble.code == &codes::YAML_SYNTAX;
    let known = troubles.iter().position(|trouble| trouble.code == &codes::UNQUOTED_BRACES);
    if let Some(known) = known {
        let from = troubles[known].span.start;
        troubles.retain(|trouble| !breaks(trouble) || trouble.span.start < from);
    } else if troubles.last().is_some_and(breaks) {
        let causes = builder::fails_at(text).map(|broken| quoting::causes(text, broken)).unwrap_or_default();
        if !causes.is_empty() {
            troubles.pop();
            troubles.extend(causes);
        }
    }
    troubles
}

fn too_long(file: &str) -> Diagnostic {
    let message = format!("the file has more than {} bytes, which is the most that is read", Document::LONGEST);
    let trouble = Trouble::new(&codes::TOO_LARGE, 0..0, message).help("is this the right file? else split it");
    diagnostic(file, "", &Lines::of(""), trouble)
}

fn diagnostic(file: &str, text: &str, lines: &Lines, trouble: Trouble) -> Diagnostic {
    let start = lines::floor(text, trouble.span.start);
    let end = lines::floor(text, trouble.span.end).max(start);
    Diagnostic {
        code: trouble.code,
        severity: Severity::Error,
        message: trouble.message,
        file: file.to_owned(),
        start: lines.position(text, start),
        end: lines.position(text, end),
        span: start..end,
        help: trouble.help,
    }
}
