//! A case file, read and found right.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::System;
use super::settings::settings;
use super::spec::{CaseFile, CaseSpec};
use crate::diagnostic::{Diagnostic, Finding, Severity, Spot, codes, nearest};
use crate::document::Document;
use crate::mapping::compiled::Entity;
use crate::mapping::shape::shape_of;
use crate::ops::shipped::ShippedFile;
use crate::record::{Pointer, RecordSchema};

/// A file of cases. It cannot be half-valid: every case has one kind, and names only what there is.
#[derive(Debug, Clone)]
pub struct CaseDocument {
    /// The text with its places.
    pub document: Document,
    /// What it says.
    pub spec: CaseFile,
}

impl CaseDocument {
    /// Reads a file about a system.
    ///
    /// # Errors
    /// Everything wrong with it.
    pub fn read(file: &ShippedFile, system: &System) -> Result<Self, Vec<Diagnostic>> {
        let read = Self::shaped(file)?;
        let findings = problems(system, &read.spec);
        if findings.is_empty() {
            return Ok(read);
        }
        let mut diagnostics: Vec<Diagnostic> =
            findings.into_iter().map(|finding| read.document.locate(finding)).collect();
        diagnostics.sort_by_key(|diagnostic| (diagnostic.start, diagnostic.code.id));
        diagnostics.dedup();
        Err(diagnostics)
    }

    /// Reads a file for its shape alone: of a system whose own file is not right yet.
    ///
    /// # Errors
    /// Everything wrong with its shape.
    pub fn shaped(file: &ShippedFile) -> Result<Self, Vec<Diagnostic>> {
        let document = Document::parse(&file.name, &file.text)?;
        let findings = shape_of::<CaseFile>(&document);
        if findings.iter().any(|finding| finding.severity == Severity::Error) {
            return Err(findings.into_iter().map(|finding| document.locate(finding)).collect());
        }
        match serde_json::from_value(document.value().clone()) {
            Ok(spec) => Ok(Self { document, spec }),
            Err(error) => Err(vec![document.locate(wrong(Spot::Value(Pointer::root()), error.to_string()))]),
        }
    }

    /// Where a case stands.
    pub(super) fn at(index: usize) -> Pointer {
        Pointer::root().key("cases").item(index)
    }
}

fn wrong(spot: Spot, message: impl Into<String>) -> Finding {
    Finding::error(&codes::CASE_FILE, spot, message)
}

fn problems(system: &System, file: &CaseFile) -> Vec<Finding> {
    let mut findings = Vec::new();
    if file.cases.is_empty() {
        findings.push(wrong(Spot::Value(Pointer::root().key("cases")), "the file has no cases"));
    }
    let mut names = HashSet::new();
    for (index, case) in file.cases.iter().enumerate() {
        let at = CaseDocument::at(index);
        if !names.insert(case.name.as_str()) {
            let message = format!("another case of this file is named `{}` too", case.name);
            findings.push(wrong(Spot::Value(at.key("name")), message).help("give each case a name of its own"));
        }
        findings.extend(settings(system, file, case, &at).1);
        lookups(system, file, case, &at, &mut findings);
        let kinds = case.kinds();
        if kinds.len() != 1 {
            let (spot, message) = match kinds.get(1) {
                None => (Spot::Value(at.clone()), "the case says nothing to do".to_owned()),
                Some(second) => {
                    (Spot::Key(at.key(second)), format!("the case is of {} kinds: {}", kinds.len(), kinds.join(", ")))
                }
            };
            let help = format!("a case has exactly one of {}", CaseSpec::KINDS.join(", "));
            findings.push(wrong(spot, message).help(help));
        }
        match system.entity(case.entity) {
            Some(entity) => inside(case, entity, &at, &mut findings),
            None => findings.push(wrong(Spot::Value(at.clone()), "the system file has no such records")),
        }
    }
    findings
}

fn lookups(system: &System, file: &CaseFile, case: &CaseSpec, at: &Pointer, findings: &mut Vec<Finding>) {
    let known: Vec<&str> = system.mapping.lookups.iter().map(|lookup| lookup.name.as_str()).collect();
    let given = file.lookups.keys().map(|name| (Pointer::root(), name));
    for (at, name) in given.chain(case.lookups.keys().map(|name| (at.clone(), name))) {
        if !known.contains(&name.as_str()) {
            let spot = Spot::Key(at.key("lookups").key(name));
            findings.push(unknown(spot, "the system file has no lookup", name, &known));
        }
    }
}

fn unknown(spot: Spot, what: &str, name: &str, known: &[&str]) -> Finding {
    let finding = wrong(spot, format!("{what} `{name}`"));
    match nearest(name, known.iter().copied()) {
        Some(near) => finding.help(format!("did you mean `{near}`?")),
        None if known.is_empty() => finding.help("there are none"),
        None => finding.help(format!("there are {}", known.join(", "))),
    }
}

/// Fields of records and names of parts.
fn inside(case: &CaseSpec, entity: &Entity, at: &Pointer, findings: &mut Vec<Finding>) {
    let mut check = Check { entity, findings };
    if let Some(map) = &case.map {
        let at = at.key("map");
        check.record(&map.record, "", &at.key("record"));
        let expect = at.key("expect");
        check.parts(map.expect.parts.iter().flat_map(|parts| parts.keys()), &expect.key("parts"));
        check.parts(map.expect.has.iter().flat_map(|parts| parts.keys()), &expect.key("has"));
    }
    if let Some(reverse) = &case.reverse {
        let at = at.key("reverse");
        check.parts(reverse.parts.iter().flat_map(|parts| parts.keys()), &at.key("parts"));
        check.parts(reverse.answers.iter().flat_map(|parts| parts.keys()), &at.key("answers"));
        let expect = at.key("expect");
        check.parts(reverse.expect.reads.iter().flat_map(|parts| parts.keys()), &expect.key("reads"));
        for (word, record) in [("record", &reverse.expect.record), ("has", &reverse.expect.has)] {
            if let Some(record) = record {
                check.record(record, "", &expect.key(word));
            }
        }
        if reverse.parts.is_some() == reverse.answers.is_some() {
            let message = "a `reverse` needs either `parts` or `answers`";
            check.findings.push(wrong(Spot::Value(at), message));
        }
    }
    if let Some(round) = &case.round_trip {
        check.record(&round.record, "", &at.key("round_trip").key("record"));
    }
    if let Some(diff) = &case.diff {
        let at = at.key("diff");
        check.record(&diff.record, "", &at.key("record"));
        check.parts(diff.present.keys(), &at.key("present"));
        check.parts(diff.expect.writes.iter().flat_map(|parts| parts.keys()), &at.key("expect").key("writes"));
    }
    if let Some(request) = &case.request {
        let at = at.key("request");
        check.record(&request.record, "", &at.key("record"));
        check.parts(request.present.keys(), &at.key("present"));
    }
}

struct Check<'c> {
    entity: &'c Entity,
    findings: &'c mut Vec<Finding>,
}

impl Check<'_> {
    fn record(&mut self, record: &Map<String, Value>, above: &str, at: &Pointer) {
        let schema: &RecordSchema = &self.entity.schema;
        for (name, value) in record {
            let path = if above.is_empty() { name.clone() } else { format!("{above}.{name}") };
            if !schema.knows(&path) {
                let known: Vec<&str> = schema.fields.iter().map(|field| field.path.as_str()).collect();
                let finding =
                    wrong(Spot::Key(at.key(name)), format!("the {} record has no field `{path}`", self.entity.name));
                self.findings.push(match nearest(&path, known) {
                    Some(near) => finding.help(format!("did you mean `{near}`?")),
                    None => finding.help("`crosswalk schema employee` lists the fields"),
                });
            } else if let (Value::Object(inner), false) = (value, schema.field(&path).is_some_and(|field| field.free)) {
                self.record(inner, &path, &at.key(name));
            }
        }
    }

    fn parts<'n>(&mut self, names: impl Iterator<Item = &'n String>, at: &Pointer) {
        let known: Vec<&str> = self.entity.parts.iter().map(|part| part.name.as_str()).collect();
        for name in names.filter(|name| !known.contains(&name.as_str())) {
            self.findings.push(unknown(Spot::Key(at.key(name)), "the system file has no part", name, &known));
        }
    }
}
