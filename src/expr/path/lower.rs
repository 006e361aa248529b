//! From jsonpath-rust's tree to the program, with the checks that its grammar leaves out.

use jsonpath_rust::parser::model as tree;
use regex::{Regex, RegexBuilder};
use serde_json::Value;

use super::program::{Operand, Order, Pattern, Program, Query, Segment, Selector, Step, Test};

/// `..` multiplies what is visited.
const MOST_DEEP: usize = 4;

/// Why a path that is well written cannot be used.
#[derive(Debug)]
pub(super) enum Fault {
    /// In words for the author.
    Path(String),
    /// A regular expression, and what is wrong with it.
    Regex(String, String),
}

type Lowered<T> = Result<T, Fault>;

pub(super) fn lower(query: &tree::JpQuery) -> Lowered<Program> {
    let segments = segments(&query.segments)?;
    Ok(match singular(&segments) {
        Some(steps) => Program::Singular(steps),
        None => Program::Query(segments),
    })
}

/// The steps of a query that is made of names and indexes only.
fn singular(segments: &[Segment]) -> Option<Vec<Step>> {
    let step = |segment: &Segment| match segment.selectors.as_slice() {
        [Selector::Step(step)] if !segment.deep => Some(step.clone()),
        _ => None,
    };
    segments.iter().map(step).collect()
}

fn segments(all: &[tree::Segment]) -> Lowered<Vec<Segment>> {
    let deep = all.iter().filter(|one| matches!(one, tree::Segment::Descendant(_))).count();
    if deep > MOST_DEEP {
        return Err(Fault::Path(format!("`..` stands {deep} times in it; at most {MOST_DEEP} are allowed")));
    }
    all.iter().map(|one| segment(one, false)).collect()
}

fn segment(one: &tree::Segment, deep: bool) -> Lowered<Segment> {
    let selectors = match one {
        tree::Segment::Descendant(inner) => return segment(inner, true),
        tree::Segment::Selector(one) => vec![selector(one)?],
        tree::Segment::Selectors(several) => several.iter().map(selector).collect::<Lowered<_>>()?,
    };
    Ok(Segment { deep, selectors })
}

fn selector(one: &tree::Selector) -> Lowered<Selector> {
    Ok(match one {
        tree::Selector::Name(name) => Selector::Step(Step::Name(name.clone())),
        tree::Selector::Index(index) => Selector::Step(Step::Index(*index)),
        tree::Selector::Wildcard => Selector::All,
        tree::Selector::Slice(from, to, by) => Selector::Slice { from: *from, to: *to, by: by.unwrap_or(1) },
        tree::Selector::Filter(filter) => Selector::Filter(test(filter)?),
    })
}

fn test(filter: &tree::Filter) -> Lowered<Test> {
    Ok(match filter {
        tree::Filter::Or(parts) => Test::Or(parts.iter().map(test).collect::<Lowered<_>>()?),
        tree::Filter::And(parts) => Test::And(parts.iter().map(test).collect::<Lowered<_>>()?),
        tree::Filter::Atom(tree::FilterAtom::Filter { expr, not }) => negated(test(expr)?, *not),
        tree::Filter::Atom(tree::FilterAtom::Test { expr, not }) => negated(atom(expr)?, *not),
        tree::Filter::Atom(tree::FilterAtom::Comparison(comparison)) => {
            let (left, right) = comparison.vals();
            let order = match comparison.as_ref() {
                tree::Comparison::Eq(..) => Order::Equal,
                tree::Comparison::Ne(..) => Order::NotEqual,
                tree::Comparison::Gt(..) => Order::Greater,
                tree::Comparison::Gte(..) => Order::GreaterOrEqual,
                tree::Comparison::Lt(..) => Order::Less,
                tree::Comparison::Lte(..) => Order::LessOrEqual,
            };
            Test::Compare { left: comparable(left)?, order, right: comparable(right)? }
        }
    })
}

fn negated(test: Test, not: bool) -> Test {
    if not { Test::Not(Box::new(test)) } else { test }
}

fn atom(test: &tree::Test) -> Lowered<Test> {
    let tree::Test::Function(function) = test else { return Ok(Test::Exists(query(test, "a test")?)) };
    match function.as_ref() {
        tree::TestFunction::Match(text, pattern) => matches(text, pattern, true),
        tree::TestFunction::Search(text, pattern) => matches(text, pattern, false),
        tree::TestFunction::Length(_) => Err(uncompared("length")),
        tree::TestFunction::Count(_) => Err(uncompared("count")),
        tree::TestFunction::Value(_) => Err(uncompared("value")),
        tree::TestFunction::Custom(name, _) => Err(unknown(name)),
    }
}

fn matches(text: &tree::FnArg, pattern: &tree::FnArg, whole: bool) -> Lowered<Test> {
    let name = if whole { "match" } else { "search" };
    let text = value_argument(text, name)?;
    let pattern = match value_argument(pattern, name)? {
        Operand::Literal(Value::String(written)) => {
            let regex = regex(&written, whole).map_err(|error| {
                let reason = error.to_string();
                let reason = reason.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
                Fault::Regex(written, reason)
            })?;
            Pattern::Fixed(regex)
        }
        data => Pattern::Data(data),
    };
    Ok(Test::Matches { text, pattern, whole })
}

/// Compiles a pattern; `.` is any character but a line break (RFC 9485).
pub(super) fn regex(pattern: &str, whole: bool) -> Result<Regex, regex::Error> {
    let mut text = String::with_capacity(pattern.len() + 16);
    text.push_str(if whole { r"\A(?:" } else { "(?:" });
    let (mut escaped, mut class) = (false, false);
    for c in pattern.chars() {
        match c {
            '.' if !escaped && !class => text.push_str(r"[^\n\r]"),
            c => text.push(c),
        }
        class = if escaped { class } else { (class || c == '[') && c != ']' };
        escaped = c == '\\' && !escaped;
    }
    text.push_str(if whole { r")\z" } else { ")" });
    RegexBuilder::new(&text).size_limit(1 << 20).build()
}

fn comparable(one: &tree::Comparable) -> Lowered<Operand> {
    match one {
        tree::Comparable::Literal(value) => Ok(Operand::Literal(literal(value))),
        tree::Comparable::Function(function) => computed(function),
        tree::Comparable::SingularQuery(query) => {
            let (from_root, steps) = match query {
                tree::SingularQuery::Current(steps) => (false, steps),
                tree::SingularQuery::Root(steps) => (true, steps),
            };
            let step = |step: &tree::SingularQuerySegment| match step {
                tree::SingularQuerySegment::Index(index) => Step::Index(*index),
                tree::SingularQuerySegment::Name(name) => Step::Name(name.clone()),
            };
            Ok(Operand::One { from_root, steps: steps.iter().map(step).collect() })
        }
    }
}

fn computed(function: &tree::TestFunction) -> Lowered<Operand> {
    match function {
        tree::TestFunction::Length(argument) => Ok(Operand::Length(Box::new(value_argument(argument, "length")?))),
        tree::TestFunction::Count(argument) => Ok(Operand::Count(nodes_argument(argument, "count")?)),
        tree::TestFunction::Value(argument) => Ok(Operand::Only(nodes_argument(argument, "value")?)),
        tree::TestFunction::Match(..) | tree::TestFunction::Search(..) => {
            Err(Fault::Path("match() and search() say yes or no and cannot be compared".to_owned()))
        }
        tree::TestFunction::Custom(name, _) => Err(unknown(name)),
    }
}

/// An argument that is at most one value.
fn value_argument(argument: &tree::FnArg, function: &str) -> Lowered<Operand> {
    match argument {
        tree::FnArg::Literal(value) => Ok(Operand::Literal(literal(value))),
        tree::FnArg::Test(test) => match test.as_ref() {
            tree::Test::Function(inner) => computed(inner),
            other => {
                let query = query(other, function)?;
                let steps = singular(&query.segments).ok_or_else(|| {
                    Fault::Path(format!("{function}() takes one value, and this path can find several"))
                })?;
                Ok(Operand::One { from_root: query.from_root, steps })
            }
        },
        tree::FnArg::Filter(_) => Err(Fault::Path(format!("{function}() takes a value, not a condition"))),
    }
}

/// An argument that is a path.
fn nodes_argument(argument: &tree::FnArg, function: &str) -> Lowered<Query> {
    match argument {
        tree::FnArg::Test(test) => query(test, function),
        _ => Err(Fault::Path(format!("{function}() takes a path such as `@.a[*]`"))),
    }
}

fn query(test: &tree::Test, wanted_by: &str) -> Lowered<Query> {
    match test {
        tree::Test::RelQuery(all) => Ok(Query { from_root: false, segments: segments(all)? }),
        tree::Test::AbsQuery(query) => Ok(Query { from_root: true, segments: segments(&query.segments)? }),
        tree::Test::Function(_) => Err(Fault::Path(format!("{wanted_by}() takes a path such as `@.a[*]`"))),
    }
}

fn literal(literal: &tree::Literal) -> Value {
    match literal {
        tree::Literal::Int(whole) => Value::from(*whole),
        tree::Literal::Float(float) => Value::from(*float),
        tree::Literal::String(text) => Value::from(text.as_str()),
        tree::Literal::Bool(flag) => Value::from(*flag),
        tree::Literal::Null => Value::Null,
    }
}

fn uncompared(name: &str) -> Fault {
    Fault::Path(format!("{name}() gives a value: compare it with something, as in `{name}(@.a) > 1`"))
}

fn unknown(name: &str) -> Fault {
    Fault::Path(format!("there is no function `{name}()`; there are length, count, value, match and search"))
}
