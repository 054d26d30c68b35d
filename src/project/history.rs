//! What the commits of a side did, and what their messages let through.

use std::collections::BTreeSet;

use crate::analysis::PlanFiles;
use crate::analysis::Store;
use crate::compare::Allow;
use crate::compare::PlanPair;
use crate::gate::SideCommit;
use crate::load::Failure;
use crate::load::git::CommitId;
use crate::load::git::Repo;

/// On a side with more commits than this only the newest are asked which of them brought what.
const MOST_COMMITS: usize = 200;

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
