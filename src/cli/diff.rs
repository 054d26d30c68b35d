//! `planlint diff`.

use std::path::Path;
use std::path::PathBuf;

use clap::Args as ClapArgs;

use crate::config::FailOn;
use crate::console;
use crate::load::Failure;
use crate::project;
use crate::project::AsOf;
use crate::project::Compare;
use crate::project::Compared;
use crate::project::Range;
use crate::project::Scope;
use crate::report;
use crate::report::Format;
use crate::report::Names;
use crate::words::Message;
use crate::words::say;

use super::level::FailOnName;
use super::print::PrintArgs;
use super::print::print;
use super::print::write;
use super::select::SelectArgs;
use super::web::Commits;
use super::web::publish;
use crate::console::CLEAN;
use crate::console::FINDINGS;
use crate::console::Stop;
use crate::console::World;
use crate::words::Lang;

#[derive(Debug, ClapArgs)]
pub(super) struct DiffArgs {
    /// The old revision, or a range A..B or A...B, or a folder [default: HEAD]
    a: Option<String>,
    /// The new revision, or a folder [default: the working tree]
    b: Option<String>,
    /// What is about to be committed is the new revision: the index, not the working tree
    #[arg(long, visible_alias = "cached", conflicts_with = "b")]
    staged: bool,
    /// Only this plan folder; may be given several times [default: `plans` of planlint.yaml, else
    /// plan]
    #[arg(long = "plan", value_name = "FOLDER")]
    plans: Vec<PathBuf>,
    /// The status date, instead of the plans' own: YYYY-MM-DD or today
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    /// From which level on what the change brings fails [default: `fail_on` of planlint.yaml, else
    /// error]
    #[arg(long, value_name = "LEVEL")]
    fail_on: Option<FailOnName>,
    /// Settings to use instead of planlint.yaml at the repository's root
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Only how much changed, a line for each phase, and how its finish moved; in text and Markdown
    #[arg(long)]
    stat: bool,
    #[command(flatten)]
    selected: SelectArgs,
    #[command(flatten)]
    print: PrintArgs,
    /// What git takes as paths; planlint takes plans by --plan, and says so
    #[arg(last = true, hide = true)]
    paths: Vec<PathBuf>,
    /// Be git's external diff: git appends PATH OLD-FILE OLD-HEX OLD-MODE NEW-FILE NEW-HEX NEW-MODE
    #[arg(long, value_name = "PATH", num_args = 1..=9, exclusive = true)]
    driver: Vec<String>,
}

pub(super) fn run(args: &DiffArgs, world: &mut World<'_>) -> Result<u8, Stop> {
    if !args.driver.is_empty() {
        return driver(args, world);
    }
    if let (Some(a), Some(b)) = (&args.a, &args.b) {
        let (one, other) = (world.folder.join(a), world.folder.join(b));
        if one.is_dir() && other.is_dir() {
            return folders(args, a, b, world);
        }
    }
    if let Some(path) = args.paths.first() {
        let revisions: Vec<&str> = [&args.a, &args.b]
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect();
        return Err(Failure::new(say!(
            en: "planlint diff compares whole plans, and takes no paths after `--`",
            zh: "planlint diff 比较整个计划，`--` 之后不接受路径",
        ))
        .help(with_plan(&revisions, path, &world.folder))
        .into());
    }
    let asked = Compare {
        scope: scope(args)?,
        range: range(args).map_err(|failure| meant_a_path(args, failure, world))?,
    };
    let project = world.project();
    let compared = project.compare(&asked).map_err(|error| match error {
        project::Error::Revision(failure) => meant_a_path(args, failure, world).into(),
        other => other,
    });
    let compared = world.tell(&project, compared, args.print.color)?;
    let (compared, code) = finish(args, compared, world)?;
    // The process ends here: giving two large plans back piece by piece would be a tenth of the
    // run.
    std::mem::forget(compared);
    Ok(code)
}

/// Whoever has named a file or folder that is there has not meant a revision.
fn meant_a_path(args: &DiffArgs, failure: Failure, world: &World<'_>) -> Failure {
    let typed = [&args.a, &args.b].into_iter().flatten().map(Path::new);
    let there = |path: &&Path| world.folder.join(path).exists();
    let names = typed.clone().filter(|other| !there(other));
    match typed.clone().find(there) {
        Some(path) => {
            let names: Vec<&str> = names.filter_map(Path::to_str).collect();
            failure.only_help(with_plan(&names, path, &world.folder))
        }
        None => failure,
    }
}

/// How to say that only the plan of `path` is meant.
fn with_plan(revisions: &[&str], path: &Path, folder: &Path) -> Message {
    let revisions: String = revisions.iter().map(|name| format!(" {name}")).collect();
    if folder.join(path).is_dir() {
        let plan = path.display();
        return say!(
            en: "what changed in the plan {plan} shows: planlint diff{revisions} --plan {plan}\ntwo folders are compared with: planlint diff OLD NEW",
            zh: "查看计划 {plan} 的变更：planlint diff{revisions} --plan {plan}\n比较两个文件夹：planlint diff OLD NEW",
            plan = plan,
            revisions = revisions,
        );
    }
    let plan = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    say!(
        en: "what changed in the plan that it is in shows: planlint diff{revisions} --plan {plan}",
        zh: "查看它所属计划的变更：planlint diff{revisions} --plan {plan}",
        revisions = revisions,
        plan = plan.display(),
    )
}

fn scope(args: &DiffArgs) -> Result<Scope, Failure> {
    Ok(Scope {
        plans: args.plans.clone(),
        config: args.config.clone(),
        as_of: args.as_of.as_deref().map(AsOf::parse).transpose()?,
        fail_on: args.fail_on.map(Into::into),
        selection: args.selected.selection(),
        ..Scope::default()
    })
}

/// Print what was compared. Gives it back with the exit status.
fn finish(
    args: &DiffArgs,
    mut compared: Compared,
    world: &mut World<'_>,
) -> Result<(Compared, u8), Stop> {
    let code = if compared.fails() { FINDINGS } else { CLEAN };
    let comparison = &mut compared.comparison;
    comparison.show_at_most(args.print.most(compared.max_findings));
    let label = compared.old_name.text(Lang::En);
    let commits = Commits {
        new: compared.new,
        old: compared.old.map(|old| (label.as_str(), old)),
    };
    publish(
        args.print.link_base.as_deref(),
        commits,
        &mut comparison.store.sources,
    );
    print(&args.print, compared.lang, world, |format, style, out| {
        if args.stat {
            compared.write_stat(format, style, out)
        } else {
            compared.write(format, style, out)
        }
    })?;
    Ok((compared, code))
}

/// The two revisions that were typed, as git has them.
fn range(args: &DiffArgs) -> Result<Range, Failure> {
    let head = |name: &str| {
        if name.is_empty() {
            "HEAD".to_owned()
        } else {
            name.to_owned()
        }
    };
    let a = args.a.as_deref().unwrap_or("HEAD");
    if let (true, Some(b)) = (a.contains(".."), &args.b) {
        return Err(Failure::new(say!(
            en: "{a} has two ends already, and {b} would be a third",
            zh: "{a} 已有两端，{b} 会成为第三端",
            a = a,
            b = b,
        ))
        .help(say!(
            en: "write a range alone: planlint diff A..B; or two revisions: planlint diff A B",
            zh: "只写一个范围：planlint diff A..B；或写两个修订版本：planlint diff A B",
        )));
    }
    if args.staged {
        if a.contains("..") {
            return Err(Failure::new(say!(
                en: "{a} has two ends already, and the index would be a third",
                zh: "{a} 已有两端，暂存区会成为第三端",
                a = a,
            ))
            .help(say!(
                en: "name one revision, or none for HEAD: planlint diff --staged A",
                zh: "指明一个修订版本，省略则为 HEAD：planlint diff --staged A",
            )));
        }
        return Ok(Range::ToIndex(args.a.clone()));
    }
    if let Some((one, other)) = a.split_once("...") {
        return Ok(Range::SinceMergeBase(head(one), head(other)));
    }
    if let Some((one, other)) = a.split_once("..") {
        return Ok(Range::Between(head(one), head(other)));
    }
    Ok(match &args.b {
        Some(b) => Range::Between(a.to_owned(), b.clone()),
        None => Range::ToWorkingTree(a.to_owned()),
    })
}

/// Two folders, without git.
fn folders(args: &DiffArgs, a: &str, b: &str, world: &mut World<'_>) -> Result<u8, Stop> {
    let project = world.project();
    let compared = project.compare_folders(&scope(args)?, a, b);
    let compared = world.tell(&project, compared, args.print.color)?;
    Ok(finish(args, compared, world)?.1)
}

/// One file as git gives it to an external diff: what changed in it, without what follows for the
/// rest of the plan.
fn driver(args: &DiffArgs, world: &mut World<'_>) -> Result<u8, Stop> {
    let (path, old, new, now) = match args.driver.as_slice() {
        // A file in conflict has no two versions: git gives its name only.
        [path] => {
            let path = report::sanitize(path);
            let conflict = say!(
                en: "in conflict, so there are no two versions to compare",
                zh: "有冲突，没有两个版本可供比较",
            );
            let conflict = conflict.text(world.speaks(None, Format::Text));
            write(world, |out| {
                writeln!(out, "planlint diff {path}\n{conflict}\n")
            })?;
            return Ok(CLEAN);
        }
        [path, old, _, _, new, _, _] => (path, old, new, path),
        [path, old, _, _, new, _, _, renamed, ..] => (path, old, new, renamed),
        _ => {
            return Err(Failure::new(say!(
                en: "git gives an external diff seven arguments",
                zh: "git 会给外部 diff 七个参数",
            ))
            .help(say!(
                en: "set it up with: git config diff.planlint.command \"planlint diff --driver\"",
                zh: "设置方法：git config diff.planlint.command \"planlint diff --driver\"",
            ))
            .into());
        }
    };
    let project = world.project();
    let comparison = project.compare_files((old, path), (new, now));
    let comparison = world.tell(&project, comparison, args.print.color)?;
    let title = if now == path {
        path.clone()
    } else {
        format!("{path} -> {now}")
    };
    let style = console::style(args.print.color, world.out_is_terminal);
    let style = style.speaking(world.speaks(None, Format::Text));
    let [base, head] = &[
        say!(en: "before", zh: "改前"),
        say!(en: "after", zh: "改后"),
    ]
    .map(|name| name.text(style.lang));
    let names = Names { base, head };
    write(world, |out| {
        writeln!(out, "planlint diff {}", report::sanitize(&title))?;
        report::render_diff(&comparison, names, FailOn::Never, Format::Text, style, out)?;
        writeln!(out)
    })?;
    Ok(CLEAN)
}
