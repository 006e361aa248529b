//! Commands about files: check, test, map.

use std::path::PathBuf;

use clap::Args;

use crate::cli::arguments::{Common, Format};
use crate::cli::attend::Attendant;
use crate::cli::output::{Output, aside, code};
use crate::cli::render;
use crate::ops::report::Report;
use crate::ops::{OpsError, check, map, test};

/// Validate system files and the workspace: all problems at once, with file, line and column.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  crosswalk check\n  crosswalk check mappings/payroll.yaml --deny-warnings\n  crosswalk \
                        check --format github"
)]
pub(in crate::cli) struct Check {
    /// System files or folders of them; none: the workspace and its mappings.
    paths: Vec<PathBuf>,
    /// Warnings count as trouble.
    #[arg(long)]
    deny_warnings: bool,
}

impl Check {
    pub(in crate::cli) fn run(self, common: &Common, out: &mut Output) -> Result<u8, OpsError> {
        let format = out.format(&[Format::Github, Format::Sarif])?;
        let workspace = common.workspace.clone();
        let options = check::Options { workspace, paths: self.paths, deny_warnings: self.deny_warnings };
        let checked = check::run(&options)?;
        match format {
            Format::Json => out.value(&checked.report)?,
            Format::Github => out.text(|o| render::check_github(&checked, o))?,
            Format::Sarif => out.text(|o| render::check_sarif(&checked, o))?,
            _ => out.text(|o| render::check(&checked, o))?,
        }
        Ok(code(checked.report.verdict()))
    }
}

/// Run the systems' own cases against their simulated twins.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  crosswalk test payroll")]
pub(in crate::cli) struct Test {
    /// Systems by name; none: all of them.
    systems: Vec<String>,
}

impl Test {
    pub(in crate::cli) async fn run(self, common: &Common, out: &mut Output) -> Result<u8, OpsError> {
        let attendant = Attendant::looking();
        let options = test::Options { workspace: common.workspace.clone(), systems: self.systems };
        let report = test::run(options, &attendant.face()).await?;
        out.report(&report, render::test)
    }
}

/// Employee records as NDJSON in, the system's records as NDJSON out; offline and streaming.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  crosswalk map payroll employees.ndjson > out.ndjson\n  crosswalk map payroll \
                        --reverse < theirs.ndjson")]
pub(in crate::cli) struct Map {
    /// The system's name.
    system: String,
    /// NDJSON, a record a line; none: stdin.
    file: Option<PathBuf>,
    /// From the system's form to employee records.
    #[arg(long)]
    reverse: bool,
    /// Settings of the system (YAML or JSON), where its file gives no default.
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
}

impl Map {
    pub(in crate::cli) fn run(self, common: &Common, out: &mut Output) -> Result<u8, OpsError> {
        let workspace = common.workspace.clone();
        let Self { system, file, reverse, settings } = self;
        out.format(&[])?;
        let options = map::Options { workspace, system, reverse, settings, file };
        let mut output = std::io::BufWriter::with_capacity(1 << 18, std::io::stdout());
        let mut refused = std::io::BufWriter::new(std::io::stderr());
        let streams = map::Streams { input: &mut std::io::stdin(), output: &mut output, refused: &mut refused };
        let report = map::run(&options, streams)?;
        if report.refused > 0 && !out.is_json() {
            aside(|o| render::map(&report, o))?;
        }
        Ok(code(report.verdict()))
    }
}
