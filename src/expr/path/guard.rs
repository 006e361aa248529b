//! What is looked at before a path is parsed: its size, and the slips that people make.

use std::ops::Range;

use crate::diagnostic::{codes, nearest};
use crate::expr::ExprError;

const LONGEST: usize = 4096;
const DEEPEST: usize = 32;
const MOST_STEPS: usize = 128;
const FUNCTIONS: [&str; 5] = ["length", "count", "value", "match", "search"];
const STEPS: &str = "steps are `.name`, `['odd name']`, `[0]`, `[*]` and `[?@.name == 'x']`";

/// Refuses what the parser must not see (too long, too deep) or would take wrongly (a blank in a name or number),
/// and names common slips at their place.
///
/// # Errors
/// The first slip.
pub(super) fn check(source: &str) -> Result<(), ExprError> {
    if source.len() > LONGEST {
        return Err(slip(0..0, format!("the path has {} bytes; at most {LONGEST} are allowed", source.len()), None));
    }
    let trimmed = source.trim();
    if trimmed.len() != source.len() {
        return Err(slip(0..source.len(), "the path begins or ends with a blank", Some("remove it".into())));
    }
    match source.chars().next() {
        Some('$') => {}
        None => {
            return Err(slip(0..0, "an empty path", Some("`$` is the whole answer, `$.name` a member of it".into())));
        }
        Some('@') => {
            let help = format!("write `${}`; `@` stands only inside `[?…]`", &source[1..]);
            return Err(slip(0..1, "a path begins with `$`", Some(help)));
        }
        Some(first) => {
            let help = if first == '[' || first == '.' {
                format!("write `${source}`")
            } else if source.chars().all(|c| name_char(c) || matches!(c, '.' | '[' | ']' | '*')) {
                format!("write `$.{source}`; a place such as `part.name` stands elsewhere")
            } else {
                STEPS.to_owned()
            };
            return Err(slip(0..first.len_utf8(), "a JSONPath begins with `$`", Some(help)));
        }
    }
    Scan { source, at: 1, open: Vec::new(), steps: 0 }.run()
}

fn slip(at: Range<usize>, message: impl Into<String>, help: Option<String>) -> ExprError {
    ExprError { code: &codes::BAD_PATH, at, message: message.into(), help }
}

fn name_first(c: char) -> bool {
    c.is_ascii_alphabetic() || c == '_' || !c.is_ascii()
}

fn name_char(c: char) -> bool {
    name_first(c) || c.is_ascii_digit()
}

struct Scan<'s> {
    source: &'s str,
    at: usize,
    /// The brackets that are open: where, and whether a filter has begun inside.
    open: Vec<(usize, char, bool)>,
    steps: usize,
}

impl Scan<'_> {
    fn run(mut self) -> Result<(), ExprError> {
        while let Some(c) = self.peek() {
            let start = self.at;
            match c {
                '\'' | '"' => self.string(c)?,
                '.' => self.dotted()?,
                '[' | '(' => self.opening(c)?,
                ']' | ')' => self.closing(c)?,
                '?' => {
                    if let Some(open) = self.open.last_mut() {
                        open.2 = true;
                    }
                    self.at += 1;
                }
                '=' | '&' | '|' => self.doubled(c)?,
                '{' => {
                    let help = "paths are fixed; a value goes into a template, not into a path";
                    return Err(slip(start..start + 1, "a template cannot stand in a path", Some(help.into())));
                }
                c if c.is_ascii_digit() => self.number()?,
                '-' => {
                    self.at += 1;
                    if self.blanks() > 0 && self.peek().is_some_and(|next| next.is_ascii_digit()) {
                        return Err(slip(
                            start..self.at,
                            "a blank between `-` and its number",
                            Some("remove it".into()),
                        ));
                    }
                }
                c if name_first(c) => self.word()?,
                c => self.at += c.len_utf8(),
            }
        }
        match self.open.pop() {
            Some((at, open, _)) => {
                let close = if open == '[' { ']' } else { ')' };
                Err(slip(at..at + 1, format!("this `{open}` is never closed"), Some(format!("add the `{close}`"))))
            }
            None => Ok(()),
        }
    }

    fn string(&mut self, quote: char) -> Result<(), ExprError> {
        let start = self.at;
        self.at += 1;
        while let Some(c) = self.peek() {
            self.at += c.len_utf8();
            match c {
                '\\' => self.at += self.peek().map_or(0, char::len_utf8),
                c if c == quote => return Ok(()),
                _ => {}
            }
        }
        Err(slip(start..self.source.len(), "a quote is never closed", Some(format!("add the closing `{quote}`"))))
    }

    /// `.name`, `.*`, `..name`, `..[`.
    fn dotted(&mut self) -> Result<(), ExprError> {
        let dot = self.at;
        self.step(dot)?;
        self.at += if self.source[self.at..].starts_with("..") { 2 } else { 1 };
        let start = self.at;
        match self.peek() {
            None => {
                Err(slip(dot..start, "the path ends with a dot", Some("write a name behind it, or remove it".into())))
            }
            Some('[') if start - dot == 1 => {
                Err(slip(dot..start, "a dot before `[`", Some("remove the dot: `$.a[0]`".into())))
            }
            Some('\'' | '"') => Err(slip(
                start..start + 1,
                "a quoted name behind a dot",
                Some("write it in brackets: `['odd name']`".into()),
            )),
            Some(c) if c.is_whitespace() => {
                Err(slip(start..start + c.len_utf8(), "a blank behind a dot", Some("remove it".into())))
            }
            Some(c) if c.is_ascii_digit() => {
                let digits = self.source[start..].bytes().take_while(u8::is_ascii_digit).count();
                let word = &self.source[start..start + digits];
                let help =
                    format!("write `[{word}]` for an item of a list, `['…']` for a name that begins with a digit");
                Err(slip(start..start + digits, "a name behind a dot cannot begin with a digit", Some(help)))
            }
            Some(c) if name_first(c) => {
                self.name();
                let end = self.at;
                let name = &self.source[start..end];
                let blanks = self.blanks();
                match self.peek() {
                    Some(next) if blanks > 0 && name_char(next) => {
                        self.name();
                        let whole = &self.source[start..self.at];
                        let help = format!("write `['{whole}']` if the blank belongs to the name, or remove it");
                        Err(slip(start..self.at, "a blank in a name", Some(help)))
                    }
                    Some('-' | '$' | ':' | '@' | '#' | '/') if blanks == 0 => {
                        while self
                            .peek()
                            .is_some_and(|c| name_char(c) || matches!(c, '-' | '$' | ':' | '@' | '#' | '/'))
                        {
                            self.at += self.peek().map_or(1, char::len_utf8);
                        }
                        let whole = &self.source[start..self.at];
                        let help = format!("write it in brackets and quotes: `{}['{whole}']`", &self.source[..dot]);
                        Err(slip(start..self.at, "a name behind a dot holds only letters, digits and `_`", Some(help)))
                    }
                    Some('(') if blanks == 0 => {
                        let help = format!("functions stand in filters, as in `[?{name}(@.a) == 1]`");
                        Err(slip(start..end, "a function cannot stand behind a dot", Some(help)))
                    }
                    _ => Ok(()),
                }
            }
            Some(_) => Ok(()),
        }
    }

    fn opening(&mut self, open: char) -> Result<(), ExprError> {
        let start = self.at;
        if self.open.len() >= DEEPEST {
            return Err(slip(
                start..start + 1,
                format!("brackets stand in one another more than {DEEPEST} deep"),
                None,
            ));
        }
        self.step(start)?;
        let filter = open == '(' && self.open.last().is_some_and(|(_, _, filter)| *filter);
        self.open.push((start, open, filter));
        self.at += 1;
        self.blanks();
        if open == '[' && self.peek() == Some(']') {
            let help = "`[*]` takes all items, `[0]` the first";
            return Err(slip(start..self.at + 1, "empty brackets", Some(help.into())));
        }
        Ok(())
    }

    fn closing(&mut self, close: char) -> Result<(), ExprError> {
        let wanted = if close == ']' { '[' } else { '(' };
        match self.open.pop() {
            Some((_, open, _)) if open == wanted => {
                self.at += 1;
                Ok(())
            }
            Some((at, open, _)) => {
                let other = if open == '[' { ']' } else { ')' };
                let help =
                    format!("`{open}` at character {} asks for `{other}` first", self.source[..at].chars().count() + 1);
                Err(slip(self.at..self.at + 1, format!("`{close}` does not close what is open"), Some(help)))
            }
            None => {
                Err(slip(self.at..self.at + 1, format!("nothing is open for this `{close}`"), Some("remove it".into())))
            }
        }
    }

    /// `==`, `&&`, `||`: a single one is a slip; so is `===`.
    fn doubled(&mut self, c: char) -> Result<(), ExprError> {
        let start = self.at;
        let before = self.source[..start].chars().next_back();
        let count = self.source[start..].chars().take_while(|next| *next == c).count();
        self.at += count;
        let after_order = c == '=' && count == 1 && matches!(before, Some('!' | '<' | '>'));
        if count == 2 || after_order {
            return Ok(());
        }
        Err(slip(
            start..self.at,
            format!("`{}` is no operator here", &self.source[start..self.at]),
            Some(format!("write `{c}{c}`")),
        ))
    }

    fn number(&mut self) -> Result<(), ExprError> {
        let start = self.at;
        let number = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '+');
        while let Some(c) = self.peek() {
            let exponent_sign = c == '-' && self.source[..self.at].ends_with(['e', 'E']);
            if !number(c) && !exponent_sign {
                break;
            }
            self.at += 1;
        }
        if self.blanks() > 0 && self.peek().is_some_and(|c| c.is_ascii_digit() || c == '.') {
            return Err(slip(start..self.at, "a blank in a number", Some("remove it".into())));
        }
        Ok(())
    }

    /// A bare word: a literal or a function inside a filter; else a name without quotes.
    fn word(&mut self) -> Result<(), ExprError> {
        let start = self.at;
        self.name();
        let word = &self.source[start..self.at];
        let at = start..self.at;
        let in_filter = self.open.iter().any(|(_, _, filter)| *filter);
        if !in_filter {
            let help = if self.open.is_empty() { format!("write `.{word}`") } else { format!("write `['{word}']`") };
            return Err(slip(at, format!("`{word}` stands here without a dot or quotes"), Some(help)));
        }
        if self.peek() == Some('(') {
            if FUNCTIONS.contains(&word) {
                return Ok(());
            }
            let help = match nearest(word, FUNCTIONS) {
                Some(known) => format!("did you mean `{known}()`?"),
                None => format!("there are {}", FUNCTIONS.join(", ")),
            };
            return Err(slip(at, format!("there is no function `{word}()` in JSONPath"), Some(help)));
        }
        let help = match word {
            "true" | "false" | "null" => return Ok(()),
            "and" => "write `&&`".to_owned(),
            "or" => "write `||`".to_owned(),
            "not" => "write `!`".to_owned(),
            "True" | "TRUE" | "False" | "FALSE" | "None" | "Null" | "NULL" | "nil" => {
                "write it as JSON does: `true`, `false`, `null`".to_owned()
            }
            word => format!("write `'{word}'` for text, `@.{word}` for a member"),
        };
        Err(slip(at, format!("`{word}` means nothing in a filter"), Some(help)))
    }

    fn step(&mut self, at: usize) -> Result<(), ExprError> {
        self.steps += 1;
        if self.steps > MOST_STEPS {
            return Err(slip(at..at + 1, format!("the path has more than {MOST_STEPS} steps"), None));
        }
        Ok(())
    }

    fn name(&mut self) {
        while let Some(c) = self.peek().filter(|c| name_char(*c)) {
            self.at += c.len_utf8();
        }
    }

    fn blanks(&mut self) -> usize {
        let start = self.at;
        while self.peek().is_some_and(|c| matches!(c, ' ' | '\t' | '\n' | '\r')) {
            self.at += 1;
        }
        self.at - start
    }

    fn peek(&self) -> Option<char> {
        self.source[self.at..].chars().next()
    }
}
