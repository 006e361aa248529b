//! Expressions of a twin: minijinja's, with a few filters and tests about rows, dates and bank accounts.

use std::sync::LazyLock;

use minijinja::value::{Kwargs, Value};
use minijinja::{Environment, Error, ErrorKind, Expression, UndefinedBehavior};

static ENVIRONMENT: LazyLock<Environment<'static>> = LazyLock::new(environment);

/// A compiled expression.
pub(super) struct Expr(Expression<'static, 'static>);

impl Expr {
    /// Compiles; `known` are the names in scope.
    pub(super) fn new(text: &str, known: &[&str]) -> Result<Self, String> {
        let expression = ENVIRONMENT.compile_expression_owned(text.to_owned()).map_err(|e| said(&e))?;
        for name in expression.undeclared_variables(false) {
            if !known.contains(&name.as_str()) && !ENVIRONMENT.globals().any(|(global, _)| global == name) {
                return Err(format!("`{name}` is not in scope here; there are: {}", known.join(", ")));
            }
        }
        Ok(Self(expression))
    }

    pub(super) fn eval(&self, scope: &Value) -> Result<Value, String> {
        self.0.eval(scope.clone()).map_err(|e| said(&e))
    }

    pub(super) fn holds(&self, scope: &Value) -> Result<bool, String> {
        self.eval(scope).map(|value| value.is_true())
    }
}

fn said(error: &Error) -> String {
    error.detail().map_or_else(|| error.kind().to_string(), |detail| format!("{}: {detail}", error.kind()))
}

fn environment() -> Environment<'static> {
    let mut env = Environment::new();
    env.set_undefined_behavior(UndefinedBehavior::Chainable);
    env.set_fuel(Some(50_000_000));
    env.add_filter("having", |list: Value, by: Kwargs| having(&list, &by).map(Value::from));
    env.add_filter("one", |list: Value, by: Kwargs| having(&list, &by).map(|rows| rows.into_iter().next()));
    env.add_filter("without", |map: Value, names: minijinja::value::Rest<String>| -> Result<Value, Error> {
        pairs(&map, |name| !names.contains(&name.to_owned()))
    });
    env.add_filter("only", |map: Value, names: Value| -> Result<Value, Error> {
        let names: Vec<String> = names.try_iter()?.map(|name| name.to_string()).collect();
        pairs(&map, |name| names.contains(&name.to_owned()))
    });
    env.add_filter("position", |list: Value, item: Value| -> Result<Option<usize>, Error> {
        Ok(list.try_iter()?.position(|entry| entry == item))
    });
    env.add_filter("fill", |text: &str, width: usize| format!("{text:0>width$}"));
    env.add_test("iban", |text: &str| {
        let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        plain.parse::<iban::Iban>().is_ok()
    });
    env.add_test("matching", |text: &str, pattern: &str| {
        regex::Regex::new(pattern)
            .map(|regex| regex.is_match(text))
            .map_err(|_| Error::new(ErrorKind::InvalidOperation, "not a regular expression"))
    });
    env
}

fn having(list: &Value, by: &Kwargs) -> Result<Vec<Value>, Error> {
    let mut wanted = Vec::new();
    for name in by.args() {
        wanted.push((name, by.get::<Value>(name)?));
    }
    if list.is_undefined() || list.is_none() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for row in list.try_iter()? {
        let mut equal = true;
        for (name, value) in &wanted {
            equal &= row.get_attr(name)? == *value;
        }
        if equal {
            found.push(row);
        }
    }
    Ok(found)
}

fn pairs(map: &Value, keep: impl Fn(&str) -> bool) -> Result<Value, Error> {
    let mut out = Vec::new();
    for key in map.try_iter()? {
        if key.as_str().is_some_and(&keep) {
            let value = map.get_item(&key)?;
            out.push((key, value));
        }
    }
    Ok(Value::from_pairs(out))
}

#[cfg(test)]
mod tests {
    use super::*;
    use minijinja::context;

    fn eval(text: &str, scope: &Value) -> String {
        Expr::new(text, &["rows", "r", "x"]).unwrap().eval(scope).unwrap().to_string()
    }

    #[test]
    fn rows_are_found_by_their_columns() {
        let rows = context! { rows => vec![context! { a => 1, b => "x" }, context! { a => 2, b => "y" }] };
        assert_eq!(eval("(rows | one(a=2)).b", &rows), "y");
        assert_eq!(eval("rows | one(a=3) is none", &rows), "True");
        assert_eq!(eval("rows | having(b='x') | length", &rows), "1");
    }

    #[test]
    fn an_iban_is_checked_by_its_digits() {
        assert_eq!(eval("'NL91 ABNA 0417 1643 00' is iban", &context! {}), "True");
        assert_eq!(eval("'NL92ABNA0417164300' is iban", &context! {}), "False");
    }

    #[test]
    fn names_out_of_scope_are_found_before_anything_runs() {
        assert!(Expr::new("rowz | length", &["rows"]).is_err());
        assert!(Expr::new("rows |", &["rows"]).is_err());
        assert!(Expr::new("rows | nonsense", &["rows"]).is_ok(), "filters are looked up when used");
    }
}
