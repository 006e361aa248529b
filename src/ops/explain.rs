//! What a diagnostic code means, or the word of an issue.

use serde::Serialize;

use super::OpsError;
use super::report::Report;
use crate::diagnostic::{self, Code, nearest};

/// The words of issues: `## word: title`, then a text.
const ISSUES: &str = include_str!("explain/issues.md");

/// One code with its help text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ExplainReport {
    /// `CW0401`, or an issue's word: `brake`.
    pub code: &'static str,
    /// One line.
    pub title: &'static str,
    /// Markdown.
    pub explain: &'static str,
}

impl Report for ExplainReport {}

/// Looks a code up, whatever its case, with or without `CW`; an issue by its word.
///
/// # Errors
/// When there is none like that.
pub fn run(code: &str) -> Result<ExplainReport, OpsError> {
    let found = diagnostic::by_id(code).or_else(|| diagnostic::by_id(&format!("CW{code}")));
    if let Some(Code { id, title, explain }) = found {
        return Ok(ExplainReport { code: id, title, explain });
    }
    // Records of an owner put the name of their kind before the word: `leave-differs`.
    let short = code.split_once('-').map(|(_, word)| word);
    let known = |word: &str| issues().find(|issue| issue.code.eq_ignore_ascii_case(word));
    if let Some(issue) = known(code).or_else(|| short.and_then(known)) {
        return Ok(issue);
    }
    let words = issues().map(|issue| issue.code).chain(diagnostic::ALL.iter().map(|code| code.id));
    let help = match nearest(code, words) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => all_codes(),
    };
    Err(OpsError::usage(format!("there is no code `{code}`, of a diagnostic or of an issue")).help(help))
}

/// Every word that an issue may have, with what it means.
fn issues() -> impl Iterator<Item = ExplainReport> {
    ISSUES.split("\n## ").skip(1).filter_map(|section| {
        let (head, explain) = section.split_once('\n')?;
        let (code, title) = head.split_once(": ")?;
        Some(ExplainReport { code, title, explain })
    })
}

fn all_codes() -> String {
    let mut text = String::from("the codes are:");
    for code in diagnostic::ALL {
        text.push_str(&format!("\n  {}  {}", code.id, code.title));
    }
    text.push_str("\nand of single records:");
    for issue in issues() {
        text.push_str(&format!("\n  {}  {}", issue.code, issue.title));
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
        assert_eq!(super::run("Brake").unwrap().code, "brake");
        assert!(super::run("braek").unwrap_err().help.unwrap().starts_with("did you mean `brake`?"));
    }

    /// Whatever word the sources give an issue can be looked up.
    #[test]
    fn every_issue_is_explained() {
        let word = regex::Regex::new(r#"(?:Issue::new\(|about\(line,|OUTSIDE: &str =)\s*"([a-z-]+)""#).unwrap();
        let mut folders = vec![std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))];
        let mut words = std::collections::BTreeSet::new();
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.extend(Some(path).filter(|folder| !folder.ends_with("tests")));
                    continue;
                }
                let text = std::fs::read_to_string(&path).unwrap_or_default();
                let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
                words.extend(word.captures_iter(code).map(|found| found[1].to_owned()));
            }
        }
        assert!(words.len() > 30, "{words:?}");
        let unknown: Vec<&String> = words.iter().filter(|word| super::run(word).is_err()).collect();
        assert!(unknown.is_empty(), "say in src/ops/explain/issues.md what these mean: {unknown:?}");
        for issue in super::issues() {
            assert!(issue.explain.len() > 15 && issue.explain.ends_with('\n'), "{}", issue.code);
        }
    }
}
