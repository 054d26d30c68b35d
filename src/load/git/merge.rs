//! Merges that exist in memory only.

use std::collections::BTreeMap;
use std::collections::HashSet;
use std::path::Path;
use std::path::PathBuf;

use git2::ErrorCode;
use git2::ObjectType;
use git2::Oid;

use crate::gate::ConflictKind;
use crate::gate::MergeSide;
use crate::load::Failure;
use crate::load::disk;

use super::CommitId;
use super::Deed;
use super::Repo;
use super::conflict::Conflict;
use super::folders::no_pipe;
use super::index::Index;
use super::odd;
use super::rename::FolderRenames;
use super::rename::Sides;
use super::tree::is_part_of;

/// What merging two commits would give.
pub(crate) struct Merge {
    pub(super) index: Index,
    /// Files that both sides changed in the same place.
    pub conflicts: Vec<Conflict>,
}

impl Merge {
    /// The parts of a plan in `folder` that are in none of these plans: what `adder` has there, and
    /// the other side gave up.
    #[must_use]
    pub(crate) fn in_no_plan(
        &self,
        folder: &str,
        adder: MergeSide,
        plans: &[String],
    ) -> Vec<Conflict> {
        let known: HashSet<&str> = self
            .conflicts
            .iter()
            .map(|conflict| conflict.path.as_str())
            .collect();
        let is_lost = |path: &str| {
            is_part_of(path, folder)
                && !plans.iter().any(|plan| is_part_of(path, plan))
                && !known.contains(path)
        };
        let entries = self
            .index
            .entries()
            .iter()
            .filter(|entry| entry.stage == 0 && is_lost(&disk::name(&entry.path)));
        let kind = ConflictKind::InNoPlan {
            adder,
            folder: folder.to_owned(),
        };
        entries
            .map(|entry| Conflict::new_on(adder, &entry.path, entry.id, kind.clone()))
            .collect()
    }
}

/// Before the backends of packs and loose objects, which have 1 and 2.
const FIRST_BACKEND: i32 = 1000;

/// Renamed files are looked for by comparing contents, if those that changed are not larger than
/// this together.
const MOST_COMPARED: u64 = 64 << 20;

/// And if they are not more than these, as for git (`merge.renameLimit`).
const MOST_RENAMED: u32 = 7000;

impl Repo {
    /// Merge `theirs` into `ours` in memory, from their merge base; several of them are merged
    /// first.
    ///
    /// # Errors
    /// If objects are missing.
    pub(crate) fn merge(&self, ours: CommitId, theirs: CommitId) -> Result<Merge, Failure> {
        let find = |id: CommitId| {
            self.read_commit(id.0)
                .map_err(|error| odd(Deed::ReadCommit, &error))
        };
        let bases = self.repository.merge_bases(ours.0, theirs.0);
        let bases: Vec<Oid> = bases
            .map(|bases| bases.iter().copied().collect())
            .unwrap_or_default();
        let (ours, theirs) = (find(ours)?, find(theirs)?);
        let sides = [ours.tree_id(), theirs.tree_id()];
        let mut trees = sides.to_vec();
        for base in bases {
            trees.push(find(CommitId(base))?.tree_id());
        }
        // libgit2 unfolds the whole trees of both sides and of what they come from.
        self.can_unfold(trees.iter().copied(), "what is to be merged")?;
        let compares = self.changed_bytes(&trees)? <= MOST_COMPARED;
        let mut options = git2::MergeOptions::new();
        // libgit2 counts old and new names together.
        options
            .find_renames(compares)
            .target_limit(self.rename_limit()?.saturating_mul(2));
        // libgit2 writes merged texts to the object store: to one that is gone with this process.
        let odb = self
            .repository
            .odb()
            .map_err(|error| odd(Deed::OpenStore, &error))?;
        odb.add_new_mempack_backend(FIRST_BACKEND)
            .map_err(|error| odd(Deed::Merge, &error))?;
        let index = self
            .repository
            .merge_commits(&ours, &theirs, Some(&options))
            .map_err(|error| {
                let missing = error.code() == ErrorCode::NotFound;
                if missing {
                    self.missing("what is to be merged", None, &error)
                } else {
                    odd(Deed::Merge, &error)
                }
            })?;
        let mut conflicts = Vec::new();
        for conflict in index
            .conflicts()
            .map_err(|error| odd(Deed::ListConflicts, &error))?
        {
            let conflict = conflict.map_err(|error| odd(Deed::ListConflicts, &error))?;
            let sides = [conflict.ancestor, conflict.our, conflict.their];
            let path = sides
                .iter()
                .find_map(|side| side.as_ref().map(|entry| entry.path.clone()))
                .unwrap_or_default();
            conflicts.push(Conflict::new(
                &path,
                sides.map(|side| side.map(|entry| entry.id)),
                ConflictKind::Content,
            ));
        }
        let mut index = Index::of(&index);
        // Of several merge bases git makes one; the first says what was renamed since.
        if let Some(base) = trees.get(2) {
            let sides = Sides {
                repo: self,
                base: *base,
                trees: sides,
                compares,
                renames: Default::default(),
            };
            sides.explain(&mut conflicts)?;
            let how = self.folder_renames()?;
            if how != FolderRenames::Ignored {
                conflicts.extend(sides.follow(how, &mut index)?);
            }
        }
        Ok(Merge { index, conflicts })
    }

    /// How many files git compares with as many others to find out which of them were renamed.
    pub(super) fn rename_limit(&self) -> Result<u32, Failure> {
        for key in ["merge.renameLimit", "diff.renameLimit"] {
            if let Some(limit) = self
                .setting(key)?
                .pop()
                .and_then(|limit| limit.trim().parse::<i64>().ok())
            {
                let unlimited = limit <= 0;
                return Ok(if unlimited {
                    MOST_RENAMED
                } else {
                    u32::try_from(limit)
                        .unwrap_or(MOST_RENAMED)
                        .min(MOST_RENAMED)
                });
            }
        }
        Ok(MOST_RENAMED)
    }

    fn folder_renames(&self) -> Result<FolderRenames, Failure> {
        let key = "merge.directoryRenames";
        Ok(match self.is_on(key)? {
            Some(true) => FolderRenames::Followed,
            Some(false) => FolderRenames::Ignored,
            None => FolderRenames::Asked,
        })
    }

    /// How large the files are that differ between the first two trees and each of the others,
    /// which is what a merge reads, beside the attributes that stand in the working tree.
    fn changed_bytes(&self, trees: &[Oid]) -> Result<u64, Failure> {
        let (sides, bases) = trees.split_at(2);
        let read = |error: git2::Error| self.missing("what is to be merged", None, &error);
        let mut bytes = 0;
        // By path: which of the sides changed it, and what it is and was.
        let mut changed: BTreeMap<PathBuf, ([bool; 2], Vec<Oid>)> = BTreeMap::new();
        for (at, side) in sides.iter().enumerate() {
            for base in bases {
                let (base, side) = (
                    self.read_tree(*base).map_err(read)?,
                    self.read_tree(*side).map_err(read)?,
                );
                let diff = self
                    .repository
                    .diff_tree_to_tree(Some(&base), Some(&side), None)
                    .map_err(read)?;
                for file in diff
                    .deltas()
                    .flat_map(|delta| [delta.old_file(), delta.new_file()])
                {
                    let (Some(path), id) = (file.path(), file.id()) else {
                        continue;
                    };
                    match self.header(id) {
                        Ok((object, ObjectType::Blob)) => bytes += object.size,
                        Ok(_) => continue,
                        // What is not here may not be needed; if it is, the merge says so.
                        Err(error) if id.is_zero() || error.code() == ErrorCode::NotFound => {
                            continue;
                        }
                        Err(error) => return Err(read(error)),
                    }
                    let (by, ids) = changed.entry(path.to_owned()).or_default();
                    by[at] = true;
                    ids.push(id);
                }
            }
        }
        // All are read to find renamed ones, else those that both sides changed.
        let is_read = |by: &[bool; 2]| bytes <= MOST_COMPARED || *by == [true, true];
        for id in changed
            .values()
            .filter(|(by, _)| is_read(by))
            .flat_map(|(_, ids)| ids)
        {
            self.whole(*id).map_err(read)?;
        }
        let folders: HashSet<&Path> = changed
            .keys()
            .flat_map(|path| path.ancestors().skip(1))
            .collect();
        if let Some(tree) = self.repository.workdir() {
            folders
                .into_iter()
                .try_for_each(|folder| no_pipe(&tree.join(folder).join(".gitattributes")))?;
        }
        Ok(bytes)
    }
}
