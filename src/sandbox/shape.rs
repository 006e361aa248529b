//! Data with expressions in it: what an answer, a row or a refusal's body looks like.

use std::collections::BTreeMap;

use minijinja::value::Value;

use super::expression::Expr;
use super::types::Problems;
use crate::record::Pointer;

/// The names an expression sees.
#[derive(Clone)]
pub(super) struct Scope {
    names: BTreeMap<String, Value>,
    value: Value,
}

impl Scope {
    pub(super) fn new(names: BTreeMap<String, Value>) -> Self {
        let value = Value::from(names.clone());
        Self { names, value }
    }

    /// The same with one more name.
    pub(super) fn with(&self, name: &str, value: Value) -> Self {
        let mut names = self.names.clone();
        names.insert(name.to_owned(), value);
        Self::new(names)
    }

    pub(super) fn value(&self) -> &Value {
        &self.value
    }
}

/// A compiled shape.
pub(super) enum Shape {
    Literal(Value),
    /// `{{ x }}` alone: keeps the type; undefined leaves the key out.
    Typed(Expr),
    /// Text with expressions in it.
    Text(Vec<Piece>),
    Map(Vec<(Option<String>, Shape)>),
    List(Vec<Shape>),
    Each {
        list: Expr,
        name: String,
        lets: Vec<(String, Shape)>,
        filter: Option<Expr>,
        item: Box<Shape>,
        one: bool,
    },
}

/// A piece of a text.
pub(super) enum Piece {
    Plain(String),
    Expr(Expr),
}

impl Shape {
    /// Compiles; what is wrong goes to `problems`.
    pub(super) fn new(source: &serde_json::Value, known: &[&str], at: &Pointer, problems: &mut Problems) -> Self {
        use serde_json::Value as Json;
        match source {
            Json::String(text) => Self::text(text, known, at, problems),
            Json::Array(items) => {
                let item = |(n, item)| Self::new(item, known, &at.item(n), problems);
                Self::List(items.iter().enumerate().map(item).collect())
            }
            Json::Object(map) if map.contains_key("each") => Self::each(map, known, at, problems),
            Json::Object(map) => {
                let mut entries = Vec::new();
                for (key, value) in map {
                    let shape = Self::new(value, known, &at.key(key), problems);
                    entries.push(((key != "...").then(|| key.clone()), shape));
                }
                Self::Map(entries)
            }
            plain => Self::Literal(Value::from(minijinja::value::Serde(plain))),
        }
    }

    fn each(
        map: &serde_json::Map<String, serde_json::Value>,
        known: &[&str],
        at: &Pointer,
        problems: &mut Problems,
    ) -> Self {
        for key in map.keys().filter(|key| !matches!(key.as_str(), "each" | "as" | "let" | "where" | "item" | "one")) {
            problems.push((
                at.key(key),
                format!("`{key}` means nothing beside `each` (there are as, let, where, item, one)"),
            ));
        }
        let text = |key: &str| map.get(key).and_then(serde_json::Value::as_str);
        let name = text("as").unwrap_or("row").to_owned();
        let mut inner = known.to_vec();
        inner.push(&name);
        let mut lets = Vec::new();
        for (name, value) in map.get("let").and_then(serde_json::Value::as_object).into_iter().flatten() {
            lets.push((name.clone(), Self::new(value, &inner, &at.key("let").key(name), problems)));
            inner.push(name);
        }
        let list = compile(text("each").unwrap_or_default(), known, &at.key("each"), problems);
        let filter = text("where").and_then(|text| compile(text, &inner, &at.key("where"), problems));
        let item = match map.get("item") {
            Some(item) => Self::new(item, &inner, &at.key("item"), problems),
            None => Self::text(&format!("{{{{ {name} }}}}"), &inner, at, problems),
        };
        let one = map.get("one").is_some_and(|one| *one == serde_json::Value::Bool(true));
        match list {
            Some(list) => Self::Each { list, name, lets, filter, item: Box::new(item), one },
            None => Self::Literal(Value::UNDEFINED),
        }
    }

    fn text(text: &str, known: &[&str], at: &Pointer, problems: &mut Problems) -> Self {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("{{") {
            let Some((inside, behind)) = after.split_once("}}") else {
                problems.push((at.clone(), "`{{` without `}}`".to_owned()));
                break;
            };
            if !before.is_empty() {
                pieces.push(Piece::Plain(before.to_owned()));
            }
            pieces.extend(compile(inside.trim(), known, at, problems).map(Piece::Expr));
            rest = behind;
        }
        if !rest.is_empty() {
            pieces.push(Piece::Plain(rest.to_owned()));
        }
        match pieces.as_slice() {
            [] => Self::Literal(Value::from("")),
            [Piece::Plain(plain)] => Self::Literal(Value::from(plain.clone())),
            [Piece::Expr(_)] => match pieces.pop() {
                Some(Piece::Expr(expr)) => Self::Typed(expr),
                _ => Self::Literal(Value::UNDEFINED),
            },
            _ => Self::Text(pieces),
        }
    }

    /// The data; members without a value are left out.
    pub(super) fn eval(&self, scope: &Scope) -> Result<Value, String> {
        match self {
            Self::Literal(value) => Ok(value.clone()),
            Self::Typed(expr) => expr.eval(scope.value()),
            Self::Text(pieces) => {
                let mut out = String::new();
                for piece in pieces {
                    match piece {
                        Piece::Plain(text) => out.push_str(text),
                        Piece::Expr(expr) => out.push_str(&text_of(&expr.eval(scope.value())?)),
                    }
                }
                Ok(Value::from(out))
            }
            Self::Map(entries) => eval_map(entries, scope),
            Self::List(items) => {
                let mut out = Vec::new();
                for item in items {
                    out.push(item.eval(scope)?);
                }
                out.retain(|value| !value.is_undefined());
                Ok(Value::from(out))
            }
            Self::Each { list, name, lets, filter, item, one } => {
                let list = list.eval(scope.value())?;
                if list.is_undefined() || list.is_none() {
                    return Ok(Value::UNDEFINED);
                }
                let mut out = Vec::new();
                for entry in list.try_iter().map_err(|e| e.to_string())? {
                    let mut inner = scope.with(name, entry);
                    for (name, shape) in lets {
                        inner = inner.with(name, shape.eval(&inner)?);
                    }
                    if filter.as_ref().map_or(Ok(true), |filter| filter.holds(inner.value()))? {
                        out.push(item.eval(&inner)?);
                        if *one {
                            break;
                        }
                    }
                }
                Ok(if *one { out.pop().unwrap_or(Value::UNDEFINED) } else { Value::from(out) })
            }
        }
    }
}

fn eval_map(entries: &[(Option<String>, Shape)], scope: &Scope) -> Result<Value, String> {
    let mut map = indexmap::IndexMap::new();
    for (key, shape) in entries {
        let value = shape.eval(scope)?;
        match key {
            Some(key) if !value.is_undefined() => {
                map.insert(Value::from(key.as_str()), value);
            }
            Some(key) => {
                map.shift_remove(&Value::from(key.as_str()));
            }
            None if value.is_undefined() || value.is_none() => {}
            None => {
                for key in value.try_iter().map_err(|e| e.to_string())? {
                    let inner = value.get_item(&key).map_err(|e| e.to_string())?;
                    map.insert(key, inner);
                }
            }
        }
    }
    Ok(Value::from_pairs(map))
}

/// A value within a text, or as one: `true`, not Python's `True`; nothing for none.
pub(super) fn text_of(value: &Value) -> String {
    match value.kind() {
        minijinja::value::ValueKind::Bool => if value.is_true() { "true" } else { "false" }.to_owned(),
        minijinja::value::ValueKind::None | minijinja::value::ValueKind::Undefined => String::new(),
        _ => value.to_string(),
    }
}

/// Compiles an expression; what is wrong goes to `problems`.
pub(super) fn compile(text: &str, known: &[&str], at: &Pointer, problems: &mut Problems) -> Option<Expr> {
    Expr::new(text, known).map_err(|message| problems.push((at.clone(), message))).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn eval(shape: &serde_json::Value) -> Result<serde_json::Value, Problems> {
        let mut problems = Problems::new();
        let shape = Shape::new(shape, &["n", "list", "map"], &Pointer::root(), &mut problems);
        if !problems.is_empty() {
            return Err(problems);
        }
        let scope =
            minijinja::context! { n => 7, list => vec![1, 2, 3], map => minijinja::context! { a => 1, b => 2 } };
        let names = ["n", "list", "map"].map(|name| (name.to_owned(), scope.get_attr(name).unwrap()));
        let value = shape.eval(&Scope::new(names.into_iter().collect())).unwrap();
        Ok(serde_json::to_value(&value).unwrap())
    }

    #[test]
    fn one_expression_alone_keeps_its_type() {
        assert_eq!(
            eval(&json!(["{{ n }}", "{{ n > 1 }} {{ n }}{{ none }}!", true])).unwrap(),
            json!([7, "true 7!", true])
        );
    }

    #[test]
    fn members_without_a_value_are_left_out_and_null_stays() {
        assert_eq!(eval(&json!({ "a": "{{ map.nothing }}", "b": null })).unwrap(), json!({ "b": null }));
    }

    #[test]
    fn keys_beside_a_spread_win_by_their_place() {
        assert_eq!(eval(&json!({ "b": 0, "...": "{{ map }}", "a": 9 })).unwrap(), json!({ "b": 2, "a": 9 }));
    }

    #[test]
    fn a_list_is_made_of_a_list() {
        let each =
            json!({ "each": "list", "as": "x", "let": { "y": "{{ x * n }}" }, "where": "x > 1", "item": "{{ y }}" });
        assert_eq!(eval(&each).unwrap(), json!([14, 21]));
        let one = json!({ "each": "list", "where": "row > 1", "one": true });
        assert_eq!(eval(&one).unwrap(), json!(2));
    }

    #[test]
    fn wrong_names_and_braces_are_found_with_their_place() {
        let problems = eval(&json!({ "a": ["{{ m }}", "{{ n"], "b": { "each": "list", "itme": 1 } })).unwrap_err();
        let places: Vec<&str> = problems.iter().map(|(at, _)| at.as_str()).collect();
        assert_eq!(places, ["/a/0", "/a/1", "/b/itme"]);
    }
}
