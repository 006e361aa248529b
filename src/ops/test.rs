//! The systems' own cases.

use std::path::PathBuf;

use super::cases::{System, run_file};
use super::report::TestReport;
use super::workspace::Workspace;
use super::{Face, OpsError};

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
    let mut report = TestReport::default();
    for name in names {
        let files = library.cases(&name)?;
        if files.is_empty() && all {
            continue;
        }
        let system = System::load(&library, &name)?;
        if files.is_empty() {
            return Err(OpsError::usage(format!("there are no cases for `{name}`"))
                .help(format!("write some in mappings/{name}/cases/NAME.yaml; `crosswalk schema case` has the form")));
        }
        for file in files {
            Box::pin(run_file(&system, &file, face, &mut report)).await;
        }
    }
    if report.cases.is_empty() && !face.stop.is_set() {
        return Err(OpsError::usage("there are no cases").help("they stand in mappings/SYSTEM/cases/NAME.yaml"));
    }
    Ok(report)
}
