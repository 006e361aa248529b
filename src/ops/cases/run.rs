//! Running cases, and telling how they went.

use super::differences::Differences;
use super::stage::Stage;
use super::{CaseDocument, Mismatch, System, diff, exchange, map, request, reverse, round_trip, story};
use crate::diagnostic::Diagnostic;
use crate::ops::Face;
use crate::ops::report::{CaseRow, TestReport};
use crate::ops::shipped::ShippedFile;
use crate::record::Pointer;

/// At most so many differences of one case are told.
const MOST: usize = 12;

/// How a case went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// As expected.
    Passed,
    /// Not as expected.
    Failed(Vec<Mismatch>),
    /// Not run, for this reason.
    Skipped(String),
}

/// Runs a case of a file, by its number.
pub async fn run_case(system: &System, file: &CaseDocument, index: usize, face: &Face<'_>) -> Outcome {
    let Some(case) = file.spec.cases.get(index) else { return Outcome::Skipped("there is no such case".into()) };
    if let Some(why) = &case.skip {
        return Outcome::Skipped(why.clone());
    }
    let at = CaseDocument::at(index);
    let differences = if let Some(case_of) = &case.exchange {
        exchange::run(system, &file.spec, case, case_of, &at.key("exchange"), face).await
    } else if let Some(case_of) = &case.story {
        Box::pin(story::run(system, &file.spec, case, case_of, &at.key("story"), face)).await
    } else {
        let stage = match Stage::open(system, &file.spec, case, &at) {
            Ok(stage) => stage,
            Err(mismatches) => return Outcome::Failed(mismatches),
        };
        if let Some(case) = &case.map {
            map::run(&stage, case, &at.key("map"))
        } else if let Some(case) = &case.reverse {
            reverse::run(&stage, case, &at.key("reverse"))
        } else if let Some(case) = &case.round_trip {
            round_trip::run(&stage, case, &at.key("round_trip"))
        } else if let Some(case) = &case.diff {
            diff::run(&stage, case, &at.key("diff"))
        } else if let Some(case) = &case.request {
            request::run(&stage, case, &at.key("request"))
        } else {
            Differences::default()
        }
    };
    if differences.0.is_empty() { Outcome::Passed } else { Outcome::Failed(differences.0) }
}

/// Runs all cases of a file and adds them to a report. A file that is not right is one failed row for each of its
/// problems.
pub async fn run_file(system: &System, file: &ShippedFile, face: &Face<'_>, report: &mut TestReport) {
    let cases = match CaseDocument::read(file, system) {
        Ok(cases) => cases,
        Err(diagnostics) => {
            report.failed += diagnostics.len() as u64;
            report.cases.extend(diagnostics.iter().map(|diagnostic| problem(system, diagnostic)));
            return;
        }
    };
    for (index, case) in cases.spec.cases.iter().enumerate() {
        if face.stop.is_set() {
            return;
        }
        let line = |at: &Pointer| cases.document.position(at).line;
        let row = CaseRow {
            system: system.name.clone(),
            name: case.name.clone(),
            ok: true,
            message: None,
            file: file.name.clone(),
            line: Some(line(&CaseDocument::at(index).key("name"))),
        };
        report.cases.push(match run_case(system, &cases, index, face).await {
            Outcome::Passed => {
                report.passed += 1;
                row
            }
            Outcome::Skipped(why) => {
                report.skipped += 1;
                CaseRow { message: Some(format!("skipped: {why}")), ..row }
            }
            Outcome::Failed(mismatches) => {
                report.failed += 1;
                let first = mismatches.first().map(|mismatch| line(&mismatch.at));
                let mut told: Vec<String> = mismatches
                    .iter()
                    .take(MOST)
                    .map(|mismatch| format!("line {}: {}", line(&mismatch.at), mismatch.text))
                    .collect();
                if mismatches.len() > MOST {
                    told.push(format!("and {} more", mismatches.len() - MOST));
                }
                CaseRow { ok: false, message: Some(told.join("\n")), line: first.or(row.line), ..row }
            }
        });
    }
}

fn problem(system: &System, diagnostic: &Diagnostic) -> CaseRow {
    let help = diagnostic.help.as_ref().map(|help| format!("\nhelp: {help}")).unwrap_or_default();
    CaseRow {
        system: system.name.clone(),
        name: "the case file".to_owned(),
        ok: false,
        message: Some(format!("{}: {}{help}", diagnostic.code.id, diagnostic.message)),
        file: diagnostic.file.clone(),
        line: Some(diagnostic.start.line),
    }
}
