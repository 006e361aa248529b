//! How a place is written.

use std::fmt::{Formatter, Result as Written, Write};
use std::ops::Range;

use super::{ExprError, Step};
use crate::diagnostic::codes;

const LONGEST: usize = 1024;
const DEEPEST: usize = 32;
const HOW: &str = "write a place like `name.first`, `emails[type='work'].value` or `extra['odd:name']`";

/// Letters of all scripts (with their marks), digits, `_`, `-` and `$`.
fn is_plain(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '_' | '-' | '$') || matches!(letter, '\u{300}'..='\u{36f}')
}

/// Reads the steps.
///
/// # Errors
/// With the bytes that do not belong there.
pub(super) fn parse(source: &str) -> Result<Vec<Step>, ExprError> {
    if source.len() > LONGEST {
        return Err(error(0..0, format!("a place may have at most {LONGEST} bytes")));
    }
    let mut reader = Reader { source, at: 0 };
    let mut steps = Vec::new();
    loop {
        let start = reader.at;
        match reader.next() {
            None if steps.is_empty() => return Err(error(0..source.len(), "an empty text is no place")),
            None => return Ok(steps),
            Some('[') => {
                let step = reader.bracket(start)?;
                if steps.is_empty() && matches!(step, Step::Where { .. }) {
                    return Err(error(start..reader.at, "a place starts with a name, not with a list's entry"));
                }
                steps.push(step);
            }
            Some('.') if !steps.is_empty() => steps.push(Step::Member(reader.name()?)),
            Some(_) if steps.is_empty() => {
                reader.at = start;
                steps.push(Step::Member(reader.name()?));
            }
            Some(_) => return Err(reader.unexpected(start, "expected `.`, `[` or the end")),
        }
        if steps.len() > DEEPEST {
            return Err(error(start..reader.at, format!("a place may have at most {DEEPEST} steps")));
        }
    }
}

/// Writes the steps so that [`parse`] gives them back.
pub(super) fn write(steps: &[Step], f: &mut Formatter<'_>) -> Written {
    for (index, step) in steps.iter().enumerate() {
        match step {
            Step::Member(name) if !name.is_empty() && name.chars().all(is_plain) => {
                if index > 0 {
                    f.write_char('.')?;
                }
                f.write_str(name)?;
            }
            Step::Member(name) => {
                f.write_char('[')?;
                quoted(name, f)?;
                f.write_char(']')?;
            }
            Step::Where { member, equals } => {
                f.write_char('[')?;
                if !member.is_empty() && member.chars().all(is_plain) {
                    f.write_str(member)?;
                } else {
                    quoted(member, f)?;
                }
                f.write_char('=')?;
                quoted(equals, f)?;
                f.write_char(']')?;
            }
        }
    }
    Ok(())
}

fn quoted(text: &str, f: &mut Formatter<'_>) -> Written {
    f.write_char('\'')?;
    for letter in text.chars() {
        if matches!(letter, '\'' | '\\') {
            f.write_char('\\')?;
        }
        f.write_char(letter)?;
    }
    f.write_char('\'')
}

fn error(at: Range<usize>, message: impl Into<String>) -> ExprError {
    ExprError { code: &codes::BAD_PLACE, at, message: message.into(), help: Some(HOW.to_owned()) }
}

struct Reader<'s> {
    source: &'s str,
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.source[self.at..].chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let letter = self.peek()?;
        self.at += letter.len_utf8();
        Some(letter)
    }

    /// What stands at `start` does not belong there.
    fn unexpected(&self, start: usize, expected: &str) -> ExprError {
        match self.source[start..].chars().next() {
            None => error(start..start, format!("the place stops too early: {expected}")),
            Some('$' | '@') if start == 0 => self.path(),
            Some('*') => self.path(),
            Some(letter) => {
                error(start..start + letter.len_utf8(), format!("{letter:?} does not belong here: {expected}"))
            }
        }
    }

    fn path(&self) -> ExprError {
        ExprError {
            help: Some("a place names one spot that is read and written; `$.a[*]` (JSONPath) reads only".into()),
            ..error(0..self.source.len(), "this is a JSONPath, and a place is expected here")
        }
    }

    fn name(&mut self) -> Result<String, ExprError> {
        let start = self.at;
        while self.peek().is_some_and(is_plain) {
            self.next();
        }
        let name = &self.source[start..self.at];
        if start == 0 && name == "$" && matches!(self.peek(), None | Some('.' | '[')) {
            return Err(self.path());
        }
        if name.is_empty() {
            return Err(self.unexpected(start, "expected a name (letters, digits, `_`, `-`, `$`)"));
        }
        Ok(name.to_owned())
    }

    /// Behind `[`: `'name']` or `member='value']`.
    fn bracket(&mut self, start: usize) -> Result<Step, ExprError> {
        let member = if matches!(self.peek(), Some('\'' | '"')) {
            let name = self.text()?;
            if self.peek() == Some(']') {
                self.next();
                return Ok(Step::Member(name));
            }
            name
        } else if self.peek().is_some_and(|letter| letter.is_ascii_digit()) || self.peek() == Some('*') {
            return Err(ExprError {
                help: Some("name the entry by one of its members: `[type='work']`".into()),
                ..error(start..self.source.len(), "an entry of a list is not named by its number: it may change")
            });
        } else {
            self.name()?
        };
        let sign = self.at;
        if self.next() != Some('=') {
            return Err(self.unexpected(sign, "expected `=` and a value in quotes"));
        }
        if self.peek() == Some('=') {
            self.next();
        }
        let equals = self.text()?;
        let end = self.at;
        if self.next() != Some(']') {
            return Err(self.unexpected(end, "expected `]`"));
        }
        Ok(Step::Where { member, equals })
    }

    /// A text in quotes; `\` takes the next character as it is.
    fn text(&mut self) -> Result<String, ExprError> {
        let start = self.at;
        let Some(quote @ ('\'' | '"')) = self.next() else {
            return Err(self.unexpected(start, "expected a text in quotes"));
        };
        let mut text = String::new();
        loop {
            match self.next() {
                None => return Err(error(start..self.source.len(), "the quote is never closed")),
                Some('\\') => match self.next() {
                    None => return Err(error(start..self.source.len(), "the quote is never closed")),
                    Some(letter) => text.push(letter),
                },
                Some(letter) if letter == quote => return Ok(text),
                Some(letter) => text.push(letter),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Place;

    #[test]
    fn says_where_it_went_wrong() {
        for (text, at) in [
            ("", 0..0),
            ("a..b", 2..3),
            ("a.", 2..2),
            ("a b", 1..2),
            ("a[0]", 1..4),
            ("$.a", 0..3),
            ("$", 0..1),
            ("a[*].b", 1..6),
            ("a[x=1]", 4..5),
            ("a['x", 2..4),
            ("å.é!", 5..6),
            ("[type='x'].y", 0..10),
        ] {
            let error = Place::compile(text).unwrap_err();
            assert_eq!(error.at, at, "{text}: {}", error.message);
            assert!(error.help.is_some());
        }
        assert!(Place::compile(&"a.".repeat(600)).is_err());
        assert!(Place::compile(&format!("a{}", ".a".repeat(40))).is_err());
    }

    #[test]
    fn takes_odd_names() {
        for text in
            ["payroll.end-date", "$ref", "ort.größe", "a['urn:x:1.0'].b", "list[type='it\\'s'].v", "a[$x='1'].b"]
        {
            assert_eq!(Place::compile(text).unwrap().to_string(), text);
        }
        assert_eq!(Place::compile("a[type==\"w\"]").unwrap().to_string(), "a[type='w']");
    }
}
