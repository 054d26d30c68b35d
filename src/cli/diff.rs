//! `planlint diff`.

use std::path::Path;
use std::path::PathBuf;

use clap::Args as ClapArgs;

use crate::calendar::Day;
use crate::check::Options;
use crate::check::PlanFiles;
use crate::check::Store;
use crate::compare;
use crate::compare::Allow;
use crate::compare::Comparison;
use crate::compare::PlanPair;
use crate::config::FailOn;
use crate::config::Settings;
use crate::load::Failure;
use crate::load::disk;
use crate::load::git::At;
use crate::load::git::CommitId;
use crate::load::git::Repo;
use crate::report;
use crate::report::Format;
use crate::report::Names;
use crate::rules;
use crate::text::SourceMap;

use super::CLEAN;
use super::FINDINGS;
use super::Stop;
use super::World;
use super::args::FailOnName;
use super::check::allows;
use super::job::Job;
use super::job::Source;
use super::job::Typed;
use super::job::repository;
use super::print::PrintArgs;
use super::print::print;
use super::print::write;
use super::select::SelectArgs;
use super::terminal;
use super::web::Commits;
use super::web::publish;

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
        return Err(Failure::new(
            "planlint diff compares whole plans, and takes no paths after `--`",
        )
        .help(with_plan(&revisions, path, &world.folder))
        .into());
    }
    let repo = repository(world)?;
    let ends = Ends::new(args, &repo).map_err(|failure| {
        let typed = [&args.a, &args.b].into_iter().flatten().map(Path::new);
        let there = |path: &&Path| world.folder.join(path).exists();
        // Whoever has named a file or folder that is there has not meant a revision.
        match typed.clone().find(there) {
            Some(path) => {
                let names = typed.filter(|other| !there(other)).filter_map(Path::to_str);
                failure.help(with_plan(&names.collect::<Vec<_>>(), path, &world.folder))
            }
            None => failure,
        }
    })?;
    let new = match ends.new {
        Some(commit) => Source::Git(&repo, At::Commit(commit)),
        None if args.staged => Source::Git(&repo, At::Index),
        None => Source::Tree(&repo),
    };
    let mut job = job(args, new, world)?;
    let new_files = match new {
        // A plan that was deleted in the working tree is a change like any other.
        Source::Tree(repo) => job.files_in_tree(repo)?,
        _ => job.files(new)?,
    };
    job.one_plan_each(new_files.iter().flatten())?;
    let pairs = job.pairs(&repo, ends.old, new, new_files)?;
    if let Some(neither) = pairs
        .iter()
        .find(|pair| pair.old.is_none() && pair.new.is_none())
    {
        let message = format!("there is no plan in {} at either revision", neither.root);
        return Err(Failure::new(message)
            .help("name it: planlint diff --plan FOLDER; or set `plans` in planlint.yaml")
            .into());
    }
    job.tell_missing(world)?;
    let newest = ends.new.or_else(|| repo.resolve("HEAD").ok());
    let allows = match ends.old.zip(newest) {
        Some((old, newest)) => allows(&repo, Some(old), newest)?,
        None => Vec::new(),
    };
    let mut comparison = compare::compare(
        pairs,
        job.store,
        &job.settings,
        job.options,
        &ends.old_name,
        &allows,
    );
    comparison.tell_with_removals();
    comparison.tell_causes();
    comparison.show_at_most(args.print.most(&job.settings));
    let names = Names {
        base: &ends.old_name,
        head: &ends.new_name,
    };
    let commits = Commits {
        new: ends.new,
        old: ends.old.map(|old| (ends.old_name.as_str(), old)),
    };
    publish(&args.print, commits, &mut comparison.store.sources);
    let code = finish(args, &comparison, names, job.settings.fail_on, world)?;
    // The process ends here: giving two large plans back piece by piece would be a tenth of the
    // run.
    std::mem::forget(comparison);
    Ok(code)
}

/// How to say that only the plan of `path` is meant.
fn with_plan(revisions: &[&str], path: &Path, folder: &Path) -> String {
    let revisions: String = revisions.iter().map(|name| format!(" {name}")).collect();
    if folder.join(path).is_dir() {
        let plan = path.display();
        return format!(
            "what changed in the plan {plan} shows: planlint diff{revisions} --plan {plan}\n\
             two folders are compared with: planlint diff OLD NEW"
        );
    }
    let plan = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    format!(
        "what changed in the plan that it is in shows: planlint diff{revisions} --plan {}",
        plan.display()
    )
}

fn job(args: &DiffArgs, source: Source<'_>, world: &mut World<'_>) -> Result<Job, Stop> {
    let typed = Typed {
        plans: &args.plans,
        config: args.config.as_deref(),
        as_of: args.as_of.as_deref(),
        color: args.print.color,
    };
    let mut job = Job::new(&typed, source, world)?;
    if let Some(level) = args.fail_on {
        job.settings.fail_on_everywhere(level.into());
    }
    job.settings.selection = args.selected.selection();
    Ok(job)
}

fn finish(
    args: &DiffArgs,
    comparison: &Comparison,
    names: Names<'_>,
    fail_on: FailOn,
    world: &mut World<'_>,
) -> Result<u8, Stop> {
    let render = if args.stat {
        report::render_stat
    } else {
        report::render_diff
    };
    print(&args.print, world, |format, style, out| {
        render(comparison, names, fail_on, format, style, out)
    })?;
    // What could not be read never passes as clean, whatever the settings make of the finding that
    // says so.
    let unread = comparison.incomplete_fails;
    let mut brought = comparison.findings.iter().chain(&comparison.introduced);
    Ok(if unread || brought.any(|one| one.fails(fail_on)) {
        FINDINGS
    } else {
        CLEAN
    })
}

/// The two ends of a comparison.
struct Ends {
    /// `None`: there was nothing yet.
    old: Option<CommitId>,
    /// `None`: the working tree, or the index.
    new: Option<CommitId>,
    old_name: String,
    new_name: String,
}

impl Ends {
    fn new(args: &DiffArgs, repo: &Repo) -> Result<Self, Failure> {
        let head = |name: &str| {
            if name.is_empty() {
                "HEAD".to_owned()
            } else {
                name.to_owned()
            }
        };
        let a = args.a.as_deref().unwrap_or("HEAD");
        if let (true, Some(b)) = (a.contains(".."), &args.b) {
            return Err(Failure::new(format!(
                "{a} has two ends already, and {b} would be a third"
            ))
            .help("write a range alone: planlint diff A..B; or two revisions: planlint diff A B"));
        }
        if args.staged {
            if a.contains("..") {
                return Err(Failure::new(format!(
                    "{a} has two ends already, and the index would be a third"
                ))
                .help("name one revision, or none for HEAD: planlint diff --staged A"));
            }
            // Before the first commit everything is new, as it is to git.
            let old = if args.a.is_none() && repo.is_unborn() {
                None
            } else {
                Some(repo.resolve(a)?)
            };
            return Ok(Self {
                old,
                new: None,
                old_name: a.to_owned(),
                new_name: "the index".to_owned(),
            });
        }
        if let Some((one, other)) = a.split_once("...") {
            let (one, other) = (head(one), head(other));
            let (left, right) = (repo.resolve(&one)?, repo.resolve(&other)?);
            let base = repo.merge_base(left, right)?;
            let name = base.map_or_else(|| "nothing".to_owned(), CommitId::short);
            return Ok(Self {
                old: base,
                new: Some(right),
                old_name: name,
                new_name: other,
            });
        }
        if let Some((one, other)) = a.split_once("..") {
            let (one, other) = (head(one), head(other));
            let (old, new) = (repo.resolve(&one)?, repo.resolve(&other)?);
            return Ok(Self {
                old: Some(old),
                new: Some(new),
                old_name: one,
                new_name: other,
            });
        }
        let old = Some(repo.resolve(a)?);
        let (new, new_name) = match &args.b {
            Some(b) => (Some(repo.resolve(b)?), b.clone()),
            None if repo.working_tree().is_none() => {
                (Some(repo.resolve("HEAD")?), "HEAD".to_owned())
            }
            None => (None, "the working tree".to_owned()),
        };
        Ok(Self {
            old,
            new,
            old_name: a.to_owned(),
            new_name,
        })
    }
}

/// Two folders, without git.
fn folders(args: &DiffArgs, a: &str, b: &str, world: &mut World<'_>) -> Result<u8, Stop> {
    let job = job(args, Source::Disk, world)?;
    let limits = job.store.limits();
    let pair = PlanPair {
        root: b.trim_end_matches('/').to_owned(),
        old: Some(disk::plan(&world.folder, a.trim_end_matches('/'), limits)?),
        new: Some(disk::plan(&world.folder, b.trim_end_matches('/'), limits)?),
        unlisted: false,
    };
    let mut comparison = compare::compare(
        vec![pair],
        job.store,
        &job.settings,
        job.options,
        a,
        &[] as &[Allow],
    );
    comparison.tell_with_removals();
    comparison.tell_causes();
    comparison.show_at_most(args.print.most(&job.settings));
    publish(
        &args.print,
        Commits::default(),
        &mut comparison.store.sources,
    );
    finish(
        args,
        &comparison,
        Names { base: a, head: b },
        job.settings.fail_on,
        world,
    )
}

/// One file as git gives it to an external diff: what changed in it, without what follows for the
/// rest of the plan.
fn driver(args: &DiffArgs, world: &mut World<'_>) -> Result<u8, Stop> {
    let (path, old, new, now) = match args.driver.as_slice() {
        // A file in conflict has no two versions: git gives its name only.
        [path] => {
            let path = report::sanitize(path);
            write(world, |out| {
                writeln!(
                    out,
                    "planlint diff {path}\nin conflict, so there are no two versions to compare\n"
                )
            })?;
            return Ok(CLEAN);
        }
        [path, old, _, _, new, _, _] => (path, old, new, path),
        [path, old, _, _, new, _, _, renamed, ..] => (path, old, new, renamed),
        _ => {
            return Err(Failure::new("git gives an external diff seven arguments")
                .help("set it up with: git config diff.planlint.command \"planlint diff --driver\"")
                .into());
        }
    };
    // Without the repository's settings: a mistake in them would end `git diff` and `git log` as a
    // whole.
    let settings = Settings::new(rules::specs());
    let store = Store::new(SourceMap::default(), rules::limits(&settings));
    let read = |file: &str, path: &str| -> Result<Option<PlanFiles>, Failure> {
        // git writes /dev/null for a file that does not exist on that side.
        let part = match file {
            "/dev/null" => None,
            _ => Some(disk::part(&world.folder.join(file), path, store.limits())?),
        };
        Ok(Some(PlanFiles {
            root: path.to_owned(),
            files: part.into_iter().collect(),
        }))
    };
    let pair = PlanPair {
        root: now.clone(),
        old: read(old, path)?,
        new: read(new, now)?,
        unlisted: false,
    };
    let options = Options {
        as_of: None,
        today: Day::MIN,
        all_plans: false,
    };
    let mut comparison = compare::compare(
        vec![pair],
        store,
        &settings,
        options,
        "before",
        &[] as &[Allow],
    );
    // One part alone is no plan: what its findings are, only the whole can say.
    comparison.keep_changes_only();
    let title = if now == path {
        path.clone()
    } else {
        format!("{path} -> {now}")
    };
    let style = terminal::style(args.print.color, world.out_is_terminal);
    let names = Names {
        base: "before",
        head: "after",
    };
    write(world, |out| {
        writeln!(out, "planlint diff {}", report::sanitize(&title))?;
        report::render_diff(&comparison, names, FailOn::Never, Format::Text, style, out)?;
        writeln!(out)
    })?;
    Ok(CLEAN)
}
