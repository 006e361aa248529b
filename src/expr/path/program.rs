//! A path as it is run.

use regex::Regex;
use serde_json::Value;

/// What a path selects.
#[derive(Debug, Clone)]
pub(super) enum Program {
    /// Names and indexes only: at most one value.
    Singular(Vec<Step>),
    /// Anything else.
    Query(Vec<Segment>),
}

/// A name or an index; a negative one counts from the end.
#[derive(Debug, Clone)]
pub(super) enum Step {
    Name(String),
    Index(i64),
}

#[derive(Debug, Clone)]
pub(super) struct Segment {
    /// `..`: at every depth.
    pub(super) deep: bool,
    pub(super) selectors: Vec<Selector>,
}

#[derive(Debug, Clone)]
pub(super) enum Selector {
    Step(Step),
    All,
    Slice { from: Option<i64>, to: Option<i64>, by: i64 },
    Filter(Test),
}

/// Yes or no about one value.
#[derive(Debug, Clone)]
pub(super) enum Test {
    Or(Vec<Test>),
    And(Vec<Test>),
    Not(Box<Test>),
    Exists(Query),
    Compare { left: Operand, order: Order, right: Operand },
    Matches { text: Operand, pattern: Pattern, whole: bool },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// A query inside a filter: from the value that is tested, or from the root.
#[derive(Debug, Clone)]
pub(super) struct Query {
    pub(super) from_root: bool,
    pub(super) segments: Vec<Segment>,
}

/// One side of a comparison: at most one value.
#[derive(Debug, Clone)]
pub(super) enum Operand {
    Literal(Value),
    One {
        from_root: bool,
        steps: Vec<Step>,
    },
    Length(Box<Operand>),
    Count(Query),
    /// The value of a query that finds exactly one.
    Only(Query),
}

#[derive(Debug, Clone)]
pub(super) enum Pattern {
    /// Compiled with the path.
    Fixed(Regex),
    /// From the data; compiled for every value that is tested.
    Data(Operand),
}
