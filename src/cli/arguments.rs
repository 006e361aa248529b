//! The whole command line as types.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

use super::commands::{exchange, files, links, reference, runs, world};

/// Keeps employee records in step between an HR system and payroll systems, as YAML files say.
#[derive(Debug, Parser)]
#[command(
    name = "crosswalk",
    version,
    arg_required_else_help = true,
    max_term_width = 110,
    after_help = "Example:\n  crosswalk demo --once\n\nExit codes: 0 done; 1 it worked and found trouble; 2 usage, configuration or \
                  world; 130 interrupted."
)]
pub(super) struct Arguments {
    #[command(flatten)]
    pub common: Common,
    #[command(subcommand)]
    pub command: Command,
}

/// What every command takes.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Common {
    /// The workspace folder: where crosswalk.yaml is.
    #[arg(short = 'C', value_name = "DIR", global = true, default_value = ".", hide_default_value = true)]
    pub workspace: PathBuf,
    /// How the report is printed: text or json; `check` also takes github and sarif, `docs` md and html.
    #[arg(long, value_enum, global = true, value_name = "FORMAT", hide_possible_values = true)]
    pub format: Option<Format>,
    /// Do not mask national ids, bank accounts and pay.
    #[arg(long, global = true)]
    pub show_sensitive: bool,
}

/// How a report is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    Text,
    Json,
    Github,
    Sarif,
    Md,
    Html,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Check(files::Check),
    Test(files::Test),
    Map(files::Map),
    List(exchange::List),
    Export(exchange::Export),
    Import(exchange::Import),
    Plan(exchange::Plan),
    Apply(exchange::Apply),
    Match(links::Match),
    Unlink(links::Unlink),
    Links(links::Links),
    Settle(links::Settle),
    Runs(runs::Runs),
    Show(runs::Show),
    Docs(reference::Docs),
    Systems(reference::Systems),
    Schema(reference::Schema),
    Explain(reference::Explain),
    Transforms(reference::Transforms),
    Doctor(world::Doctor),
    Sandbox(world::Sandbox),
    Demo(world::Demo),
    Serve(world::Serve),
    Login(world::Login),
    Completions(reference::Completions),
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::Arguments;

    #[test]
    fn the_command_line_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn every_command_shows_an_example() {
        for command in Arguments::command().get_subcommands() {
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(help.contains("Example"), "{} has no example", command.get_name());
        }
    }
}
