//! `planlint check`.

use std::io::Read as _;

use crate::check;
use crate::check::PlanFiles;
use crate::check::Report;
use crate::compare;
use crate::compare::Allow;
use crate::load::Failure;
use crate::load::git::At;
use crate::load::git::CommitId;
use crate::load::git::Repo;
use crate::report;
use crate::report::Format;

use super::CLEAN;
use super::FINDINGS;
use super::Stop;
use super::World;
use super::args::CheckArgs;
use super::fix;
use super::job::Job;
use super::job::Source;
use super::job::Stdin;
use super::job::Typed;
use super::job::repository;
use super::print::print;
use super::web::Commits;
use super::web::publish;

/// More than this is not read from standard input. What a part of a plan may have says the rule
/// `limit`.
const MOST_INPUT: u64 = 64 << 20;

pub(super) fn run(args: &CheckArgs, world: &mut World<'_>) -> Result<u8, Stop> {
    let stdin = stdin(args, world)?;
    let needs_git = args.staged || args.rev.is_some() || args.against.is_some();
    let repo = if needs_git {
        Some(repository(world)?)
    } else {
        sparse(world)?
    };
    let commit = match (&repo, &args.rev) {
        (Some(repo), Some(rev)) => Some(repo.resolve(rev)?),
        _ => None,
    };
    let source = match (&repo, commit) {
        (Some(repo), Some(commit)) => Source::Git(repo, At::Commit(commit)),
        (Some(repo), None) if args.staged => Source::Git(repo, At::Index),
        (Some(repo), None) if repo.working_tree().is_none() => {
            Source::Git(repo, At::Commit(repo.resolve("HEAD")?))
        }
        (Some(repo), None) => Source::Tree(repo),
        (None, _) => Source::Disk,
    };
    let asks = Asks {
        args,
        stdin,
        source,
    };
    // Before the first commit there is nothing that a finding could have been in.
    if let (Some(repo), Some(against)) = (&repo, &args.against)
        && !repo.is_unborn()
    {
        let old = repo.resolve(against)?;
        return run_against(&asks, repo, old, world);
    }
    let (mut job, mut report) = checked(&asks, world)?;
    if args.fix {
        if let Source::Tree(_) = asks.source {
            all_here(&report, &job)?;
        }
        // On standard error, so that the report stays what it is in every format.
        for path in fix::clean(&report, &job.root) {
            writeln!(
                world.err,
                "planlint: removed {}, which a killed run had left",
                report::sanitize(&path)
            )?;
        }
        let mut fixed = fix::Fixed::default();
        let mut lines = fix::MOST_TOLD;
        // What has more wrong with it than can be told takes long, and each round has as much to
        // mend as there is room for.
        let most = if report.without_words() > 0 {
            fix::FEW_ROUNDS
        } else {
            fix::MOST_ROUNDS
        };
        let mut is_done = false;
        for _ in 0..most {
            let round = fix::apply(&report, &job.root, lines)?;
            for line in &round.told {
                writeln!(world.err, "{}", report::sanitize(line))?;
            }
            lines -= round.told.len();
            is_done = round.findings == 0;
            fixed.add(round);
            if is_done {
                break;
            }
            // Both reports together would be more than one may take.
            drop((job, report));
            (job, report) = checked(&asks, world)?;
        }
        if fixed.not_told > 0 {
            let verb = if fixed.not_told == 1 { "is" } else { "are" };
            writeln!(
                world.err,
                "planlint: {} {verb} not listed",
                counted(fixed.not_told, "more mend")
            )?;
        }
        for path in &fixed.left_alone {
            let path = report::sanitize(path);
            writeln!(
                world.err,
                "planlint: left {path} alone: mended, less of it could be read; mend it by hand"
            )?;
        }
        let told = match fixed.findings {
            0 if !fixed.left_alone.is_empty() => "mended nothing".to_owned(),
            0 => "there is nothing that can only be mended in one way".to_owned(),
            findings => format!(
                "mended {} in {}",
                counted(findings, "finding"),
                counted(fixed.files.len(), "file")
            ),
        };
        writeln!(world.err, "planlint: {told}")?;
        if !is_done {
            writeln!(
                world.err,
                "  help: there may be more to mend; run planlint check --fix again"
            )?;
        }
    }
    show(
        args,
        &job,
        report,
        Commits {
            new: commit,
            old: None,
        },
        world,
    )
}

/// What is asked, and of what.
struct Asks<'a> {
    args: &'a CheckArgs,
    stdin: Option<Stdin>,
    source: Source<'a>,
}

/// What stands on standard input, if a file is checked with that.
fn stdin(args: &CheckArgs, world: &mut World<'_>) -> Result<Option<Stdin>, Failure> {
    let dashes = args
        .plans
        .iter()
        .filter(|path| path.as_os_str() == "-")
        .count();
    let Some(path) = &args.stdin_filename else {
        return match dashes {
            0 => Ok(None),
            _ => Err(Failure::new(
                "- stands for standard input, and nothing says which file that is",
            )
            .help("planlint check - --stdin-filename plan/phase-1.yaml")),
        };
    };
    if dashes == 0 || args.plans.len() > 1 {
        return Err(
            Failure::new("--stdin-filename goes with `-`, and with no other plan or file").help(
                format!("planlint check - --stdin-filename {}", path.display()),
            ),
        );
    }
    let mut bytes = Vec::new();
    let read = (&mut *world.input)
        .take(MOST_INPUT + 1)
        .read_to_end(&mut bytes);
    read.map_err(|error| Failure::new(format!("cannot read standard input: {error}")))?;
    if bytes.len() as u64 > MOST_INPUT {
        return Err(Failure::new(
            "standard input is larger than 64 MiB, which no part of a plan is",
        )
        .help("cut the file into several, and check it where it is: planlint check FILE"));
    }
    Ok(Some(Stdin {
        path: path.clone(),
        bytes,
    }))
}

/// Settle what is to be checked, and check it.
fn checked(asks: &Asks<'_>, world: &mut World<'_>) -> Result<(Job, Report), Stop> {
    let mut job = job(asks, world)?;
    let plans = present(&job, job.files(asks.source)?)?;
    job.one_plan_each(plans.iter())?;
    if let Source::Tree(_) = asks.source {
        say_what_is_elsewhere(&plans, world)?;
    }
    job.asked.settle(plans.iter(), world)?;
    let store = job.take_store();
    let mut report = check::check(plans, &job.settings, store, job.options);
    job.asked.keep(&mut report);
    Ok((job, report))
}

/// Print what was found and asked for. Gives the exit status.
fn show(
    args: &CheckArgs,
    job: &Job,
    mut report: Report,
    commits: Commits<'_>,
    world: &mut World<'_>,
) -> Result<u8, Stop> {
    if args.statistics && matches!(args.print.format.into(), Format::Forge(_)) {
        return Err(Failure::new("--statistics is there as text and as JSON")
            .help("--format json has them beside the findings; --output FORMAT=FILE writes the findings, too")
            .into());
    }
    let fail_on = job.settings.fail_on;
    let code = if report.fails(fail_on) {
        FINDINGS
    } else {
        CLEAN
    };
    report.tell_causes(|root| job.asked.is_whole(root));
    if args.quiet {
        report.hush();
    }
    report.show_at_most(args.print.most(&job.settings));
    publish(&args.print, commits, &mut report.sources);
    print(&args.print, world, |format, style, out| {
        if args.statistics {
            report::render_statistics(&report, fail_on, format, style, out)
        } else {
            report::render(&report, fail_on, format, style, out)
        }
    })?;
    Ok(code)
}

/// The repository, if the working tree may lack what is in it. Without it what is here is checked
/// all the same.
fn sparse(world: &mut World<'_>) -> Result<Option<Repo>, Stop> {
    match Repo::open_sparse(&world.folder) {
        Ok(repo) => Ok(repo),
        Err(failure) => {
            let why = &failure.message;
            world.remark(&format!(
                "only what is here is checked, and this may be a sparse checkout: {why}"
            ))?;
            Ok(None)
        }
    }
}

/// Files of plans that are checked although they are not here.
fn say_what_is_elsewhere(plans: &[PlanFiles], world: &mut World<'_>) -> Result<(), Stop> {
    for plan in plans {
        // A file of the working tree has no id.
        let count = plan.files.iter().filter(|file| file.blob.is_some()).count();
        if count > 0 {
            let (files, are) = (
                counted(count, "file"),
                if count == 1 { "is" } else { "are" },
            );
            let root = &plan.root;
            world.remark(&format!(
                "{files} of {root} {are} outside of the sparse checkout, and checked as git has them"
            ))?;
        }
    }
    Ok(())
}

/// What is outside of a sparse checkout cannot be mended in place.
fn all_here(report: &Report, job: &Job) -> Result<(), Failure> {
    let mut mended = report
        .findings
        .iter()
        .filter(|one| one.finding.fix.is_some())
        .map(|one| report.sources.file(one.finding.span.file).path());
    match mended.find(|path| job.root.join(path).symlink_metadata().is_err()) {
        Some(path) => Err(Failure::new(format!(
            "{path} is outside of the sparse checkout; nothing was mended"
        ))
        .help("git sparse-checkout add FOLDER brings what is in a folder")),
        None => Ok(()),
    }
}

fn job(asks: &Asks<'_>, world: &mut World<'_>) -> Result<Job, Stop> {
    let Asks {
        args,
        stdin,
        source,
    } = asks;
    let named = stdin
        .as_ref()
        .map(|stdin| std::slice::from_ref(&stdin.path));
    let typed = Typed {
        plans: named.unwrap_or(&args.plans),
        config: args.config.as_deref(),
        as_of: args.as_of.as_deref(),
        color: args.print.color,
    };
    let mut job = Job::with_files(&typed, stdin.as_ref(), *source, world)?;
    if let Some(level) = args.fail_on {
        job.settings.fail_on_everywhere(level.into());
    }
    job.settings.selection = args.selected.selection();
    Ok(job)
}

/// A plan that is to be checked has to be there.
fn present(job: &Job, files: Vec<Option<PlanFiles>>) -> Result<Vec<PlanFiles>, Failure> {
    let named = files.into_iter().zip(&job.plans);
    named
        .map(|(files, plan)| {
            files.ok_or_else(|| {
                Failure::new(format!("there is no plan in {plan} at that revision"))
                    .help("name the plan's folder: planlint check FOLDER; or set `plans` in planlint.yaml")
            })
        })
        .collect()
}

/// Only findings that the other revision does not have are shown and fail; the others are counted.
fn run_against(
    asks: &Asks<'_>,
    repo: &Repo,
    old: CommitId,
    world: &mut World<'_>,
) -> Result<u8, Stop> {
    let mut job = job(asks, world)?;
    // A plan that was deleted is a change like any other.
    let files = match asks.source {
        Source::Tree(repo) => job.files_in_tree(repo)?,
        _ => job.files(asks.source)?,
    };
    job.one_plan_each(files.iter().flatten())?;
    job.asked.settle(files.iter().flatten(), world)?;
    let pairs = job.pairs(repo, Some(old), asks.source, files)?;
    if pairs
        .iter()
        .any(|pair| pair.old.is_none() && pair.new.is_none())
    {
        job.files(asks.source)?;
        present(&job, pairs.into_iter().map(|pair| pair.new).collect())?;
        return Ok(CLEAN);
    }
    let newest = match asks.source {
        Source::Git(_, At::Commit(commit)) => Some(commit),
        _ => repo.resolve("HEAD").ok(),
    };
    let allows = match newest {
        Some(newest) => allows(repo, Some(old), newest)?,
        None => Vec::new(),
    };
    let label = asks.args.against.as_deref().unwrap_or_default();
    let store = job.take_store();
    let comparison = compare::compare(pairs, store, &job.settings, job.options, label, &allows);
    let mut report = comparison.as_report(&job.plans);
    job.asked.keep(&mut report);
    // Only now: the removal may stand in a file that nobody has asked for.
    compare::tell_with_their_removals(&mut report.findings);
    let new = newest.filter(|_| matches!(asks.source, Source::Git(_, At::Commit(_))));
    show(
        asks.args,
        &job,
        report,
        Commits {
            new,
            old: Some((label, old)),
        },
        world,
    )
}

/// The trailers of the commits that `new` has and `old` has not; of all commits without `old`.
pub(super) fn allows(
    repo: &Repo,
    old: Option<CommitId>,
    new: CommitId,
) -> Result<Vec<Allow>, Failure> {
    let commits = repo.commits(old, new)?;
    let rules = repo.trailer_rules()?;
    let allows = commits.iter().flat_map(|commit| {
        let trailers = rules.read(&commit.message);
        let trailers = trailers
            .iter()
            .map(|trailer| (trailer.token.as_str(), trailer.value.as_str()));
        Allow::read(trailers, &commit.message, &commit.id.short())
    });
    Ok(allows.collect())
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
