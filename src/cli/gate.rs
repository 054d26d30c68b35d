//! `planlint gate`.

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::Args as ClapArgs;

use crate::check::PlanFiles;
use crate::check::Store;
use crate::compare::PlanPair;
use crate::gate;
use crate::gate::MergeSide;
use crate::gate::Policy;
use crate::gate::SideCommit;
use crate::load::Failure;
use crate::load::git::At;
use crate::load::git::CommitId;
use crate::load::git::Repo;
use crate::report;
use crate::report::GateNames;

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
use super::sides::Revisions;
use super::sides::Sides;
use super::sides::conflicts;
use super::sides::folders;
use super::sides::in_no_plan;
use super::sides::left_by_head;
use super::sides::plans;
use super::web::Commits;
use super::web::publish;

/// On a side with more commits than this only the newest are asked which of them brought what.
const MOST_COMMITS: usize = 200;

#[derive(Debug, ClapArgs)]
pub(super) struct GateArgs {
    /// What is merged into: a branch, tag or commit
    base: String,
    /// What is merged
    #[arg(default_value = "HEAD")]
    head: String,
    /// Only this plan folder; may be given several times [default: `plans` of planlint.yaml, else
    /// plan]
    #[arg(long = "plan", value_name = "FOLDER")]
    plans: Vec<PathBuf>,
    /// The status date, instead of the plans' own: YYYY-MM-DD or today
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    /// From which level on findings block the merge [default: `fail_on` of planlint.yaml, else
    /// error; for what the merge itself makes, warning]
    #[arg(long, value_name = "LEVEL")]
    fail_on: Option<FailOnName>,
    /// Settings to use instead of planlint.yaml of the merged plan
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(flatten)]
    print: PrintArgs,
}

pub(super) fn run(args: &GateArgs, world: &mut World<'_>) -> Result<u8, Stop> {
    if let Some((base, head)) = args
        .base
        .split_once("...")
        .or_else(|| args.base.split_once(".."))
    {
        let head = if head.is_empty() { "HEAD" } else { head };
        return Err(Failure::new(format!(
            "gate takes two revisions, and {} is a range",
            args.base
        ))
        .help(format!(
            "planlint gate {} {head}",
            if base.is_empty() { "HEAD" } else { base }
        ))
        .into());
    }
    let repo = repository(world)?;
    let (base, head) = (repo.resolve(&args.base)?, repo.resolve(&args.head)?);
    let merge_base = repo.merge_base(base, head)?;
    // git does not merge them either, unless somebody insists.
    if merge_base.is_none() {
        return Err(unrelated(args).into());
    }
    let mut merged = repo.merge(base, head)?;
    let typed = Typed {
        plans: &args.plans,
        config: args.config.as_deref(),
        as_of: args.as_of.as_deref(),
        color: args.print.color,
    };
    let mut job = Job::new(&typed, Source::Git(&repo, At::Merge(&merged)), world)?;
    let policy = match args.fail_on {
        Some(level) => {
            job.settings.fail_on_everywhere(level.into());
            Policy {
                fail_on: level.into(),
                merge: level.into(),
            }
        }
        None => Policy::of_settings(job.settings.fail_on),
    };
    merged
        .conflicts
        .extend(in_no_plan(&repo, &job, &merged, [base, head])?);
    let left = left_by_head(&repo, &job, &merged, base, head)?;
    let revisions = Revisions {
        merged: At::Merge(&merged),
        conflicts: &merged.conflicts,
        merge_base,
        base,
        head,
    };
    let sides = Sides::find(&repo, &job, revisions)?;
    let plans = plans(&repo, &mut job, revisions, &sides)?;
    job.one_plan_each(plans.iter().filter_map(|plan| plan.merged.as_ref()))?;
    if let Some(nowhere) = plans.iter().find(|plan| !plan.exists()) {
        let message = format!("there is no plan in {} on either side", nowhere.root);
        let help = "name it: planlint gate --plan FOLDER BASE; or set `plans` in planlint.yaml";
        return Err(Failure::new(message).help(help).into());
    }
    job.tell_missing(world)?;
    let mut conflicts = conflicts(&repo, &job, &merged, &sides)?;
    conflicts.extend(left);
    let allows = allows(&repo, Some(base), head)?;
    let folders = folders(&plans);
    let history = |side: MergeSide, store: &Store| {
        let (from, to) = if side == MergeSide::Base {
            (head, base)
        } else {
            (base, head)
        };
        side_commits(&repo, &folders, from, to, store)
    };
    let mut verdict = gate::gate(
        plans,
        conflicts,
        job.store,
        &job.settings,
        job.options,
        &allows,
        history,
    )?;
    verdict.tell_causes();
    verdict.show_at_most(args.print.most(&job.settings), policy);
    // What is merged in memory is no commit; the forge's own merge has the same lines.
    publish(
        &args.print,
        Commits {
            new: None,
            old: Some((gate::BASE, base)),
        },
        &mut verdict.store.sources,
    );
    let merge_base = merge_base.map(|id| id.to_string()).unwrap_or_default();
    let names = GateNames {
        base: &args.base,
        head: &args.head,
        merge_base: &merge_base,
    };
    print(&args.print, world, |format, style, out| {
        report::render_gate(&verdict, names, policy, format, style, out)
    })?;
    Ok(if verdict.blocks(policy) {
        FINDINGS
    } else {
        CLEAN
    })
}

fn unrelated(args: &GateArgs) -> Failure {
    let (base, head) = (&args.base, &args.head);
    Failure::new(format!("{base} and {head} have no common history, so git refuses to merge them")).help(format!(
        "planlint diff {base} {head} compares the two; after git merge --allow-unrelated-histories the merge is a commit like any other"
    ))
}

/// What each commit that `to` has and `from` has not did to the plans, each of them by all folders
/// that it may be in.
pub(super) fn side_commits(
    repo: &Repo,
    plans: &[BTreeSet<String>],
    from: CommitId,
    to: CommitId,
    store: &Store,
) -> Result<Vec<SideCommit>, Failure> {
    let commits = repo.commits(Some(from), to)?;
    let newest = commits.len().saturating_sub(MOST_COMMITS);
    let mut side = Vec::new();
    for commit in &commits[newest..] {
        let first = commit.parents.is_empty().then_some(None);
        let against = commit.parents.iter().copied().map(Some).chain(first);
        let parents: Vec<Vec<PlanPair>> = against
            .map(|parent| changed(repo, plans, parent, commit.id, store))
            .collect::<Result<_, _>>()?;
        if parents.iter().all(|pairs| !pairs.is_empty()) {
            side.push(SideCommit {
                id: commit.id.short(),
                summary: commit.summary.clone(),
                parents,
            });
        }
    }
    Ok(side)
}

fn changed(
    repo: &Repo,
    plans: &[BTreeSet<String>],
    parent: Option<CommitId>,
    commit: CommitId,
    store: &Store,
) -> Result<Vec<PlanPair>, Failure> {
    let mut pairs = Vec::new();
    for folders in plans {
        // A commit that renames the folder takes all files out of one and puts them into another:
        // that changes no task.
        let (mut before, mut after) = (None, None);
        for folder in folders {
            let (old, new) = repo.changed(parent, commit, folder, store)?;
            before = joined(before, old);
            after = joined(after, new);
        }
        if let Some(root) = folders
            .first()
            .filter(|_| before.is_some() || after.is_some())
        {
            pairs.push(PlanPair {
                root: root.clone(),
                old: before,
                new: after,
                unlisted: false,
            });
        }
    }
    Ok(pairs)
}

/// The files of both.
fn joined(one: Option<PlanFiles>, other: Option<PlanFiles>) -> Option<PlanFiles> {
    match (one, other) {
        (Some(one), Some(other)) => Some(PlanFiles {
            files: [one.files, other.files].concat(),
            ..one
        }),
        (one, other) => one.or(other),
    }
}
