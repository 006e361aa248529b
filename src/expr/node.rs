//! An expression, ready to be computed.

use std::ops::Range;

use super::filter::Filter;
use crate::record::Datum;

/// A dotted name that a template uses, with its bytes in the text: `settings.token` -> `["settings", "token"]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The steps, as far as they are plain names or `['quoted']` ones.
    pub path: Vec<String>,
    /// Where it stands in the text.
    pub at: Range<usize>,
}

/// A comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    Unequal,
    Less,
    AtMost,
    More,
    AtLeast,
    In,
    NotIn,
}

/// Arithmetic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
    DivideDown,
    Remainder,
}

/// A question behind `is`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Test {
    Defined,
    Undefined,
    None,
    String,
    Number,
    Boolean,
    Mapping,
    Sequence,
}

impl Test {
    pub(super) const ALL: [(&'static str, Self); 8] = [
        ("defined", Self::Defined),
        ("undefined", Self::Undefined),
        ("none", Self::None),
        ("string", Self::String),
        ("number", Self::Number),
        ("boolean", Self::Boolean),
        ("mapping", Self::Mapping),
        ("sequence", Self::Sequence),
    ];
}

/// One operation.
#[derive(Debug, Clone)]
pub(super) enum Node {
    Constant(Datum<'static>),
    Name(Vec<String>),
    Item { of: Box<Node>, index: Box<Node> },
    Not(Box<Node>),
    Negative(Box<Node>),
    And(Box<Node>, Box<Node>),
    Or(Box<Node>, Box<Node>),
    Compare { first: Box<Node>, rest: Vec<(Comparison, Node)> },
    Compute { how: Arithmetic, left: Box<Node>, right: Box<Node> },
    Concat(Box<Node>, Box<Node>),
    If { test: Box<Node>, yes: Box<Node>, no: Option<Box<Node>> },
    Filter { filter: Filter, of: Box<Node>, arguments: Vec<Node> },
    Test { test: Test, of: Box<Node> },
    List(Vec<Node>),
    Map(Vec<(String, Node)>),
}

impl Node {
    /// What a message calls it: the first name in it.
    pub(super) fn title(&self) -> String {
        self.first_name().map_or_else(|| "the expression".to_owned(), |path| format!("`{}`", path.join(".")))
    }

    /// It says the same whatever it is asked about.
    pub(super) fn is_constant(&self) -> bool {
        self.first_name().is_none()
    }

    fn first_name(&self) -> Option<&[String]> {
        match self {
            Self::Name(path) => Some(path),
            Self::Constant(_) => None,
            Self::Item { of, .. } | Self::Filter { of, .. } | Self::Test { of, .. } => of.first_name(),
            Self::Not(node) | Self::Negative(node) => node.first_name(),
            Self::And(left, right)
            | Self::Or(left, right)
            | Self::Concat(left, right)
            | Self::Compute { left, right, .. } => left.first_name().or_else(|| right.first_name()),
            Self::Compare { first, .. } => first.first_name(),
            Self::If { yes, test, .. } => yes.first_name().or_else(|| test.first_name()),
            Self::List(nodes) => nodes.iter().find_map(Self::first_name),
            Self::Map(members) => members.iter().find_map(|(_, node)| node.first_name()),
        }
    }
}

/// A piece of a text with expressions in it.
#[derive(Debug, Clone)]
pub(super) enum Piece {
    Literal(String),
    Expression(Node),
    If { test: Node, yes: Vec<Piece>, no: Vec<Piece> },
}
