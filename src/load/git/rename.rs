//! What the sides of a merge call otherwise. libgit2 follows files to their new names. git also
//! follows folders: what one side adds to a folder that the other has renamed moves along, or git
//! asks where it belongs.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

use git2::Delta;
use git2::DiffFindOptions;
use git2::ObjectType;
use git2::Oid;

use crate::gate::ConflictKind;
use crate::gate::MergeSide;
use crate::load::Failure;
use crate::load::disk;

use super::Repo;
use super::conflict::Conflict;
use super::folders::path;
use super::index::Index;

/// What git does about folders (`merge.directoryRenames`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FolderRenames {
    /// Nothing.
    Ignored,
    /// It asks.
    Asked,
    /// It moves files along.
    Followed,
}

/// Where most files of a folder have gone.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Target {
    Folder(Vec<u8>),
    /// As many to one folder as to another.
    Several,
}

/// Folders that one side has left, and where they are now.
type Left = BTreeMap<Vec<u8>, Target>;

/// New names by the old ones.
type Renames = BTreeMap<Vec<u8>, Vec<u8>>;

/// Files of one side by the place that they should get.
type Goals<'p> = BTreeMap<Vec<u8>, Vec<&'p [u8]>>;

/// The sides of a merge, the base's first, and where they come from; of several such places one.
pub(super) struct Sides<'r> {
    pub(super) repo: &'r Repo,
    pub(super) base: Oid,
    pub(super) trees: [Oid; 2],
    /// Whether contents are compared, or only files that are the same taken for renamed.
    pub(super) compares: bool,
    pub(super) renames: [OnceCell<Renames>; 2],
}

/// In the order of the trees.
const SIDES: [MergeSide; 2] = [MergeSide::Base, MergeSide::Head];

impl Sides<'_> {
    /// The files that a side has renamed.
    fn renames(&self, side: usize) -> Result<&Renames, Failure> {
        if let Some(renames) = self.renames[side].get() {
            return Ok(renames);
        }
        let mut how = DiffFindOptions::new();
        how.renames(true)
            .rename_limit(self.repo.rename_limit()? as usize)
            .exact_match_only(!self.compares);
        let mut find = || -> Result<Renames, git2::Error> {
            let mut diff = self.diff(side)?;
            diff.find_similar(Some(&mut how))?;
            let renamed = diff
                .deltas()
                .filter(|delta| delta.status() == Delta::Renamed);
            let both =
                renamed.map(|delta| (delta.old_file().path_bytes(), delta.new_file().path_bytes()));
            let both = both.map(|(old, new)| Some((old?.to_vec(), new?.to_vec())));
            Ok(both.flatten().collect())
        };
        let renames = find().map_err(|error| self.unread(&error))?;
        Ok(self.renames[side].get_or_init(|| renames))
    }

    fn diff(&self, side: usize) -> Result<git2::Diff<'_>, git2::Error> {
        let (base, side) = (
            self.repo.read_tree(self.base)?,
            self.repo.read_tree(self.trees[side])?,
        );
        self.repo
            .repository
            .diff_tree_to_tree(Some(&base), Some(&side), None)
    }

    fn unread(&self, error: &git2::Error) -> Failure {
        self.repo.missing("what is to be merged", None, error)
    }

    /// The files that are new on a side.
    fn added(&self, side: usize) -> Result<Vec<Vec<u8>>, Failure> {
        let diff = self.diff(side).map_err(|error| self.unread(&error))?;
        let added = diff.deltas().filter(|delta| delta.status() == Delta::Added);
        Ok(added
            .filter_map(|delta| Some(delta.new_file().path_bytes()?.to_vec()))
            .collect())
    }

    /// The folders that a side has left, as far as the other has `added` to them or to one that
    /// they are in. A folder counts only if a file was added to itself; a new one within it stays
    /// where it is.
    fn left(&self, side: usize, added: &[Vec<u8>]) -> Result<Left, Failure> {
        // Many files are in one folder, so each is looked for once.
        let mut known: BTreeMap<&[u8], bool> = BTreeMap::new();
        let mut has_left = |folder| -> Result<bool, Failure> {
            if let Some(left) = known.get(folder) {
                return Ok(*left);
            }
            let left = self.has_left(side, folder)?;
            known.insert(folder, left);
            Ok(left)
        };
        let mut wanted = BTreeSet::new();
        for path in added {
            let folder = parted(path).0;
            if has_left(folder)? && self.kind(self.trees[side], path)?.is_none() {
                wanted.insert(folder);
            }
        }
        if wanted.is_empty() {
            return Ok(Left::new());
        }
        let mut counts: BTreeMap<&[u8], BTreeMap<&[u8], usize>> = BTreeMap::new();
        for (old, new) in self.renames(side)? {
            for (at, (from, to)) in moved(old, new).enumerate() {
                if !has_left(from)? {
                    break;
                }
                let is_within = above(from).any(|folder| wanted.contains(folder));
                if wanted.contains(from) || (is_within && at == 0) {
                    *counts.entry(from).or_default().entry(to).or_default() += 1;
                } else if !is_within {
                    break;
                }
            }
        }
        Ok(counts
            .into_iter()
            .filter_map(|(folder, counts)| Some((folder.to_vec(), majority(&counts)?)))
            .collect())
    }

    /// Whether a side has a folder no more.
    fn has_left(&self, side: usize, folder: &[u8]) -> Result<bool, Failure> {
        Ok(!folder.is_empty()
            && self.has_folder(self.base, folder)?
            && !self.has_folder(self.trees[side], folder)?)
    }

    fn has_folder(&self, tree: Oid, folder: &[u8]) -> Result<bool, Failure> {
        Ok(self.kind(tree, folder)? == Some(ObjectType::Tree))
    }

    /// What there is at a path.
    fn kind(&self, tree: Oid, at: &[u8]) -> Result<Option<ObjectType>, Failure> {
        let tree = self
            .repo
            .read_tree(tree)
            .map_err(|error| self.unread(&error))?;
        Ok(tree
            .get_path(&path(at)?)
            .ok()
            .and_then(|entry| entry.kind()))
    }

    /// Do with the merged files what git does where folders were renamed; what it would ask is
    /// told.
    pub(super) fn follow(
        &self,
        how: FolderRenames,
        index: &mut Index,
    ) -> Result<Vec<Conflict>, Failure> {
        let added = [self.added(0)?, self.added(1)?];
        let left = [self.left(0, &added[1])?, self.left(1, &added[0])?];
        let mut conflicts = Vec::new();
        let mut moves = BTreeMap::new();
        for (adder, renamer) in [(0, 1), (1, 0)] {
            let side = SIDES[adder];
            let mut goals = Goals::new();
            // What is in conflict anyway is told already.
            for path in added[adder]
                .iter()
                .filter(|path| disk::is_part(&disk::name(path)) && index.at(path).is_some())
            {
                let Some(folder) = above(path).find(|folder| left[renamer].contains_key(*folder))
                else {
                    continue;
                };
                match &left[renamer][folder] {
                    Target::Several => {
                        let kind = ConflictKind::LeftForSeveral {
                            adder: side,
                            folder: disk::name(folder),
                        };
                        conflicts.extend(
                            index
                                .at(path)
                                .map(|entry| Conflict::new_on(side, path, entry.id, kind)),
                        );
                    }
                    // git moves nothing into what the adder has renamed itself.
                    Target::Folder(to) if left[adder].contains_key(to) => {}
                    Target::Folder(to) => goals
                        .entry(joined(to, &path[folder.len() + 1..]))
                        .or_default()
                        .push(path),
                }
            }
            for (goal, paths) in goals {
                let taken = paths.len() > 1 || self.kind(self.trees[adder], &goal)?.is_some();
                for path in paths {
                    let Some(entry) = index.at(path) else {
                        continue;
                    };
                    if taken || how == FolderRenames::Asked {
                        let kind = ConflictKind::LeftBehind {
                            adder: side,
                            to: disk::name(&goal),
                            taken,
                        };
                        conflicts.push(Conflict::new_on(side, path, entry.id, kind));
                        continue;
                    }
                    match index
                        .at(&goal)
                        .map(|there| there.id)
                        .filter(|there| *there != entry.id)
                    {
                        Some(there) => {
                            conflicts.push(Conflict::new_on_both(side, &goal, [entry.id, there]));
                        }
                        None => drop(moves.insert(path.to_vec(), goal.clone())),
                    }
                }
            }
        }
        index.rename(&moves);
        Ok(conflicts)
    }

    /// Tell a file that is gone from both sides by what became of it on each, and its new names no
    /// more by themselves.
    pub(super) fn explain(&self, conflicts: &mut Vec<Conflict>) -> Result<(), Failure> {
        let mut explained = BTreeSet::new();
        for conflict in conflicts
            .iter_mut()
            .filter(|one| matches!(one.sides, [Some(_), None, None]) && one.is_part())
        {
            let names = [self.renames(0)?, self.renames(1)?]
                .map(|renames| renames.get(&conflict.bytes).cloned());
            explained.extend(names.iter().flatten().cloned());
            let shown = |name: &[u8]| disk::name(name);
            conflict.kind = match &names {
                [Some(base), Some(head)] => ConflictKind::RenamedTwice {
                    base: shown(base),
                    head: shown(head),
                },
                [Some(to), None] => ConflictKind::RenamedAndDeleted {
                    renamer: SIDES[0],
                    to: shown(to),
                },
                [None, Some(to)] => ConflictKind::RenamedAndDeleted {
                    renamer: SIDES[1],
                    to: shown(to),
                },
                [None, None] => continue,
            };
        }
        conflicts.retain(|one| {
            let is_new = matches!(one.sides, [None, Some(_), None] | [None, None, Some(_)]);
            !(is_new && one.kind == ConflictKind::Content && explained.contains(&one.bytes))
        });
        Ok(())
    }
}

/// Where more of a folder's files have gone than anywhere else.
fn majority(counts: &BTreeMap<&[u8], usize>) -> Option<Target> {
    let most = *counts.values().max()?;
    let mut likely = counts.iter().filter(|(_, count)| **count == most);
    let (folder, _) = likely.next()?;
    Some(if likely.next().is_some() {
        Target::Several
    } else {
        Target::Folder(folder.to_vec())
    })
}

/// The folders that a path is in, the innermost first.
fn above(path: &[u8]) -> impl Iterator<Item = &[u8]> {
    (0..path.len())
        .rev()
        .filter(|at| path[*at] == b'/')
        .map(|at| &path[..at])
}

/// Which folders a renamed file says to have become which: the innermost, and those above as long
/// as what lies in them is called alike.
fn moved<'p>(old: &'p [u8], new: &'p [u8]) -> impl Iterator<Item = (&'p [u8], &'p [u8])> {
    let first = (parted(old).0, parted(new).0);
    std::iter::successors(Some(first), |(from, to)| {
        let ((from, one), (to, other)) = (parted(from), parted(to));
        (!one.is_empty() && one == other).then_some((from, to))
    })
}

/// The folder that a path is in, empty for the root, and its name there.
fn parted(path: &[u8]) -> (&[u8], &[u8]) {
    match path.iter().rposition(|byte| *byte == b'/') {
        Some(at) => (&path[..at], &path[at + 1..]),
        None => (&[], path),
    }
}

fn joined(folder: &[u8], name: &[u8]) -> Vec<u8> {
    if folder.is_empty() {
        name.to_vec()
    } else {
        [folder, b"/", name].concat()
    }
}
