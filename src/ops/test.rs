//! The systems' own cases.

use std::path::PathBuf;
use std::sync::Arc;

use futures_util::StreamExt;

use super::cases::{System, run_file};
use super::report::TestReport;
use super::workspace::Workspace;
use super::{Face, OpsError};

/// Files of cases at once: most of their time they wait for simulated systems that are slow on purpose.
const AT_ONCE: usize = 4;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder of `crosswalk.yaml`.
    pub workspace: PathBuf,
    /// The systems' names; none: all of them.
    pub systems: Vec<String>,
}

/// The systems' own cases. A system that is named must have some.
///
/// # Errors
/// When a system file is not there or has errors, or there is nothing to run. A case that fails is in the report.
pub async fn run(options: Options, face: &Face<'_>) -> Result<TestReport, OpsError> {
    let library = Workspace::library_of(&options.workspace)?;
    let all = options.systems.is_empty();
    let names = if all { library.systems() } else { options.systems };
    let mut all_files = Vec::new();
    for name in names {
        let files = library.cases(&name)?;
        if files.is_empty() && all {
            continue;
        }
        let system = Arc::new(System::load(&library, &name)?);
        if files.is_empty() {
            return Err(OpsError::usage(format!("there are no cases for `{name}`"))
                .help(format!("write some in mappings/{name}/cases/NAME.yaml; `crosswalk schema case` has the form")));
        }
        all_files.extend(files.into_iter().map(|file| (Arc::clone(&system), file)));
    }
    let all_files = all_files.iter().map(|(system, file)| Box::pin(run_file(system, file, face)));
    let mut reports = futures_util::stream::iter(all_files).buffered(AT_ONCE);
    let mut report = TestReport::default();
    while let Some(file) = reports.next().await {
        report.add(file);
    }
    if report.cases.is_empty() && !face.stop.is_set() {
        return Err(OpsError::usage("there are no cases").help("they stand in mappings/SYSTEM/cases/NAME.yaml"));
    }
    Ok(report)
}
