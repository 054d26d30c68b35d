//! What can be typed: clap's structs, and nothing that runs.

use std::path::PathBuf;

use clap::Parser;
use clap::Subcommand;

use crate::console::parse_lang;
use crate::hook::HookArgs;
use crate::words::Lang;

use super::check::CheckArgs;
use super::completions::CompletionsArgs;
use super::diff::DiffArgs;
use super::explain::ExplainArgs;
use super::gate::GateArgs;
use super::import::ImportArgs;
use super::init::InitArgs;
use super::man::ManArgs;
use super::schema::SchemaArgs;
use super::shift::MoveArgs;
use super::shift::RescheduleArgs;
use super::show::ShowArgs;
use super::why::WhyArgs;

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
    /// The language of what planlint says: en or zh [default: `PLANLINT_LANG`, else `lang` of
    /// planlint.yaml, else for text the locale, else en]
    #[arg(long, value_name = "LANG", global = true, value_parser = parse_lang)]
    pub(super) lang: Option<Lang>,
    #[command(subcommand)]
    pub(super) command: Command,
}

const EXIT_STATUS: &str =
    "Exit status: 0 nothing at or above `fail_on`, 1 findings, 2 planlint could not do its work.";

const MOVES: &str = "Exit status: 0 it can be moved, 1 that brings findings at or above `fail_on`, 2 it cannot be moved, \
                     or planlint could not do its work.";

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
    /// Say what holds a date: what it waits for, step by step, how far it can slip, and who waits
    #[command(
        after_help = "Exit status: 0 it is said, 1 a part of the plan could not be read, 2 planlint could not do its work."
    )]
    Why(WhyArgs),
    /// Move a task, group or phase, and what its links then forbid; show what that changes
    #[command(after_help = MOVES)]
    Move(MoveArgs),
    /// Give work the dates that its links, days off and days ask for; show what that changes
    #[command(after_help = MOVES)]
    Reschedule(RescheduleArgs),
    /// Show a plan as data, with its schedule: computed dates, floats, and what holds each task
    #[command(
        after_help = "Exit status: 0 it is shown, 1 a part of it could not be read, 2 planlint could not do its work."
    )]
    Show(ShowArgs),
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
