//! From minijinja's syntax tree to [`Node`]s, with every name that is used.

use std::ops::Range;

use minijinja::machinery::{Span, ast};
use minijinja::value::ValueKind;
use serde_json::Number;

use super::ExprError;
use super::filter::Filter;
use super::node::{Arithmetic, Comparison, Name, Node, Test};
use super::syntax::{error, range};
use crate::diagnostic::codes;
use crate::diagnostic::nearest;
use crate::record::Datum;

pub(super) struct Lowering<'s> {
    source: &'s str,
    names: Vec<Name>,
}

impl<'s> Lowering<'s> {
    pub(super) fn new(source: &'s str) -> Self {
        Self { source, names: Vec::new() }
    }

    pub(super) fn source(&self) -> &'s str {
        self.source
    }

    /// Every name met, in the order of the text.
    pub(super) fn names(mut self) -> Vec<Name> {
        self.names.sort_by_key(|name| name.at.start);
        self.names
    }

    fn at(&self, span: Span) -> Range<usize> {
        range(self.source, span.start_offset as usize..span.end_offset as usize)
    }

    fn refuse<T>(&self, span: Span, message: &str, help: &str) -> Result<T, ExprError> {
        Err(error(self.at(span), message, help))
    }

    pub(super) fn node(&mut self, expr: &ast::Expr<'_>) -> Result<Node, ExprError> {
        if let Some((path, at)) = self.path(expr) {
            if path.len() == 1 && path[0] == "null" {
                return Ok(Node::Constant(Datum::Null));
            }
            self.names.push(Name { path: path.clone(), at });
            return Ok(Node::Name(path));
        }
        Ok(match expr {
            ast::Expr::Const(found) => self.constant(&found.value, found.span())?,
            ast::Expr::Var(found) => return self.refuse(found.span(), "a name is expected here", ""),
            ast::Expr::GetAttr(found) => {
                let index = Box::new(Node::Constant(Datum::Text(found.name.to_owned().into())));
                Node::Item { of: self.boxed(&found.expr)?, index }
            }
            ast::Expr::GetItem(found) => {
                Node::Item { of: self.boxed(&found.expr)?, index: self.boxed(&found.subscript_expr)? }
            }
            ast::Expr::UnaryOp(found) => match found.op {
                ast::UnaryOpKind::Not => Node::Not(self.boxed(&found.expr)?),
                ast::UnaryOpKind::Neg => Node::Negative(self.boxed(&found.expr)?),
            },
            ast::Expr::BinOp(found) => self.binary(found)?,
            ast::Expr::Compare(found) => {
                let first = self.boxed(&found.expr)?;
                let rest = found.ops.iter().map(|op| Ok((comparison(op.op), self.node(&op.expr)?)));
                Node::Compare { first, rest: rest.collect::<Result<_, ExprError>>()? }
            }
            ast::Expr::IfExpr(found) => Node::If {
                test: self.boxed(&found.test_expr)?,
                yes: self.boxed(&found.true_expr)?,
                no: found.false_expr.as_ref().map(|no| self.boxed(no)).transpose()?,
            },
            ast::Expr::Filter(found) => self.filter(found)?,
            ast::Expr::Test(found) => self.test(found)?,
            ast::Expr::List(found) => Node::List(found.items.iter().map(|e| self.node(e)).collect::<Result<_, _>>()?),
            ast::Expr::Map(found) => self.map(found)?,
            ast::Expr::Slice(found) => return self.refuse(found.span(), "slices are no part of the language", ""),
            ast::Expr::Tuple(found) => {
                return self.refuse(found.span(), "a list is written in brackets", "write `[a, b]`");
            }
            ast::Expr::Call(found) => return Err(self.call(found)),
        })
    }

    fn boxed(&mut self, expr: &ast::Expr<'_>) -> Result<Box<Node>, ExprError> {
        self.node(expr).map(Box::new)
    }

    /// `a.b['c']` and its bytes. Spans of attributes end right, but start right only at the first step.
    fn path(&self, expr: &ast::Expr<'_>) -> Option<(Vec<String>, Range<usize>)> {
        match expr {
            ast::Expr::Var(found) => Some((vec![found.id.to_owned()], self.at(found.span()))),
            ast::Expr::GetAttr(found) => {
                let (path, at) = self.path(&found.expr)?;
                Some(self.longer(path, &at, found.name, found.span()))
            }
            ast::Expr::GetItem(found) => {
                let ast::Expr::Const(index) = &found.subscript_expr else { return None };
                let (path, at) = self.path(&found.expr)?;
                Some(self.longer(path, &at, index.value.as_str()?, found.span()))
            }
            _ => None,
        }
    }

    fn longer(&self, mut path: Vec<String>, at: &Range<usize>, step: &str, span: Span) -> (Vec<String>, Range<usize>) {
        path.push(step.to_owned());
        (path, range(self.source, at.start..span.end_offset as usize))
    }

    fn constant(&self, value: &minijinja::Value, span: Span) -> Result<Node, ExprError> {
        let datum = match value.kind() {
            ValueKind::None | ValueKind::Undefined => Datum::Null,
            ValueKind::Bool => Datum::Bool(value.is_true()),
            ValueKind::String => Datum::Text(value.as_str().unwrap_or_default().to_owned().into()),
            ValueKind::Number => {
                let whole = value.is_integer().then(|| value.as_i64()).flatten().map(Number::from);
                let number = whole.or_else(|| f64::try_from(value.clone()).ok().and_then(Number::from_f64));
                match number {
                    Some(number) => Datum::Number(number),
                    None => return self.refuse(span, "this number is too large", "write it as text"),
                }
            }
            _ => return self.refuse(span, "this constant is no part of the language", ""),
        };
        Ok(Node::Constant(datum))
    }

    fn binary(&mut self, found: &ast::BinOp<'_>) -> Result<Node, ExprError> {
        use ast::BinOpKind as Op;
        if matches!(found.op, Op::Sub) {
            self.hyphen(found)?;
        }
        let (left, right) = (self.boxed(&found.left)?, self.boxed(&found.right)?);
        let compare = |how, first, second: Box<Node>| Node::Compare { first, rest: vec![(how, *second)] };
        let compute = |how, left, right| Node::Compute { how, left, right };
        Ok(match found.op {
            Op::Eq => compare(Comparison::Equal, left, right),
            Op::Ne => compare(Comparison::Unequal, left, right),
            Op::Lt => compare(Comparison::Less, left, right),
            Op::Lte => compare(Comparison::AtMost, left, right),
            Op::Gt => compare(Comparison::More, left, right),
            Op::Gte => compare(Comparison::AtLeast, left, right),
            Op::In => compare(Comparison::In, left, right),
            Op::ScAnd => Node::And(left, right),
            Op::ScOr => Node::Or(left, right),
            Op::Add => compute(Arithmetic::Add, left, right),
            Op::Sub => compute(Arithmetic::Subtract, left, right),
            Op::Mul => compute(Arithmetic::Multiply, left, right),
            Op::Div => compute(Arithmetic::Divide, left, right),
            Op::FloorDiv => compute(Arithmetic::DivideDown, left, right),
            Op::Rem => compute(Arithmetic::Remainder, left, right),
            Op::Concat => Node::Concat(left, right),
            Op::Pow => return self.refuse(found.right.span(), "powers are no part of the language", ""),
        })
    }

    /// `current.payroll.end-date` without blanks was meant as a name.
    fn hyphen(&self, found: &ast::BinOp<'_>) -> Result<(), ExprError> {
        let (Some((path, left)), Some(right)) = (self.path(&found.left), first_var(&found.right)) else {
            return Ok(());
        };
        let right = self.at(right.span());
        if self.source.get(left.end..right.start) != Some("-") {
            return Ok(());
        }
        let tail = &self.source[left.end..];
        let length = tail.find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '-')).unwrap_or(tail.len());
        let (name, holder) = path.split_last().map_or(("", &path[..0]), |(name, holder)| (name.as_str(), holder));
        let whole = format!("{name}{}", &tail[..length]);
        let help = if holder.is_empty() {
            format!(
                "`-` subtracts, and a first name has no hyphen: did you mean `part['{whole}']`? To subtract, put blanks around `-`"
            )
        } else {
            format!("write `{}['{whole}']`; to subtract, put blanks around `-`", holder.join("."))
        };
        Err(error(left.start..left.end + length, format!("`{whole}` is read as a subtraction"), &help))
    }

    fn filter(&mut self, found: &ast::Spanned<ast::Filter<'_>>) -> Result<Node, ExprError> {
        let start = found.span().start_offset as usize;
        let at = range(self.source, start..start + found.name.len());
        let Some(of) = &found.expr else { return Err(error(at, "a filter needs a value before it", "")) };
        let filter = Filter::named(found.name).ok_or_else(|| {
            let near = nearest(found.name, Filter::names());
            unknown(at.clone(), "filter", found.name, near, &Filter::names().collect::<Vec<_>>())
        })?;
        let of = self.boxed(of)?;
        let arguments = self.arguments(&found.args, &at)?;
        let (least, most) = filter.arguments();
        if arguments.len() < least || arguments.len() > most {
            let wanted = if least == most { least.to_string() } else { format!("{least} to {most}") };
            return Err(error(at, format!("`{}` takes {wanted} arguments, not {}", found.name, arguments.len()), ""));
        }
        Ok(Node::Filter { filter, of, arguments })
    }

    fn arguments(&mut self, found: &[ast::CallArg<'_>], at: &Range<usize>) -> Result<Vec<Node>, ExprError> {
        let nodes = found.iter().map(|argument| match argument {
            ast::CallArg::Pos(expr) => self.node(expr),
            _ => Err(error(at.clone(), "arguments are given in order, without names", "")),
        });
        nodes.collect()
    }

    fn test(&mut self, found: &ast::Spanned<ast::Test<'_>>) -> Result<Node, ExprError> {
        let start = found.span().start_offset as usize;
        let at = range(self.source, start..start + found.name.len());
        let names = || Test::ALL.iter().map(|(name, _)| *name);
        let Some((_, test)) = Test::ALL.iter().find(|(name, _)| *name == found.name) else {
            let near = nearest(found.name, names());
            return Err(unknown(at, "test", found.name, near, &names().collect::<Vec<_>>()));
        };
        if !found.args.is_empty() {
            return Err(error(at, format!("the test `{}` takes no argument", found.name), ""));
        }
        Ok(Node::Test { test: *test, of: self.boxed(&found.expr)? })
    }

    fn map(&mut self, found: &ast::Map<'_>) -> Result<Node, ExprError> {
        let mut members = Vec::with_capacity(found.keys.len());
        for (key, value) in found.keys.iter().zip(&found.values) {
            let name = match key {
                ast::Expr::Const(key) => key.value.as_str().map(str::to_owned),
                _ => None,
            };
            let Some(name) = name else { return self.refuse(key.span(), "a key is a text in quotes", "") };
            members.push((name, self.node(value)?));
        }
        Ok(Node::Map(members))
    }

    fn call(&self, found: &ast::Spanned<ast::Call<'_>>) -> ExprError {
        let (name, at) = match &found.expr {
            ast::Expr::Var(var) => (var.id, self.at(var.span())),
            ast::Expr::GetAttr(attribute) => {
                let end = attribute.span().end_offset as usize;
                (attribute.name, range(self.source, end.saturating_sub(attribute.name.len())..end))
            }
            other => ("()", self.at(other.span())),
        };
        let help = match Filter::named(name) {
            Some(_) => format!("`{name}` is a filter: write `value | {name}`"),
            None => "the language has filters (`value | date`), no functions".to_owned(),
        };
        ExprError { help: Some(help), ..unknown(at, "function", name, None, &[]) }
    }
}

fn unknown(at: Range<usize>, what: &str, name: &str, near: Option<&str>, all: &[&str]) -> ExprError {
    let help = near.map_or_else(|| format!("there are: {}", all.join(", ")), |near| format!("did you mean `{near}`?"));
    let message = format!("there is no {what} `{name}`");
    ExprError { code: &codes::UNKNOWN_FILTER, at, message, help: Some(help) }
}

fn first_var<'e, 's>(expr: &'e ast::Expr<'s>) -> Option<&'e ast::Spanned<ast::Var<'s>>> {
    match expr {
        ast::Expr::Var(found) => Some(found),
        ast::Expr::GetAttr(found) => first_var(&found.expr),
        ast::Expr::GetItem(found) => first_var(&found.expr),
        ast::Expr::Test(found) => first_var(&found.expr),
        ast::Expr::Filter(found) => found.expr.as_ref().and_then(first_var),
        _ => None,
    }
}

fn comparison(kind: ast::CompareOpKind) -> Comparison {
    use ast::CompareOpKind as Op;
    match kind {
        Op::Eq => Comparison::Equal,
        Op::Ne => Comparison::Unequal,
        Op::Lt => Comparison::Less,
        Op::Lte => Comparison::AtMost,
        Op::Gt => Comparison::More,
        Op::Gte => Comparison::AtLeast,
        Op::In => Comparison::In,
        Op::NotIn => Comparison::NotIn,
    }
}
