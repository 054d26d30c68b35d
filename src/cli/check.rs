//! `planlint check`.

use std::io::Read as _;
use std::path::PathBuf;

use clap::Args as ClapArgs;

use crate::load;
use crate::load::Failure;
use crate::project::AsOf;
use crate::project::Buffer;
use crate::project::Check;
use crate::project::Checked;
use crate::project::Fixed;
use crate::project::Revision;
use crate::project::Scope;
use crate::report;
use crate::report::Format;
use crate::words::say;

use super::level::FailOnName;
use super::print::PrintArgs;
use super::print::print;
use super::select::SelectArgs;
use super::web::Commits;
use super::web::publish;
use crate::console::CLEAN;
use crate::console::FINDINGS;
use crate::console::Stop;
use crate::console::World;

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

/// More than this is not read from standard input. What a part of a plan may have says the rule
/// `limit`.
const MOST_INPUT: u64 = 64 << 20;

pub(super) fn run(args: &CheckArgs, world: &mut World<'_>) -> Result<u8, Stop> {
    let check = asked(args, world)?;
    let project = world.project();
    let checked = if args.fix {
        let (fixed, checked) = project.fix(&check);
        // What was mended is told also where something has failed after that.
        tell(&fixed, world)?;
        let checked = world.tell(&project, checked, args.print.color)?;
        tell_in_all(&fixed, world)?;
        checked
    } else {
        let checked = project.check(&check);
        world.tell(&project, checked, args.print.color)?
    };
    show(args, checked, world)
}

fn asked(args: &CheckArgs, world: &mut World<'_>) -> Result<Check, Failure> {
    let stdin = stdin(args, world)?;
    Ok(Check {
        scope: Scope {
            plans: stdin
                .as_ref()
                .map_or_else(|| args.plans.clone(), |buffer| vec![buffer.path.clone()]),
            config: args.config.clone(),
            as_of: args.as_of.as_deref().map(AsOf::parse).transpose()?,
            fail_on: args.fail_on.map(Into::into),
            selection: args.selected.selection(),
            overlay: stdin.into_iter().collect(),
        },
        at: match &args.rev {
            Some(rev) => Revision::Commit(rev.clone()),
            None if args.staged => Revision::Index,
            None => Revision::WorkingTree,
        },
        against: args.against.clone(),
        ..Check::default()
    })
}

/// Say what was mended. On standard error, so that the report stays what it is in every format.
fn tell(fixed: &Fixed, world: &mut World<'_>) -> Result<(), Stop> {
    for path in &fixed.removed {
        world.say_of_itself(&say!(
            en: "removed {path}, which a killed run had left",
            zh: "已删除 {path}，它是被中止的运行留下的",
            path = path,
        ))?;
    }
    let lang = world.speaks(None, Format::Text);
    for line in &fixed.told {
        writeln!(world.err, "{}", report::sanitize(&line.text(lang)))?;
    }
    Ok(())
}

fn tell_in_all(fixed: &Fixed, world: &mut World<'_>) -> Result<(), Stop> {
    match fixed.not_told {
        0 => {}
        1 => world.say_of_itself(&say!(
            en: "1 more mend is not listed",
            zh: "另有 1 处修正未列出",
        ))?,
        count => world.say_of_itself(&say!(
            en: "{count} more mends are not listed",
            zh: "另有 {count} 处修正未列出",
            count = count,
        ))?,
    }
    for path in &fixed.left_alone {
        world.say_of_itself(&say!(
            en: "left {path} alone: mended, less of it could be read; mend it by hand",
            zh: "未改动 {path}：修正后可读取的内容反而会减少；请手工修正",
            path = path,
        ))?;
    }
    world.say_of_itself(&match (fixed.findings, fixed.files.len()) {
        (0, _) if !fixed.left_alone.is_empty() => {
            say!(en: "mended nothing", zh: "未作任何修正")
        }
        (0, _) => say!(
            en: "there is nothing that can only be mended in one way",
            zh: "没有只有一种改法的问题",
        ),
        (1, _) => say!(en: "mended 1 finding in 1 file", zh: "已修正 1 个文件中的 1 个问题"),
        (findings, 1) => say!(
            en: "mended {findings} findings in 1 file",
            zh: "已修正 1 个文件中的 {findings} 个问题",
            findings = findings,
        ),
        (findings, files) => say!(
            en: "mended {findings} findings in {files} files",
            zh: "已修正 {files} 个文件中的 {findings} 个问题",
            findings = findings,
            files = files,
        ),
    })?;
    if !fixed.is_done {
        world.say_help(&say!(
            en: "there may be more to mend; run planlint check --fix again",
            zh: "可能还有可修正之处；请再运行 planlint check --fix",
        ))?;
    }
    Ok(())
}

/// What stands on standard input, if a file is checked with that.
fn stdin(args: &CheckArgs, world: &mut World<'_>) -> Result<Option<Buffer>, Failure> {
    let dashes = args
        .plans
        .iter()
        .filter(|path| path.as_os_str() == "-")
        .count();
    let Some(path) = &args.stdin_filename else {
        return match dashes {
            0 => Ok(None),
            _ => Err(Failure::new(say!(
                en: "- stands for standard input, and nothing says which file that is",
                zh: "- 表示标准输入，但未说明它是哪个文件",
            ))
            .help(say!(
                en: "planlint check - --stdin-filename plan/phase-1.yaml",
                zh: "planlint check - --stdin-filename plan/phase-1.yaml",
            ))),
        };
    };
    if dashes == 0 || args.plans.len() > 1 {
        return Err(Failure::new(say!(
            en: "--stdin-filename goes with `-`, and with no other plan or file",
            zh: "--stdin-filename 须与 `-` 同用，且不能再有其他计划或文件",
        ))
        .help(say!(
            en: "planlint check - --stdin-filename {path}",
            zh: "planlint check - --stdin-filename {path}",
            path = path.display(),
        )));
    }
    let mut bytes = Vec::new();
    let read = (&mut *world.input)
        .take(MOST_INPUT + 1)
        .read_to_end(&mut bytes);
    read.map_err(|error| {
        Failure::new(say!(
            en: "cannot read standard input: {error}",
            zh: "无法读取标准输入：{error}",
            error = load::disk::system(&error),
        ))
    })?;
    if bytes.len() as u64 > MOST_INPUT {
        return Err(Failure::new(say!(
            en: "standard input is larger than 64 MiB, which no part of a plan is",
            zh: "标准输入超过 64 MiB，计划的任何一部分都不会这么大",
        ))
        .help(say!(
            en: "cut the file into several, and check it where it is: planlint check FILE",
            zh: "请将文件拆分，并就地检查：planlint check FILE",
        )));
    }
    Ok(Some(Buffer {
        path: path.clone(),
        bytes,
    }))
}

/// Print what was found and asked for. Gives the exit status.
fn show(args: &CheckArgs, checked: Checked, world: &mut World<'_>) -> Result<u8, Stop> {
    if args.statistics && matches!(args.print.format, Format::Forge(_)) {
        return Err(Failure::new(say!(
            en: "--statistics is there as text and as JSON",
            zh: "--statistics 只支持文本和 JSON",
        ))
            .help(say!(
                en: "--format json has them beside the findings; --output FORMAT=FILE writes the findings, too",
                zh: "--format json 会同时给出统计和问题；--output FORMAT=FILE 也会写出问题",
            ))
            .into());
    }
    let code = if checked.fails() { FINDINGS } else { CLEAN };
    let most = args.print.most(checked.max_findings);
    let Checked {
        mut report,
        fail_on,
        lang,
        commit,
        against,
        ..
    } = checked;
    if args.quiet {
        report.hush();
    }
    report.show_at_most(most);
    let commits = Commits {
        new: commit,
        old: against
            .as_ref()
            .map(|(label, commit)| (label.as_str(), *commit)),
    };
    publish(
        args.print.link_base.as_deref(),
        commits,
        &mut report.sources,
    );
    print(&args.print, lang, world, |format, style, out| {
        if args.statistics {
            report::render_statistics(&report, fail_on, format, style, out)
        } else {
            report::render(&report, fail_on, format, style, out)
        }
    })?;
    Ok(code)
}
