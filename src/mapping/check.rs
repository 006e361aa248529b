//! From the text of a system file to everything that is wrong with it.

use super::spec::SystemFile;
use super::{rules, shape, spec_of};
use crate::diagnostic::{Diagnostic, Finding};
use crate::document::Document;
use crate::record::RecordSchema;

/// Everything wrong with a document as a system file: its shape, and what the rules find in the rest. Keys of a wrong
/// shape are mended for the rules, so that one slip does not hide the others; what may come of the mending is not said.
#[must_use]
pub fn check(document: &Document, employee: &RecordSchema, leave: Option<&RecordSchema>) -> Vec<Finding> {
    let (mut findings, mended) = shape::shape_and_mend::<SystemFile>(document.value());
    match spec_of(&mended.value) {
        Ok(spec) => {
            let found = rules::check_with(&spec, employee, leave, document.file()).into_iter();
            findings.extend(found.filter_map(|finding| mended.translate(finding)));
        }
        Err(finding) if findings.is_empty() => findings.push(finding),
        Err(_) => {}
    }
    findings
}

/// The same from the bytes of a file, in the order of the file.
#[must_use]
pub fn check_bytes(file: &str, bytes: &[u8], employee: &RecordSchema, leave: Option<&RecordSchema>) -> Vec<Diagnostic> {
    let document = match Document::from_bytes(file, bytes) {
        Ok(document) => document,
        Err(diagnostics) => return diagnostics,
    };
    let findings = check(&document, employee, leave).into_iter();
    let mut diagnostics: Vec<Diagnostic> = findings.map(|finding| document.locate(finding)).collect();
    diagnostics.sort_by_key(|diagnostic| (diagnostic.start, diagnostic.code.id));
    diagnostics
}
