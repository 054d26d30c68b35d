//! What can be typed: clap's structs, and nothing that runs.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use clap::CommandFactory;
use clap::Parser;
use clap::Subcommand;
use clap::ValueEnum;
use clap_complete::Shell;

use crate::config::FailOn;
use crate::finding::Severity;

use super::CLEAN;
use super::Stop;
use super::World;
use super::diff::DiffArgs;
use super::explain::ExplainArgs;
use super::gate::GateArgs;
use super::import::ImportArgs;
use super::init::InitArgs;
use super::man::ManArgs;
use super::print::PrintArgs;
use super::schema::SchemaArgs;
use super::select::SelectArgs;
use crate::console::seen_enough;
use crate::hook::HookArgs;

/// A compiler for project plans kept as YAML in git.
///
/// Exit status: 0 nothing at or above `fail_on`, 1 findings, 2 planlint could not do its work.
#[derive(Debug, Parser)]
#[command(name = "planlint", version, max_term_width = 100)]
pub(super) struct Args {
    /// Run as if planlint was started in this folder; given several times, each begins in the one
    /// before
    #[arg(short = 'C', value_name = "DIR")]
    pub(super) folders: Vec<PathBuf>,
    #[command(subcommand)]
    pub(super) command: Command,
}

const EXIT_STATUS: &str =
    "Exit status: 0 nothing at or above `fail_on`, 1 findings, 2 planlint could not do its work.";

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Find what is wrong with plans
    #[command(after_help = EXIT_STATUS)]
    Check(CheckArgs),
    /// Show what changed between two revisions, in the plan's own terms
    #[command(after_help = EXIT_STATUS)]
    Diff(DiffArgs),
    /// Say whether merging one branch into another would leave a consistent plan
    #[command(
        after_help = "Exit status: 0 it would, 1 it would not, 2 planlint could not do its work."
    )]
    Gate(GateArgs),
    /// Let git ask planlint before a commit, a merge, a push, or on a server
    Hook(HookArgs),
    /// Begin: write a plan to start from, and settings
    Init(InitArgs),
    /// Make a plan folder from a table (TSV or CSV, as spreadsheets save it)
    Import(ImportArgs),
    /// Show a rule's page, or the list of rules
    Explain(ExplainArgs),
    /// Print a JSON Schema: of plans, of settings, or of the JSON that a command writes
    Schema(SchemaArgs),
    /// Print a script that completes planlint's arguments in a shell
    Completions(CompletionsArgs),
    /// Print a manual page, or write all of them into a folder
    Man(ManArgs),
}

#[derive(Debug, ClapArgs)]
pub(super) struct CheckArgs {
    /// Plans, or files: then only what is found in these is shown. `-` is standard input [default:
    /// `plans` of planlint.yaml, else plan]
    #[arg(value_name = "PLAN|FILE")]
    pub(super) plans: Vec<PathBuf>,
    /// The status date, instead of the plan's own: YYYY-MM-DD or today
    #[arg(long, value_name = "DATE")]
    pub(super) as_of: Option<String>,
    /// From which level on findings fail the check [default: `fail_on` of planlint.yaml, else
    /// error]
    #[arg(long, value_name = "LEVEL")]
    pub(super) fail_on: Option<FailOnName>,
    /// Check what is about to be committed: the index, not the working tree
    #[arg(long, conflicts_with_all = ["rev", "fix"])]
    pub(super) staged: bool,
    /// Check a commit, branch or tag instead of the working tree
    #[arg(long, value_name = "REV", conflicts_with = "fix")]
    pub(super) rev: Option<String>,
    /// Show and fail only on findings that this commit, branch or tag does not have
    #[arg(long, value_name = "REV", conflicts_with = "fix")]
    pub(super) against: Option<String>,
    /// Mend what can only have been meant in one way, then check again
    #[arg(long)]
    pub(super) fix: bool,
    /// Which file it is whose text stands on standard input, for `planlint check -`; it need not
    /// exist
    #[arg(long, value_name = "FILE", conflicts_with_all = ["fix", "staged", "rev"])]
    pub(super) stdin_filename: Option<PathBuf>,
    /// Settings to use instead of planlint.yaml at the repository's root
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    #[command(flatten)]
    pub(super) selected: SelectArgs,
    /// Show errors and the summary only
    #[arg(short, long)]
    pub(super) quiet: bool,
    /// Show how often each rule finds something, the most frequent first; as text, or as JSON
    /// beside the findings
    #[arg(long)]
    pub(super) statistics: bool,
    #[command(flatten)]
    pub(super) print: PrintArgs,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum FailOnName {
    /// Only errors fail the check
    Error,
    /// Warnings fail it too
    Warning,
    /// Any finding fails it
    Note,
    /// It never fails
    Never,
}

impl From<FailOnName> for FailOn {
    fn from(name: FailOnName) -> Self {
        match name {
            FailOnName::Error => FailOn::At(Severity::Error),
            FailOnName::Warning => FailOn::At(Severity::Warning),
            FailOnName::Note => FailOn::At(Severity::Note),
            FailOnName::Never => FailOn::Never,
        }
    }
}

#[derive(Debug, ClapArgs)]
pub(super) struct CompletionsArgs {
    /// The shell
    shell: Shell,
}

pub(super) fn completions(args: &CompletionsArgs, world: &mut World<'_>) -> Result<u8, Stop> {
    // Into memory first: clap_complete panics where it cannot write.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "planlint", &mut script);
    seen_enough(world.out.write_all(&script))?;
    Ok(CLEAN)
}
