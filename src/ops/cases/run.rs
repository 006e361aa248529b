//! Running cases, and telling how they went.

use futures_util::StreamExt;

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

/// Cases of a file at once.
const AT_ONCE: usize = 4;

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

/// Runs all cases of a file, several at once, and tells of them in the order of the file. A file that is not right is one failed row for each of its
/// problems.
pub async fn run_file(system: &System, file: &ShippedFile, face: &Face<'_>) -> TestReport {
    let mut report = TestReport::default();
    let cases = match CaseDocument::read(file, system) {
        Ok(cases) => cases,
        Err(diagnostics) => {
            report.failed += diagnostics.len() as u64;
            report.cases.extend(diagnostics.iter().map(|diagnostic| problem(system, diagnostic)));
            return report;
        }
    };
    let all = (0..cases.spec.cases.len()).map(|index| Box::pin(row(system, &cases, index, face)));
    let mut rows = futures_util::stream::iter(all).buffered(AT_ONCE);
    while let Some(row) = rows.next().await {
        let Some((row, passed)) = row else { break };
        match passed {
            Some(true) => report.passed += 1,
            Some(false) => report.failed += 1,
            None => report.skipped += 1,
        }
        report.cases.push(row);
    }
    report
}

/// One case as a row, and whether it passed; none of it: it was skipped. Nothing after a stop.
async fn row(system: &System, cases: &CaseDocument, index: usize, face: &Face<'_>) -> Option<(CaseRow, Option<bool>)> {
    let case = cases.spec.cases.get(index).filter(|_| !face.stop.is_set())?;
    let line = |at: &Pointer| cases.document.position(at).line;
    let row = CaseRow {
        system: system.name.clone(),
        name: case.name.clone(),
        ok: true,
        message: None,
        file: cases.document.file().to_owned(),
        line: Some(line(&CaseDocument::at(index).key("name"))),
    };
    Some(match Box::pin(run_case(system, cases, index, face)).await {
        Outcome::Passed => (row, Some(true)),
        Outcome::Skipped(why) => (CaseRow { message: Some(format!("skipped: {why}")), ..row }, None),
        Outcome::Failed(mismatches) => {
            let first = mismatches.first().map(|mismatch| line(&mismatch.at));
            let mut told: Vec<String> = mismatches
                .iter()
                .take(MOST)
                .map(|mismatch| format!("line {}: {}", line(&mismatch.at), mismatch.text))
                .collect();
            if mismatches.len() > MOST {
                told.push(format!("and {} more", mismatches.len() - MOST));
            }
            (CaseRow { ok: false, message: Some(told.join("\n")), line: first.or(row.line), ..row }, Some(false))
        }
    })
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
