//! One sample person of a system's own cases: the record, what becomes of it, and the requests that would go out.

use std::path::Path;

use serde_json::{Map, Value};

use super::request::requests;
use super::stage::Stage;
use super::{CaseDocument, System};
use crate::ops::OpsError;
use crate::ops::workspace::Workspace;

/// One sample person.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// The case's name.
    pub case: String,
    /// The employee record.
    pub record: Value,
    /// The system's parts of it.
    pub parts: Value,
    /// What would be sent, in order.
    pub requests: Vec<SampleRequest>,
    /// Why nothing would be.
    pub issues: Vec<String>,
}

/// One request as it would go out, without the address and without headers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleRequest {
    /// `POST /people`, or service and operation.
    pub call: String,
    /// What is sent.
    pub body: String,
}

/// The samples of a system that a workspace names.
///
/// # Errors
/// When there is none of that name, or its file has errors.
pub fn samples_of(workspace: &Path, system: &str) -> Result<Vec<Sample>, OpsError> {
    Ok(samples(&System::load(&Workspace::library_of(workspace)?, system)?))
}

/// The samples that a system's cases of requests hold, without the files that are not right. None is sent: they are
/// written for an address that nobody asks, with the cases' settings.
#[must_use]
pub fn samples(system: &System) -> Vec<Sample> {
    let files = system.library.cases(&system.name).unwrap_or_default();
    let files = files.iter().filter_map(|file| CaseDocument::read(file, system).ok());
    files.flat_map(|file| of_file(system, &file)).collect()
}

fn of_file(system: &System, file: &CaseDocument) -> Vec<Sample> {
    let mut samples = Vec::new();
    for (index, spec) in file.spec.cases.iter().enumerate() {
        let Some(case) = spec.request.as_ref().filter(|_| spec.skip.is_none()) else { continue };
        let Ok(stage) = Stage::open(system, &file.spec, spec, &CaseDocument::at(index)) else { continue };
        let record = Value::Object(case.record.clone());
        let crosswalk = &stage.crosswalk;
        let slots = crosswalk.sources.take(&record);
        let mapped = crosswalk.forward(&slots, Some(&record));
        let parts = Value::Object(crosswalk.parts(&mapped).into_iter().collect::<Map<_, _>>());
        let Some((issues, sent)) = requests(&stage, case) else { continue };
        let issues = issues.into_iter().map(|issue| issue.message).collect();
        let Ok(sent) = sent else { continue };
        let requests = sent.into_iter().map(|sent| SampleRequest { call: sent.call, body: sent.shown.body }).collect();
        samples.push(Sample { case: spec.name.clone(), record, parts, requests, issues });
    }
    samples
}
