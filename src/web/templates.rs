//! The pages' templates, built into the binary. Whatever stands in a page is escaped unless a template says otherwise,
//! and none does.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior};
use rust_embed::RustEmbed;
use serde_json::Value;

use crate::ops::OpsError;

#[derive(RustEmbed)]
#[folder = "src/web/templates"]
struct Files;

/// All templates, compiled.
pub(super) struct Templates(Environment<'static>);

impl Templates {
    /// Compiles them.
    ///
    /// # Errors
    /// When one is not right: a test renders every page.
    pub(super) fn compile() -> Result<Self, OpsError> {
        let broken = |why: String| OpsError::world("templates", format!("a page cannot be put together: {why}"));
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
        // What a page shows is not to stand in its errors.
        environment.set_debug(false);
        let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
        environment.set_syntax(syntax.map_err(|error| broken(format!("{error:#}")))?);
        environment.add_filter("many", many);
        for name in Files::iter() {
            let file = Files::get(&name).ok_or_else(|| broken(format!("{name} is missing")))?;
            let text = String::from_utf8_lossy(&file.data).into_owned();
            environment.add_template_owned(name.into_owned(), text).map_err(|error| broken(format!("{error:#}")))?;
        }
        Ok(Self(environment))
    }

    /// One page.
    ///
    /// # Errors
    /// When the template asks for something that is not given.
    pub(super) fn page(&self, name: &str, context: &Value) -> Result<String, OpsError> {
        let broken = |error: minijinja::Error| {
            OpsError::world("templates", format!("the page {name} cannot be put together: {error}"))
        };
        self.0.get_template(name).and_then(|template| template.render(Serde(context))).map_err(broken)
    }
}

/// `{{ 3 | many("employee") }}`: 3 employees.
fn many(count: u64, word: &str) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
}

#[cfg(test)]
mod tests {
    use minijinja::ErrorKind;
    use regex::Regex;

    use super::{Files, Templates, many};

    #[test]
    fn every_template_compiles() {
        assert!(Templates::compile().is_ok());
        assert_eq!((many(1, "row"), many(0, "row")), ("1 row".into(), "0 rows".into()));
    }

    /// Filters, tests and methods are looked for only when a page comes to them, perhaps on a bad day.
    #[test]
    fn what_templates_call_is_there() {
        let templates = Templates::compile().unwrap();
        let code = Regex::new(r"\{[{%].*?[%}]\}").unwrap();
        let text = Regex::new(r#""[^"]*"|'[^']*'"#).unwrap();
        let filter = Regex::new(r"\|\s*([a-z_]+)").unwrap();
        let test = Regex::new(r"\bis (?:not )?([a-z_]+)").unwrap();
        let method = Regex::new(r"([a-z_]+)\.([a-z_]+)\(").unwrap();
        let there = |source: String, missing: ErrorKind| {
            let template = templates.0.template_from_str(&source).unwrap();
            template.render(()).err().is_none_or(|error| error.kind() != missing)
        };
        let mut seen = 0;
        for name in Files::iter() {
            let file = Files::get(&name).unwrap();
            let file = String::from_utf8_lossy(&file.data).into_owned();
            for code in code.find_iter(&file) {
                let code = text.replace_all(code.as_str(), "''").into_owned();
                for found in filter.captures_iter(&code) {
                    seen += 1;
                    let source = format!("{{{{ 1 | {} }}}}", &found[1]);
                    assert!(there(source, ErrorKind::UnknownFilter), "{name}: no filter {}", &found[1]);
                }
                for found in test.captures_iter(&code) {
                    seen += 1;
                    let source = format!("{{{{ 1 is {} }}}}", &found[1]);
                    assert!(there(source, ErrorKind::UnknownTest), "{name}: no test {}", &found[1]);
                }
                for found in method.captures_iter(&code) {
                    assert_eq!(&found[1], "f", "{name}: {} is no macro of ours", &found[0]);
                }
            }
        }
        assert!(seen > 50, "{seen}");
    }
}
