//! The field table of a help page.

use std::path::PathBuf;

use super::report::{DocsReport, DocsRow};
use super::session::{employee, failed};
use super::workspace::Workspace;
use super::{OpsError, systems};
use crate::engine::EngineError;
use crate::mapping::crosswalk::{BoundLine, Crosswalk, Globals, Kind, Need};

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder of `crosswalk.yaml`.
    pub workspace: PathBuf,
    /// The system's name.
    pub system: String,
}

/// The field table of a help page: a row for each employee field that is sent, by group.
///
/// # Errors
/// When the system file is not right.
pub async fn run(options: Options) -> Result<DocsReport, OpsError> {
    let library = Workspace::library_of(&options.workspace)?;
    let mapping = systems::mapping(&library, &options.system)?;
    let entity = employee(&mapping)?;
    let mut settings = serde_json::Map::new();
    for (name, spec) in &mapping.settings {
        if let Some(default) = &spec.default {
            settings.insert(name.clone(), default.clone());
        }
    }
    let globals = Globals::new(settings, "2000-01-01");
    let mut rows: Vec<DocsRow> = Vec::new();
    for entity in std::iter::once(entity).chain(&mapping.leave) {
        let crosswalk =
            Crosswalk::bind(entity, &globals, None).map_err(|issues| failed(EngineError::Settings(issues)))?;
        let owned = mapping.leave.as_ref().is_some_and(|leave| std::ptr::eq(leave, entity));
        let mut its = rows_of(&crosswalk, owned);
        let order: Vec<&str> = entity.schema.fields.iter().filter_map(|field| field.group.as_deref()).collect();
        its.sort_by_key(|row| order.iter().position(|group| *group == row.group).unwrap_or(usize::MAX));
        rows.extend(its);
    }
    let mut notes: Vec<String> = Vec::new();
    let lossy: Vec<&str> = rows.iter().filter(|row| row.lossy).map(|row| row.hr_field.as_str()).collect();
    if !lossy.is_empty() {
        notes.push(format!("The way back cannot always give the very same value: {}", lossy.join(", ")));
    }
    notes.extend(mapping.settings.values().filter_map(|spec| spec.notice.clone()));
    Ok(DocsReport { system: mapping.system.clone(), name: mapping.name.clone(), rows, notes })
}

/// A row for each field that is sent.
fn rows_of(crosswalk: &Crosswalk, owned: bool) -> Vec<DocsRow> {
    let mut rows: Vec<DocsRow> = Vec::new();
    for line in &crosswalk.lines {
        let (Some(field), Some((_, place))) = (line.fields.first(), &line.target) else { continue };
        let shape = line.shape.and_then(|(case, shape)| crosswalk.cases.get(case)?.shapes.get(shape));
        let row = DocsRow {
            group: field.group.clone().unwrap_or_else(|| "Other".into()),
            hr_field: line.label.clone().unwrap_or_else(|| named(line, &field.path)),
            provider_field: place.to_string(),
            mandatory: matches!(line.need, Need::Always | Need::Create),
            when: shape.map(|shape| shape.value.clone()),
            owned,
            lossy: line.lossy || line.transforms.iter().any(|transform| transform.row().lossy),
        };
        if !rows.contains(&row) {
            rows.push(row);
        }
    }
    rows
}

/// The employee's side: the fields that are joined, or the one that it starts with.
fn named(line: &BoundLine, first: &str) -> String {
    match &line.kind {
        Kind::Slots(_) => line.fields.iter().map(|field| field.path.as_str()).collect::<Vec<_>>().join(" + "),
        _ => first.to_owned(),
    }
}
