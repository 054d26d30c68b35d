//! The plans of a merge at its four revisions, by the names that they have there.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::HashSet;

use crate::analysis::PlanFiles;
use crate::analysis::Store;
use crate::gate::ConflictFiles;
use crate::gate::ConflictKind;
use crate::gate::Earlier;
use crate::gate::GatePlan;
use crate::gate::MergeSide;
use crate::load::Failure;
use crate::load::disk;
use crate::load::git;
use crate::load::git::At;
use crate::load::git::Commit;
use crate::load::git::CommitId;
use crate::load::git::Repo;

use super::folders::Former;
use super::folders::Newer;
use super::job::Job;
use super::source::State;

/// The four revisions of a merge, and what git could not merge.
#[derive(Clone, Copy)]
pub(super) struct Revisions<'r> {
    pub(super) merged: State<'r>,
    /// The paths of what git could not merge.
    pub(super) conflicts: &'r [String],
    pub(super) merge_base: Option<State<'r>>,
    pub(super) base: State<'r>,
    pub(super) head: State<'r>,
}

/// What the plans were called on the sides of a merge.
pub(super) struct Sides<'r> {
    head: Former,
    base: Former,
    merge_base: Former,
    /// Every plan that the settings of one of the sides name.
    listed: BTreeSet<String>,
    /// What the head was before others were merged into it.
    earlier: Vec<Before<'r>>,
}

/// A commit of the head's side that was merged.
pub(super) struct Before<'r> {
    /// Where it and the base come from.
    origin: State<'r>,
    commit: State<'r>,
    merge: State<'r>,
    /// What it is called.
    label: String,
}

/// Of the commits that were merged on the head's side before the newest are looked at.
const MOST_EARLIER: usize = 5;

impl<'r> Sides<'r> {
    /// Returns what the plans of `job`, which are those of the merge, were called on the sides of
    /// it; `earlier` are commits of the head's side that were merged there.
    pub(super) fn find(
        job: &Job,
        revisions: Revisions<'_>,
        earlier: Vec<Before<'r>>,
    ) -> Result<Self, Failure> {
        let Revisions {
            merged,
            merge_base,
            base,
            head,
            ..
        } = revisions;
        let newer = InMerge {
            merged,
            sides: [base, head],
        };
        let find = |state: State<'_>| Former::find(job, state, &newer);
        let merge_base = merge_base.map(find).transpose()?.unwrap_or_default();
        let mut listed = BTreeSet::new();
        for side in [base, head].into_iter().filter(|_| job.lists_plans()) {
            listed.extend(Job::plans_at(side)?);
        }
        Ok(Self {
            head: find(head)?,
            base: find(base)?,
            merge_base,
            listed,
            earlier,
        })
    }

    /// Every folder that a plan has on one of the sides, or in the merge.
    fn folders<'f>(&'f self, plan: &'f str) -> impl Iterator<Item = &'f str> {
        let sides = [&self.head, &self.base, &self.merge_base].into_iter();
        std::iter::once(plan).chain(sides.filter_map(move |side| side.folder(plan)))
    }

    /// The plan that a file belongs to, or belongs to on one of the sides.
    pub(super) fn plan_of<'f>(&'f self, job: &'f Job, path: &str) -> Option<&'f str> {
        let has = |plan: &&String| {
            self.folders(plan)
                .any(|folder| git::is_part_of(path, folder))
        };
        let plan = job
            .plans
            .iter()
            .find(has)
            .or_else(|| self.listed.iter().find(has));
        plan.map(String::as_str)
    }
}

/// The commits of the head's side that were merged before, the newest merge first.
pub(super) fn earlier(
    repo: &Repo,
    base: CommitId,
    head: CommitId,
) -> Result<Vec<Before<'_>>, Failure> {
    let mut earlier: Vec<Before<'_>> = Vec::new();
    let state = |commit| State::Git(repo, At::Commit(commit));
    let commits = repo.commits(Some(base), head)?;
    let merges = commits
        .iter()
        .rev()
        .filter(|commit| commit.parents.len() > 1);
    for (merge, commit) in
        merges.flat_map(|merge| merge.parents.iter().map(|parent| (merge.id, *parent)))
    {
        // What the base has, too, is none of the head's.
        if let Some(origin) = repo.merge_base(commit, base)?
            && origin != commit
        {
            earlier.push(Before {
                origin: state(origin),
                commit: state(commit),
                merge: state(merge),
                label: commit.short(),
            });
        }
        if earlier.len() == MOST_EARLIER {
            break;
        }
    }
    Ok(earlier)
}

/// Plans in a merge, and on the sides of it where it does not say.
struct InMerge<'m> {
    merged: State<'m>,
    sides: [State<'m>; 2],
}

impl Newer for InMerge<'_> {
    fn has(&self, plan: &str) -> Result<bool, Failure> {
        self.merged.has_plan(plan)
    }

    fn lost(&self, plan: &str) -> Result<bool, Failure> {
        // What one side has added may have stayed behind where the other has left.
        for side in self.sides {
            if !side.has_plan(plan)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn leaves_out(&self, plan: &str, plans: &[String]) -> Result<bool, Failure> {
        let paths = self.merged.parts_in(plan)?;
        Ok(paths
            .iter()
            .any(|path| !plans.iter().any(|plan| git::is_part_of(path, plan))))
    }

    fn read(&self, plan: &str, lens: &Store) -> Result<Option<PlanFiles>, Failure> {
        // What is in conflict can only be read on the sides.
        for state in [self.merged, self.sides[0], self.sides[1]] {
            let files = state.plan(plan, lens)?;
            if files.is_some() {
                return Ok(files);
            }
        }
        Ok(None)
    }
}

/// Every plan of the settings at the four revisions of a merge, and those that only the base's
/// settings name: who takes one out of the list does not take it out of what is judged.
pub(super) fn plans(
    job: &mut Job,
    revisions: Revisions<'_>,
    sides: &Sides<'_>,
) -> Result<Vec<GatePlan>, Failure> {
    job.mark_new_entries(Some(revisions.base))?;
    let mut plans = Vec::new();
    for root in job.plans.clone() {
        let plan = plan(job, revisions, sides, root)?;
        if plan.exists() || job.is_missed(&plan.root, &sides.base) {
            plans.push(plan);
        }
    }
    for root in sides.base.dropped.clone() {
        let plan = plan(job, revisions, sides, root)?;
        let unlisted = plan.merged.is_some();
        plans.push(GatePlan { unlisted, ..plan });
    }
    job.plans = plans.iter().map(|plan| plan.root.clone()).collect();
    Ok(plans)
}

fn plan(
    job: &mut Job,
    revisions: Revisions<'_>,
    sides: &Sides<'_>,
    root: String,
) -> Result<GatePlan, Failure> {
    let Revisions {
        merged,
        conflicts,
        merge_base,
        base,
        head,
    } = revisions;
    let in_conflict = sides
        .folders(&root)
        .any(|folder| has_conflict(conflicts, folder));
    let mut fetch =
        |state: State<'_>, former: Option<&Former>| -> Result<Option<PlanFiles>, Failure> {
            let folder = former.map_or(Some(root.as_str()), |former| former.folder(&root));
            let files = folder
                .map(|folder| state.plan(folder, &job.store))
                .transpose()?
                .flatten();
            job.store.announce(&files);
            Ok(files)
        };
    // In the order in which the gate reads them, so that what is the same everywhere is fetched
    // once.
    let merged = if in_conflict {
        fetch(head, Some(&sides.head))?
    } else {
        fetch(merged, None)?
    };
    let head = fetch(head, Some(&sides.head))?;
    let base = fetch(base, Some(&sides.base))?;
    let merge_base = match merge_base {
        Some(state) => fetch(state, Some(&sides.merge_base))?,
        None => None,
    };
    let mut earlier = Vec::new();
    for Before {
        origin,
        commit,
        merge,
        label,
    } in &sides.earlier
    {
        let head = fetch(*commit, Some(&sides.head))?;
        let merge_base = fetch(*origin, Some(&sides.merge_base))?;
        let merge = fetch(*merge, Some(&sides.head))?;
        earlier.push(Earlier {
            head,
            merge_base,
            merge,
            label: label.clone(),
        });
    }
    Ok(GatePlan {
        root,
        merge_base,
        base,
        head,
        merged,
        in_conflict,
        unlisted: false,
        earlier,
    })
}

fn has_conflict(conflicts: &[String], folder: &str) -> bool {
    conflicts.iter().any(|path| git::is_part_of(path, folder))
}

/// For each plan every folder that it has on one of the sides: it may have been renamed.
pub(super) fn folders(plans: &[GatePlan]) -> Vec<BTreeSet<String>> {
    let of_plan = |plan: &GatePlan| {
        let revisions = [&plan.merge_base, &plan.base, &plan.head, &plan.merged];
        revisions
            .into_iter()
            .flatten()
            .map(|files| files.root.clone())
            .collect()
    };
    plans.iter().map(of_plan).collect()
}

/// What git merges without a word, and no plan would have: parts that one side keeps in the folder
/// of a plan, where the other has given that up.
pub(super) fn in_no_plan(
    repo: &Repo,
    job: &Job,
    merge: &git::Merge,
    sides: [CommitId; 2],
) -> Result<Vec<git::Conflict>, Failure> {
    let settings_are_open = merge
        .conflicts
        .iter()
        .any(|conflict| conflict.path == disk::SETTINGS);
    let mut lost = Vec::new();
    if !job.lists_plans() || settings_are_open {
        return Ok(lost);
    }
    for (at, adder) in [MergeSide::Base, MergeSide::Head].into_iter().enumerate() {
        for folder in given_up(repo, &job.plans, sides[at], sides[1 - at])? {
            lost.extend(merge.in_no_plan(&folder, adder, &job.plans));
        }
    }
    Ok(lost)
}

/// The folders of plans that are plans on one side, and none any more on the other and in a merge
/// that has these plans.
fn given_up(
    repo: &Repo,
    plans: &[String],
    own: CommitId,
    other: CommitId,
) -> Result<Vec<String>, Failure> {
    let mut folders = Vec::new();
    for folder in Job::plans_at(State::Git(repo, At::Commit(own)))?
        .into_iter()
        .filter(|folder| !plans.contains(folder))
    {
        if repo.has_plan(At::Commit(own), &folder)? && !repo.has_plan(At::Commit(other), &folder)? {
            folders.push(folder);
        }
    }
    Ok(folders)
}

/// A part in the folder of a plan that one parent of a merge has, and that another one and the
/// merge have given up.
pub(super) struct Left {
    pub(super) path: String,
    pub(super) folder: String,
    /// The parent on which the folder is a plan.
    pub(super) own: CommitId,
    /// The parent that has given it up.
    pub(super) other: CommitId,
}

impl Left {
    /// The file at a revision, as the only one of its plan.
    pub(super) fn file(
        &self,
        repo: &Repo,
        at: At<'_>,
        store: &Store,
    ) -> Result<Option<PlanFiles>, Failure> {
        let plan = repo.plan(at, &self.folder, store)?;
        Ok(plan.map(|mut plan| {
            plan.files.retain(|file| file.path == self.path);
            plan
        }))
    }
}

/// The merges that `new` has and `old` and `others` have not.
pub(super) fn merges(
    repo: &Repo,
    old: Option<CommitId>,
    others: &[CommitId],
    new: CommitId,
) -> Result<Vec<Commit>, Failure> {
    let mut merges = repo.commits(old, new)?;
    merges.retain(|commit| commit.parents.len() > 1);
    for other in others {
        if merges.is_empty() {
            break;
        }
        let since: HashSet<CommitId> = repo
            .commits(Some(*other), new)?
            .iter()
            .map(|commit| commit.id)
            .collect();
        merges.retain(|merge| since.contains(&merge.id));
    }
    Ok(merges)
}

/// What these merges have left in no plan, with the newest that did, as far as it is still there
/// and in none of the plans of `job`, which are those at `end`.
pub(super) fn left_by_merges(
    repo: &Repo,
    job: &Job,
    merges: &[Commit],
    end: At<'_>,
) -> Result<Vec<(CommitId, Left)>, Failure> {
    let mut left = BTreeMap::new();
    // Plans that a revision does not name itself are the same ones at all.
    for merge in merges.iter().filter(|_| job.lists_plans()) {
        let at = At::Commit(merge.id);
        for one in left_in_no_plan(
            repo,
            &Job::plans_at(State::Git(repo, at))?,
            at,
            &merge.parents,
        )? {
            let is_part = job
                .plans
                .iter()
                .any(|plan| git::is_part_of(&one.path, plan));
            if !is_part && repo.has_file(end, &one.path)? {
                left.insert(one.path.clone(), (merge.id, one));
            }
        }
    }
    Ok(left.into_values().collect())
}

/// The same as [`in_no_plan`] of a merge that git, or somebody, has made already, with these plans.
pub(super) fn left_in_no_plan(
    repo: &Repo,
    plans: &[String],
    merged: At<'_>,
    parents: &[CommitId],
) -> Result<Vec<Left>, Failure> {
    let mut left: BTreeMap<String, Left> = BTreeMap::new();
    for (own, other) in parents
        .iter()
        .flat_map(|own| parents.iter().map(move |other| (*own, *other)))
    {
        for folder in given_up(repo, plans, own, other)? {
            for path in repo.parts_in(merged, &folder)? {
                if !plans.iter().any(|plan| git::is_part_of(&path, plan)) {
                    let one = Left {
                        path: path.clone(),
                        folder: folder.clone(),
                        own,
                        other,
                    };
                    left.entry(path).or_insert(one);
                }
            }
        }
    }
    Ok(left.into_values().collect())
}

/// What merges on the head's side have left in no plan: for the gate the same as what this merge
/// would leave there.
pub(super) fn left_by_head(
    repo: &Repo,
    job: &Job,
    merged: &git::Merge,
    base: CommitId,
    head: CommitId,
) -> Result<Vec<ConflictFiles>, Failure> {
    let end = At::Merge(merged);
    let mut files = Vec::new();
    for (merge, one) in left_by_merges(repo, job, &merges(repo, Some(base), &[], head)?, end)? {
        if !merged
            .conflicts
            .iter()
            .any(|conflict| conflict.path == one.path)
        {
            let kind = ConflictKind::LeftByMerge {
                merge: merge.short(),
                folder: one.folder.clone(),
            };
            let file = one.file(repo, end, &job.store)?;
            files.push(ConflictFiles {
                path: one.path,
                kind,
                sides: [None, None, file],
            });
        }
    }
    Ok(files)
}

/// The three versions of every file of a plan that git cannot merge, and of the settings.
pub(super) fn conflicts(
    repo: &Repo,
    job: &Job,
    merge: &git::Merge,
    sides: &Sides<'_>,
) -> Result<Vec<ConflictFiles>, Failure> {
    let mut files = Vec::new();
    for conflict in &merge.conflicts {
        let is_settings = conflict.path == disk::SETTINGS;
        let Some(root) = sides
            .plan_of(job, &conflict.path)
            .or(is_settings.then_some(""))
        else {
            continue;
        };
        let kind = if is_settings {
            ConflictKind::Settings
        } else {
            conflict.kind.clone()
        };
        let mut versions = [None, None, None];
        for (version, blob) in versions.iter_mut().zip(conflict.sides) {
            if let Some(blob) = blob.filter(|_| !is_settings) {
                let file = repo.file_of(&conflict.path, blob, &job.store)?;
                *version = Some(PlanFiles {
                    root: root.to_owned(),
                    files: vec![file],
                });
            }
        }
        files.push(ConflictFiles {
            path: conflict.path.clone(),
            kind,
            sides: versions,
        });
    }
    Ok(files)
}
