//! `planlint move` and `planlint reschedule`.

use std::path::PathBuf;

use clap::Args as ClapArgs;

use crate::calendar::Day;
use crate::console::CLEAN;
use crate::console::FINDINGS;
use crate::console::Stop;
use crate::console::World;
use crate::project::AsOf;
use crate::project::Move;
use crate::project::Moved;
use crate::project::Scope;
use crate::project::Shift;
use crate::report;
use crate::report::Format;
use crate::words::Arg;
use crate::words::Joined;
use crate::words::Wrong;
use crate::words::say;

use super::print::PrintArgs;
use super::print::print;

#[derive(Debug, ClapArgs)]
pub(super) struct MoveArgs {
    /// The task, group or phase
    id: String,
    /// How far: +5d or -3d in working days of its calendar, +2w in weeks; or the day on which it is
    /// to start: YYYY-MM-DD
    #[arg(value_name = "+5d|DATE", value_parser = far, allow_hyphen_values = true)]
    far: Far,
    #[command(flatten)]
    common: CommonArgs,
}

#[derive(Debug, ClapArgs)]
pub(super) struct RescheduleArgs {
    /// Only these tasks, groups and phases, and what waits for them
    ids: Vec<String>,
    #[command(flatten)]
    common: CommonArgs,
}

#[derive(Debug, ClapArgs)]
struct CommonArgs {
    /// Write the files; without it nothing is changed
    #[arg(long)]
    write: bool,
    /// What waits may come earlier, too, as early as its links let it
    #[arg(long)]
    pull: bool,
    /// The plan folder [default: the one of planlint.yaml, else plan]
    #[arg(long, value_name = "FOLDER")]
    plan: Option<PathBuf>,
    /// The status date, instead of the plan's own: YYYY-MM-DD or today
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    /// Settings to use instead of planlint.yaml at the repository's root
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(flatten)]
    print: PrintArgs,
}

/// How far something is moved.
#[derive(Clone, Copy, Debug)]
enum Far {
    Days(i64),
    Weeks(i64),
    To(Day),
}

fn far(text: &str) -> Result<Far, Wrong> {
    if let Some(day) = Day::parse(text) {
        return Ok(Far::To(day));
    }
    let number = |digits: &str| {
        digits
            .parse::<i64>()
            .ok()
            .filter(|number| number.abs() <= MOST)
    };
    let read = match text.strip_suffix(['d', '天']) {
        Some(days) => number(days).map(Far::Days),
        None => text
            .strip_suffix(['w', '周'])
            .and_then(number)
            .map(Far::Weeks),
    };
    read.ok_or_else(|| {
        Wrong(say!(
            en: "write it as +5d, -3d, +2w, or as the day on which it is to start, as 2024-03-04",
            zh: "应写作 +5d、-3d、+2w，或写开始的日期，如 2024-03-04",
        ))
    })
}

/// Nobody moves work further.
const MOST: i64 = 100_000;

pub(super) fn run_move(args: &MoveArgs, world: &mut World<'_>) -> Result<u8, Stop> {
    let id = args.id.clone();
    let shift = match args.far {
        Far::Days(days) => Shift::Days(id, days),
        Far::Weeks(weeks) => Shift::Weeks(id, weeks),
        Far::To(day) => Shift::To(id, day),
    };
    run(shift, &args.common, world)
}

pub(super) fn run_reschedule(args: &RescheduleArgs, world: &mut World<'_>) -> Result<u8, Stop> {
    run(Shift::Mend(args.ids.clone()), &args.common, world)
}

fn run(shift: Shift, args: &CommonArgs, world: &mut World<'_>) -> Result<u8, Stop> {
    let mut asked = Move::new(shift);
    asked.scope = Scope {
        plans: args.plan.iter().cloned().collect(),
        config: args.config.clone(),
        as_of: args.as_of.as_deref().map(AsOf::parse).transpose()?,
        ..Scope::default()
    };
    asked.pull = args.pull;
    let project = world.project();
    let moved = project.shift(&asked);
    let mut moved = world.tell(&project, moved, args.print.color)?;
    tell(&moved, world)?;
    if args.write {
        moved.write_files()?;
    }
    let compared = &mut moved.compared;
    compared
        .comparison
        .show_at_most(args.print.most(compared.max_findings));
    let code = if compared.fails() { FINDINGS } else { CLEAN };
    let compared = &moved.compared;
    print(&args.print, compared.lang, world, |format, style, out| {
        compared.write(format, style, out)
    })?;
    let files = Arg::joined(
        moved.files.iter().map(String::as_str).collect::<Vec<_>>(),
        MOST_FILES,
        Joined::Comma,
    );
    world.say_of_itself(&match (moved.files.is_empty(), args.write) {
        (true, _) => say!(en: "nothing has to move", zh: "没有需要移动的工作"),
        (false, true) => say!(en: "written: {files}", zh: "已写入：{files}", files = files),
        (false, false) => say!(
            en: "nothing is written; --write changes {files}",
            zh: "未写入；加 --write 会修改 {files}",
            files = files,
        ),
    })?;
    Ok(code)
}

/// Files that are named; more are counted.
const MOST_FILES: usize = 12;
/// What is said line by line; more is counted.
const MOST_TOLD: usize = 200;

/// Say what moves and why, on standard error, so that the answer stays what it is in every format.
fn tell(moved: &Moved, world: &mut World<'_>) -> Result<(), Stop> {
    let lang = world.speaks(moved.compared.lang, Format::Text);
    for line in moved.told.iter().take(MOST_TOLD) {
        writeln!(world.err, "{}", report::sanitize(&line.text(lang)))?;
    }
    let more = moved.told.len().saturating_sub(MOST_TOLD);
    if more > 0 {
        world.say_of_itself(&say!(
            en: "{more} more lines are not listed",
            zh: "另有 {more} 行未列出",
            more = more,
        ))?;
    }
    Ok(())
}
