//! `planlint show`.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use clap::ValueEnum;

use crate::project::AsOf;
use crate::project::Revision;
use crate::project::Scope;
use crate::project::Show;
use crate::words::say;

use crate::console::CLEAN;
use crate::console::Colour;
use crate::console::FINDINGS;
use crate::console::Stop;
use crate::console::World;
use crate::console::seen_enough;

#[derive(Debug, ClapArgs)]
pub(super) struct ShowArgs {
    /// The plan [default: the one of planlint.yaml, else plan]
    plan: Option<PathBuf>,
    /// In which form
    #[arg(long, value_enum, value_name = "FORMAT")]
    format: Form,
    /// The status date, instead of the plan's own: YYYY-MM-DD or today
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    /// Show a commit, branch or tag instead of the working tree
    #[arg(long, value_name = "REV")]
    rev: Option<String>,
    /// Settings to use instead of planlint.yaml at the repository's root
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Form {
    /// For scripts and other engines: each task with its schedule
    Json,
}

pub(super) fn run(args: &ShowArgs, world: &mut World<'_>) -> Result<u8, Stop> {
    let asked = Show {
        scope: Scope {
            plans: args.plan.iter().cloned().collect(),
            config: args.config.clone(),
            as_of: args.as_of.as_deref().map(AsOf::parse).transpose()?,
            ..Scope::default()
        },
        at: match &args.rev {
            Some(rev) => Revision::Commit(rev.clone()),
            None => Revision::WorkingTree,
        },
        ..Show::default()
    };
    let project = world.project();
    let shown = project.show(&asked);
    let shown = world.tell(&project, shown, Colour::Auto)?;
    match args.format {
        Form::Json => seen_enough(shown.write_json(world.out))?,
    }
    if shown.is_incomplete() {
        world.say_of_itself(&say!(
            en: "something of the plan could not be read, so this is not all; planlint check says what",
            zh: "计划中有内容无法读取，以上并不完整；详情见 planlint check",
        ))?;
        return Ok(FINDINGS);
    }
    Ok(CLEAN)
}
