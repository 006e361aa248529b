//! What a diagnostic code means.

use serde::Serialize;

use super::OpsError;
use super::report::Report;
use crate::diagnostic::{self, Code};

/// One code with its help text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ExplainReport {
    /// `CW0401`.
    pub code: &'static str,
    /// One line.
    pub title: &'static str,
    /// Markdown.
    pub explain: &'static str,
}

impl Report for ExplainReport {}

/// Looks a code up, whatever its case, with or without `CW`.
///
/// # Errors
/// When there is none like that.
pub fn run(code: &str) -> Result<ExplainReport, OpsError> {
    let found = diagnostic::by_id(code).or_else(|| diagnostic::by_id(&format!("CW{code}")));
    let Some(Code { id, title, explain }) = found else {
        return Err(OpsError::usage(format!("there is no diagnostic code `{code}`")).help(known()));
    };
    Ok(ExplainReport { code: id, title, explain })
}

fn known() -> String {
    let mut text = String::from("the codes are:");
    for code in diagnostic::ALL {
        text.push_str(&format!("\n  {}  {}", code.id, code.title));
    }
    text
}

#[cfg(test)]
mod tests {
    #[test]
    fn codes_are_found_in_any_spelling() {
        for spelling in ["CW0401", "cw0401", "0401"] {
            assert_eq!(super::run(spelling).unwrap().code, "CW0401");
        }
        assert!(super::run("CW9999").unwrap_err().help.unwrap().contains("CW0101"));
    }
}
