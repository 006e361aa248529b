//! Commands that bring employees over: list, export, import, plan, apply.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use jiff::civil::Date;

use crate::cli::arguments::Common;
use crate::cli::attend::Attendant;
use crate::cli::output::Output;
use crate::cli::render;
use crate::ops::export::{Entity, ExportChoice};
use crate::ops::import::ImportChoice;
use crate::ops::report::Tab;
use crate::ops::{Brake, OpsError, Selection, apply, export, import, list, plan};
use crate::record::{Choice, Direction, Key};

/// The rows of a connection: who is linked, who is not, and what an export would do.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  crosswalk list payroll --tab unlinked")]
pub(in crate::cli) struct List {
    /// The connection's name.
    connection: String,
    /// Which way.
    #[arg(long, value_enum, default_value_t = Way::Export)]
    direction: Way,
    /// Which rows.
    #[arg(long, value_enum, default_value_t = Rows::All)]
    tab: Rows,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Way {
    Export,
    Import,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Rows {
    Unlinked,
    Linked,
    All,
}

impl List {
    pub(in crate::cli) async fn run(self, common: &Common, out: &mut Output) -> Result<u8, OpsError> {
        let attendant = Attendant::looking();
        let options = list::Options {
            workspace: common.workspace.clone(),
            connection: self.connection,
            direction: match self.direction {
                Way::Export => Direction::Export,
                Way::Import => Direction::Import,
            },
            tab: match self.tab {
                Rows::Unlinked => Tab::Unlinked,
                Rows::Linked => Tab::Linked,
                Rows::All => Tab::All,
            },
            show_sensitive: common.show_sensitive,
            others: false,
        };
        let report = list::run(options, &attendant.face()).await?;
        out.report(&report, render::list)
    }
}

/// Create and update employees at the provider.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  crosswalk export payroll --all --dry-run\n  crosswalk export payroll 65f3a1 65f3a2 \
                        --yes\n  crosswalk export payroll --linked --brakes update=100%\n  crosswalk export payroll --linked \
                        --entity leave --from 2026-02-01 --to 2026-02-28"
)]
pub(in crate::cli) struct Export {
    /// The connection's name.
    connection: String,
    #[command(flatten)]
    who: ExportArgs,
    /// Show what would be sent; nothing that changes something can be.
    #[arg(long)]
    dry_run: bool,
    /// Do not ask.
    #[arg(long)]
    yes: bool,
}

/// What an export is about.
#[derive(Debug, Args)]
struct ExportArgs {
    /// Employees by their HR key.
    #[arg(value_name = "KEY")]
    keys: Vec<String>,
    /// Everybody who belongs to this connection.
    #[arg(long, conflicts_with_all = ["linked", "unlinked"])]
    all: bool,
    /// Everybody with a link.
    #[arg(long, conflicts_with = "unlinked")]
    linked: bool,
    /// Everybody without a link.
    #[arg(long)]
    unlinked: bool,
    /// Create this employee although candidates exist at the provider.
    #[arg(long, value_name = "KEY")]
    create: Vec<String>,
    /// Which records.
    #[arg(long, value_enum, default_value_t = What::Employee)]
    entity: What,
    /// First day of leave.
    #[arg(long, value_name = "DATE")]
    from: Option<Date>,
    /// Last day of leave.
    #[arg(long, value_name = "DATE")]
    to: Option<Date>,
    /// Leave that was exported and is another now in HR, or no longer there, is changed or taken away at the provider.
    #[arg(long)]
    correct: bool,
    /// This run's word on a brake: update=100%, create=10, unlink=none (no limit).
    #[arg(long, value_name = "KIND=LIMIT")]
    brakes: Vec<Brake>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum What {
    Employee,
    Leave,
}

impl ExportArgs {
    fn choice(self) -> Result<ExportChoice, OpsError> {
        let advice = "name employees by their HR key, or say --all, --linked or --unlinked";
        let tab = [(self.all, Tab::All), (self.linked, Tab::Linked), (self.unlinked, Tab::Unlinked)];
        let tab = tab.into_iter().find(|(asked, _)| *asked).map(|(_, tab)| tab);
        let create = keys(self.create);
        let mut named = keys(self.keys);
        if tab.is_none() {
            // Who is to be created is meant, too.
            named.extend(create.iter().filter(|key| !named.contains(key)).cloned().collect::<Vec<_>>());
        }
        let entity = match self.entity {
            What::Employee => Entity::Employee,
            What::Leave => Entity::Leave,
        };
        let selection = Selection::of(named, tab, advice)?;
        let Self { from, to, correct, brakes, .. } = self;
        let choice = ExportChoice { selection, create, entity, from, to, correct, brakes };
        choice.check()?;
        Ok(choice)
    }
}

impl Export {
    pub(in crate::cli) async fn run(self, common: &Common, out: &mut Output) -> Result<u8, OpsError> {
        let choice = self.who.choice()?;
        let attendant = if self.dry_run { Attendant::looking() } else { Attendant::writing(self.yes)? };
        let options = export::Options {
            workspace: common.workspace.clone(),
            connection: self.connection,
            choice,
            dry_run: self.dry_run,
            show_sensitive: common.show_sensitive,
        };
        let report = export::run(options, &attendant.face()).await?;
        out.report(&report, render::changes)
    }
}

/// Merge the provider's employees into the HR system.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  crosswalk import payroll --new --action create --dry-run\n  crosswalk import payroll 9 --match \
                        9=65f3a1 --action prefer-provider\n  crosswalk import payroll --decisions decisions.ndjson --yes"
)]
pub(in crate::cli) struct Import {
    /// The connection's name.
    connection: String,
    #[command(flatten)]
    who: ImportArgs,
    /// Show what would be changed.
    #[arg(long)]
    dry_run: bool,
    /// Do not ask.
    #[arg(long)]
    yes: bool,
}

/// What an import is about.
#[derive(Debug, Args)]
struct ImportArgs {
    /// Employees by the provider's key.
    #[arg(value_name = "KEY")]
    keys: Vec<String>,
    /// Everybody at the provider.
    #[arg(long, conflicts_with_all = ["new", "imported"])]
    all: bool,
    /// Everybody at the provider who is not linked.
    #[arg(long, conflicts_with = "imported")]
    new: bool,
    /// Everybody at the provider who is linked.
    #[arg(long)]
    imported: bool,
    /// What is done with rows that no decision names.
    #[arg(long, value_enum, default_value_t = Decision::Nothing)]
    action: Decision,
    /// Link these two first.
    #[arg(long = "match", value_name = "PROVIDER_KEY=HR_KEY", value_parser = pair)]
    matches: Vec<(String, String)>,
    /// Create this employee in the HR system although candidates exist there.
    #[arg(long, value_name = "KEY")]
    create: Vec<String>,
    /// Decisions a line each (NDJSON).
    #[arg(long, value_name = "FILE")]
    decisions: Option<PathBuf>,
    /// This run's word on a brake: update=100%, create=10.
    #[arg(long, value_name = "KIND=LIMIT")]
    brakes: Vec<Brake>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Decision {
    Create,
    PreferHr,
    PreferProvider,
    Nothing,
}

fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((left, right)) if !left.is_empty() && !right.is_empty() => Ok((left.to_owned(), right.to_owned())),
        _ => Err("write PROVIDER_KEY=HR_KEY".into()),
    }
}

impl ImportArgs {
    fn choice(self) -> Result<ImportChoice, OpsError> {
        let advice = "name employees by the provider's key, or say --all, --new or --imported";
        let tab = [(self.all, Tab::All), (self.new, Tab::Unlinked), (self.imported, Tab::Linked)];
        let tab = tab.into_iter().find(|(asked, _)| *asked).map(|(_, tab)| tab);
        let action = match self.action {
            Decision::Create => Choice::Create,
            Decision::PreferHr => Choice::PreferHr,
            Decision::PreferProvider => Choice::PreferProvider,
            Decision::Nothing => Choice::Nothing,
        };
        let pair = |(left, right)| (Key::new(left), Key::new(right));
        let matches: Vec<(Key, Key)> = self.matches.into_iter().map(pair).collect();
        let (named, create) = (keys(self.keys), keys(self.create));
        let by_row = self.decisions.is_some() || !matches.is_empty() || !create.is_empty();
        let selection = match (named.is_empty() && tab.is_none(), by_row) {
            (true, true) => None,
            _ => Some(Selection::of(named, tab, advice)?),
        };
        let (decisions, brakes) = (self.decisions, self.brakes);
        Ok(ImportChoice { selection, action: Some(action), matches, create, decisions, decided: Vec::new(), brakes })
    }
}

impl Import {
    pub(in crate::cli) async fn run(self, common: &Common, out: &mut Output) -> Result<u8, OpsError> {
        let choice = self.who.choice()?;
        let attendant = if self.dry_run { Attendant::looking() } else { Attendant::writing(self.yes)? };
        let options = import::Options {
            workspace: common.workspace.clone(),
            connection: self.connection,
            choice,
            dry_run: self.dry_run,
            show_sensitive: common.show_sensitive,
        };
        let report = import::run(options, &attendant.face()).await?;
        out.report(&report, render::changes)
    }
}

/// Compute a plan and keep it in a file, to be approved and applied later.
#[derive(Debug, Args)]
#[command(
    subcommand_required = true,
    after_help = "Example:\n  crosswalk plan payroll export --all --out plan.json\n  crosswalk apply plan.json"
)]
pub(in crate::cli) struct Plan {
    /// The connection's name.
    connection: String,
    /// Where the plan goes.
    #[arg(long, value_name = "FILE", global = true)]
    out: Option<PathBuf>,
    #[command(subcommand)]
    way: PlanWay,
}

#[derive(Debug, Subcommand)]
enum PlanWay {
    /// Plan an export.
    #[command(after_help = "Example:\n  crosswalk plan payroll export --all --out plan.json")]
    Export(ExportArgs),
    /// Plan an import.
    #[command(after_help = "Example:\n  crosswalk plan payroll import --new --out plan.json")]
    Import(ImportArgs),
}

impl Plan {
    pub(in crate::cli) async fn run(self, common: &Common, out: &mut Output) -> Result<u8, OpsError> {
        let choice = match self.way {
            PlanWay::Export(who) => plan::PlanChoice::Export(who.choice()?),
            PlanWay::Import(who) => plan::PlanChoice::Import(who.choice()?),
        };
        let file = self
            .out
            .ok_or_else(|| OpsError::usage("where shall the plan go?").help("add --out FILE, as `--out plan.json`"))?;
        let attendant = Attendant::looking();
        let options = plan::Options {
            workspace: common.workspace.clone(),
            connection: self.connection,
            choice,
            out: file,
            show_sensitive: common.show_sensitive,
        };
        let report = plan::run(options, &attendant.face()).await?;
        out.report(&report, render::changes)
    }
}

/// Carry out a plan, as far as it is still as approved; the rest is reported as stale.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  crosswalk apply plan.json --yes")]
pub(in crate::cli) struct Apply {
    /// A plan that `crosswalk plan` wrote.
    file: PathBuf,
    /// Do not ask.
    #[arg(long)]
    yes: bool,
}

impl Apply {
    pub(in crate::cli) async fn run(self, common: &Common, out: &mut Output) -> Result<u8, OpsError> {
        // A plan file is consent already: at a terminal we still ask, elsewhere the plan's approval stands.
        let attendant = Attendant::linking(self.yes);
        let workspace = common.workspace.clone();
        let options = apply::Options { workspace, file: self.file, show_sensitive: common.show_sensitive };
        let report = apply::run(options, &attendant.face()).await?;
        out.report(&report, render::changes)
    }
}

fn keys(texts: Vec<String>) -> Vec<Key> {
    texts.into_iter().map(Key::new).collect()
}
