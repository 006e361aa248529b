//! Commands about the link table: match, unlink, links, settle.

use std::path::PathBuf;

use clap::Args;

use crate::cli::arguments::Common;
use crate::cli::attend::Attendant;
use crate::cli::output::Output;
use crate::cli::render;
use crate::ops::links::LinksTask;
use crate::ops::{OpsError, links, matching, settle, unlink};
use crate::record::Key;

/// Link an HR employee and a provider employee by hand.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  crosswalk match payroll 65f3a1 503295")]
pub(in crate::cli) struct Match {
    /// The connection's name.
    connection: String,
    /// The HR system's key.
    hr_key: String,
    /// The provider's key.
    provider_key: String,
    /// Do not ask.
    #[arg(long)]
    yes: bool,
}

impl Match {
    pub(in crate::cli) async fn run(self, common: &Common, out: &mut Output) -> Result<u8, OpsError> {
        let attendant = Attendant::linking(self.yes);
        let options = matching::Options {
            workspace: common.workspace.clone(),
            connection: self.connection,
            hr_key: Key::new(self.hr_key),
            provider_key: Key::new(self.provider_key),
        };
        let report = matching::run(options, &attendant.face()).await?;
        out.report(&report, render::links)
    }
}

/// Take links away; nothing changes at the provider, and no rule links the pair again.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  crosswalk unlink payroll 65f3a1 65f3a2")]
pub(in crate::cli) struct Unlink {
    /// The connection's name.
    connection: String,
    /// The HR system's keys.
    #[arg(required = true, value_name = "HR_KEY")]
    hr_keys: Vec<String>,
    /// Do not ask.
    #[arg(long)]
    yes: bool,
}

impl Unlink {
    pub(in crate::cli) async fn run(self, common: &Common, out: &mut Output) -> Result<u8, OpsError> {
        let attendant = Attendant::linking(self.yes);
        let options = unlink::Options {
            workspace: common.workspace.clone(),
            connection: self.connection,
            hr_keys: self.hr_keys.into_iter().map(Key::new).collect(),
        };
        let report = unlink::run(options, &attendant.face()).await?;
        out.report(&report, render::links)
    }
}

/// Show the link table, write it to a file, or take links from one.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  crosswalk links payroll\n  crosswalk links payroll --export links.ndjson")]
pub(in crate::cli) struct Links {
    /// The connection's name.
    connection: String,
    /// Write the table to a file.
    #[arg(long, value_name = "FILE", conflicts_with = "import")]
    export: Option<PathBuf>,
    /// Take links from a file.
    #[arg(long, value_name = "FILE")]
    import: Option<PathBuf>,
    /// Do not ask.
    #[arg(long)]
    yes: bool,
}

impl Links {
    pub(in crate::cli) async fn run(self, common: &Common, out: &mut Output) -> Result<u8, OpsError> {
        let task = match (self.export, self.import) {
            (Some(file), _) => LinksTask::Export(file),
            (None, Some(file)) => LinksTask::Import(file),
            (None, None) => LinksTask::Show,
        };
        let attendant = Attendant::linking(self.yes);
        let options = links::Options { workspace: common.workspace.clone(), connection: self.connection, task };
        let report = links::run(options, &attendant.face()).await?;
        out.report(&report, render::links)
    }
}

/// Find out what became of requests whose answer was lost.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  crosswalk settle payroll")]
pub(in crate::cli) struct Settle {
    /// The connection's name; none: all of them.
    connection: Option<String>,
}

impl Settle {
    pub(in crate::cli) async fn run(self, common: &Common, out: &mut Output) -> Result<u8, OpsError> {
        let attendant = Attendant::looking();
        let options = settle::Options { workspace: common.workspace.clone(), connection: self.connection };
        let report = settle::run(options, &attendant.face()).await?;
        out.report(&report, render::settle)
    }
}
