//! Reads templates and expressions: minijinja's grammar, kept to what a mapping may say.
//!
//! The grammar and its byte ranges come from minijinja's parser; what is computed is ours ([`super::eval`]), so that
//! null and decimals behave as the language promises and no message can show a value.

use std::ops::Range;

use minijinja::machinery::{Token, ast, parse, parse_expr, tokenize};
use minijinja::syntax::SyntaxConfig;

use super::ExprError;
use super::lower::Lowering;
use super::node::{Name, Node, Piece};
use crate::diagnostic::codes;

/// Columns are counted in 16 bits by the parser.
const LONGEST: usize = 32 * 1024;
/// Words and signs inside braces: bounds the depth of every recursion here.
const MOST_TOKENS: usize = 200;
/// Of these, the ones that make the parser itself go deeper.
const MOST_NESTING: usize = 32;

pub(super) fn error(at: Range<usize>, message: impl Into<String>, help: &str) -> ExprError {
    let help = (!help.is_empty()).then(|| help.to_owned());
    ExprError { code: &codes::BAD_TEMPLATE, at, message: message.into(), help }
}

/// Reads a text with `{{ … }}` in it.
///
/// # Errors
/// With the culprit's bytes.
pub(super) fn template(source: &str) -> Result<(Vec<Piece>, Vec<Name>), ExprError> {
    let syntax = syntax()?;
    guard(source, false, &syntax)?;
    let tree = parse(source, "text", syntax).map_err(|e| syntax_error(source, &e))?;
    let mut lowering = Lowering::new(source);
    let pieces = match &tree {
        ast::Stmt::Template(template) => pieces(&template.children, &mut lowering)?,
        other => pieces(std::slice::from_ref(other), &mut lowering)?,
    };
    Ok((pieces, lowering.names()))
}

/// Reads a bare expression.
///
/// # Errors
/// With the culprit's bytes.
pub(super) fn expression(source: &str) -> Result<(Node, Vec<Name>), ExprError> {
    if let Some(at) = source.find("{{") {
        return Err(error(at..at + 2, "a condition is written without braces", "leave `{{` and `}}` out"));
    }
    guard(source, true, &syntax()?)?;
    if source.trim().is_empty() {
        return Err(error(0..source.len(), "a condition needs an expression", "write one, or leave the key out"));
    }
    let tree = parse_expr(source).map_err(|e| syntax_error(source, &e))?;
    let mut lowering = Lowering::new(source);
    let node = lowering.node(&tree)?;
    Ok((node, lowering.names()))
}

fn syntax() -> Result<SyntaxConfig, ExprError> {
    let syntax = SyntaxConfig::builder().keep_trailing_newline(true).build();
    syntax.map_err(|_| error(0..0, "the template syntax is not available", ""))
}

/// Refuses what would make the parser or the evaluation deep or long.
fn guard(source: &str, bare: bool, syntax: &SyntaxConfig) -> Result<(), ExprError> {
    if source.len() > LONGEST {
        return Err(error(0..0, format!("a template may have at most {LONGEST} bytes"), "split it up"));
    }
    let (mut count, mut nesting) = (0, 0);
    for token in tokenize(source, bare, syntax.clone()) {
        let Ok((token, span)) = token else { return Ok(()) };
        match token {
            Token::TemplateData(_) => continue,
            // What closes takes back what opened; signs and words are never taken back, which is strict but safe.
            Token::ParenOpen
            | Token::BracketOpen
            | Token::BraceOpen
            | Token::Minus
            | Token::BlockStart
            | Token::Ident("not" | "if" | "else") => nesting += 1,
            Token::ParenClose | Token::BracketClose | Token::BraceClose => nesting = usize::saturating_sub(nesting, 1),
            _ => {}
        }
        count += 1;
        if count > MOST_TOKENS || nesting > MOST_NESTING {
            let at = range(source, span.start_offset as usize..span.end_offset as usize);
            let message = if count > MOST_TOKENS {
                format!("more than {MOST_TOKENS} words and signs in braces")
            } else {
                format!("more than {MOST_NESTING} brackets, signs and conditions within each other")
            };
            return Err(error(at, message, "split it up"));
        }
    }
    Ok(())
}

fn syntax_error(source: &str, found: &minijinja::Error) -> ExprError {
    let at = range(source, found.range().unwrap_or(0..source.len()));
    let detail = found.detail().unwrap_or("this is no valid expression").to_owned();
    let help = if detail.contains("expected end of variable block") || detail.contains("unexpected input after") {
        "an expression is a name, a comparison or a filter: `{{ settings.x }}`, `{{ key | date }}`"
    } else if source.contains("{%") {
        "of the statements only `{% if … %}`, `{% elif … %}`, `{% else %}` and `{% endif %}` are known"
    } else {
        "write `{{ name }}`, `{{ name | filter }}`; a text in quotes is `'like this'`"
    };
    error(at, detail, help)
}

/// Kept within the text and on the borders of characters, so that callers may slice by it.
pub(super) fn range(source: &str, at: Range<usize>) -> Range<usize> {
    let floor = |mut at: usize| {
        at = at.min(source.len());
        while !source.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let start = floor(at.start);
    start..floor(at.end).max(start)
}

fn pieces(statements: &[ast::Stmt<'_>], lowering: &mut Lowering<'_>) -> Result<Vec<Piece>, ExprError> {
    let mut found = Vec::with_capacity(statements.len());
    for statement in statements {
        found.push(match statement {
            ast::Stmt::EmitRaw(raw) => Piece::Literal(raw.raw.to_owned()),
            ast::Stmt::EmitExpr(emit) => Piece::Expression(lowering.node(&emit.expr)?),
            ast::Stmt::IfCond(choice) => Piece::If {
                test: lowering.node(&choice.expr)?,
                yes: pieces(&choice.true_body, lowering)?,
                no: pieces(&choice.false_body, lowering)?,
            },
            other => {
                let (word, span) = statement_of(other);
                let at = range(lowering.source(), span.start_offset as usize..span.end_offset as usize);
                let help = "only `{{ … }}` and `{% if … %}` are known: nothing loops, includes or defines";
                return Err(error(at, format!("`{word}` is no part of the language"), help));
            }
        });
    }
    Ok(found)
}

fn statement_of(statement: &ast::Stmt<'_>) -> (&'static str, minijinja::machinery::Span) {
    match statement {
        ast::Stmt::Template(s) => ("template", s.span()),
        ast::Stmt::EmitExpr(s) => ("{{ }}", s.span()),
        ast::Stmt::EmitRaw(s) => ("text", s.span()),
        ast::Stmt::ForLoop(s) => ("for", s.span()),
        ast::Stmt::IfCond(s) => ("if", s.span()),
        ast::Stmt::WithBlock(s) => ("with", s.span()),
        ast::Stmt::Set(s) => ("set", s.span()),
        ast::Stmt::SetBlock(s) => ("set", s.span()),
        ast::Stmt::AutoEscape(s) => ("autoescape", s.span()),
        ast::Stmt::FilterBlock(s) => ("filter", s.span()),
        ast::Stmt::Block(s) => ("block", s.span()),
        ast::Stmt::Import(s) => ("import", s.span()),
        ast::Stmt::FromImport(s) => ("from", s.span()),
        ast::Stmt::Extends(s) => ("extends", s.span()),
        ast::Stmt::Include(s) => ("include", s.span()),
        ast::Stmt::Macro(s) => ("macro", s.span()),
        ast::Stmt::CallBlock(s) => ("call", s.span()),
        ast::Stmt::Do(s) => ("do", s.span()),
    }
}
