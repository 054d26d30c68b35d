//! `planlint check`.

use crate::check;
use crate::check::PlanFiles;
use crate::check::Report;
use crate::compare;
use crate::compare::Allow;
use crate::config::FailOn;
use crate::load::Failure;
use crate::load::git::At;
use crate::load::git::CommitId;
use crate::load::git::Repo;
use crate::report;

use super::CLEAN;
use super::FINDINGS;
use super::Stop;
use super::World;
use super::args::CheckArgs;
use super::fix;
use super::job::Job;
use super::job::Source;
use super::job::Typed;
use super::job::repository;
use super::print::print;
use super::web::Commits;
use super::web::publish;

pub(super) fn run(args: &CheckArgs, world: &mut World<'_>) -> Result<u8, Stop> {
    let needs_git = args.staged || args.rev.is_some() || args.against.is_some();
    let repo = if needs_git { Some(repository(world)?) } else { None };
    let commit = match (&repo, &args.rev) {
        (Some(repo), Some(rev)) => Some(repo.resolve(rev)?),
        _ => None,
    };
    let source = match (&repo, commit) {
        (Some(repo), Some(commit)) => Source::Git(repo, At::Commit(commit)),
        (Some(repo), None) if args.staged => Source::Git(repo, At::Index),
        (Some(repo), None) if repo.working_tree().is_none() => Source::Git(repo, At::Commit(repo.resolve("HEAD")?)),
        (Some(repo), None) => Source::Tree(repo),
        (None, _) => Source::Disk,
    };
    // Before the first commit there is nothing that a finding could have been in.
    if let (Some(repo), Some(against)) = (&repo, &args.against)
        && !repo.is_unborn()
    {
        let old = repo.resolve(against)?;
        return run_against(args, source, repo, old, world);
    }
    let mut job = job(args, source, world)?;
    let fail_on = job.settings.fail_on;
    let plans = present(&job, job.files(source)?)?;
    let mut report = check_all(&mut job, plans);
    if args.fix {
        let fixed = fix::apply(&report, &job.root)?;
        // On standard error, so that the report stays what it is in every format.
        for line in &fixed.told {
            writeln!(world.err, "{}", report::sanitize(line))?;
        }
        let told = match fixed.findings {
            0 => "there is nothing that can only be mended in one way".to_owned(),
            findings => format!("mended {} in {}", counted(findings, "finding"), counted(fixed.files, "file")),
        };
        writeln!(world.err, "planlint: {told}")?;
        job = self::job(args, source, world)?;
        let plans = present(&job, job.files(source)?)?;
        report = check_all(&mut job, plans);
    }
    report.show_at_most(args.print.most(&job.settings));
    publish(&args.print, Commits { new: commit, old: None }, &mut report.sources);
    print(&args.print, world, |format, style, out| report::render(&report, fail_on, format, style, out))?;
    Ok(exit_code(&report, fail_on))
}

fn exit_code(report: &Report, fail_on: FailOn) -> u8 {
    if report.fails(fail_on) { FINDINGS } else { CLEAN }
}

fn job(args: &CheckArgs, source: Source<'_>, world: &mut World<'_>) -> Result<Job, Stop> {
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
    Ok(job)
}

fn check_all(job: &mut Job, plans: Vec<PlanFiles>) -> Report {
    let empty = check::Store::new(crate::text::SourceMap::default(), crate::model::Limits::default());
    let store = std::mem::replace(&mut job.store, empty);
    check::check(plans, &job.settings, store, job.options)
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
    args: &CheckArgs,
    source: Source<'_>,
    repo: &Repo,
    old: CommitId,
    world: &mut World<'_>,
) -> Result<u8, Stop> {
    let mut job = job(args, source, world)?;
    let fail_on = job.settings.fail_on;
    let files = job.files(source)?;
    let pairs = job.pairs(repo, Some(old), files)?;
    if pairs.iter().any(|pair| pair.old.is_none() && pair.new.is_none()) {
        present(&job, pairs.into_iter().map(|pair| pair.new).collect())?;
        return Ok(CLEAN);
    }
    let newest = match source {
        Source::Git(_, At::Commit(commit)) => Some(commit),
        _ => repo.resolve("HEAD").ok(),
    };
    let allows = match newest {
        Some(newest) => allows(repo, Some(old), newest)?,
        None => Vec::new(),
    };
    let label = args.against.as_deref().unwrap_or_default();
    let comparison = compare::compare(pairs, job.store, &job.settings, job.options, label, &allows);
    let mut report = comparison.as_report(&job.plans);
    report.show_at_most(args.print.most(&job.settings));
    let new = newest.filter(|_| matches!(source, Source::Git(_, At::Commit(_))));
    publish(&args.print, Commits { new, old: Some((label, old)) }, &mut report.sources);
    print(&args.print, world, |format, style, out| report::render(&report, fail_on, format, style, out))?;
    Ok(exit_code(&report, fail_on))
}

/// The trailers of the commits that `new` has and `old` has not; of all commits without `old`.
pub(super) fn allows(repo: &Repo, old: Option<CommitId>, new: CommitId) -> Result<Vec<Allow>, Failure> {
    let commits = repo.commits(old, new)?;
    Ok(commits.iter().flat_map(|commit| Allow::read(&commit.message, &commit.id.short())).collect())
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
