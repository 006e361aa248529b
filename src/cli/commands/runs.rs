//! Commands about the past: runs, show.

use clap::Args;

use crate::cli::arguments::Common;
use crate::cli::output::Output;
use crate::cli::render;
use crate::ops::{OpsError, runs, show};

/// What happened: the runs, the latest first.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  crosswalk runs payroll")]
pub(in crate::cli) struct Runs {
    /// The connection's name; none: all of them.
    connection: Option<String>,
}

impl Runs {
    pub(in crate::cli) async fn run(self, common: &Common, out: &mut Output) -> Result<u8, OpsError> {
        let options = runs::Options { workspace: common.workspace.clone(), connection: self.connection };
        out.report(&runs::run(options).await?, render::runs)
    }
}

/// One run with its changes; names and values are not kept.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  crosswalk show 01JD4Z7Q")]
pub(in crate::cli) struct Show {
    /// The run's id, as `crosswalk runs` shows it; its beginning will do where that is clear.
    run: String,
}

impl Show {
    pub(in crate::cli) async fn run(self, common: &Common, out: &mut Output) -> Result<u8, OpsError> {
        let options = show::Options { workspace: common.workspace.clone(), run: self.run };
        out.report(&show::run(options).await?, render::show)
    }
}
