//! Conditions, compiled once.

use std::sync::Arc;

use serde_json::Value;

use super::eval::eval;
use super::node::{Name, Node};
use super::operators::truth;
use super::scope::View;
use super::{EvalError, ExprError, Scope, syntax};

/// A compiled condition: a bare expression. An absent name counts as null; null, false, 0, `""` and empty are false.
///
/// `==` and `!=` take null like any value; `<`, `<=`, `>`, `>=` are false when a side is null or absent, or when the
/// two cannot be ordered (so `not (a < b)` holds then). Numbers compare as decimals, texts by their characters, so ISO
/// dates by time. A text compared with a number in any way is an error, since it would say the same of everybody.
#[derive(Debug, Clone)]
pub struct Condition {
    compiled: Arc<Compiled>,
}

#[derive(Debug)]
struct Compiled {
    source: String,
    node: Node,
    names: Vec<Name>,
}

impl Condition {
    /// Compiles an expression without braces: `settings.email == 'work'`.
    ///
    /// # Errors
    /// With the culprit's bytes.
    pub fn compile(source: &str) -> Result<Self, ExprError> {
        let (node, names) = syntax::expression(source)?;
        Ok(Self { compiled: Arc::new(Compiled { source: source.to_owned(), node, names }) })
    }

    /// The text it was compiled from.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.compiled.source
    }

    /// Every name it uses.
    #[must_use]
    pub fn names(&self) -> &[Name] {
        &self.compiled.names
    }

    /// Whether it holds.
    ///
    /// # Errors
    /// When it cannot be evaluated on these values.
    pub fn holds(&self, scope: &Scope) -> Result<bool, EvalError> {
        self.holds_beside(scope, &[])
    }

    /// As [`Condition::holds`], with borrowed names beside the scope's (they hide the scope's): no copy of a record
    /// is needed to ask about it.
    ///
    /// # Errors
    /// When it cannot be evaluated on these values.
    pub fn holds_beside<'v>(&'v self, scope: &'v Scope, beside: &'v [(&'v str, &'v Value)]) -> Result<bool, EvalError> {
        Ok(truth(&eval(&self.compiled.node, View { scope, beside })?))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn holds(text: &str) -> bool {
        let employee = json!({"hire": "2026-02-01", "end": "2026-01-01", "no": null, "amount": 0.1, "big": 9_007_199_254_740_993_i64});
        let scope = Scope::new().with("settings", &json!({"email": "work", "patch": {"supported": true}, "zero": 0}));
        Condition::compile(text).unwrap().holds_beside(&scope, &[("employee", &employee)]).unwrap()
    }

    #[test]
    fn holds_what_is_true() {
        for text in [
            "settings.email == 'work'",
            "settings.patch.supported",
            "not settings.off",
            "employee.end and employee.end < employee.hire",
            "employee.no == null",
            "employee.gone == null and employee.gone is none and null == none",
            "employee.amount + 0.2 == 0.3",
            "employee.big > 9007199254740992",
            "1 < 2 <= 2.0",
            "'a' in ['a', 'b'] and 'x' not in 'abc'",
            "true and not false",
            "settings.email in ['work', 'private']",
            "(employee.hire | default('')) != ''",
        ] {
            assert!(holds(text), "{text}");
        }
    }

    #[test]
    fn nothing_is_neither_more_nor_less() {
        for text in [
            "employee.gone < employee.hire",
            "employee.hire < employee.gone",
            "employee.no <= employee.no",
            "employee.no >= null",
            "employee.gone > 0",
            "employee.no == ''",
            "employee.no == 0",
            "settings.zero",
            "employee.gone.deeper.still",
            "employee.gone * 12 < 1000",
        ] {
            assert!(!holds(text), "{text}");
        }
    }

    #[test]
    fn a_text_is_not_compared_with_a_number() {
        let employee = json!({"number": "5", "rate": 80, "no": null});
        let scope = Scope::new().with("settings", &json!({"company": 12, "names": ["a"]}));
        let asked = |text: &str| Condition::compile(text).unwrap().holds_beside(&scope, &[("employee", &employee)]);
        for (text, name) in [
            ("employee.number == 5", "`employee.number` is a text, and it is compared with a number: "),
            ("5 != employee.number", "`employee.number` is a text, and it is compared with a number: "),
            ("employee.number < 7", "`employee.number` is a text"),
            ("employee.number in [1, 2]", "`employee.number` is a text"),
            ("employee.number not in [1, 2]", "`employee.number` is a text"),
            ("employee.rate >= '80'", "`employee.rate` is a number, and it is compared with a text: "),
            ("employee.rate in ['80']", "`employee.rate` is a number"),
            ("employee.rate in '80 %'", "`employee.rate` is a number"),
            ("1 <= employee.number", "`employee.number` is a text"),
            (
                "employee.rate in settings.names",
                "`employee.rate` is a number, and it is compared with `settings.names`",
            ),
            (
                "settings.company == employee.number",
                "`settings.company` is a number, and it is compared with `employee.number`, a text",
            ),
            ("true and (employee.number | trim) == 5", "`employee.number` is a text"),
        ] {
            let message = asked(text).unwrap_err().message;
            assert!(message.starts_with(name), "{text}: {message}");
            assert!(!message.contains("80") && !message.contains('5') && !message.contains("12"), "{message}");
        }
        for (text, holds) in [
            ("employee.no == 5", false),
            ("employee.gone != 5", true),
            ("employee.gone < 5", false),
            ("employee.number in []", false),
            ("employee.number in [1, '5']", true),
            ("employee.number in ['4']", false),
            ("employee.gone in [1]", false),
            ("employee.rate in {}", false),
            ("false and employee.number == 5", false),
        ] {
            assert_eq!(asked(text).unwrap(), holds, "{text}");
        }
    }

    #[test]
    fn reports_names_and_mistakes() {
        let condition = Condition::compile("settings.a == employee['b-c']").unwrap();
        let names: Vec<_> = condition.names().iter().map(|name| name.at.clone()).collect();
        assert_eq!(names, [0..10, 14..29]);
        assert_eq!(Condition::compile("{{ a }}").unwrap_err().at, 0..2);
        assert_eq!(Condition::compile("a = 1").unwrap_err().at, 2..3);
        assert_eq!(Condition::compile("a | uper").unwrap_err().at, 4..8);
        assert!(Condition::compile(" ").is_err());
    }
}
