//! `planlint gate`.

use std::path::PathBuf;

use clap::Args as ClapArgs;

use crate::check::PlanFiles;
use crate::check::Store;
use crate::compare::PlanPair;
use crate::config::FailOn;
use crate::finding::Severity;
use crate::gate;
use crate::gate::ConflictFiles;
use crate::gate::GatePlan;
use crate::gate::MergeSide;
use crate::gate::Policy;
use crate::gate::SideCommit;
use crate::load::Failure;
use crate::load::disk;
use crate::load::git;
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
use super::check::fail_on;
use super::job::Job;
use super::job::Source;
use super::job::Typed;
use super::print::PrintArgs;
use super::print::print;

/// On a side with more commits than this only the newest are asked which of them brought what.
const MOST_COMMITS: usize = 200;

#[derive(Debug, ClapArgs)]
pub(super) struct GateArgs {
    /// What is merged into: a branch, tag or commit
    base: String,
    /// What is merged
    #[arg(default_value = "HEAD")]
    head: String,
    /// Only this plan folder; may be given several times [default: `plans` of planlint.yaml, else plan]
    #[arg(long = "plan", value_name = "FOLDER")]
    plans: Vec<PathBuf>,
    /// The status date, instead of the plans' own: YYYY-MM-DD or today
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    /// From which level on findings block the merge [default: `fail_on` of planlint.yaml, else error; for what the merge
    /// itself makes, warning]
    #[arg(long, value_name = "LEVEL")]
    fail_on: Option<FailOnName>,
    /// Settings to use instead of planlint.yaml of the merged plan
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(flatten)]
    print: PrintArgs,
}

pub(super) fn run(args: &GateArgs, world: &mut World<'_>) -> Result<u8, Stop> {
    let repo = Repo::open(&world.folder)?;
    let (base, head) = (repo.resolve(&args.base)?, repo.resolve(&args.head)?);
    let merge_base = repo.merge_base(base, head)?;
    let merged = repo.merge(base, head)?;
    let typed = Typed {
        plans: &args.plans,
        config: args.config.as_deref(),
        as_of: args.as_of.as_deref(),
        color: args.print.color,
    };
    let mut job = Job::new(&typed, Source::Git(&repo, At::Merge(&merged)), world)?;
    let fail_on = fail_on(args.fail_on, job.settings.fail_on);
    let policy = if args.fail_on.is_some() { Policy { fail_on, merge: fail_on } } else { policy(fail_on) };
    let at = At::Merge(&merged);
    let plans = plans(&repo, &mut job, at, merge_base, base, head)?;
    for plan in &plans {
        let in_conflict = merged.conflicts.iter().any(|conflict| below(&conflict.path, &plan.root));
        if plan.base.is_none() && plan.head.is_none() && plan.merged.is_none() && !in_conflict {
            let message = format!("there is no plan in {} on either side", plan.root);
            let help = "name it: planlint gate --plan FOLDER BASE; or set `plans` in planlint.yaml";
            return Err(Failure::new(message).help(help).into());
        }
    }
    let conflicts = conflicts(&repo, &job, &merged)?;
    let allows = allows(&repo, Some(base), head)?;
    let roots = job.plans.clone();
    let history = |side: MergeSide, store: &Store| {
        let tip = if side == MergeSide::Base { base } else { head };
        side_commits(&repo, &roots, merge_base, tip, store)
    };
    let verdict = gate::gate(plans, conflicts, job.store, &job.settings, job.options, &allows, history)?;
    let merge_base = merge_base.map(|id| id.to_string()).unwrap_or_default();
    let names = GateNames { base: &args.base, head: &args.head, merge_base: &merge_base };
    print(&args.print, world, |format, style, out| report::render_gate(&verdict, names, policy, format, style, out))?;
    Ok(if verdict.blocks(policy) { FINDINGS } else { CLEAN })
}

/// Without word from whoever called: nobody has seen before what the merge itself makes, so warnings block.
pub(super) fn policy(fail_on: FailOn) -> Policy {
    let merge = if fail_on == FailOn::At(Severity::Error) { FailOn::At(Severity::Warning) } else { fail_on };
    Policy { fail_on, merge }
}

/// Every plan at the four revisions of a merge.
pub(super) fn plans(
    repo: &Repo,
    job: &mut Job,
    merged: At<'_>,
    merge_base: Option<CommitId>,
    base: CommitId,
    head: CommitId,
) -> Result<Vec<GatePlan>, Failure> {
    let mut plans = Vec::new();
    for root in job.plans.clone() {
        // In the order in which the gate reads them, so that what is the same everywhere is fetched once.
        let mut load = |at: Option<At<'_>>| -> Result<Option<PlanFiles>, Failure> {
            let Some(at) = at else { return Ok(None) };
            let files = repo.plan(at, &root, &job.store)?;
            job.store.announce(&files);
            Ok(files)
        };
        let merged = load(Some(merged))?;
        let head = load(Some(At::Commit(head)))?;
        let base = load(Some(At::Commit(base)))?;
        let merge_base = load(merge_base.map(At::Commit))?;
        plans.push(GatePlan { root: root.clone(), merge_base, base, head, merged });
    }
    Ok(plans)
}

fn below(path: &str, root: &str) -> bool {
    root == "." || path.strip_prefix(root).is_some_and(|rest| rest.starts_with('/'))
}

/// The three versions of every file of a plan that git cannot merge.
fn conflicts(repo: &Repo, job: &Job, merge: &git::Merge) -> Result<Vec<ConflictFiles>, Failure> {
    let mut files = Vec::new();
    for conflict in &merge.conflicts {
        let Some(root) = job.plans.iter().find(|root| below(&conflict.path, root)) else { continue };
        if !disk::is_part(&conflict.path) {
            continue;
        }
        let mut sides = [None, None, None];
        for (side, blob) in sides.iter_mut().zip(conflict.sides) {
            if let Some(blob) = blob {
                let file = repo.file_of(&conflict.path, blob, &job.store)?;
                *side = Some(PlanFiles { root: root.clone(), files: vec![file] });
            }
        }
        files.push(ConflictFiles { path: conflict.path.clone(), sides });
    }
    Ok(files)
}

/// What each commit of a side did to the plans. A merge commit brings nothing that its parents do not have.
pub(super) fn side_commits(
    repo: &Repo,
    roots: &[String],
    merge_base: Option<CommitId>,
    tip: CommitId,
    store: &Store,
) -> Result<Vec<SideCommit>, Failure> {
    let mut commits = repo.commits(merge_base, tip)?;
    commits.retain(|commit| commit.parents.len() < 2);
    let from = commits.len().saturating_sub(MOST_COMMITS);
    let mut side = Vec::new();
    for commit in &commits[from..] {
        let mut pairs = Vec::new();
        for root in roots {
            let parent = commit.parents.first().copied();
            if parent.is_some_and(|parent| repo.same_folder(parent, commit.id, root)) {
                continue;
            }
            let old = parent.map(|parent| repo.plan(At::Commit(parent), root, store)).transpose()?.flatten();
            let new = repo.plan(At::Commit(commit.id), root, store)?;
            pairs.push(PlanPair { root: root.clone(), old, new });
        }
        if !pairs.is_empty() {
            side.push(SideCommit { id: commit.id.short(), summary: commit.summary.clone(), pairs });
        }
    }
    Ok(side)
}
