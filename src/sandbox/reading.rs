//! Text to a spec, and problems to their places in the text.

use schemars::JsonSchema;
use serde::de::DeserializeOwned;

use super::types::Problems;
use crate::diagnostic::{Diagnostic, Finding, Spot, codes};
use crate::document::Document;
use crate::mapping::shape::shape_of;
use crate::record::Pointer;

/// Reads a file of this room: a twin or faults.
///
/// # Errors
/// What is wrong with it as YAML or in its shape, all at once.
pub(super) fn read<T: DeserializeOwned + JsonSchema>(file: &str, text: &str) -> Result<(T, Document), Vec<Diagnostic>> {
    let document = Document::parse(file, text)?;
    let findings = shape_of::<T>(&document);
    if !findings.is_empty() {
        let ours = |finding: Finding| document.locate(Finding { code: &codes::SANDBOX_FILE, ..finding });
        return Err(findings.into_iter().map(ours).collect());
    }
    match serde_json::from_value(document.value().clone()) {
        Ok(spec) => Ok((spec, document)),
        Err(error) => Err(diagnostics(&document, vec![(Pointer::root(), error.to_string())])),
    }
}

/// Puts problems in their places.
pub(super) fn diagnostics(document: &Document, problems: Problems) -> Vec<Diagnostic> {
    let located = |(at, message)| document.locate(Finding::error(&codes::SANDBOX_FILE, Spot::Value(at), message));
    problems.into_iter().map(located).collect()
}
