//! Lines of any input, in flat memory.

use std::io::{self, BufRead, BufReader, Read};

/// One line, without its break.
#[derive(Debug, PartialEq)]
pub(super) enum Line<'l> {
    /// Its bytes.
    Text(&'l [u8]),
    /// It is longer than the bound; the rest of it is thrown away.
    TooLong,
}

/// Reads line by line into one buffer.
pub(super) struct Lines<R> {
    input: BufReader<R>,
    line: Vec<u8>,
    longest: usize,
}

impl<R: Read> Lines<R> {
    /// No line is longer than `longest` bytes.
    pub(super) fn of(input: R, longest: usize) -> Self {
        Self { input: BufReader::with_capacity(1 << 17, input), line: Vec::new(), longest }
    }

    /// The next line; none at the end.
    ///
    /// # Errors
    /// When the input breaks.
    pub(super) fn next(&mut self) -> io::Result<Option<Line<'_>>> {
        self.line.clear();
        let bound = self.longest as u64 + 1;
        if self.input.by_ref().take(bound).read_until(b'\n', &mut self.line)? == 0 {
            return Ok(None);
        }
        if self.line.last() == Some(&b'\n') {
            self.line.pop();
        } else if self.line.len() > self.longest {
            self.input.skip_until(b'\n')?;
            self.line = Vec::new();
            return Ok(Some(Line::TooLong));
        }
        Ok(Some(Line::Text(&self.line)))
    }
}

#[cfg(test)]
mod tests {
    use super::{Line, Lines};

    fn all(text: &str) -> Vec<Option<String>> {
        let mut lines = Lines::of(text.as_bytes(), 4);
        let mut found = Vec::new();
        while let Some(line) = lines.next().unwrap() {
            found.push(match line {
                Line::Text(text) => Some(String::from_utf8(text.to_vec()).unwrap()),
                Line::TooLong => None,
            });
        }
        found
    }

    #[test]
    fn a_line_too_long_is_one_line_and_the_others_go_on() {
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(
            all("ab\n\nabcd\nabcde\nabcdefghijk\nx"),
            [text("ab"), text(""), text("abcd"), None, None, text("x")]
        );
        assert_eq!(all("abcdefgh"), [None]);
        assert_eq!(all(""), []);
        assert_eq!(all("a\n"), [text("a")]);
    }
}
