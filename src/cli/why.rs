//! `planlint why`.

use std::path::PathBuf;

use clap::Args as ClapArgs;

use crate::console;
use crate::console::CLEAN;
use crate::console::Colour;
use crate::console::FINDINGS;
use crate::console::Stop;
use crate::console::World;
use crate::load::Failure;
use crate::project::AsOf;
use crate::project::Revision;
use crate::project::Scope;
use crate::project::Show;
use crate::report::Format;
use crate::words::say;

use super::print::write;

#[derive(Debug, ClapArgs)]
pub(super) struct WhyArgs {
    /// The task, group or phase; without it, the finish of the plan
    id: Option<String>,
    /// The plan folder [default: the one of planlint.yaml, else plan]
    #[arg(long, value_name = "FOLDER")]
    plan: Option<PathBuf>,
    /// What is to be expected from the status date on, instead of what the plan says
    #[arg(long)]
    forecast: bool,
    /// The status date, instead of the plan's own: YYYY-MM-DD or today
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    /// Ask a commit, branch or tag instead of the working tree
    #[arg(long, value_name = "REV")]
    rev: Option<String>,
    /// Settings to use instead of planlint.yaml at the repository's root
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// When to use colours and to fit lines to the terminal
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = Colour::Auto)]
    color: Colour,
}

pub(super) fn run(args: &WhyArgs, world: &mut World<'_>) -> Result<u8, Stop> {
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
    };
    let project = world.project();
    let shown = project.show(&asked);
    let shown = world.tell(&project, shown, args.color)?;
    let task = args.id.as_deref().map(|id| shown.find(id)).transpose()?;
    if args.forecast && !shown.has_status_date() {
        return Err(Failure::new(say!(
            en: "without a status date nothing can be expected",
            zh: "没有状态日期，无法预测",
        ))
        .help(say!(
            en: "name one: --as-of YYYY-MM-DD, or `status_date` of `plan`",
            zh: "请写明：--as-of YYYY-MM-DD，或 `plan` 的 `status_date`",
        ))
        .into());
    }
    let style = console::style(args.color, world.out_is_terminal);
    let style = style.speaking(world.speaks(shown.lang(), Format::Text));
    write(world, |out| {
        shown.write_why(task, args.forecast, style, out)
    })?;
    if shown.is_incomplete() {
        world.say_of_itself(&say!(
            en: "something of the plan could not be read, so this is not all; planlint check says what",
            zh: "计划中有内容无法读取，以上并不完整；详情见 planlint check",
        ))?;
        return Ok(FINDINGS);
    }
    Ok(CLEAN)
}
