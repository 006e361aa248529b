//! Commands about the world outside: doctor, sandbox, demo, serve, login.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

use crate::cli::arguments::Common;
use crate::cli::attend::Attendant;
use crate::cli::output::{Output, code};
use crate::cli::render;
use crate::ops::report::{DemoStep, Report, SandboxReport};
use crate::ops::serving::{self, Listening};
use crate::ops::{OpsError, demo, doctor, sandbox};

/// Can the systems be reached, are the credentials accepted, do they offer what is needed?
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  crosswalk doctor payroll")]
pub(in crate::cli) struct Doctor {
    /// The connection's name; none: all of them.
    connection: Option<String>,
}

impl Doctor {
    pub(in crate::cli) async fn run(self, common: &Common, out: &mut Output) -> Result<u8, OpsError> {
        let attendant = Attendant::looking();
        let options = doctor::Options { workspace: common.workspace.clone(), connection: self.connection };
        let report = doctor::run(options, &attendant.face()).await?;
        out.report(&report, render::doctor)
    }
}

/// Simulated systems on loopback, to try things out; Ctrl-C ends them.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  crosswalk sandbox hr payroll --port 4000")]
pub(in crate::cli) struct Sandbox {
    /// Systems by name; none: all that have a simulated twin.
    systems: Vec<String>,
    /// Ports from here on, in the order given; otherwise free ones.
    #[arg(long, value_name = "N")]
    port: Option<u16>,
    /// Faults to inject (YAML).
    #[arg(long, value_name = "FILE")]
    faults: Option<PathBuf>,
}

impl Sandbox {
    pub(in crate::cli) async fn run(self, common: &Common, out: &mut Output) -> Result<u8, OpsError> {
        out.format(&[])?;
        let attendant = Attendant::looking();
        let Self { systems, port, faults } = self;
        let options = sandbox::Options { workspace: common.workspace.clone(), systems, port, faults };
        let json = out.is_json();
        let announce = |report: &SandboxReport| {
            let mut out = if json { Output::json() } else { Output::new(common) };
            // Nobody reads any more: the systems stay up all the same.
            let _ = out.report(report, render::sandbox);
        };
        let report = sandbox::run(options, &attendant.face(), &announce).await?;
        Ok(code(report.verdict()))
    }
}

/// Simulated systems with sample people, and the main job on them, without any set-up.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  crosswalk demo --once")]
pub(in crate::cli) struct Demo {
    /// End after the last step.
    #[arg(long)]
    once: bool,
}

impl Demo {
    pub(in crate::cli) async fn run(
        self,
        common: &Common,
        out: &mut Output,
        console: &serving::Serve,
    ) -> Result<u8, OpsError> {
        out.format(&[])?;
        let attendant = Attendant::looking();
        let json = out.is_json();
        let tell = |step: &DemoStep| {
            if !json {
                // Nobody reads any more: the demonstration still ends in order.
                let _ = Output::new(common).text(|o| render::demo_step(step, o));
            }
        };
        let listening = |listening: &Listening| {
            if !json {
                let _ = Output::new(common).text(|o| render::listening(listening, o));
            }
        };
        let options = demo::Options { once: self.once, show_sensitive: common.show_sensitive };
        let report = Box::pin(demo::run(options, &attendant.face(), &tell, (console, &listening))).await?;
        out.report(&report, render::demo_end)
    }
}

/// The web console and its JSON API; Ctrl-C ends it.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  crosswalk serve --listen 127.0.0.1:8321")]
pub(in crate::cli) struct Serve {
    /// Where it listens; beyond loopback only with TLS or behind a proxy.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8321")]
    listen: SocketAddr,
    /// Certificate with its chain (PEM).
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// The certificate's private key (PEM).
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// A proxy in front speaks TLS and sets X-Forwarded-For.
    #[arg(long)]
    behind_proxy: bool,
}

impl Serve {
    pub(in crate::cli) async fn run(
        self,
        common: &Common,
        out: &mut Output,
        console: &serving::Serve,
    ) -> Result<u8, OpsError> {
        out.format(&[])?;
        let attendant = Attendant::looking();
        let json = out.is_json();
        let options = serving::Options {
            workspace: common.workspace.clone(),
            listen: self.listen,
            tls: self.tls_cert.zip(self.tls_key),
            behind_proxy: self.behind_proxy,
        };
        let tell = |listening: &Listening| {
            let mut out = if json { Output::json() } else { Output::new(common) };
            // Nobody reads any more: the console stays up all the same.
            let _ = out.report(listening, render::listening);
        };
        console(options, &attendant.face().stop, &tell).await?;
        Ok(0)
    }
}

/// First tokens for systems with an OAuth2 code grant (comes with a later version).
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  crosswalk login payroll")]
pub(in crate::cli) struct Login {
    /// The connection's name.
    connection: String,
}

impl Login {
    pub(in crate::cli) fn run(self) -> Result<u8, OpsError> {
        Err(OpsError::later(format!("`login` comes with a later version; `{}` is as it was", self.connection))
            .help("give the connection a token by { env: NAME } or { file: PATH }"))
    }
}
