//! Revisions: commits, the index, and merges that exist in memory only. git2 is known to this file.
//!
//! Nothing here touches the working tree or the index, runs a hook or a filter, or asks the network.

use std::collections::BTreeMap;
use std::collections::HashMap;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;

use git2::ErrorClass;
use git2::ErrorCode;
use git2::ObjectType;
use git2::Oid;
use git2::Repository;
use git2::Sort;
use rayon::prelude::*;

use crate::check::PlanFiles;
use crate::check::Store;
use crate::model::BlobId;
use crate::model::NotText;
use crate::model::RawFile;
use crate::text::encoding;

use super::Failure;
use super::disk;

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

/// What to do in a partial clone that lacks more than one revision's files.
const BRING_ALL: &str = "this seems to be a partial clone; bring all of it with: git fetch --refetch --no-filter";

/// From so many files on they are inflated on all cores.
const WORTH_THREADS: usize = 32;

const LINK: u32 = 0o120_000;
const FILE_KIND: u32 = 0o170_000;
const REGULAR: u32 = 0o100_000;

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
        Ok(Self { repository, folder: folder.to_owned() })
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
        let find = |id: CommitId| self.repository.find_commit(id.0).map_err(|error| odd("read a commit", &error));
        let (ours, theirs) = (find(ours)?, find(theirs)?);
        // libgit2 writes merged texts to the object store: to one that is gone with this process.
        let odb = self.repository.odb().map_err(|error| odd("open the object store", &error))?;
        odb.add_new_mempack_backend(FIRST_BACKEND).map_err(|error| odd("merge in memory", &error))?;
        let index = self.repository.merge_commits(&ours, &theirs, None).map_err(|error| {
            if error.class() == ErrorClass::Odb && error.code() == ErrorCode::NotFound {
                return Failure::new("the contents that are to be merged are not all in this clone").help(BRING_ALL);
            }
            odd("merge in memory", &error)
        })?;
        let mut conflicts = Vec::new();
        for conflict in index.conflicts().map_err(|error| odd("list conflicts", &error))? {
            let conflict = conflict.map_err(|error| odd("list conflicts", &error))?;
            let sides = [&conflict.ancestor, &conflict.our, &conflict.their];
            let path = sides.iter().find_map(|side| side.as_ref().map(|entry| entry.path.clone())).unwrap_or_default();
            let blob = |entry: &Option<git2::IndexEntry>| entry.as_ref().map(|entry| blob_id(entry.id));
            conflicts.push(Conflict {
                path: String::from_utf8_lossy(&path).into_owned(),
                sides: [blob(&conflict.ancestor), blob(&conflict.our), blob(&conflict.their)],
            });
        }
        Ok(Merge { index, conflicts })
    }

    /// The commits that `to` has and `from` has not, the oldest first.
    ///
    /// # Errors
    /// If history cannot be read.
    pub fn commits(&self, from: Option<CommitId>, to: CommitId) -> Result<Vec<Commit>, Failure> {
        let walk = || -> Result<Vec<Commit>, git2::Error> {
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
        let commit = self.repository.find_commit(id)?;
        let message = String::from_utf8_lossy(commit.message_bytes()).into_owned();
        Ok(Commit {
            id: CommitId(id),
            summary: message.lines().next().unwrap_or("").to_owned(),
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
        for (path, mode, id) in self.entries(at, folder)?.into_iter().filter(|(path, _, _)| is_part_of(path, folder)) {
            match mode & FILE_KIND {
                REGULAR => found.push((path, id)),
                LINK => {
                    return Err(Failure::new(format!("{path} is a link, so it is not read"))
                        .help("put the file itself there; links are not followed, because they can lead anywhere"));
                }
                _ => {}
            }
        }
        let files = match at {
            At::Commit(commit) => self.files(found, Some((commit, folder)), store)?,
            At::Index => self.files(found, None, store)?,
            // What a merge made is in the memory of this repository only.
            At::Merge(_) => self.files_in_turn(found, None, store)?,
        };
        Ok(plan_files(folder, files))
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
            let found = these.iter().filter(|(path, id)| others.get(*path) != Some(id));
            self.files_in_turn(found.map(|(path, id)| (path.clone(), *id)).collect(), None, store)
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
    ) -> Result<Vec<RawFile>, Failure> {
        let unread = found.iter().filter(|(path, id)| !store.knows(path, blob_id(*id))).count();
        if unread < WORTH_THREADS {
            return self.files_in_turn(found, at, store);
        }
        let folder = &self.folder;
        let share = found.len().div_ceil(rayon::current_num_threads());
        let shares: Vec<Vec<RawFile>> = found
            .par_chunks(share)
            .map(|share| Self::open(folder)?.files_in_turn(share.to_vec(), at, store))
            .collect::<Result<_, _>>()?;
        Ok(shares.into_iter().flatten().collect())
    }

    fn files_in_turn(
        &self,
        found: Vec<(String, Oid)>,
        at: Option<(CommitId, &str)>,
        store: &Store,
    ) -> Result<Vec<RawFile>, Failure> {
        found.into_iter().map(|(path, id)| self.file(path, id, at, store)).collect()
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
                Ok(index_entries(&index, folder))
            }
            At::Merge(merge) => Ok(index_entries(&merge.index, folder)),
        }
    }

    fn tree_entries(&self, id: CommitId, folder: &str) -> Result<Vec<(String, u32, Oid)>, Failure> {
        let read = || -> Result<Vec<(String, u32, Oid)>, git2::Error> {
            let root = self.repository.find_commit(id.0)?.tree()?;
            let (tree, prefix) = if folder == "." {
                (root, String::new())
            } else {
                match root.get_path(Path::new(folder)) {
                    Ok(entry) if entry.kind() == Some(ObjectType::Tree) => {
                        (self.repository.find_tree(entry.id())?, format!("{folder}/"))
                    }
                    Ok(_) => return Ok(Vec::new()),
                    Err(error) if error.code() == ErrorCode::NotFound => return Ok(Vec::new()),
                    Err(error) => return Err(error),
                }
            };
            let mut entries = Vec::new();
            let mut open = vec![(tree, prefix)];
            while let Some((tree, prefix)) = open.pop() {
                for entry in &tree {
                    let path = format!("{prefix}{}", String::from_utf8_lossy(entry.name_bytes()));
                    if entry.kind() == Some(ObjectType::Tree) {
                        open.push((self.repository.find_tree(entry.id())?, format!("{path}/")));
                    } else {
                        let mode = u32::try_from(entry.filemode()).unwrap_or(0);
                        entries.push((path, mode, entry.id()));
                    }
                }
            }
            Ok(entries)
        };
        read().map_err(|error| self.missing(folder, Some((id, folder)), &error))
    }

    /// Whether a folder holds the same at two commits, without looking into it.
    #[must_use]
    pub fn same_folder(&self, one: CommitId, other: CommitId, folder: &str) -> bool {
        let tree = |id: CommitId| -> Option<Oid> {
            let root = self.repository.find_commit(id.0).ok()?.tree().ok()?;
            if folder == "." { Some(root.id()) } else { root.get_path(Path::new(folder)).ok().map(|entry| entry.id()) }
        };
        tree(one) == tree(other)
    }

    /// One file by the id of its content.
    ///
    /// # Errors
    /// If the content is missing or damaged.
    pub fn file_of(&self, path: &str, blob: BlobId, store: &Store) -> Result<RawFile, Failure> {
        let id = Oid::from_bytes(&blob.0).map_err(|error| odd("read an object's id", &error))?;
        self.file(path.to_owned(), id, None, store)
    }

    fn file(&self, path: String, id: Oid, at: Option<(CommitId, &str)>, store: &Store) -> Result<RawFile, Failure> {
        let blob = blob_id(id);
        if store.knows(&path, blob) {
            return Ok(RawFile { path, blob: Some(blob), text: None });
        }
        let odb = self.repository.odb().map_err(|error| odd("open the object store", &error))?;
        let (size, _) = odb.read_header(id).map_err(|error| self.missing(&path, at, &error))?;
        let size = size as u64;
        if size > store.file_bytes() {
            return Ok(RawFile { path, blob: Some(blob), text: Some(Err(NotText::TooLarge { bytes: size })) });
        }
        let text = self.content(id, &path, at)?;
        Ok(RawFile { path, blob: Some(blob), text: Some(text) })
    }

    fn content(&self, id: Oid, path: &str, at: Option<(CommitId, &str)>) -> Result<Result<Arc<str>, NotText>, Failure> {
        let found = self.repository.find_blob(id).map_err(|error| self.missing(path, at, &error))?;
        Ok(encoding::decode(found.content()).map_err(NotText::Encoding))
    }

    /// The settings at a revision; `None` if it has none.
    ///
    /// # Errors
    /// If they are missing, damaged or not UTF-8.
    pub fn settings(&self, at: At<'_>) -> Result<Option<Arc<str>>, Failure> {
        let path = disk::SETTINGS;
        let commit = if let At::Commit(commit) = at { Some(commit) } else { None };
        let in_index = |index: &git2::Index, stage| index.get_path(Path::new(path), stage).map(|entry| entry.id);
        let id = match at {
            At::Commit(id) => {
                let tree = self.repository.find_commit(id.0).and_then(|commit| commit.tree());
                let tree = tree.map_err(|error| self.missing(path, Some((id, path)), &error))?;
                tree.get_name(path).map(|entry| entry.id())
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
        let Some(id) = id else { return Ok(None) };
        match self.content(id, path, commit.map(|commit| (commit, path)))? {
            Ok(text) => Ok(Some(text)),
            Err(_) => Err(Failure::new(format!("the settings {path} of that revision are not UTF-8"))),
        }
    }

    /// An object that should be there: a partial clone does not have all, and nothing here asks the network. `at` is where
    /// more of the kind will be missing.
    fn missing(&self, path: &str, at: Option<(CommitId, &str)>, error: &git2::Error) -> Failure {
        if error.code() == ErrorCode::NotFound || error.class() == ErrorClass::Odb {
            let failure = Failure::new(format!("the content of {path} is not in this clone"));
            let Some((commit, folder)) = at else { return failure.help(BRING_ALL) };
            return failure.help(format!(
                "this seems to be a partial clone; bring the content with: git archive {} {} > /dev/null",
                commit.short(),
                quoted(folder)
            ));
        }
        odd("read an object", error)
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
    open.map(|entry| String::from_utf8_lossy(&entry.path).into_owned()).collect()
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

fn stage(entry: &git2::IndexEntry) -> u16 {
    (entry.flags >> 12) & 3
}

/// What `git add --intent-to-add` has only announced is not committed.
const INTENT_TO_ADD: u16 = 1 << 13;
/// The stages of the two sides of a file in conflict.
const OURS: i32 = 2;
const THEIRS: i32 = 3;

fn index_entries(index: &git2::Index, folder: &str) -> Vec<(String, u32, Oid)> {
    // A file in conflict has no one content.
    index
        .iter()
        .filter(|entry| stage(entry) == 0 && entry.flags_extended & INTENT_TO_ADD == 0)
        .filter(|entry| is_below(&String::from_utf8_lossy(&entry.path), folder))
        .map(|entry| (String::from_utf8_lossy(&entry.path).into_owned(), entry.mode, entry.id))
        .collect()
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
