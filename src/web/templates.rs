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
    use super::{Templates, many};

    #[test]
    fn every_template_compiles() {
        assert!(Templates::compile().is_ok());
        assert_eq!((many(1, "row"), many(0, "row")), ("1 row".into(), "0 rows".into()));
    }
}
