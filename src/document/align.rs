//! Where a piece of a decoded text stands in the file.

use std::ops::Range;

use super::tree::Style;

/// The bytes of `raw` that a piece of `decoded` was read from. `raw` is the scalar as it is written, quotes included;
/// of a block scalar everything from its first line on, `indent` being what is cut from each line. Escapes, doubled
/// quotes, folded lines and cut indentation are followed exactly; a piece that reaches too far ends with the text.
pub(super) fn piece(style: Style, raw: &str, decoded: &str, indent: usize, piece: &Range<usize>) -> Range<usize> {
    let mut walk = Walk { style, raw, at: 0, indent };
    if matches!(style, Style::Single | Style::Double) {
        walk.at = 1.min(raw.len());
    }
    let mut start = None;
    let mut end = None;
    for (at, wanted) in decoded.char_indices() {
        let (from, to) = walk.step(wanted, &decoded[at..]);
        if at + wanted.len_utf8() > piece.start && start.is_none() {
            start = Some(from);
        }
        if at < piece.end {
            end = Some(to);
        } else {
            break;
        }
    }
    let behind = walk.at;
    let start = start.unwrap_or(behind);
    if piece.is_empty() { start..start } else { start..end.unwrap_or(start).max(start) }
}

struct Walk<'r> {
    style: Style,
    raw: &'r str,
    at: usize,
    indent: usize,
}

impl Walk<'_> {
    /// Takes one decoded character; gives the raw bytes it stands for. `rest` is the decoded text from it on.
    fn step(&mut self, wanted: char, rest: &str) -> (usize, usize) {
        match self.style {
            Style::Literal | Style::Folded => self.block(wanted, rest),
            Style::Plain | Style::Single | Style::Double => self.flow(wanted, rest),
        }
    }

    fn block(&mut self, wanted: char, rest: &str) -> (usize, usize) {
        self.skip_indent();
        if wanted == '\n' {
            let breaks = self.breaks_ahead();
            let kept = rest.bytes().take_while(|byte| *byte == b'\n').count();
            let before_text = rest.len() > kept;
            if self.style == Style::Folded && before_text && breaks > kept {
                for _ in kept..breaks {
                    self.skip_break();
                }
                self.skip_indent();
            }
        }
        let from = self.at;
        match (wanted, self.peek()) {
            ('\n' | ' ', Some('\n' | '\r')) => self.skip_break(),
            _ => self.bump(),
        }
        (from, self.at)
    }

    fn flow(&mut self, wanted: char, rest: &str) -> (usize, usize) {
        let mut from = self.at;
        if self.style == Style::Double {
            from = self.skip_continuations();
        }
        if let Some(run) = self.folded_run() {
            let breaks = self.raw[from..run].matches('\n').count();
            let kept = rest.bytes().take_while(|byte| *byte == b'\n').count();
            match wanted {
                ' ' if breaks == 1 => self.at = run,
                '\n' if breaks == kept + 1 || breaks == 0 => self.newline(run, kept),
                '\n' => self.newline(run, kept.min(breaks)),
                _ => {
                    self.at = run;
                    from = self.at;
                    self.unit();
                }
            }
            return (from, self.at);
        }
        self.unit();
        (from, self.at)
    }

    /// One of `kept` line breaks that a run of folded lines ends as; the last one takes the run's remainder.
    fn newline(&mut self, run: usize, kept: usize) {
        if kept <= 1 {
            self.at = run;
            return;
        }
        while self.at < run && self.peek() != Some('\n') {
            self.bump();
        }
        self.bump();
        if self.raw[self.at..run].matches('\n').count() > kept - 1 {
            while self.at < run && self.peek() != Some('\n') {
                self.bump();
            }
            self.bump();
        }
    }

    /// One character as written: an escape, a doubled quote, or itself.
    fn unit(&mut self) {
        match (self.style, self.peek()) {
            (Style::Double, Some('\\')) => {
                let hex = |at: usize| self.raw.get(at..).and_then(|rest| rest.chars().next());
                let digits = match hex(self.at + 1) {
                    Some('x') => 2,
                    Some('u') => 4,
                    Some('U') => 8,
                    _ => 0,
                };
                let start = self.at;
                self.bump();
                self.bump();
                self.at = (self.at + digits).min(self.raw.len());
                let high = digits == 4 && self.raw.get(start + 2..start + 4).is_some_and(is_high_surrogate);
                if high && self.raw.get(self.at..self.at + 2) == Some("\\u") {
                    self.at = (self.at + 6).min(self.raw.len());
                }
            }
            (Style::Single, Some('\'')) => {
                self.bump();
                if self.peek() == Some('\'') {
                    self.bump();
                }
            }
            _ => self.bump(),
        }
    }

    /// Skips `\` at line ends, which join two lines to one without a blank.
    fn skip_continuations(&mut self) -> usize {
        while let Some(rest) = self.raw.get(self.at..).and_then(|rest| rest.strip_prefix('\\')) {
            let lines = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix('\n'));
            let Some(next) = lines else { break };
            self.at = self.raw.len() - next.trim_start_matches([' ', '\t']).len();
        }
        self.at
    }

    /// Where the text goes on, if blanks and at least one line break begin here.
    fn folded_run(&self) -> Option<usize> {
        let rest = self.raw.get(self.at..)?;
        let next = rest.trim_start_matches([' ', '\t', '\r', '\n']);
        let run = &rest[..rest.len() - next.len()];
        run.contains('\n').then_some(self.at + run.len())
    }

    fn breaks_ahead(&self) -> usize {
        let rest = self.raw.get(self.at..).unwrap_or_default();
        let mut breaks = 0;
        for byte in rest.bytes() {
            match byte {
                b'\n' => breaks += 1,
                b' ' | b'\r' => {}
                _ => break,
            }
        }
        breaks
    }

    fn skip_indent(&mut self) {
        let at_line_start = self.at > 0 && self.raw.as_bytes().get(self.at - 1) == Some(&b'\n');
        if at_line_start || self.at == 0 {
            let rest = self.raw.get(self.at..).unwrap_or_default();
            self.at += rest.bytes().take(self.indent).take_while(|byte| *byte == b' ').count();
        }
    }

    fn skip_break(&mut self) {
        if self.peek() == Some('\r') {
            self.bump();
        }
        self.bump();
        self.skip_indent();
    }

    fn peek(&self) -> Option<char> {
        self.raw.get(self.at..).and_then(|rest| rest.chars().next())
    }

    fn bump(&mut self) {
        self.at += self.peek().map_or(0, char::len_utf8);
    }
}

fn is_high_surrogate(hex: &str) -> bool {
    u8::from_str_radix(hex, 16).is_ok_and(|byte| (0xD8..=0xDB).contains(&byte))
}
