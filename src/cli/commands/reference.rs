//! Commands to look things up: docs, systems, schema, explain, transforms, completions.

use clap::{Args, CommandFactory, ValueEnum};
use clap_complete::Shell;

use crate::cli::arguments::{Arguments, Common, Format};
use crate::cli::output::Output;
use crate::cli::render;
use crate::ops::{OpsError, docs, explain, schema, shelf, transforms};

/// The field table of a system for a help page.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  crosswalk docs payroll --format html > fields.html")]
pub(in crate::cli) struct Docs {
    /// The system's name.
    system: String,
}

impl Docs {
    pub(in crate::cli) async fn run(self, common: &Common, out: &mut Output) -> Result<u8, OpsError> {
        let format = out.format(&[Format::Md, Format::Html])?;
        let options = docs::Options { workspace: common.workspace.clone(), system: self.system };
        let report = docs::run(options).await?;
        match format {
            Format::Json => out.value(&report)?,
            Format::Html => out.text(|o| render::docs_html(&report, o))?,
            _ => out.text(|o| render::docs(&report, o))?,
        }
        Ok(0)
    }
}

/// The system files there are; or the text of one that comes with the program, to start your own from.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  crosswalk systems\n  mkdir -p mappings; crosswalk systems payroll > mappings/payroll.yaml\n  \
                  crosswalk systems payroll | diff - mappings/payroll.yaml\n  crosswalk systems payroll --twin > twin.yaml"
)]
pub(in crate::cli) struct Systems {
    /// The system whose file is printed, as it comes with the program if it does; none: the list of all.
    system: Option<String>,
    /// The simulated system's file instead.
    #[arg(long, requires = "system")]
    twin: bool,
}

impl Systems {
    pub(in crate::cli) fn run(self, common: &Common, out: &mut Output) -> Result<u8, OpsError> {
        let options = shelf::Options { workspace: common.workspace.clone() };
        match &self.system {
            None => out.report(&shelf::list(&options)?, render::systems),
            Some(system) => {
                out.report(&shelf::text(&options, system, self.twin)?, |report, o| write!(o, "{}", report.text))
            }
        }
    }
}

/// The JSON Schema of a kind of file, for editors.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  crosswalk schema mapping > mapping.schema.json")]
pub(in crate::cli) struct Schema {
    /// Which one.
    #[arg(value_enum)]
    kind: SchemaKind,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum SchemaKind {
    Mapping,
    Employee,
    Workspace,
    Case,
}

impl Schema {
    pub(in crate::cli) fn run(self, out: &mut Output) -> Result<u8, OpsError> {
        out.format(&[])?;
        let text = schema::run(match self.kind {
            SchemaKind::Mapping => schema::Kind::Mapping,
            SchemaKind::Employee => schema::Kind::Employee,
            SchemaKind::Workspace => schema::Kind::Workspace,
            SchemaKind::Case => schema::Kind::Case,
        })?;
        out.text(|o| write!(o, "{text}"))?;
        Ok(0)
    }
}

/// What a diagnostic code means and how to mend it, or the word of an issue (`CW0401`, `brake`).
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  crosswalk explain CW0401")]
pub(in crate::cli) struct Explain {
    /// The code, as `crosswalk check` prints it.
    code: String,
}

impl Explain {
    pub(in crate::cli) fn run(self, out: &mut Output) -> Result<u8, OpsError> {
        out.report(&explain::run(&self.code)?, render::explain)
    }
}

/// The transforms with their types, inverses and examples.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  crosswalk transforms | less")]
pub(in crate::cli) struct Transforms {}

impl Transforms {
    pub(in crate::cli) fn run(self, out: &mut Output) -> Result<u8, OpsError> {
        let Self {} = self;
        out.report(&transforms::run(), render::transforms)
    }
}

/// Completions for a shell.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  crosswalk completions bash > ~/.local/share/bash-completion/completions/crosswalk")]
pub(in crate::cli) struct Completions {
    /// Which shell.
    #[arg(value_enum)]
    shell: Shell,
}

impl Completions {
    pub(in crate::cli) fn run(self, out: &mut Output) -> Result<u8, OpsError> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Arguments::command(), "crosswalk", &mut script);
        out.text(|o| o.write_all(&script))?;
        Ok(0)
    }
}
