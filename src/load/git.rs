//! Revisions: commits, the index, and merges that exist in memory only. git2 is known to this file.
//!
//! Nothing here touches the working tree or the index, runs a hook or a filter, or asks the network.

use std::collections::BTreeMap;
use std::collections::HashMap;
use std::collections::HashSet;
use std::fs::File;
use std::io;
use std::io::Read as _;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;

use flate2::read::ZlibDecoder;
use git2::ErrorClass;
use git2::ErrorCode;
use git2::ObjectType;
use git2::Oid;
use git2::Repository;
use git2::Sort;
use rayon::prelude::*;

use crate::check::PlanFiles;
use crate::check::Store;
use crate::finding::shorten;
use crate::model::BlobId;
use crate::model::NotText;
use crate::model::RawFile;
use crate::text::encoding;

use super::Failure;
use super::disk;
use super::room::Room;

/// A commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CommitId(Oid);

impl CommitId {
    /// As many digits as people write.
    #[must_use]
    pub fn short(self) -> String {
        self.0.to_string().chars().take(10).collect()
    }
}

impl std::fmt::Display for CommitId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// A commit, as people know it.
#[derive(Clone, Debug)]
pub struct Commit {
    /// Its id.
    pub id: CommitId,
    /// The first line of its message.
    pub summary: String,
    /// The whole message.
    pub message: String,
    /// Its parents.
    pub parents: Vec<CommitId>,
}

/// Where files are taken from.
#[derive(Clone, Copy)]
pub enum At<'m> {
    /// A commit.
    Commit(CommitId),
    /// What is about to be committed.
    Index,
    /// A merge that was made in memory.
    Merge(&'m Merge),
}

/// What merging two commits would give.
pub struct Merge {
    index: git2::Index,
    /// Files that both sides changed in the same place.
    pub conflicts: Vec<Conflict>,
}

/// A file that git cannot merge.
#[derive(Clone, Debug)]
pub struct Conflict {
    /// Its path.
    pub path: String,
    /// Its content at the merge base, on our side, on theirs; `None` where it does not exist.
    pub sides: [Option<BlobId>; 3],
}

/// A repository that is read, never written.
pub struct Repo {
    repository: Repository,
    /// Where it was looked for, so that other threads can open it, too.
    folder: PathBuf,
}

/// Before the backends of packs and loose objects, which have 1 and 2.
const FIRST_BACKEND: i32 = 1000;

/// Longer paths are in no working tree; every finding in such a file would repeat them.
const LONGEST_PATH: usize = 4096;
/// What to do in a partial clone that lacks more than one revision's files.
const BRING_ALL: &str = "this seems to be a partial clone; bring all of it with: git fetch --refetch --no-filter";

/// From so many files on they are inflated on all cores.
const WORTH_THREADS: usize = 32;

const FILE_KIND: u32 = 0o170_000;
const FOLDER: u32 = 0o040_000;
const LINK: u32 = 0o120_000;
const SUBMODULE: u32 = 0o160_000;
const REGULAR: u32 = 0o100_000;

/// Trees deeper than this are not read: git's own limit (`core.maxTreeDepth`).
const MOST_DEEP: usize = 2048;
/// A tree is a few objects, however much it unfolds into: ten that each hold ten times the next are ten thousand million
/// files. What unfolds into more than these is no repository.
const MOST_ENTRIES: u64 = 1 << 20;
const MOST_PATH_BYTES: u64 = 1 << 28;

/// Renamed files are looked for by comparing contents, if those that changed are not larger than this together.
const MOST_COMPARED: u64 = 64 << 20;

/// No header of an object is longer: its kind, its size in digits, a NUL.
const MOST_HEADER: u64 = 32;

/// More commits than git leaves in files of their own.
const MOST_LOOSE: usize = 10_000;

/// `git add --intent-to-add`: known to git, and not about to be committed.
const INTENT_TO_ADD: u16 = 1 << 13;

impl Repo {
    /// The repository around `folder`, or the one that git names to a hook.
    ///
    /// # Errors
    /// If there is none, or git's own safety rules forbid to read it.
    pub fn open(folder: &Path) -> Result<Self, Failure> {
        // In a hook git says where it is, and which index it is about to commit.
        let from_git = ["GIT_DIR", "GIT_INDEX_FILE", "GIT_QUARANTINE_PATH"].into_iter().any(is_set);
        let opened = if from_git {
            Repository::open_from_env()
        } else {
            Repository::open_ext(folder, git2::RepositoryOpenFlags::empty(), &[] as &[&std::ffi::OsStr])
        };
        let repository = opened.map_err(|error| cannot_open(folder, &error))?;
        // A repository that somebody unpacked can call any folder its own, and paths and settings are looked for there.
        if !from_git
            && let Some(tree) = repository.workdir()
            && !(real(folder).starts_with(real(tree)) || real(folder).starts_with(real(repository.path())))
        {
            return Err(Failure::new(format!(
                "the configuration of this repository says that its working tree is {}, which this folder is not in",
                tree.display()
            ))
            .help("run it there; or unset core.worktree"));
        }
        Ok(Self { repository, folder: folder.to_owned() })
    }

    /// What people should know about this repository before they believe what is said about it.
    #[must_use]
    pub fn remarks(&self) -> Vec<String> {
        let mut remarks = Vec::new();
        let replaces = |mut found: git2::References<'_>| found.next().is_some();
        if self.repository.references_glob("refs/replace/*").is_ok_and(replaces) {
            remarks.push(
                "this repository replaces objects (git replace -l lists them); planlint reads those that were replaced"
                    .to_owned(),
            );
        }
        remarks
    }

    /// The root of the working tree; `None` for a bare repository.
    #[must_use]
    pub fn working_tree(&self) -> Option<PathBuf> {
        self.repository.workdir().map(Path::to_path_buf)
    }

    /// Whether nothing has been committed on the current branch yet.
    #[must_use]
    pub fn is_unborn(&self) -> bool {
        self.repository.head().is_err_and(|error| error.code() == ErrorCode::UnbornBranch)
    }

    /// The commit that `revision` names: a branch, a tag, `HEAD~1`, the beginning of an id.
    ///
    /// # Errors
    /// If there is no such revision, or it is no commit, or the clone does not reach so far back.
    pub fn resolve(&self, revision: &str) -> Result<CommitId, Failure> {
        let name = revision.split(['~', '^', '@', ':']).next().filter(|name| !name.is_empty()).unwrap_or("HEAD");
        let named = self.repository.resolve_reference_from_short_name(name).and_then(|found| found.resolve());
        if let Some(id) = named.ok().and_then(|found| found.target()).or_else(|| Oid::from_str(name).ok()) {
            self.whole_history(id).map_err(|error| self.missing(revision, None, &error))?;
        }
        let object = self.repository.revparse_single(revision).map_err(|error| self.unknown(revision, &error))?;
        let commit = object
            .peel(ObjectType::Commit)
            .map_err(|_| Failure::new(format!("{revision} is no commit")).help("name a branch, a tag or a commit"))?;
        Ok(CommitId(commit.id()))
    }

    fn unknown(&self, revision: &str, error: &git2::Error) -> Failure {
        let failure = Failure::new(format!("there is no revision {revision}"));
        if self.repository.is_shallow() {
            return failure.help(
                "this clone is shallow and does not reach so far back; bring the history with: git fetch --unshallow",
            );
        }
        if self.repository.is_empty().unwrap_or(false) {
            return failure.help("this repository has no commit yet");
        }
        match error.code() {
            ErrorCode::Ambiguous => {
                Failure::new(format!("{revision} can mean several commits")).help("write more of its id")
            }
            ErrorCode::NotFound => {
                failure.help("git branch -a and git tag list what there is; git fetch brings what is new")
            }
            _ => failure.help(error.message().to_owned()),
        }
    }

    /// The newest commit that both come from; `None` if they have no common history.
    ///
    /// # Errors
    /// If history cannot be read.
    pub fn merge_base(&self, one: CommitId, other: CommitId) -> Result<Option<CommitId>, Failure> {
        for tip in [one, other] {
            self.whole_history(tip.0).map_err(|error| odd("read history", &error))?;
        }
        match self.repository.merge_base(one.0, other.0) {
            Ok(base) => Ok(Some(CommitId(base))),
            Err(error) if error.code() == ErrorCode::NotFound && self.repository.is_shallow() => Err(Failure::new(
                format!("this clone is shallow: where {} and {} come from is not in it", one.short(), other.short()),
            )
            .help("bring the history with: git fetch --unshallow")),
            Err(error) if error.code() == ErrorCode::NotFound => Ok(None),
            Err(error) => Err(odd("find the merge base", &error)),
        }
    }

    /// Merge `theirs` into `ours` in memory, from their merge base; several of them are merged first.
    ///
    /// # Errors
    /// If objects are missing.
    pub fn merge(&self, ours: CommitId, theirs: CommitId) -> Result<Merge, Failure> {
        let find = |id: CommitId| self.read_commit(id.0).map_err(|error| odd("read a commit", &error));
        let bases = self.repository.merge_bases(ours.0, theirs.0);
        let bases: Vec<Oid> = bases.map(|bases| bases.iter().copied().collect()).unwrap_or_default();
        let (ours, theirs) = (find(ours)?, find(theirs)?);
        let mut trees = vec![ours.tree_id(), theirs.tree_id()];
        for base in bases {
            trees.push(find(CommitId(base))?.tree_id());
        }
        // libgit2 unfolds the whole trees of both sides and of what they come from.
        self.can_unfold(trees.iter().copied(), "what is to be merged")?;
        let mut options = git2::MergeOptions::new();
        options.find_renames(self.changed_bytes(&trees)? <= MOST_COMPARED);
        // libgit2 writes merged texts to the object store: to one that is gone with this process.
        let odb = self.repository.odb().map_err(|error| odd("open the object store", &error))?;
        odb.add_new_mempack_backend(FIRST_BACKEND).map_err(|error| odd("merge in memory", &error))?;
        let index = self.repository.merge_commits(&ours, &theirs, Some(&options)).map_err(|error| {
            let missing = error.code() == ErrorCode::NotFound;
            if missing { self.missing("what is to be merged", None, &error) } else { odd("merge in memory", &error) }
        })?;
        let mut conflicts = Vec::new();
        for conflict in index.conflicts().map_err(|error| odd("list conflicts", &error))? {
            let conflict = conflict.map_err(|error| odd("list conflicts", &error))?;
            let sides = [&conflict.ancestor, &conflict.our, &conflict.their];
            let path = sides.iter().find_map(|side| side.as_ref().map(|entry| entry.path.clone())).unwrap_or_default();
            let blob = |entry: &Option<git2::IndexEntry>| entry.as_ref().map(|entry| blob_id(entry.id));
            conflicts.push(Conflict {
                path: disk::name(&path),
                sides: [blob(&conflict.ancestor), blob(&conflict.our), blob(&conflict.their)],
            });
        }
        Ok(Merge { index, conflicts })
    }

    /// How large the files are that differ between the first two trees and each of the others, which is what a merge reads.
    fn changed_bytes(&self, trees: &[Oid]) -> Result<u64, Failure> {
        let (sides, bases) = trees.split_at(2);
        let odb = self.repository.odb().map_err(|error| odd("open the object store", &error))?;
        let read = |error: git2::Error| self.missing("what is to be merged", None, &error);
        let mut bytes = 0;
        for (side, base) in sides.iter().flat_map(|side| bases.iter().map(move |base| (side, base))) {
            let (base, side) = (self.read_tree(*base).map_err(read)?, self.read_tree(*side).map_err(read)?);
            let diff = self.repository.diff_tree_to_tree(Some(&base), Some(&side), None).map_err(read)?;
            let files = diff.deltas().flat_map(|delta| [delta.old_file().id(), delta.new_file().id()]);
            for id in files.filter(|id| !id.is_zero()) {
                // What is not here may not be needed; if it is, the merge says so.
                if let Ok((size, ObjectType::Blob)) = odb.read_header(id) {
                    bytes += size as u64;
                    if bytes <= MOST_COMPARED {
                        self.whole(id).map_err(read)?;
                    }
                }
            }
        }
        Ok(bytes)
    }

    /// The commits that `to` has and `from` has not, the oldest first.
    ///
    /// # Errors
    /// If history cannot be read.
    pub fn commits(&self, from: Option<CommitId>, to: CommitId) -> Result<Vec<Commit>, Failure> {
        let walk = || -> Result<Vec<Commit>, git2::Error> {
            self.whole_history(to.0)?;
            let mut walk = self.repository.revwalk()?;
            walk.set_sorting(Sort::TOPOLOGICAL | Sort::REVERSE)?;
            walk.push(to.0)?;
            if let Some(from) = from {
                walk.hide(from.0)?;
            }
            walk.map(|id| self.commit(id?)).collect()
        };
        walk().map_err(|error| odd("walk through history", &error))
    }

    fn commit(&self, id: Oid) -> Result<Commit, git2::Error> {
        let commit = self.read_commit(id)?;
        let message = String::from_utf8_lossy(commit.message_bytes()).into_owned();
        Ok(Commit {
            id: CommitId(id),
            summary: shorten(message.lines().next().unwrap_or(""), 200).into_owned(),
            message,
            parents: commit.parent_ids().map(CommitId).collect(),
        })
    }

    /// The parts of the plan in `folder`; `None` if there are none at that revision. What `store` has read is not fetched
    /// again.
    ///
    /// # Errors
    /// If an object is missing or damaged, or a part is a link.
    pub fn plan(&self, at: At<'_>, folder: &str, store: &Store) -> Result<Option<PlanFiles>, Failure> {
        let mut found = Vec::new();
        for (path, mode, id) in self.entries(at, folder)? {
            let below = if folder == "." { path.as_str() } else { &path[folder.len() + 1..] };
            if let Some(name) = below.split('/').find(|name| is_no_name(name)) {
                return Err(Failure::new(format!("{path} cannot be a file: nothing can be called {name:?}"))
                    .help("git did not make this; git fsck says more"));
            }
            let hidden = below.split('/').any(|name| name.starts_with('.'));
            if hidden {
                continue;
            }
            match mode & FILE_KIND {
                REGULAR if disk::is_part(&path) && path.len() > LONGEST_PATH => {
                    return Err(Failure::new(format!(
                        "{}: the path has {} bytes, so it is not read",
                        shorten(&path, 80),
                        path.len()
                    ))
                    .help(format!("no system has files with paths of more than {LONGEST_PATH} bytes")));
                }
                REGULAR if disk::is_part(&path) => found.push((path, id)),
                SUBMODULE => return Err(not_a_folder(&path, mode)),
                LINK if disk::is_part(&path) => {
                    return Err(Failure::new(format!("{path} is a link, so it is not read"))
                        .help("put the file itself there; links are not followed, because they can lead anywhere"));
                }
                _ => {}
            }
        }
        let room = Room::new(store.limits(), found.len());
        let files = match at {
            At::Commit(commit) => self.files(found, Some((commit, folder)), store, &room)?,
            At::Index => self.files(found, None, store, &room)?,
            // What a merge made is in the memory of this repository only.
            At::Merge(_) => self.files_in_turn(found, None, store, &room)?,
        };
        Ok(plan_files(folder, room.settle(files)))
    }

    /// The files of the plan in `folder` that `commit` changed: as they were at `parent`, and as they are.
    ///
    /// # Errors
    /// If an object is missing or damaged.
    pub fn changed(
        &self,
        parent: Option<CommitId>,
        commit: CommitId,
        folder: &str,
        store: &Store,
    ) -> Result<(Option<PlanFiles>, Option<PlanFiles>), Failure> {
        if parent.is_some_and(|parent| self.same_folder(parent, commit, folder)) {
            return Ok((None, None));
        }
        let parts = |commit: CommitId| -> Result<BTreeMap<String, Oid>, Failure> {
            let entries = self.tree_entries(commit, folder)?.into_iter();
            let parts = entries.filter(|(path, mode, _)| is_part_of(path, folder) && mode & FILE_KIND == REGULAR);
            Ok(parts.map(|(path, _, id)| (path, id)).collect())
        };
        let before = parent.map(parts).transpose()?.unwrap_or_default();
        let after = parts(commit)?;
        let only = |these: &BTreeMap<String, Oid>, others: &BTreeMap<String, Oid>| {
            let found: Vec<(String, Oid)> = these
                .iter()
                .filter(|(path, id)| others.get(*path) != Some(id))
                .map(|(path, id)| (path.clone(), *id))
                .collect();
            let room = Room::new(store.limits(), found.len());
            Ok::<_, Failure>(room.settle(self.files_in_turn(found, None, store, &room)?))
        };
        let (old, new) = (only(&before, &after)?, only(&after, &before)?);
        Ok((plan_files(folder, old), plan_files(folder, new)))
    }

    /// Files by the ids of their contents, on all cores where that is worth it. A repository is for one thread, so each
    /// opens it.
    fn files(
        &self,
        found: Vec<(String, Oid)>,
        at: Option<(CommitId, &str)>,
        store: &Store,
        room: &Room,
    ) -> Result<Vec<RawFile>, Failure> {
        let unread = found.iter().filter(|(path, id)| !store.knows(path, blob_id(*id))).count();
        if unread < WORTH_THREADS {
            return self.files_in_turn(found, at, store, room);
        }
        let folder = &self.folder;
        let share = found.len().div_ceil(rayon::current_num_threads());
        let shares: Vec<Vec<RawFile>> = found
            .par_chunks(share)
            .map(|share| Self::open(folder)?.files_in_turn(share.to_vec(), at, store, room))
            .collect::<Result<_, _>>()?;
        Ok(shares.into_iter().flatten().collect())
    }

    fn files_in_turn(
        &self,
        found: Vec<(String, Oid)>,
        at: Option<(CommitId, &str)>,
        store: &Store,
        room: &Room,
    ) -> Result<Vec<RawFile>, Failure> {
        found.into_iter().map(|(path, id)| self.file(path, id, at, store, room)).collect()
    }

    /// The folder that a plan had at another revision, if it was called otherwise there: where most of its files, the
    /// same byte for byte and under the same name within the folder, are.
    ///
    /// # Errors
    /// If an object is missing or damaged.
    pub fn former_folder(&self, at: At<'_>, plan: &PlanFiles) -> Result<Option<String>, Failure> {
        let mut by_blob: HashMap<Oid, Vec<String>> = HashMap::new();
        for (path, _, id) in self.entries(at, ".")? {
            by_blob.entry(id).or_default().push(path);
        }
        let mut votes: BTreeMap<String, usize> = BTreeMap::new();
        for file in &plan.files {
            let own = match (file.blob, &file.text) {
                (Some(blob), _) => Oid::from_bytes(&blob.0),
                (None, Some(Ok(text))) => Oid::hash_object(ObjectType::Blob, text.as_bytes()),
                _ => continue,
            };
            let Ok(own) = own else { continue };
            let Some(within) = file.path.strip_prefix(&plan.root) else { continue };
            for path in by_blob.get(&own).into_iter().flatten() {
                if let Some(folder) = path.strip_suffix(within).filter(|folder| *folder != plan.root) {
                    *votes.entry(folder.to_owned()).or_insert(0) += 1;
                }
            }
        }
        let most = votes.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0)));
        Ok(most.filter(|(_, count)| *count * 2 > plan.files.len()).map(|(folder, _)| folder))
    }

    /// Path, mode and content of everything below `folder`.
    fn entries(&self, at: At<'_>, folder: &str) -> Result<Vec<(String, u32, Oid)>, Failure> {
        match at {
            At::Commit(id) => self.tree_entries(id, folder),
            At::Index => {
                let index = self.repository.index().map_err(|error| odd("read the index", &error))?;
                if let Some(path) = in_conflict(&index).into_iter().find(|path| is_part_of(path, folder)) {
                    return Err(unresolved(&path));
                }
                index_entries(&index, folder)
            }
            At::Merge(merge) => index_entries(&merge.index, folder),
        }
    }

    fn tree_entries(&self, id: CommitId, folder: &str) -> Result<Vec<(String, u32, Oid)>, Failure> {
        let Some(tree) = self.folder_tree(id, folder)? else { return Ok(Vec::new()) };
        let prefix = if folder == "." { String::new() } else { format!("{folder}/") };
        self.can_unfold([tree.id()], folder)?;
        let mut entries = Vec::new();
        let mut open = vec![(tree, prefix)];
        while let Some((tree, prefix)) = open.pop() {
            in_order(&tree, &prefix)?;
            for entry in &tree {
                let path = format!("{prefix}{}", disk::name(entry.name_bytes()));
                let mode = mode(&entry);
                if mode & FILE_KIND == FOLDER {
                    let below = self.read_tree(entry.id());
                    let below = below.map_err(|error| self.missing(&path, Some((id, folder)), &error))?;
                    open.push((below, format!("{path}/")));
                } else {
                    entries.push((path, mode, entry.id()));
                }
            }
        }
        Ok(entries)
    }

    /// The tree of `folder` at a commit; `None` if there is no such folder.
    fn folder_tree(&self, id: CommitId, folder: &str) -> Result<Option<git2::Tree<'_>>, Failure> {
        let root = self.read_commit(id.0).and_then(|commit| self.read_tree(commit.tree_id()));
        let mut tree = root.map_err(|error| self.missing(folder, Some((id, folder)), &error))?;
        let mut path = String::new();
        for name in folder.split('/').filter(|name| *name != ".") {
            in_order(&tree, &path)?;
            // One by one: a search by halves can miss what is out of order.
            let entry = tree.iter().find(|entry| entry.name_bytes() == name.as_bytes());
            let Some((mode, below)) = entry.map(|entry| (mode(&entry), entry.id())) else { return Ok(None) };
            path.push_str(name);
            match mode & FILE_KIND {
                FOLDER => {}
                REGULAR => return Ok(None),
                _ => return Err(not_a_folder(&path, mode)),
            }
            tree = self.read_tree(below).map_err(|error| self.missing(&path, Some((id, folder)), &error))?;
            path.push('/');
        }
        Ok(Some(tree))
    }

    /// Refuse trees that unfold into more than fits anywhere. Each object is looked at once, however often it occurs.
    fn can_unfold(&self, trees: impl IntoIterator<Item = Oid>, shown: &str) -> Result<(), Failure> {
        struct Open {
            tree: Oid,
            /// Folders that are yet to be added up, with the lengths of their names.
            folders: Vec<(Oid, u64)>,
            size: Unfolded,
        }
        let open = |id: Oid| -> Result<Open, Failure> {
            let tree = self.read_tree(id).map_err(|error| self.missing(shown, None, &error))?;
            let mut new = Open { tree: id, folders: Vec::new(), size: Unfolded { entries: 0, bytes: 0, depth: 1 } };
            for entry in &tree {
                let name = entry.name_bytes().len() as u64 + 1;
                new.size.entries += 1;
                new.size.bytes += name;
                if mode(&entry) & FILE_KIND == FOLDER {
                    new.folders.push((entry.id(), name));
                }
            }
            Ok(new)
        };
        let mut known: HashMap<Oid, Unfolded> = HashMap::new();
        for tree in trees {
            let mut path = vec![open(tree)?];
            while let Some(last) = path.last_mut() {
                if let Some((folder, name)) = last.folders.last().copied() {
                    if let Some(below) = known.get(&folder) {
                        last.folders.pop();
                        last.size.add(below, name);
                    } else {
                        path.push(open(folder)?);
                    }
                } else if let Some(done) = path.pop() {
                    known.insert(done.tree, done.size);
                }
                let too_much = |open: &Open| open.size.is_too_much() || path.len() > MOST_DEEP;
                if path.last().is_some_and(too_much) {
                    return Err(Failure::new(format!(
                        "{shown} unfolds into more than {MOST_ENTRIES} files or {MOST_DEEP} folders in each other, so it is not read"
                    ))
                    .help("no plan needs so many; somebody may want to fill the memory of whoever reads this"));
                }
            }
        }
        Ok(())
    }

    /// Whether a folder holds the same at two commits, without looking into it.
    #[must_use]
    pub fn same_folder(&self, one: CommitId, other: CommitId, folder: &str) -> bool {
        let tree = |id: CommitId| self.folder_tree(id, folder).ok().flatten().map(|tree| tree.id());
        tree(one) == tree(other)
    }

    /// One file by the id of its content.
    ///
    /// # Errors
    /// If the content is missing or damaged.
    pub fn file_of(&self, path: &str, blob: BlobId, store: &Store) -> Result<RawFile, Failure> {
        let id = Oid::from_bytes(&blob.0).map_err(|error| odd("read an object's id", &error))?;
        let room = Room::new(store.limits(), 1);
        Ok(room.settle_one(self.file(path.to_owned(), id, None, store, &room)?))
    }

    fn file(
        &self,
        path: String,
        id: Oid,
        at: Option<(CommitId, &str)>,
        store: &Store,
        room: &Room,
    ) -> Result<RawFile, Failure> {
        let blob = blob_id(id);
        if store.knows(&path, blob) || room.is_full() {
            return Ok(RawFile { path, blob: Some(blob), text: None });
        }
        let odb = self.repository.odb().map_err(|error| odd("open the object store", &error))?;
        let (size, kind) = odb.read_header(id).map_err(|error| self.missing(&path, at, &error))?;
        if kind != ObjectType::Blob {
            return Err(damaged(&path, &format!("it is listed as a file and stored as a {kind}")));
        }
        let size = size as u64;
        if size > store.limits().part.file_bytes {
            return Ok(RawFile { path, blob: Some(blob), text: Some(Err(NotText::TooLarge { bytes: size })) });
        }
        if !room.take(size) {
            return Ok(RawFile { path, blob: Some(blob), text: None });
        }
        let text = self.content(id, &path, at)?;
        Ok(RawFile { path, blob: Some(blob), text: Some(text) })
    }

    fn content(&self, id: Oid, path: &str, at: Option<(CommitId, &str)>) -> Result<Result<Arc<str>, NotText>, Failure> {
        let text = match self.loose_blob(id).map_err(|error| self.missing(path, at, &error))? {
            Some(bytes) => encoding::decode(&bytes),
            None => {
                let found = self.repository.find_blob(id).map_err(|error| self.missing(path, at, &error))?;
                encoding::decode(found.content())
            }
        };
        Ok(text.map_err(NotText::Encoding))
    }

    /// The settings at a revision; `None` if it has none.
    ///
    /// # Errors
    /// If they are missing, damaged or not UTF-8.
    pub fn settings(&self, at: At<'_>) -> Result<Option<Arc<str>>, Failure> {
        let path = disk::SETTINGS;
        let commit = if let At::Commit(commit) = at { Some(commit) } else { None };
        let in_index =
            |index: &git2::Index, stage| index.get_path(Path::new(path), stage).map(|entry| (entry.mode, entry.id));
        let found = match at {
            At::Commit(id) => {
                let tree = self.read_commit(id.0).and_then(|commit| self.read_tree(commit.tree_id()));
                let tree = tree.map_err(|error| self.missing(path, Some((id, path)), &error))?;
                tree.iter().find(|entry| entry.name_bytes() == path.as_bytes()).map(|entry| (mode(&entry), entry.id()))
            }
            At::Index => {
                let index = self.repository.index().map_err(|error| odd("read the index", &error))?;
                if in_conflict(&index).iter().any(|unmerged| unmerged == path) {
                    return Err(unresolved(path));
                }
                in_index(&index, 0)
            }
            // Of settings in conflict those of the side that is merged into hold.
            At::Merge(merge) => [0, OURS, THEIRS].into_iter().find_map(|stage| in_index(&merge.index, stage)),
        };
        let Some((mode, id)) = found else { return Ok(None) };
        if mode & FILE_KIND != REGULAR {
            return Err(Failure::new(format!("the settings {path} of that revision are not a regular file"))
                .help("put the file itself there; links are not followed, because they can lead anywhere"));
        }
        let at = commit.map(|commit| (commit, path));
        let odb = self.repository.odb().map_err(|error| odd("open the object store", &error))?;
        let (size, _) = odb.read_header(id).map_err(|error| self.missing(path, at, &error))?;
        if size as u64 > disk::MOST_SETTINGS {
            return Err(disk::settings_too_large(size as u64));
        }
        match self.content(id, path, at)? {
            Ok(text) => Ok(Some(text)),
            Err(_) => Err(Failure::new(format!("the settings {path} of that revision are not UTF-8"))),
        }
    }

    fn read_commit(&self, id: Oid) -> Result<git2::Commit<'_>, git2::Error> {
        self.whole(id)?;
        self.repository.find_commit(id)
    }

    fn read_tree(&self, id: Oid) -> Result<git2::Tree<'_>, git2::Error> {
        self.whole(id)?;
        self.repository.find_tree(id)
    }

    /// Refuse an object in a file of its own that is cut off: libgit2 1.9 would wait for the rest of it for ever.
    fn whole(&self, id: Oid) -> Result<(), git2::Error> {
        // Most are in packs.
        let Ok(file) = File::open(self.loose(id)) else { return Ok(()) };
        io::copy(&mut ZlibDecoder::new(file), &mut io::sink()).map(|_| ()).map_err(|error| cut_off(id, &error))
    }

    /// The content of a file that is an object in a file of its own: read here, so that it is not unpacked twice.
    fn loose_blob(&self, id: Oid) -> Result<Option<Vec<u8>>, git2::Error> {
        let Ok(file) = File::open(self.loose(id)) else { return Ok(None) };
        // Its header says how large it is, and it may hold more.
        let (size, _) = self.repository.odb()?.read_header(id)?;
        let most = (size as u64).saturating_add(MOST_HEADER);
        let mut bytes = Vec::new();
        ZlibDecoder::new(file).take(most).read_to_end(&mut bytes).map_err(|error| cut_off(id, &error))?;
        let header = bytes.iter().position(|byte| *byte == 0).map_or(0, |end| end + 1);
        let content = bytes.split_off(header);
        if bytes != format!("blob {}\0", content.len()).as_bytes()
            || Oid::hash_object(ObjectType::Blob, &content)? != id
        {
            return Err(git2::Error::new(ErrorCode::GenericError, ErrorClass::Odb, "it is not what its id says"));
        }
        Ok(Some(content))
    }

    /// Where an object is if it is in a file of its own.
    fn loose(&self, id: Oid) -> PathBuf {
        let name = id.to_string();
        self.repository.commondir().join("objects").join(&name[..2]).join(&name[2..])
    }

    /// The same for what `id` names and the commits before it, as far as each is in a file of its own: the newest are, and
    /// libgit2 walks through them by itself.
    fn whole_history(&self, id: Oid) -> Result<(), git2::Error> {
        let mut open = vec![id];
        let mut seen = HashSet::new();
        while let Some(id) = open.pop() {
            if !self.loose(id).exists() || seen.len() > MOST_LOOSE || !seen.insert(id) {
                continue;
            }
            self.whole(id)?;
            let object = self.repository.find_object(id, None)?;
            open.extend(object.as_tag().map(git2::Tag::target_id));
            open.extend(object.as_commit().into_iter().flat_map(git2::Commit::parent_ids));
        }
        Ok(())
    }

    /// An object that should be there: a partial clone does not have all, and nothing here asks the network. `at` is where
    /// more of the kind will be missing.
    fn missing(&self, path: &str, at: Option<(CommitId, &str)>, error: &git2::Error) -> Failure {
        if error.code() != ErrorCode::NotFound {
            return damaged(path, error.message());
        }
        if !self.is_partial() {
            return damaged(path, "an object is missing");
        }
        let failure = Failure::new(format!("the content of {path} is not in this clone"));
        failure.help(at.map_or_else(
            || BRING_ALL.to_owned(),
            |(commit, folder)| {
                let (commit, folder) = (commit.short(), quoted(folder));
                format!(
                    "this seems to be a partial clone; bring the content with: git archive {commit} {folder} > /dev/null"
                )
            },
        ))
    }

    /// Whether objects may be missing because somebody wanted a smaller clone.
    fn is_partial(&self) -> bool {
        let Ok(config) = self.repository.config() else { return false };
        let promised = config.entries(Some("^remote\\..*\\.(promisor|partialclonefilter)$"));
        let promised = promised.is_ok_and(|mut entries| entries.next().is_some());
        promised || config.get_string("extensions.partialclone").is_ok()
    }
}

/// Where git looks for hooks.
pub struct HooksFolder {
    /// The folder, which need not be there yet.
    pub path: PathBuf,
    /// Whether `core.hooksPath` names it.
    pub configured: bool,
}

/// What hooks ask.
impl Repo {
    /// The repository as git would find it from here, by all of git's variables and files of settings.
    ///
    /// # Errors
    /// As [`Repo::open`].
    pub fn open_as_git(folder: &Path) -> Result<Self, Failure> {
        let repository = Repository::open_from_env().map_err(|error| cannot_open(folder, &error))?;
        Ok(Self { repository, folder: folder.to_owned() })
    }

    /// The folder that git takes hooks from: those that run in the working tree, or those of a server, which run in the
    /// git folder. A relative `core.hooksPath` starts where they run.
    ///
    /// # Errors
    /// If git's settings cannot be read, or switch hooks off.
    pub fn hooks_folder(&self, server: bool) -> Result<HooksFolder, Failure> {
        let config = self.repository.config().map_err(|error| odd("read git's settings", &error))?;
        match config.get_path("core.hooksPath") {
            Ok(path) if path.as_os_str().is_empty() => {
                Err(Failure::new("core.hooksPath is empty, so git runs no hooks")
                    .help("see where it is set with: git config --show-origin core.hooksPath"))
            }
            Ok(path) => {
                let tree = self.repository.workdir().filter(|_| !server);
                let path = tree.unwrap_or_else(|| self.repository.path()).join(path);
                Ok(HooksFolder { path, configured: true })
            }
            Err(error) if error.code() == ErrorCode::NotFound => {
                Ok(HooksFolder { path: self.repository.commondir().join("hooks"), configured: false })
            }
            Err(error) => Err(odd("read core.hooksPath", &error)),
        }
    }

    /// The folder with git's own files, that linked working trees share.
    #[must_use]
    pub fn common_folder(&self) -> &Path {
        self.repository.commondir()
    }

    /// Every value that a key has in git's settings.
    ///
    /// # Errors
    /// If git's settings cannot be read.
    pub fn setting(&self, key: &str) -> Result<Vec<String>, Failure> {
        let read = || -> Result<Vec<String>, git2::Error> {
            let mut values = Vec::new();
            self.repository.config()?.multivar(key, None)?.for_each(|entry| {
                // A key without `=` has no value at all.
                if entry.has_value() {
                    values.push(String::from_utf8_lossy(entry.value_bytes()).into_owned());
                }
            })?;
            Ok(values)
        };
        read().map_err(|error| odd("read git's settings", &error))
    }

    /// The commits of a merge into HEAD that has stopped; none outside a merge.
    ///
    /// # Errors
    /// If git's note of them cannot be read.
    pub fn merge_heads(&mut self) -> Result<Vec<CommitId>, Failure> {
        let mut heads = Vec::new();
        let listed = self.repository.mergehead_foreach(|id| {
            heads.push(CommitId(*id));
            true
        });
        match listed {
            Err(error) if error.code() != ErrorCode::NotFound => Err(odd("read MERGE_HEAD", &error)),
            _ => Ok(heads),
        }
    }

    /// The commits that `git merge` is merging right now, and what was typed for each: before it has asked the hook it
    /// writes no `MERGE_HEAD`, but it tells its children.
    #[must_use]
    pub fn heads_of_git_merge(&self) -> Vec<(CommitId, String)> {
        let mut heads: Vec<(CommitId, String)> = variables("GITHEAD_")
            .into_iter()
            .filter_map(|(id, typed)| Some((self.commit_by_id(&id).ok()?, typed)))
            .collect();
        heads.sort_unstable();
        heads
    }

    /// A commit by its whole id and by nothing else: a branch can be called like an id.
    ///
    /// # Errors
    /// If `id` is no id, or there is no commit of that id here.
    pub fn commit_by_id(&self, id: &str) -> Result<CommitId, Failure> {
        let found = Oid::from_str(id).and_then(|id| self.repository.find_object(id, None)?.peel_to_commit());
        match found {
            Ok(commit) => Ok(CommitId(commit.id())),
            Err(_) => Err(Failure::new(format!("there is no commit {id} here"))
                .help("git fetch brings what is new; git fsck says whether something is damaged")),
        }
    }

    /// The parents of a commit.
    ///
    /// # Errors
    /// If the commit is missing or damaged.
    pub fn parents(&self, id: CommitId) -> Result<Vec<CommitId>, Failure> {
        Ok(self.commit(id.0).map_err(|error| odd("read a commit", &error))?.parents)
    }

    /// The commit that a reference leads to, by its whole name; `None` if there is none.
    #[must_use]
    pub fn commit_of_reference(&self, name: &str) -> Option<CommitId> {
        let commit = self.repository.find_reference(name).ok()?.peel_to_commit().ok()?;
        Some(CommitId(commit.id()))
    }

    /// The whole name of the branch that HEAD is on, also if it has no commit yet; `None` if HEAD is on none.
    #[must_use]
    pub fn head_branch(&self) -> Option<String> {
        let head = self.repository.find_reference("HEAD").ok()?;
        head.symbolic_target().ok().flatten().map(str::to_owned)
    }

    /// Whether a folder holds the same in two places, without reading its files.
    ///
    /// # Errors
    /// If an object is missing or damaged.
    pub fn same_in(&self, one: At<'_>, other: At<'_>, folder: &str) -> Result<bool, Failure> {
        let listed = |at: At<'_>| -> Result<Vec<(String, u32, Oid)>, Failure> {
            let mut entries = self.entries(at, folder)?;
            entries.sort_unstable();
            Ok(entries)
        };
        Ok(listed(one)? == listed(other)?)
    }
}

/// Whether the file at `path` is a part of the plan in `folder`.
#[must_use]
pub fn is_part_of(path: &str, folder: &str) -> bool {
    is_below(path, folder) && {
        let below = if folder == "." { path } else { &path[folder.len() + 1..] };
        let hidden = below.split('/').any(|name| name.starts_with('.'));
        !hidden && disk::is_part(path) && !(folder == "." && path == disk::SETTINGS)
    }
}

/// Whether `path` is in `folder` or deeper.
fn is_below(path: &str, folder: &str) -> bool {
    folder == "." || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

fn plan_files(folder: &str, files: Vec<RawFile>) -> Option<PlanFiles> {
    (!files.is_empty()).then(|| PlanFiles { root: folder.to_owned(), files })
}

/// The paths of an index that a merge has left open.
fn in_conflict(index: &git2::Index) -> Vec<String> {
    let open = index.iter().filter(|entry| stage(entry) != 0);
    open.map(|entry| disk::name(&entry.path)).collect()
}

fn unresolved(path: &str) -> Failure {
    Failure::new(format!("{path} is in conflict, so nothing can be committed yet"))
        .help(format!("resolve it, then: git add {path}"))
}

/// A path as a shell takes it.
fn quoted(path: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "/._-".contains(c);
    if path.chars().all(plain) { path.to_owned() } else { format!("'{}'", path.replace('\'', "'\\''")) }
}

/// What a tree unfolds into.
struct Unfolded {
    entries: u64,
    /// Of all paths in it.
    bytes: u64,
    depth: usize,
}

impl Unfolded {
    /// Add a folder whose name is `name` bytes long.
    fn add(&mut self, below: &Unfolded, name: u64) {
        self.entries = self.entries.saturating_add(below.entries);
        self.bytes = self.bytes.saturating_add(below.bytes).saturating_add(below.entries.saturating_mul(name));
        self.depth = self.depth.max(below.depth + 1);
    }

    fn is_too_much(&self) -> bool {
        self.entries > MOST_ENTRIES || self.bytes > MOST_PATH_BYTES || self.depth > MOST_DEEP
    }
}

fn index_entries(index: &git2::Index, folder: &str) -> Result<Vec<(String, u32, Oid)>, Failure> {
    let prefix = if folder == "." { String::new() } else { format!("{folder}/") };
    let mut entries = Vec::new();
    for entry in index.iter() {
        // A folder of the way to the plan that is something else.
        let on_the_way = prefix.as_bytes().strip_prefix(&*entry.path).is_some_and(|rest| rest.starts_with(b"/"));
        if on_the_way && matches!(entry.mode & FILE_KIND, LINK | SUBMODULE) {
            return Err(not_a_folder(&disk::name(&entry.path), entry.mode));
        }
        // Stage 0 only: a file in conflict has no one content.
        let counts = stage(&entry) == 0 && entry.flags_extended & INTENT_TO_ADD == 0;
        if counts && entry.path.starts_with(prefix.as_bytes()) {
            entries.push((disk::name(&entry.path), entry.mode, entry.id));
        }
    }
    Ok(entries)
}

fn stage(entry: &git2::IndexEntry) -> u16 {
    (entry.flags >> 12) & 3
}

/// The stages of the two sides of a file in conflict.
const OURS: i32 = 2;
const THEIRS: i32 = 3;

/// The mode that is written in a tree; libgit2's own reading takes what it does not know for a file.
fn mode(entry: &git2::TreeEntry<'_>) -> u32 {
    u32::try_from(entry.filemode_raw()).unwrap_or(0)
}

/// Refuse a tree that is not as git writes it: twice the same name, or names out of order, and programs disagree about
/// what is in it.
fn in_order(tree: &git2::Tree<'_>, shown: &str) -> Result<(), Failure> {
    let mut last: Option<Vec<u8>> = None;
    for entry in tree {
        let mut name = entry.name_bytes().to_vec();
        // git sorts a folder as if its name ended in a slash.
        if mode(&entry) & FILE_KIND == FOLDER {
            name.push(b'/');
        }
        if last.is_some_and(|last| last >= name) {
            let name = disk::name(entry.name_bytes());
            return Err(damaged(&format!("{shown}{name}"), "it is listed twice or out of order"));
        }
        last = Some(name);
    }
    Ok(())
}

/// What no entry of a folder can be called.
fn is_no_name(name: &str) -> bool {
    matches!(name, "" | "." | "..") || name.eq_ignore_ascii_case(".git")
}

fn not_a_folder(path: &str, mode: u32) -> Failure {
    let what = match mode & FILE_KIND {
        LINK => "a link",
        SUBMODULE => "a submodule",
        _ => "neither a folder nor a file",
    };
    Failure::new(format!("{path} is {what}, so what is in it is not read"))
        .help("put the folder itself there: only what is in this repository is checked")
}

fn cut_off(id: Oid, error: &io::Error) -> git2::Error {
    git2::Error::new(ErrorCode::GenericError, ErrorClass::Zlib, format!("object {id} cannot be unpacked: {error}"))
}

fn damaged(path: &str, why: &str) -> Failure {
    Failure::new(format!("cannot read {path}, because the repository is damaged: {why}")).help("git fsck says more")
}

/// Without links, as far as that is possible.
fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

fn blob_id(id: Oid) -> BlobId {
    let mut bytes = [0; 20];
    bytes.copy_from_slice(&id.as_bytes()[..20]);
    BlobId(bytes)
}

#[expect(clippy::disallowed_methods, reason = "git speaks to its hooks through the environment")]
fn is_set(name: &str) -> bool {
    std::env::var(name).is_ok_and(|value| !value.is_empty())
}

/// What git's variables with this beginning say, by the rest of their names.
fn variables(beginning: &str) -> Vec<(String, String)> {
    let text = std::env::vars_os().map(|(name, value)| (name.into_string(), value.to_string_lossy().into_owned()));
    text.filter_map(|(name, value)| Some((name.ok()?.strip_prefix(beginning)?.to_owned(), value))).collect()
}

fn cannot_open(folder: &Path, error: &git2::Error) -> Failure {
    let shown = folder.display();
    match error.code() {
        ErrorCode::NotFound => Failure::new(format!("there is no git repository in {shown} or above it"))
            .help("run it inside a clone; planlint check FOLDER works without git"),
        ErrorCode::Owner => {
            Failure::new("this repository belongs to somebody else, and git does not read those without being told")
                .help(format!("if you trust it: git config --global --add safe.directory {shown}"))
        }
        _ if error.message().contains("objectformat") || error.message().contains("object format") => {
            Failure::new("this repository names its objects by SHA-256, which planlint cannot read yet")
                .help("check the working tree instead: planlint check FOLDER in a copy without .git")
        }
        _ => odd("open the repository", error),
    }
}

fn odd(what: &str, error: &git2::Error) -> Failure {
    Failure::new(format!("cannot {what}: {}", error.message()))
}
