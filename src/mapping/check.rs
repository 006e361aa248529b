//! From the text of a system file to everything that is wrong with it.

use super::{rules, shape, spec_of};
use crate::diagnostic::{Diagnostic, Finding};
use crate::document::Document;
use crate::record::RecordSchema;

/// Everything wrong with a document as a system file: its shape, and, where it can still be read, what the rules find.
#[must_use]
pub fn check(document: &Document, employee: &RecordSchema, leave: Option<&RecordSchema>) -> Vec<Finding> {
    let mut findings = shape::shape(document);
    match spec_of(document.value()) {
        Ok(spec) => findings.extend(rules::check_with(&spec, employee, leave, document.file())),
        Err(finding) if findings.is_empty() => findings.push(finding),
        Err(_) => {}
    }
    findings
}

/// The same from the text, in the order of the file.
#[must_use]
pub fn check_text(file: &str, text: &str, employee: &RecordSchema, leave: Option<&RecordSchema>) -> Vec<Diagnostic> {
    let document = match Document::parse(file, text) {
        Ok(document) => document,
        Err(diagnostics) => return diagnostics,
    };
    let findings = check(&document, employee, leave).into_iter();
    let mut diagnostics: Vec<Diagnostic> = findings.map(|finding| document.locate(finding)).collect();
    diagnostics.sort_by_key(|diagnostic| (diagnostic.start, diagnostic.code.id));
    diagnostics
}
