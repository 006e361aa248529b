//! What is wrong with a text, in words for its author.

use std::ops::Range;

use serde_yaml::granit_parser::{ErrorKind, ScanError};

use crate::diagnostic::{Code, codes};

/// One problem with its place in bytes.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Trouble {
    pub(super) code: &'static Code,
    pub(super) span: Range<usize>,
    pub(super) message: String,
    pub(super) help: Option<String>,
}

impl Trouble {
    pub(super) fn new(code: &'static Code, span: Range<usize>, message: impl Into<String>) -> Self {
        Self { code, span, message: message.into(), help: None }
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The parser's complaint, in our words.
    pub(super) fn of(error: &ScanError, text: &str) -> Self {
        let at = super::lines::floor(text, error.marker().byte_offset().unwrap_or(0));
        let one = text.get(at..).and_then(|rest| rest.chars().next()).filter(|c| !matches!(c, '\n' | '\r'));
        let span = at..at + one.map_or(0, char::len_utf8);
        if matches!(error.kind(), ErrorKind::RecursionLimitExceeded) {
            return Self::too_deep(span);
        }
        let (message, help) = words(error.kind());
        let trouble = Self::new(&codes::YAML_SYNTAX, span, message);
        if help.is_empty() { trouble } else { trouble.help(help) }
    }

    pub(super) fn too_deep(span: Range<usize>) -> Self {
        let limit = super::builder::DEEPEST;
        Self::new(&codes::TOO_LARGE, span, format!("maps and lists stand in one another more than {limit} deep"))
            .help("a file of ours needs less than ten; write it flatter")
    }

    pub(super) fn too_many(span: Range<usize>) -> Self {
        let limit = super::builder::MOST_NODES;
        Self::new(
            &codes::TOO_LARGE,
            span,
            format!("the file holds more than {limit} values, aliases counted each time"),
        )
        .help("split the file, or repeat less by aliases and merge keys")
    }
}

fn words(kind: &ErrorKind) -> (String, String) {
    let (message, help) = match kind {
        ErrorKind::UnexpectedCharacter { character } => {
            return (
                format!("plain text cannot begin with `{}`", character.escape_default()),
                "put the text in quotes".to_owned(),
            );
        }
        ErrorKind::UnclosedFlowCollection { open } => {
            return (format!("this `{open}` is never closed"), format!("add the `{}`", closing(*open)));
        }
        ErrorKind::MismatchedFlowCollectionEnd { open, close } => {
            return (
                format!("`{close}` closes what `{open}` opened"),
                format!("close it with `{}`, or put the text in quotes", closing(*open)),
            );
        }
        ErrorKind::UnexpectedEofFlowSequence => ("a `[` is never closed", "add the `]`"),
        ErrorKind::UnexpectedEofFlowMapping | ErrorKind::UnexpectedEofImplicitFlowMapping => {
            ("a `{` is never closed", "add the `}`")
        }
        ErrorKind::ExpectedFlowMappingSeparator => (
            "inside `{ … }` a `,` or the closing `}` was expected",
            "text that holds one of `, [ ] { }` needs quotes inside `{ … }`",
        ),
        ErrorKind::ExpectedFlowSequenceSeparator => (
            "inside `[ … ]` a `,` or the closing `]` was expected",
            "text that holds one of `, [ ] { }` needs quotes inside `[ … ]`",
        ),
        ErrorKind::MisplacedFlowCollectionEnd => {
            ("a closing bracket that nothing opened", "remove it, or put the text in quotes")
        }
        ErrorKind::TabNotAllowed
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabInIndentation
        | ErrorKind::TabAtBlockScalarStart
        | ErrorKind::TabInPlainScalar => ("a tab where YAML wants spaces", "indent with spaces only"),
        ErrorKind::InvalidColonPlacement => (
            "a `:` where no key can stand",
            "a `[` above is perhaps not closed by `]`; text that holds `: ` needs quotes",
        ),
        ErrorKind::MappingValueNotAllowed => (
            "a `:` where no key can stand",
            "text that holds `: ` needs quotes; else compare the indentation with the line above",
        ),
        ErrorKind::MappingKeyNotAllowed => {
            ("a key where none can stand", "compare the indentation with the lines above")
        }
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => (
            "a line without `:` among `key: value` lines",
            "add the `:`, or indent the line if it goes on with the text above",
        ),
        ErrorKind::ExpectedBlockMappingKey => {
            ("a `key: value` line was expected", "compare the indentation with the lines above")
        }
        ErrorKind::ExpectedBlockSequenceEntry | ErrorKind::BlockSequenceEntryNotAllowed => {
            ("a list item `- …` does not fit here", "compare the indentation with the items above")
        }
        ErrorKind::BlockEntryInFlowCollection => {
            ("a list item `- …` inside brackets", "separate items by `,` there, or put the text in quotes")
        }
        ErrorKind::InvalidIndentation
        | ErrorKind::InvalidFlowScalarIndent
        | ErrorKind::InvalidQuotedScalarIndent
        | ErrorKind::InvalidBlockScalarIndent => (
            "the indentation does not fit, or a quote or bracket above is not closed",
            "compare it with the lines above",
        ),
        ErrorKind::UnclosedQuotedScalar | ErrorKind::DocumentIndicatorInQuotedScalar => {
            ("a quote is never closed", "add the closing quote; within single quotes write `''` for one")
        }
        ErrorKind::InvalidTrailingSingleQuotedScalar | ErrorKind::InvalidTrailingDoubleQuotedScalar => (
            "text behind a closing quote",
            "put all of it in quotes; within single quotes write `''` for one, within double quotes `\\\"`",
        ),
        ErrorKind::UnknownQuotedScalarEscape
        | ErrorKind::InvalidQuotedScalarHexEscape
        | ErrorKind::InvalidUnicodeEscape => (
            "a `\\` within double quotes begins an escape, and this is none",
            "write `\\\\`, or use single quotes, where `\\` is an ordinary character",
        ),
        ErrorKind::UnknownAnchor => {
            ("`*` names an anchor that is not defined above", "define it with `&name`, or put the text in quotes")
        }
        ErrorKind::MissingAnchorOrAliasName => (
            "`*` and `&` begin an alias or an anchor, and its name is missing",
            "text that begins with `*` or `&` needs quotes",
        ),
        ErrorKind::DirectiveDisallowed => {
            ("a line that begins with `%`", "directives are not part of the language; remove it")
        }
        ErrorKind::UndeclaredTagHandle | ErrorKind::MissingTagUri | ErrorKind::InvalidTagTerminator => {
            ("`!` begins a tag, and tags are not part of the language", "text that begins with `!` needs quotes")
        }
        ErrorKind::CommentInterceptedScalar | ErrorKind::CommentNotSeparated => {
            ("a comment in the middle of a text", "put a blank before `#`, or the text in quotes if `#` belongs to it")
        }
        ErrorKind::BomInsideDocument => ("a byte order mark in the middle of the file", "remove it"),
        ErrorKind::UnexpectedEof | ErrorKind::UnexpectedEofBlockMapping | ErrorKind::UnexpectedEofBlockSequence => {
            ("the file ends too early", "")
        }
        _ => {
            ("the text is not valid YAML from here on", "compare quotes, brackets and indentation with the lines above")
        }
    };
    (message.to_owned(), help.to_owned())
}

fn closing(open: char) -> char {
    if open == '{' { '}' } else { ']' }
}
