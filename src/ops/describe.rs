//! A system file for people who do not read YAML: what goes where, what is mandatory, how people are recognised, what
//! stops a run, and what is asked of the system.

use std::path::PathBuf;

use super::report::{BrakeRow, DescribeReport, HoldRow, RequestRow, RuleRow, SettingRow, TextProblem, ValueTable};
use super::workspace::Workspace;
use super::{OpsError, check, docs};
use crate::diagnostic::{Diagnostic, Severity};
use crate::mapping::compiled::{
    Amount, Call, Entity, Line, LineSource, LinkThreshold, Mapping, Part, TableRef, Target,
};
use crate::mapping::spec::SettingKind;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder of `crosswalk.yaml`; need not hold one.
    pub workspace: PathBuf,
    /// The system's name.
    pub system: String,
}

/// Describes the file that is in force. One that is not right comes with its text and problems alone.
///
/// # Errors
/// When there is no such system, or its file cannot be read.
pub async fn run(options: Options) -> Result<DescribeReport, OpsError> {
    let library = Workspace::library_of(&options.workspace)?;
    let file = library.system(&options.system)?;
    let mut report = DescribeReport {
        system: options.system.clone(),
        name: options.system.clone(),
        file: file.name.clone(),
        text: file.text.clone(),
        ..DescribeReport::default()
    };
    match check::system(&library, &file.name, file.text.as_bytes())? {
        Ok((mapping, warnings)) => {
            report.problems = warnings.into_iter().map(problem).collect();
            let table = docs::run(docs::Options { workspace: options.workspace, system: options.system }).await?;
            (report.rows, report.notes) = (table.rows, table.notes);
            described(&mut report, &mapping);
        }
        Err(diagnostics) => report.problems = diagnostics.into_iter().map(problem).collect(),
    }
    Ok(report)
}

fn problem(diagnostic: Diagnostic) -> TextProblem {
    TextProblem {
        code: diagnostic.code.id,
        severity: if diagnostic.severity == Severity::Error { "error" } else { "warning" },
        message: diagnostic.message,
        line: diagnostic.start.line,
        column: diagnostic.start.column,
        help: diagnostic.help,
    }
}

fn described(report: &mut DescribeReport, mapping: &Mapping) {
    report.name.clone_from(&mapping.name);
    for (name, spec) in &mapping.settings {
        report.settings.push(SettingRow {
            name: name.clone(),
            description: spec.description.clone(),
            required: spec.default.is_none() && !spec.optional,
            secret: spec.secret,
            default: spec.default.clone(),
            of: spec.of.clone().filter(|_| spec.kind == SettingKind::Choice),
        });
        if let (SettingKind::Table, Some(rows)) = (&spec.kind, spec.default.as_ref().and_then(|rows| rows.as_object()))
        {
            let rows = rows.iter().map(|(from, to)| (from.clone(), to.clone())).collect();
            report.tables.push(ValueTable { name: name.clone(), setting: true, rows });
        }
    }
    for entity in mapping.employee.iter().chain(&mapping.leave) {
        tables(report, &entity.lines, None);
        report.requests.extend(entity.parts.iter().flat_map(|part| requests(entity, part)));
        let hold = |hold: &crate::mapping::compiled::Hold| HoldRow {
            message: hold.message.clone(),
            when: hold.when.source().to_owned(),
        };
        report.holds.extend(entity.holds.iter().map(hold));
    }
    if let Some(entity) = &mapping.employee {
        matching(report, entity);
    }
}

fn matching(report: &mut DescribeReport, entity: &Entity) {
    let rule = |rule: &crate::mapping::compiled::Rule| RuleRow {
        by: rule.by.clone(),
        score: rule.score,
        unless: rule.unless.clone(),
        when: rule.when.as_ref().map(|when| when.source().to_owned()),
    };
    report.rules = entity.matching.rules.iter().map(rule).collect();
    report.link_at = match entity.matching.link_at {
        LinkThreshold::Never => None,
        LinkThreshold::At(score) => Some(score),
    };
    report.suggest_at = entity.matching.suggest_at;
    report.settled_by = entity.settle.as_ref().map(|settle| settle.by.clone()).unwrap_or_default();
    let brakes = &entity.brakes;
    let limits =
        [("create", brakes.create), ("update", brakes.update), ("unlink", brakes.unlink), ("leaving", brakes.leaving)];
    report.brakes = limits.map(|(what, amount)| BrakeRow { what, limit: limit(amount) }).to_vec();
}

fn limit(amount: Amount) -> String {
    match amount {
        Amount::Unlimited => "no limit".into(),
        Amount::Count(0) => "none in one run".into(),
        Amount::Count(count) => format!("at most {count} in one run"),
        Amount::Percent(percent) => format!("at most {percent} of a hundred linked people in one run"),
    }
}

/// Tables that stand in the lines themselves.
fn tables(report: &mut DescribeReport, lines: &[Line], outer: Option<&str>) {
    for line in lines {
        let field = match &line.source {
            LineSource::Field(field) => Some(field.as_str()),
            LineSource::Constant(_, field) | LineSource::Computed(_, field) => field.as_deref(),
            LineSource::Fields(_) | LineSource::First(_) | LineSource::Case { .. } => None,
        };
        let name = line.label.as_deref().or(field).or(outer);
        if let Some(TableRef::Rows(rows)) = &line.table {
            let rows = rows.iter().map(|(from, to)| (from.clone(), to.clone())).collect();
            report.tables.push(ValueTable { name: name.unwrap_or("value").to_owned(), setting: false, rows });
        }
        match &line.source {
            LineSource::First(lines) => tables(report, lines, name),
            LineSource::Case { field, shapes } => {
                shapes.iter().for_each(|shape| tables(report, &shape.lines, Some(field)));
            }
            _ => {}
        }
    }
}

/// The requests of a part, reading ones first.
fn requests(entity: &Entity, part: &Part) -> Vec<RequestRow> {
    let name = if entity.name == "employee" { part.name.clone() } else { format!("{} · {}", entity.name, part.name) };
    let row = |what: &'static str, writes: bool, call: &Call, when: Option<&crate::expr::Condition>| RequestRow {
        part: name.clone(),
        what,
        writes,
        call: called(call),
        when: when.map(|when| when.source().to_owned()),
    };
    let mut rows = Vec::new();
    let reads = [("reads everybody's", part.list.as_ref()), ("reads one person's", part.get.as_ref())];
    let finds = part.find.iter().map(|slot| ("looks somebody up", Some(slot)));
    for (what, slot) in reads.into_iter().chain(finds) {
        rows.extend(slot.map(|slot| row(what, false, &slot.call, slot.when.as_ref())));
    }
    let writes = [("makes a new one", &part.create), ("changes it", &part.update)];
    for (what, slots) in writes {
        rows.extend(slots.iter().map(|slot| row(what, true, &slot.call, slot.when.as_ref())));
    }
    let ends = [("takes it away", &part.delete), ("takes the former one away", &part.retire)];
    for (what, slot) in ends {
        rows.extend(slot.as_ref().map(|slot| row(what, true, &slot.call, slot.when.as_ref())));
    }
    rows
}

fn called(call: &Call) -> String {
    match &call.target {
        Target::Http { method, path } => format!("{method} {}", path.source()),
        Target::Soap { service, operation } => format!("{service}/{operation}"),
    }
}
