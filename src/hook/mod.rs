//! `planlint hook`: what git runs before a commit, a merge or a push, and on a server before it
//! takes one.

mod client;
mod found;
mod install;
mod kind;
mod manager;
mod place;
mod protected;
mod receive;
mod refs;
mod script;
mod tell;

use std::path::Path;
use std::path::PathBuf;

use clap::Args as ClapArgs;
use clap::Subcommand;

use crate::console::Stop;
use crate::console::Watch;
use crate::console::World;

use kind::Hook;

#[derive(Debug, ClapArgs)]
pub(crate) struct HookArgs {
    #[command(subcommand)]
    command: HookCommand,
}

#[derive(Debug, Subcommand)]
enum HookCommand {
    /// Install hooks into this clone; a hook that somebody else has put there stays as it is
    Install {
        /// Which ones [default: pre-commit, pre-merge-commit and pre-push; in a bare repository
        /// pre-receive]
        hooks: Vec<Hook>,
    },
    /// Remove the hooks that planlint has installed, and nothing else
    Uninstall {
        /// Which ones [default: all]
        hooks: Vec<Hook>,
    },
    /// Show which hooks are installed, where, and which planlint they run
    Status,
    /// Be one of the hooks: what the installed scripts call
    Run {
        /// Which one
        hook: Hook,
        /// What git gives the hook
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Be the pre-receive hook of a server: refuse pushes that would leave an inconsistent plan on
    /// a protected branch
    PreReceive(ReceiveArgs),
}

#[derive(Debug, ClapArgs)]
struct ReceiveArgs {
    /// A branch to protect, `*` stands for any characters; may be given several times [default:
    /// `planlint.protect` of git's settings, else the branch that HEAD is on]
    #[arg(long, value_name = "PATTERN")]
    protect: Vec<String>,
    /// Settings to use instead of planlint.yaml of what is pushed, so that a push cannot change
    /// them
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

/// Install the hooks of a clone into the repository around `folder`.
pub(crate) fn install_in(folder: &Path, world: &mut World<'_>) -> Result<u8, Stop> {
    let mut there = World {
        input: &mut *world.input,
        out: &mut *world.out,
        err: &mut *world.err,
        folder: folder.to_owned(),
        out_is_terminal: world.out_is_terminal,
        err_is_terminal: world.err_is_terminal,
        lang: world.lang,
        watch: Watch::default(),
    };
    install::install(&[], &mut there)
}

pub(crate) fn run(args: &HookArgs, world: &mut World<'_>) -> Result<u8, Stop> {
    match &args.command {
        HookCommand::Install { hooks } => install::install(hooks, world),
        HookCommand::Uninstall { hooks } => install::uninstall(hooks, world),
        HookCommand::Status => install::status(world),
        HookCommand::Run { hook, arguments } => match hook {
            Hook::Commit => client::commit(world),
            Hook::MergeCommit => client::merge_commit(world),
            Hook::Push => client::push(arguments.first().map(String::as_str), world),
            Hook::Receive => receive::run(&[], None, world),
        },
        HookCommand::PreReceive(args) => receive::run(&args.protect, args.config.as_deref(), world),
    }
}
