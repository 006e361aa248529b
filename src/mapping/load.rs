//! From a parsed file to its mapping, all checks passed.

use std::sync::Arc;

use super::compiled::Mapping;
use super::{check, compile, spec_of};
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::Document;
use crate::record::RecordSchema;

/// Checks and compiles a file; warnings come along.
///
/// # Errors
/// Everything wrong with it, at least one error among the diagnostics.
pub fn load(
    document: &Document,
    employee: &Arc<RecordSchema>,
    leave: &Arc<RecordSchema>,
) -> Result<(Mapping, Vec<Diagnostic>), Vec<Diagnostic>> {
    let findings = check(document, employee, Some(leave));
    let mut diagnostics: Vec<Diagnostic> = findings.into_iter().map(|finding| document.locate(finding)).collect();
    diagnostics.sort_by_key(|diagnostic| (diagnostic.start, diagnostic.code.id));
    if diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error) {
        return Err(diagnostics);
    }
    let compiled = spec_of(document.value())
        .map_err(|finding| vec![finding])
        .and_then(|spec| compile(document, &spec, employee, leave));
    match compiled {
        Ok(mapping) => Ok((mapping, diagnostics)),
        Err(findings) => Err(findings.into_iter().map(|finding| document.locate(finding)).collect()),
    }
}
