//! Bytes to line and column.

use crate::diagnostic::Position;

/// Where each line of a text begins.
#[derive(Debug, Clone)]
pub(super) struct Lines {
    starts: Vec<usize>,
}

impl Lines {
    pub(super) fn of(text: &str) -> Self {
        let mut starts = vec![0];
        starts.extend(text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1));
        Self { starts }
    }

    /// Line and column of a byte; a byte order mark at the very beginning takes no column. Never fails: what lies
    /// behind the text counts as its end, the middle of a character as its beginning.
    pub(super) fn position(&self, text: &str, byte: usize) -> Position {
        let byte = floor(text, byte);
        let line = self.starts.partition_point(|start| *start <= byte).saturating_sub(1);
        let start = self.starts.get(line).copied().unwrap_or(0);
        let before = text.get(start..byte).unwrap_or_default();
        let before = if start == 0 { before.strip_prefix('\u{feff}').unwrap_or(before) } else { before };
        Position { line: line + 1, column: before.chars().count() + 1 }
    }

    /// The end of the line that holds a byte, without its line break.
    pub(super) fn end_of_line(&self, text: &str, byte: usize) -> usize {
        let line = self.starts.partition_point(|start| *start <= byte);
        let end = self.starts.get(line).map_or(text.len(), |next| next - 1);
        if end > 0 && text.as_bytes().get(end - 1) == Some(&b'\r') { end - 1 } else { end }
    }
}

/// The beginning of the character that holds a byte.
pub(super) fn floor(text: &str, byte: usize) -> usize {
    let mut byte = byte.min(text.len());
    while !text.is_char_boundary(byte) {
        byte -= 1;
    }
    byte
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_characters_and_skips_the_byte_order_mark() {
        let text = "\u{feff}aé\r\nb";
        let lines = Lines::of(text);
        let at = |byte| {
            let position = lines.position(text, byte);
            (position.line, position.column)
        };
        assert_eq!(at(0), (1, 1));
        assert_eq!(at(3), (1, 1));
        assert_eq!(at(4), (1, 2));
        assert_eq!(at(5), (1, 2), "the middle of é");
        assert_eq!(at(6), (1, 3));
        assert_eq!(at(8), (2, 1));
        assert_eq!(at(9), (2, 2));
        assert_eq!(at(900), (2, 2));
        assert_eq!(lines.end_of_line(text, 4), 6);
        assert_eq!(lines.end_of_line(text, 8), 9);
    }
}
