//! The plans of a merge at its four revisions, by the names that they have there.

use std::collections::BTreeSet;

use crate::check::PlanFiles;
use crate::check::Store;
use crate::gate::ConflictFiles;
use crate::gate::GatePlan;
use crate::load::Failure;
use crate::load::disk;
use crate::load::git;
use crate::load::git::At;
use crate::load::git::CommitId;
use crate::load::git::Repo;

use super::folders::Former;
use super::folders::Newer;
use super::job::Job;

/// The four revisions of a merge, and what git could not merge.
#[derive(Clone, Copy)]
pub(super) struct Revisions<'r> {
    pub(super) merged: At<'r>,
    pub(super) conflicts: &'r [git::Conflict],
    pub(super) merge_base: Option<CommitId>,
    pub(super) base: CommitId,
    pub(super) head: CommitId,
}

/// What the plans were called on the sides of a merge.
pub(super) struct Sides {
    head: Former,
    base: Former,
    merge_base: Former,
}

impl Sides {
    pub(super) fn find(repo: &Repo, job: &Job, revisions: Revisions<'_>) -> Result<Self, Failure> {
        let Revisions { merged, merge_base, base, head, .. } = revisions;
        let newer = InMerge { repo, merged, sides: [base, head] };
        let find = |commit: CommitId| Former::find(job, repo, commit, &newer);
        let merge_base = merge_base.map(find).transpose()?.unwrap_or_default();
        Ok(Self { head: find(head)?, base: find(base)?, merge_base })
    }

    /// Every folder that a plan has on one of the sides, or in the merge.
    fn folders<'f>(&'f self, plan: &'f str) -> impl Iterator<Item = &'f str> {
        let sides = [&self.head, &self.base, &self.merge_base].into_iter();
        std::iter::once(plan).chain(sides.filter_map(move |side| side.folder(plan)))
    }
}

/// Plans in a merge, and on the sides of it where it does not say.
struct InMerge<'m> {
    repo: &'m Repo,
    merged: At<'m>,
    sides: [CommitId; 2],
}

impl Newer for InMerge<'_> {
    fn has(&self, plan: &str) -> Result<bool, Failure> {
        self.repo.has_plan(self.merged, plan)
    }

    fn lost(&self, plan: &str) -> Result<bool, Failure> {
        // What one side has added may have stayed behind where the other has left.
        for side in self.sides {
            if !self.repo.has_plan(At::Commit(side), plan)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn read(&self, plan: &str, lens: &Store) -> Result<Option<PlanFiles>, Failure> {
        // What is in conflict can only be read on the sides.
        for at in [self.merged, At::Commit(self.sides[0]), At::Commit(self.sides[1])] {
            let files = self.repo.plan(at, plan, lens)?;
            if files.is_some() {
                return Ok(files);
            }
        }
        Ok(None)
    }
}

/// Every plan of the settings at the four revisions of a merge, and those that only the base's settings name: who takes one
/// out of the list does not take it out of what is judged.
pub(super) fn plans(
    repo: &Repo,
    job: &mut Job,
    revisions: Revisions<'_>,
    sides: &Sides,
) -> Result<Vec<GatePlan>, Failure> {
    job.mark_new_entries(repo, Some(revisions.base))?;
    let mut plans = Vec::new();
    for root in job.plans.clone() {
        let plan = plan(repo, job, revisions, sides, root)?;
        if plan.exists() || job.is_missed(&plan.root, &sides.base) {
            plans.push(plan);
        }
    }
    for root in sides.base.dropped.clone() {
        let plan = plan(repo, job, revisions, sides, root)?;
        let unlisted = plan.merged.is_some();
        plans.push(GatePlan { unlisted, ..plan });
    }
    job.plans = plans.iter().map(|plan| plan.root.clone()).collect();
    Ok(plans)
}

fn plan(
    repo: &Repo,
    job: &mut Job,
    revisions: Revisions<'_>,
    sides: &Sides,
    root: String,
) -> Result<GatePlan, Failure> {
    let Revisions { merged, conflicts, merge_base, base, head } = revisions;
    let in_conflict = sides.folders(&root).any(|folder| has_conflict(conflicts, folder));
    let mut fetch = |at: At<'_>, former: Option<&Former>| -> Result<Option<PlanFiles>, Failure> {
        let folder = former.map_or(Some(root.as_str()), |former| former.folder(&root));
        let files = folder.map(|folder| repo.plan(at, folder, &job.store)).transpose()?.flatten();
        job.store.announce(&files);
        Ok(files)
    };
    // In the order in which the gate reads them, so that what is the same everywhere is fetched once.
    let merged = if in_conflict { fetch(At::Commit(head), Some(&sides.head))? } else { fetch(merged, None)? };
    let head = fetch(At::Commit(head), Some(&sides.head))?;
    let base = fetch(At::Commit(base), Some(&sides.base))?;
    let merge_base = match merge_base {
        Some(commit) => fetch(At::Commit(commit), Some(&sides.merge_base))?,
        None => None,
    };
    Ok(GatePlan { root, merge_base, base, head, merged, in_conflict, unlisted: false })
}

fn has_conflict(conflicts: &[git::Conflict], folder: &str) -> bool {
    conflicts.iter().any(|conflict| git::is_part_of(&conflict.path, folder))
}

/// Every folder that a plan has on one of the sides: it may have been renamed.
pub(super) fn folders(plans: &[GatePlan]) -> BTreeSet<String> {
    let revisions = plans.iter().flat_map(|plan| [&plan.merge_base, &plan.base, &plan.head, &plan.merged]);
    revisions.flatten().map(|files| files.root.clone()).collect()
}

/// The three versions of every file of a plan that git cannot merge, and of the settings.
pub(super) fn conflicts(
    repo: &Repo,
    job: &Job,
    merge: &git::Merge,
    sides: &Sides,
) -> Result<Vec<ConflictFiles>, Failure> {
    let mut files = Vec::new();
    for conflict in &merge.conflicts {
        let is_settings = conflict.path == disk::SETTINGS;
        let is_meant = |root: &&String| sides.folders(root).any(|folder| git::is_part_of(&conflict.path, folder));
        let root = job.plans.iter().find(is_meant);
        let Some(root) = root.map(String::as_str).or(is_settings.then_some("")) else { continue };
        let mut sides = [None, None, None];
        for (side, blob) in sides.iter_mut().zip(conflict.sides) {
            if let Some(blob) = blob {
                let file = repo.file_of(&conflict.path, blob, &job.store)?;
                *side = Some(PlanFiles { root: root.to_owned(), files: vec![file] });
            }
        }
        files.push(ConflictFiles { path: conflict.path.clone(), is_settings, sides });
    }
    Ok(files)
}
