//! A path or template without quotes in a flow line breaks YAML far from the cause: find the cause.

use std::ops::Range;

use super::builder::fails_at;
use super::trouble::Trouble;
use crate::diagnostic::codes;

/// How far above the break the cause is looked for.
const LINES_BACK: usize = 40;
/// Texts that are tried with quotes put in.
const MOST_TRIES: usize = 6;
/// Longer texts are not tried.
const LONGEST: usize = 512 << 10;

/// How many causes are told of in one go.
const MOST_CAUSES: usize = 20;

/// The templates and paths that broke the text, the first of them at a byte: with quotes around them it makes sense.
pub(super) fn causes(text: &str, broken: usize) -> Vec<Trouble> {
    let mut mended = text.to_owned();
    // Where quotes were put in, in bytes of the text as it was, and by how much it grew there.
    let mut grown: Vec<(usize, usize)> = Vec::new();
    let mut broken = Some(broken);
    let mut found = Vec::new();
    while let Some((suspect, quoted)) = broken.and_then(|at| cause(&mended, at)) {
        let before: usize = grown
            .iter()
            .scan(0, |sum, (at, by)| {
                let here = (at + *sum < suspect.start).then_some(*by);
                *sum += by;
                Some(here.unwrap_or(0))
            })
            .sum();
        let start = suspect.start - before;
        let span = start..start + suspect.len();
        grown.push((start, quoted.len() - mended.len()));
        grown.sort_unstable();
        found.push(unquoted(text, span));
        if found.len() == MOST_CAUSES {
            break;
        }
        mended = quoted;
        broken = fails_at(&mended);
    }
    found.sort_by_key(|trouble| trouble.span.start);
    found
}

/// The template or path that broke the text at a byte, and the text with quotes around it.
fn cause(text: &str, broken: usize) -> Option<(Range<usize>, String)> {
    if text.len() > LONGEST {
        return None;
    }
    let mut suspects = suspects(text, broken);
    suspects.reverse();
    for suspect in suspects.into_iter().take(MOST_TRIES) {
        let word = text.get(suspect.clone())?;
        let quoted = format!("{}{}{}", text.get(..suspect.start)?, quote(word), text.get(suspect.end..)?);
        let longer = quoted.len() - text.len();
        if fails_at(&quoted).is_none_or(|at| at > broken + longer) {
            return Some((suspect, quoted));
        }
    }
    None
}

/// The problem that a piece of text is not quoted.
pub(super) fn unquoted(text: &str, span: Range<usize>) -> Trouble {
    let word = text.get(span.clone()).unwrap_or_default();
    let what = if word.contains("{{") { "template" } else { "path" };
    let trouble = Trouble::new(
        &codes::UNQUOTED_BRACES,
        span,
        format!("this {what} stands without quotes where its brackets mean something to YAML"),
    );
    if word.is_empty() || word.len() > 200 || word.contains('\n') {
        trouble.help(format!("quote the {what}"))
    } else {
        trouble.help(format!("quote the {what}: {}", quote(word)))
    }
}

fn quote(word: &str) -> String {
    if word.contains(['"', '\\']) { format!("'{}'", word.replace('\'', "''")) } else { format!("\"{word}\"") }
}

/// Every unquoted template or path in brackets, in order, from some lines above the break to the end of its line.
fn suspects(text: &str, broken: usize) -> Vec<Range<usize>> {
    let broken = super::lines::floor(text, broken);
    let before = text.get(..broken).unwrap_or_default();
    let start = before.rmatch_indices('\n').nth(LINES_BACK).map_or(0, |(at, _)| at + 1);
    let end = text.get(broken..).and_then(|rest| rest.find('\n')).map_or(text.len(), |at| broken + at);
    let mut scan = Scan { text: text.as_bytes(), at: start, end, depth: 0, word: None, found: Vec::new() };
    scan.run();
    scan.found
}

/// A coarse reading of YAML: quotes, comments, brackets and where plain words begin. A flow line may go over several
/// lines; a line that ends outside of brackets begins anew.
struct Scan<'t> {
    text: &'t [u8],
    at: usize,
    end: usize,
    depth: usize,
    /// Where the plain word that is being read began.
    word: Option<usize>,
    found: Vec<Range<usize>>,
}

impl Scan<'_> {
    fn run(&mut self) {
        while self.at < self.end {
            let byte = self.text[self.at];
            match byte {
                b'\n' | b'\r' => self.word = None,
                b'"' | b'\'' if self.word.is_none() => {
                    self.skip_quoted(byte);
                    continue;
                }
                b'#' if self.blank_before() => {
                    self.at = self.line_end();
                    continue;
                }
                b'{' if self.next_is(b'{') && (self.depth > 0 || self.word.is_none()) => {
                    self.take();
                    continue;
                }
                b'[' if self.depth > 0 && self.in_path() => {
                    self.take();
                    continue;
                }
                b'{' | b'[' if self.depth > 0 || self.word.is_none() => {
                    self.depth += 1;
                    self.word = None;
                }
                b'}' | b']' => {
                    self.depth = self.depth.saturating_sub(1);
                    self.word = None;
                }
                b',' if self.depth > 0 => self.word = None,
                b':' | b'-' if self.blank_after() && (byte == b':' || self.word.is_none()) => self.word = None,
                b' ' | b'\t' => {}
                _ => {
                    self.word.get_or_insert(self.at);
                }
            }
            self.at += 1;
        }
    }

    /// Takes the word that is being read up to its end, templates and brackets in it whole.
    fn take(&mut self) {
        let start = self.word.take().unwrap_or(self.at);
        let line_end = self.line_end();
        let mut inner = 0_usize;
        while self.at < line_end {
            match self.text[self.at] {
                b'{' | b'[' | b'(' => inner += 1,
                b'}' | b']' | b')' if inner == 0 => break,
                b'}' | b']' | b')' => inner -= 1,
                b',' if inner == 0 && self.depth > 0 => break,
                b'#' if inner == 0 && self.blank_before() => break,
                quote @ (b'"' | b'\'') if inner > 0 => {
                    self.skip_quoted(quote);
                    continue;
                }
                _ => {}
            }
            self.at += 1;
        }
        self.at = self.at.min(line_end);
        let mut end = self.at;
        while end > start && self.text[end - 1].is_ascii_whitespace() {
            end -= 1;
        }
        self.found.push(start..end);
    }

    fn in_path(&self) -> bool {
        self.word.is_some_and(|start| matches!(self.text[start], b'$' | b'@'))
    }

    fn skip_quoted(&mut self, quote: u8) {
        let line_end = self.line_end();
        self.at += 1;
        while self.at < line_end && self.text[self.at] != quote {
            self.at += if quote == b'"' && self.text[self.at] == b'\\' { 2 } else { 1 };
        }
        self.at = (self.at + 1).min(line_end);
    }

    fn line_end(&self) -> usize {
        let rest = &self.text[self.at..self.end];
        rest.iter().position(|byte| *byte == b'\n').map_or(self.end, |at| self.at + at)
    }

    fn next_is(&self, byte: u8) -> bool {
        self.at + 1 < self.end && self.text[self.at + 1] == byte
    }

    fn blank_before(&self) -> bool {
        self.at == 0 || self.text[self.at - 1].is_ascii_whitespace()
    }

    fn blank_after(&self) -> bool {
        self.at + 1 >= self.end || self.text[self.at + 1].is_ascii_whitespace()
    }
}
