//! Templates, compiled once.

use std::borrow::Cow;
use std::sync::Arc;

use serde_json::Value;

use super::eval::{LONGEST_TEXT, eval, part};
use super::node::{Name, Node, Piece};
use super::operators::{text_of, truth};
use super::scope::View;
use super::{Escape, EvalError, ExprError, Scope, syntax};
use crate::record::Datum;

/// A compiled template: text with `{{ expression }}` and `{% if … %}` in it.
#[derive(Debug, Clone)]
pub struct Template {
    compiled: Arc<Compiled>,
}

#[derive(Debug)]
struct Compiled {
    source: String,
    form: Form,
    names: Vec<Name>,
}

#[derive(Debug)]
enum Form {
    /// No expression at all.
    Literal(String),
    /// One `{{ … }}` and nothing else.
    Single(Node),
    Mixed(Vec<Piece>),
}

impl Template {
    /// Compiles a text with `{{ … }}`. Unknown filters, tests and functions are found here, not when it is used.
    ///
    /// # Errors
    /// With the culprit's bytes.
    pub fn compile(source: &str) -> Result<Self, ExprError> {
        let (form, names) = if ["{{", "{%", "{#"].iter().any(|sign| source.contains(sign)) {
            let (mut pieces, names) = syntax::template(source)?;
            let alone = source.starts_with("{{") && source.ends_with("}}") && pieces.len() == 1;
            let form = match pieces.pop() {
                Some(Piece::Expression(node)) if alone => Form::Single(node),
                Some(Piece::Literal(text)) if pieces.is_empty() => Form::Literal(text),
                None => Form::Literal(String::new()),
                Some(last) => {
                    pieces.push(last);
                    Form::Mixed(pieces)
                }
            };
            (form, names)
        } else {
            (Form::Literal(source.to_owned()), Vec::new())
        };
        Ok(Self { compiled: Arc::new(Compiled { source: source.to_owned(), form, names }) })
    }

    /// The text it was compiled from.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.compiled.source
    }

    /// The text itself, when it holds no expression at all.
    #[must_use]
    pub fn literal(&self) -> Option<&str> {
        match &self.compiled.form {
            Form::Literal(text) => Some(text),
            Form::Single(_) | Form::Mixed(_) => None,
        }
    }

    /// Every name it uses, in the order of the text.
    #[must_use]
    pub fn names(&self) -> &[Name] {
        &self.compiled.names
    }

    /// Its value: of the expression's own type when the whole text is one `{{ … }}`, text otherwise. None: absent.
    ///
    /// # Errors
    /// When a part of a mixed text is absent, or a filter refuses.
    pub fn value(&self, scope: &Scope) -> Result<Option<Value>, EvalError> {
        self.datum(scope, &[]).map(|datum| datum.to_value())
    }

    /// As [`Template::value`], borrowed where it can be, with borrowed names beside the scope's (they hide the
    /// scope's).
    ///
    /// # Errors
    /// As [`Template::value`].
    pub fn datum<'v>(&'v self, scope: &'v Scope, beside: &'v [(&'v str, &'v Value)]) -> Result<Datum<'v>, EvalError> {
        let view = View { scope, beside };
        match &self.compiled.form {
            Form::Literal(text) => Ok(Datum::Text(Cow::Borrowed(text))),
            Form::Single(node) => eval(node, view),
            Form::Mixed(pieces) => mixed(pieces, view, Escape::None).map(Datum::text),
        }
    }

    /// Its text, with every expression's result (not the literal pieces) escaped. None: absent or null.
    ///
    /// # Errors
    /// As [`Template::value`]; also when the value is an object or a list, or cannot stand in a URL's path.
    pub fn text(&self, scope: &Scope, escape: Escape) -> Result<Option<String>, EvalError> {
        let view = View { scope, beside: &[] };
        match &self.compiled.form {
            Form::Literal(text) => Ok(Some(text.clone())),
            Form::Mixed(pieces) => mixed(pieces, view, escape).map(Some),
            Form::Single(node) => {
                let value = eval(node, view)?;
                if !value.has_value() {
                    return Ok(None);
                }
                let text = text_of(value).ok_or_else(|| EvalError {
                    message: format!("{} is an object or a list, not text", node.title()),
                })?;
                escaped(text, node, escape).map(|text| Some(text.into_owned()))
            }
        }
    }
}

fn escaped<'t>(text: Cow<'t, str>, node: &Node, escape: Escape) -> Result<Cow<'t, str>, EvalError> {
    escape.apply(text).map_err(|reason| EvalError { message: format!("{} {reason}", node.title()) })
}

fn mixed(pieces: &[Piece], view: View<'_>, escape: Escape) -> Result<String, EvalError> {
    let mut text = String::new();
    write(pieces, view, escape, &mut text, &mut false)?;
    Ok(text)
}

fn write(
    pieces: &[Piece],
    view: View<'_>,
    escape: Escape,
    text: &mut String,
    in_query: &mut bool,
) -> Result<(), EvalError> {
    for piece in pieces {
        match piece {
            Piece::Literal(literal) => {
                *in_query |= literal.contains('?');
                text.push_str(literal);
            }
            Piece::Expression(node) => {
                let how = if *in_query && escape == Escape::UrlSegment { Escape::UrlQuery } else { escape };
                text.push_str(&escaped(part(node, view)?, node, how)?);
            }
            Piece::If { test, yes, no } => {
                let chosen = if truth(&eval(test, view)?) { yes } else { no };
                write(chosen, view, escape, text, in_query)?;
            }
        }
        if text.len() > LONGEST_TEXT {
            return Err(EvalError { message: "the text becomes too long".to_owned() });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn scope() -> Scope {
        Scope::new()
            .with(
                "settings",
                &json!({"token": "t0p", "n": 3, "rate": 0.1, "empty": "", "odd-name": 1, "list": ["a", null, "b"]}),
            )
            .with("current", &json!({"payroll": {"end-date": "2026-01-31", "nothing": null}}))
            .with("key", &json!("a b/ä"))
    }

    fn value(text: &str) -> Option<Value> {
        Template::compile(text).unwrap().value(&scope()).unwrap()
    }

    #[test]
    fn a_single_expression_keeps_its_type() {
        assert_eq!(value("{{ settings.n }}"), Some(json!(3)));
        assert_eq!(value("{{ settings.n + 1 }}"), Some(json!(4)));
        assert_eq!(value("{{ settings.rate * 3 }}"), Some(json!(0.3)));
        assert_eq!(value("{{ settings.list }}"), Some(json!(["a", null, "b"])));
        assert_eq!(value("{{ settings.list[2] }}"), Some(json!("b")));
        assert_eq!(value("{{ current.payroll.nothing }}"), Some(json!(null)));
        assert_eq!(value("{{ current.bank.Id }}"), None);
        assert_eq!(value("{{ current.bank.Id | trim }}"), None);
        assert_eq!(value("{{ current.bank.Id or 'x' }}"), Some(json!("x")));
        assert_eq!(value("{{ current.payroll['end-date'] }}"), Some(json!("2026-01-31")));
        assert_eq!(value("{{ settings.list | join('-') }}"), Some(json!("a-b")));
        assert_eq!(value("{{ {'a': settings.n, 'b': settings.no} }}"), Some(json!({"a": 3})));
    }

    #[test]
    fn anything_else_is_text() {
        assert_eq!(value("plain { text }\n"), Some(json!("plain { text }\n")));
        assert_eq!(value(" {{ settings.n }}"), Some(json!(" 3")));
        assert_eq!(value("{{ settings.n }}\n"), Some(json!("3\n")));
        assert_eq!(value("{{ settings.n }}{{ settings.rate }}"), Some(json!("30.1")));
        assert_eq!(value("{% if settings.n > 2 %}many{% else %}few{% endif %}"), Some(json!("many")));
        assert_eq!(value("id eq {{ 'a\"b\\\\c' | quoted }}"), Some(json!(r#"id eq "a\"b\\c""#)));
        let absent = Template::compile("x {{ current.bank.Id }}").unwrap().value(&scope()).unwrap_err();
        assert!(absent.message.contains("`current.bank.Id`"), "{absent}");
    }

    #[test]
    fn escapes_results_and_not_the_authors_text() {
        let text = |source: &str, escape| Template::compile(source).unwrap().text(&scope(), escape);
        let path = "/people/{{ key }}/x?filter={{ settings.empty }}{{ key }}";
        assert_eq!(
            text(path, Escape::UrlSegment).unwrap().as_deref(),
            Some("/people/a%20b%2F%C3%A4/x?filter=a%20b%2F%C3%A4")
        );
        assert!(text("/p/{{ settings.empty }}", Escape::UrlSegment).is_err());
        assert!(text("/p/{{ '..' }}", Escape::UrlSegment).is_err());
        assert_eq!(text("{{ settings.empty }}", Escape::UrlQuery).unwrap().as_deref(), Some(""));
        assert_eq!(text("{{ current.nobody }}", Escape::UrlQuery).unwrap(), None);
        assert!(text("{{ settings }}", Escape::None).is_err());
    }

    #[test]
    fn lists_its_names_with_their_bytes() {
        let source =
            "é {{ settings.a['b-c'].d | default(key) }} {{ x[0].y }}{% if lookup.t and null is none %}{% endif %}";
        let template = Template::compile(source).unwrap();
        let names: Vec<_> = template.names().iter().map(|n| (n.path.join("/"), &source[n.at.clone()])).collect();
        let expected =
            [("settings/a/b-c/d", "settings.a['b-c'].d"), ("key", "key"), ("x", "x"), ("lookup/t", "lookup.t")];
        assert_eq!(names, expected.map(|(path, text)| (path.to_owned(), text)));
        assert_eq!(Template::compile("no names").unwrap().literal(), Some("no names"));
    }

    #[test]
    fn depth_is_bounded() {
        for deep in ["(".repeat(2000), "not ".repeat(2000), "-".repeat(2000), "[".repeat(200), "a.".repeat(3000)] {
            assert!(Template::compile(&format!("{{{{ {deep}")).is_err());
        }
        let deep = [
            format!("{}a{}", "(".repeat(30), ")".repeat(30)),
            format!("{}a", "-".repeat(30)),
            format!("a{}", ".b".repeat(90)),
            format!("a{}", " + 1".repeat(90)),
            format!("a{}", " | trim".repeat(90)),
        ];
        for deep in deep {
            assert_eq!(Template::compile(&format!("{{{{ {deep} }}}}")).unwrap().value(&Scope::new()), Ok(None));
        }
        assert!(Template::compile(&format!("{{{{ {}a }}}}", "not ".repeat(30))).is_ok());
    }

    #[test]
    fn says_what_is_wrong_and_where() {
        for (source, id, culprit, help) in [
            ("{{ key | trimm }}", "CW0304", "trimm", "did you mean `trim`"),
            ("{{ key is nonne }}", "CW0304", "nonne", "did you mean `none`"),
            ("{{ now() }}", "CW0304", "now", "filters"),
            ("{{ key.upper() }}", "CW0304", "upper", "value | upper"),
            ("{{ current.payroll.end-date }}", "CW0303", "current.payroll.end-date", "current.payroll['end-date']"),
            ("{{ a.b-c-d | trim }}", "CW0303", "a.b-c-d", "a['b-c-d']"),
            ("{{ key ", "CW0303", "", ""),
            ("{{ a b }}", "CW0303", "b", ""),
            ("{% for x in y %}{{ x }}{% endfor %}", "CW0303", "for x in y", "only"),
            ("{% include 'x' %}", "CW0303", "", "only"),
            ("{{ a[1:2] }}", "CW0303", "", ""),
            ("{{ 2 ** 9 }}", "CW0303", "9", ""),
            ("{{ key | trim(1) }}", "CW0303", "trim", ""),
        ] {
            let error = Template::compile(source).unwrap_err();
            assert_eq!(error.code.id, id, "{source}: {}", error.message);
            assert!(source[error.at.clone()].contains(culprit), "{source}: {:?} {}", error.at, error.message);
            assert!(error.help.as_deref().unwrap_or("").contains(help), "{source}: {:?}", error.help);
        }
    }

    #[test]
    fn tells_no_values() {
        for source in
            ["{{ key | date }}", "x{{ settings }}", "{{ key + 1 }}", "{{ key | period_start }}", "{{ 1 / key }}"]
        {
            if let Ok(template) = Template::compile(source) {
                let error = template.text(&scope(), Escape::None).unwrap_err();
                assert!(!error.message.contains("a b") && !error.message.contains("t0p"), "{error}");
            }
        }
        assert!(!format!("{:?}", scope()).contains("t0p"));
    }

    proptest! {
        #[test]
        fn no_text_panics(text in ".{0,40}", words in proptest::collection::vec(0..30usize, 0..14)) {
            const WORDS: [&str; 30] = ["{{", "}}", "{%", "%}", "key", "settings", ".", "[", "]", "(", ")", "|", "trim", "if",
                "else", "endif", "not", "is", "none", "-", "+", "/", "'a'", "0", "1.5", "~", "round", "ä", "length", ","];
            let shaped = words.iter().map(|word| WORDS[*word]).collect::<Vec<_>>().join(" ");
            for source in [text.clone(), format!("{{{{ {text} }}}}"), format!("{{{{ {shaped} }}}}"), shaped.clone()] {
                match Template::compile(&source) {
                    Ok(template) => {
                        let _ = template.value(&scope());
                        let _ = template.text(&scope(), Escape::UrlSegment);
                        prop_assert!(template.names().iter().all(|name| source.get(name.at.clone()).is_some()));
                    }
                    Err(error) => prop_assert!(source.get(error.at).is_some()),
                }
                if let Err(error) = super::super::Condition::compile(&source) {
                    prop_assert!(source.get(error.at).is_some());
                }
            }
        }

        #[test]
        fn segments_stay_segments(text in ".{1,20}") {
            let scope = Scope::new().with("x", &json!(text));
            let template = Template::compile("/a/{{ x }}/b").unwrap();
            if let Ok(Some(url)) = template.text(&scope, Escape::UrlSegment) {
                prop_assert_eq!(url.matches('/').count(), 3);
                prop_assert!(url.is_ascii() && !url.contains(['?', '#', ' ', '\\']));
            }
        }
    }
}
