//! Revisions: commits, the index, and merges that exist in memory only. git2 is known to this
//! folder.
//!
//! Nothing here touches the working tree, but for the attributes that libgit2 merges by, or the
//! index, runs a hook or a filter, or asks the network.

mod bitmap;
mod conflict;
mod files;
mod folders;
mod hook;
mod index;
mod merge;
mod object;
mod plans;
mod reference;
mod rename;
mod setting;
mod staged;
mod trailer;
mod tree;

use std::cell::OnceCell;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;

use git2::ErrorCode;
use git2::ObjectType;
use git2::Oid;
use git2::Repository;
use git2::Sort;

use crate::finding::shorten;
use crate::model::BlobId;

use super::Failure;

use folders::Folders;
use folders::real;
use folders::variable;

pub use conflict::Conflict;
pub use hook::HooksFolder;
pub use index::Entry;
pub use index::Index;
pub use index::Unreadable;
pub use merge::Merge;
pub use trailer::Trailer;
pub use trailer::TrailerRules;
pub use tree::is_part_of;

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

/// A repository that is read, never written.
pub struct Repo {
    repository: Repository,
    folders: Arc<Folders>,
    /// What is about to be committed, once it is asked for.
    index: OnceCell<Index>,
}

impl Repo {
    /// The repository around `folder`, or the one that git names to a hook.
    ///
    /// # Errors
    /// If there is none, or git's own safety rules forbid to read it.
    pub fn open(folder: &Path) -> Result<Self, Failure> {
        // In a hook git says where it is, and which index it is about to commit.
        let from_git = ["GIT_DIR", "GIT_INDEX_FILE", "GIT_QUARANTINE_PATH"]
            .into_iter()
            .any(|name| variable(name).is_some());
        let repo = Self::open_in(Arc::new(Folders::find(folder, from_git)?))?;
        let repository = &repo.repository;
        // A repository that somebody unpacked can call any folder its own, and paths and settings
        // are looked for there.
        if !from_git
            && let Some(tree) = repository.workdir()
            && !(real(folder).starts_with(real(tree))
                || real(folder).starts_with(real(repository.path())))
        {
            return Err(Failure::new(format!(
                "the configuration of this repository says that its working tree is {}, which this folder is not in",
                tree.display()
            ))
            .help("run it there; or unset core.worktree"));
        }
        Ok(repo)
    }

    /// Open the repository whose folders were looked at. Each thread needs one of its own.
    fn open_in(folders: Arc<Folders>) -> Result<Self, Failure> {
        let opened = if folders.from_git {
            Repository::open_from_env()
        } else {
            Repository::open_ext(
                &folders.around,
                git2::RepositoryOpenFlags::empty(),
                &[] as &[&std::ffi::OsStr],
            )
        };
        let repository = opened.map_err(|error| cannot_open(&folders.around, &error))?;
        // libgit2 would look for some references within git's namespace and for packed ones
        // without.
        repository
            .remove_namespace()
            .map_err(|error| odd("open the repository", &error))?;
        if !folders.shares(repository.commondir()) {
            let shown = repository.commondir().display();
            return Err(Failure::new(format!(
                "cannot tell where this repository is: {shown} was not expected"
            ))
            .help("run it in the working tree, without git's variables"));
        }
        Ok(Self {
            repository,
            folders,
            index: OnceCell::new(),
        })
    }

    /// What people should know about this repository before they believe what is said about it.
    #[must_use]
    pub fn remarks(&self) -> Vec<String> {
        let mut remarks = Vec::new();
        let replaces = |mut found: git2::References<'_>| found.next().is_some();
        if self
            .repository
            .references_glob("refs/replace/*")
            .is_ok_and(replaces)
        {
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
        self.repository
            .head()
            .is_err_and(|error| error.code() == ErrorCode::UnbornBranch)
    }

    /// The commit that `revision` names: a branch, a tag, `HEAD~1`, the beginning of an id.
    ///
    /// # Errors
    /// If there is no such revision, or it is no commit, or the clone does not reach so far back.
    pub fn resolve(&self, revision: &str) -> Result<CommitId, Failure> {
        if revision.is_empty() {
            return Err(Failure::new("the name of a revision is empty")
                .help("name a branch, a tag or a commit"));
        }
        let candidates = self.candidates(revision)?;
        self.whole_history(&candidates)
            .map_err(|error| self.missing(revision, None, &error))?;
        let object = self
            .repository
            .revparse_single(revision)
            .map_err(|error| self.unknown(revision, &error))?;
        let commit = object.peel(ObjectType::Commit).map_err(|_| {
            Failure::new(format!("{revision} is no commit"))
                .help("name a branch, a tag or a commit")
        })?;
        Ok(CommitId(commit.id()))
    }

    /// The objects that `revision` may begin at: more than it means, rather than fewer.
    fn candidates(&self, revision: &str) -> Result<Vec<Oid>, Failure> {
        let name = revision.split(['~', '^', ':']).next().unwrap_or("");
        let name = name.split_once("@{").map_or(name, |(name, _)| name);
        let name = if name.is_empty() || name == "@" {
            "HEAD"
        } else {
            name
        };
        self.folders.reference(name)?;
        let named = self
            .repository
            .resolve_reference_from_short_name(name)
            .and_then(|found| found.resolve());
        let mut found: Vec<Oid> = named
            .ok()
            .and_then(|found| found.target())
            .into_iter()
            .collect();
        found.extend(self.loose_beginning(name));
        // What git describe writes: the last tag, how many commits ago that was, and the id.
        found.extend(
            name.rsplit_once("-g")
                .into_iter()
                .flat_map(|(_, id)| self.loose_beginning(id)),
        );
        // `:/words` looks through all that is reachable.
        if revision.starts_with(':') {
            self.folders.all_references()?;
            let all = self.repository.references().into_iter().flatten().flatten();
            found.extend(all.filter_map(|found| found.resolve().ok()?.target()));
        }
        // `@{...}` is what a reference was, or its upstream.
        if revision.contains("@{") {
            found.extend(
                self.folders
                    .logged(name)?
                    .iter()
                    .filter_map(|id| Oid::from_str(id).ok()),
            );
            let branch = if name == "HEAD" {
                self.head_branch()
            } else {
                Some(format!("refs/heads/{name}"))
            };
            let upstream =
                branch.and_then(|branch| self.repository.branch_upstream_name(&branch).ok());
            if let Some(upstream) = upstream.as_ref().and_then(|name| name.as_str().ok()) {
                self.folders.reference(upstream)?;
                found.extend(self.repository.refname_to_id(upstream).ok());
            }
        }
        Ok(found)
    }

    fn unknown(&self, revision: &str, error: &git2::Error) -> Failure {
        let failure = Failure::new(format!("there is no revision {revision}"));
        if self.repository.is_shallow() {
            return failure.help(
                "this clone is shallow and does not reach so far back; bring the history with: git fetch --unshallow",
            );
        }
        let is_unborn = || {
            self.repository
                .head()
                .is_err_and(|error| error.code() == ErrorCode::UnbornBranch)
        };
        if self.repository.is_empty().unwrap_or(false)
            || (revision.starts_with("HEAD") && is_unborn())
        {
            return failure.help("there is no commit yet: git add --all, then git commit");
        }
        if revision.contains(['~', '^']) && error.code() == ErrorCode::NotFound {
            return failure
                .help("there are not so many commits before it, or it does not exist: see git log --oneline");
        }
        let is_id = revision.bytes().all(|byte| byte.is_ascii_hexdigit());
        match error.code() {
            ErrorCode::Ambiguous if is_id => {
                Failure::new(format!("{revision} can mean several commits")).help("write more of its id")
            }
            ErrorCode::NotFound | ErrorCode::Ambiguous | ErrorCode::InvalidSpec => {
                failure.help("git branch -a and git tag list what there is; git fetch brings what is new")
            }
            _ => Failure::new(format!("cannot read the revision {revision}: {}", error.message())).help(
                "name a branch, a tag or a commit, as main, v1 or HEAD~1; git fsck says whether something is damaged",
            ),
        }
    }

    /// The newest commit that both come from; `None` if they have no common history.
    ///
    /// # Errors
    /// If history cannot be read.
    pub fn merge_base(&self, one: CommitId, other: CommitId) -> Result<Option<CommitId>, Failure> {
        self.whole_history(&[one.0, other.0])
            .map_err(|error| odd("read history", &error))?;
        match self.repository.merge_base(one.0, other.0) {
            Ok(base) => Ok(Some(CommitId(base))),
            Err(error) if error.code() == ErrorCode::NotFound && self.repository.is_shallow() => {
                Err(Failure::new(format!(
                    "this clone is shallow: where {} and {} come from is not in it",
                    one.short(),
                    other.short()
                ))
                .help("bring the history with: git fetch --unshallow"))
            }
            Err(error) if error.code() == ErrorCode::NotFound => Ok(None),
            Err(error) => Err(odd("find the merge base", &error)),
        }
    }

    /// The commits that `to` has and `from` has not, the oldest first.
    ///
    /// # Errors
    /// If history cannot be read.
    pub fn commits(&self, from: Option<CommitId>, to: CommitId) -> Result<Vec<Commit>, Failure> {
        let walk = || -> Result<Vec<Commit>, git2::Error> {
            self.whole_history(&[to.0])?;
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
}

fn blob_id(id: Oid) -> BlobId {
    let mut bytes = [0; 20];
    bytes.copy_from_slice(&id.as_bytes()[..20]);
    BlobId(bytes)
}

fn cannot_open(folder: &Path, error: &git2::Error) -> Failure {
    let shown = folder.display();
    match error.code() {
        ErrorCode::NotFound => Failure::new(format!("there is no git repository in {shown} or above it"))
            .help("git init makes this folder one, and git add -A && git commit gives it a first revision; or run it inside a clone\nplanlint check FOLDER and planlint diff OLD NEW, two folders, work without git"),
        ErrorCode::Owner => {
            Failure::new("this repository belongs to somebody else, and git does not read those without being told")
                .help(format!("if you trust it: git config --global --add safe.directory {shown}"))
        }
        _ if error.message().contains("objectformat") || error.message().contains("object format") => {
            Failure::new("this repository names its objects by SHA-256, which planlint cannot read yet")
                .help("check the working tree instead: planlint check FOLDER in a copy without .git")
        }
        _ => match error.message().strip_prefix("unsupported extension name extensions.") {
            Some("refstorage") => Failure::new("this repository keeps its references as a reftable, which planlint cannot read yet")
                .help(
                    "git refs migrate --ref-format=files keeps them in files again; planlint check FOLDER works without git",
                ),
            Some(name) => Failure::new(format!("cannot open the repository: it uses git's extension {name}"))
                .help("planlint check FOLDER works without git"),
            None => odd("open the repository", error),
        },
    }
}

fn odd(what: &str, error: &git2::Error) -> Failure {
    Failure::new(format!("cannot {what}: {}", error.message()))
        .help("git fsck says whether the repository is damaged; git fetch brings what is missing")
}
