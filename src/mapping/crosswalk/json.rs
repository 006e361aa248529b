//! JSON text, read from the front: strings and numbers as they stand, everything else checked and passed over.

use std::borrow::Cow;

/// As deep as `serde_json` goes.
const DEEPEST: usize = 127;

/// The text is no JSON from this byte on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bad(pub(super) usize);

/// A place in a text.
#[derive(Debug)]
pub(super) struct Json<'t> {
    text: &'t str,
    pub(super) at: usize,
}

impl<'t> Json<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    pub(super) fn bad<T>(&self) -> Result<T, Bad> {
        Err(Bad(self.at))
    }

    /// The byte here.
    pub(super) fn here(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// What was read since `start`.
    pub(super) fn since(&self, start: usize) -> &'t str {
        self.text.get(start..self.at).unwrap_or_default()
    }

    /// Passes blanks; the byte behind them.
    pub(super) fn space(&mut self) -> Option<u8> {
        while let Some(byte) = self.here() {
            if !matches!(byte, b' ' | b'\t' | b'\n' | b'\r') {
                return Some(byte);
            }
            self.at += 1;
        }
        None
    }

    /// Passes this byte and the blanks around it.
    pub(super) fn expect(&mut self, byte: u8) -> Result<(), Bad> {
        if self.space() != Some(byte) {
            return self.bad();
        }
        self.at += 1;
        self.space();
        Ok(())
    }

    /// Steps into an object or a list: whether it has anything in it.
    pub(super) fn enter(&mut self, close: u8, depth: usize) -> Result<bool, Bad> {
        if depth >= DEEPEST {
            return self.bad();
        }
        self.at += 1;
        let empty = self.space() == Some(close);
        self.at += usize::from(empty);
        Ok(!empty)
    }

    /// Behind a member or an item: whether there is another one.
    pub(super) fn more(&mut self, close: u8) -> Result<bool, Bad> {
        match self.space() {
            Some(b',') => {
                self.at += 1;
                self.space();
                Ok(true)
            }
            Some(byte) if byte == close => {
                self.at += 1;
                Ok(false)
            }
            _ => self.bad(),
        }
    }

    /// A string, borrowed unless it has escapes.
    pub(super) fn string(&mut self) -> Result<Cow<'t, str>, Bad> {
        if self.here() != Some(b'"') {
            return self.bad();
        }
        let start = self.at + 1;
        self.at = plain(self.text.as_bytes(), start);
        let text = self.since(start);
        if self.here() == Some(b'"') {
            self.at += 1;
            return Ok(Cow::Borrowed(text));
        }
        self.escaped(text.to_owned()).map(Cow::Owned)
    }

    /// The rest of a string, from its first escape on.
    fn escaped(&mut self, mut text: String) -> Result<String, Bad> {
        loop {
            match self.here() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(text);
                }
                Some(b'\\') => {
                    self.at += 1;
                    text.push(self.escape()?);
                }
                _ => return self.bad(),
            }
            let start = self.at;
            self.at = plain(self.text.as_bytes(), start);
            text.push_str(self.since(start));
        }
    }

    fn escape(&mut self) -> Result<char, Bad> {
        let letter = self.here();
        self.at += 1;
        Ok(match letter {
            Some(plain @ (b'"' | b'\\' | b'/')) => char::from(plain),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                let unit = self.hex()?;
                let both = if (0xd800..0xdc00).contains(&unit) {
                    if self.text.as_bytes().get(self.at..self.at + 2) != Some(b"\\u") {
                        return self.bad();
                    }
                    self.at += 2;
                    let low = self.hex()?;
                    if !(0xdc00..0xe000).contains(&low) {
                        return self.bad();
                    }
                    0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00)
                } else {
                    unit
                };
                return char::from_u32(both).ok_or(Bad(self.at));
            }
            _ => return Err(Bad(self.at - 1)),
        })
    }

    fn hex(&mut self) -> Result<u32, Bad> {
        let mut unit = 0;
        for _ in 0..4 {
            let digit = self.here().and_then(|byte| char::from(byte).to_digit(16));
            unit = unit * 16 + digit.ok_or(Bad(self.at))?;
            self.at += 1;
        }
        Ok(unit)
    }

    fn digits(&mut self) -> Result<(), Bad> {
        let start = self.at;
        while self.here().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        if self.at == start { self.bad() } else { Ok(()) }
    }

    /// A number's text.
    pub(super) fn number(&mut self) -> Result<&'t str, Bad> {
        let start = self.at;
        self.at += usize::from(self.here() == Some(b'-'));
        if self.here() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.here() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.here(), Some(b'e' | b'E')) {
            self.at += 1;
            self.at += usize::from(matches!(self.here(), Some(b'+' | b'-')));
            self.digits()?;
        }
        Ok(self.since(start))
    }

    /// `true`, `false` or `null`.
    pub(super) fn word(&mut self, word: &str) -> Result<(), Bad> {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        if !rest.starts_with(word.as_bytes()) {
            return self.bad();
        }
        self.at += word.len();
        Ok(())
    }

    /// Passes a value over; it must be one all the same.
    pub(super) fn skip(&mut self, depth: usize) -> Result<(), Bad> {
        match self.here() {
            Some(b'"') => self.string().map(drop),
            Some(b'{') => {
                let mut more = self.enter(b'}', depth)?;
                while more {
                    self.string()?;
                    self.expect(b':')?;
                    self.skip(depth + 1)?;
                    more = self.more(b'}')?;
                }
                Ok(())
            }
            Some(b'[') => {
                let mut more = self.enter(b']', depth)?;
                while more {
                    self.skip(depth + 1)?;
                    more = self.more(b']')?;
                }
                Ok(())
            }
            Some(b't') => self.word("true"),
            Some(b'f') => self.word("false"),
            Some(b'n') => self.word("null"),
            _ => self.number().map(drop),
        }
    }
}

const ONES: u64 = 0x0101_0101_0101_0101;
const TOPS: u64 = 0x8080_8080_8080_8080;

/// Where the first quote, backslash or control character stands from `at` on, or the end. Eight bytes at a time: the
/// lowest bit that is set marks the first such byte, bits above it may be wrong.
pub(super) fn plain(bytes: &[u8], mut at: usize) -> usize {
    while let Some(eight) = bytes.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
        let word = u64::from_le_bytes(*eight);
        let (quote, slash) = (word ^ (ONES * b'"' as u64), word ^ (ONES * b'\\' as u64));
        let found = (quote.wrapping_sub(ONES) & !quote)
            | (slash.wrapping_sub(ONES) & !slash)
            | (word.wrapping_sub(ONES * 0x20) & !word);
        if found & TOPS != 0 {
            return at + ((found & TOPS).trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    while bytes.get(at).is_some_and(|byte| !matches!(byte, b'"' | b'\\' | 0..=0x1f)) {
        at += 1;
    }
    at
}
