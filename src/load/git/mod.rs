//! Revisions: commits, the index, and merges that exist in memory only. git2 is known to this
//! folder.
//!
//! Nothing here touches the working tree, but for the attributes that libgit2 merges by, or the
//! index, runs a hook or a filter, or asks the network.

#[cfg(test)]
pub(crate) mod beside_git;
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
use crate::words::Message;
use crate::words::say;

use super::Failure;

use folders::Folders;
use folders::real;
use folders::variable;

pub(crate) use conflict::Conflict;
pub(crate) use index::Index;
pub(crate) use merge::Merge;
pub(crate) use tree::is_part_of;

/// A commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct CommitId(Oid);

impl CommitId {
    /// As many digits as people write.
    #[must_use]
    pub(crate) fn short(self) -> String {
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
pub(crate) struct Commit {
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
pub(crate) enum At<'m> {
    /// A commit.
    Commit(CommitId),
    /// What is about to be committed.
    Index,
    /// A merge that was made in memory.
    Merge(&'m Merge),
}

/// A repository that is read, never written.
pub(crate) struct Repo {
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
    pub(crate) fn open(folder: &Path) -> Result<Self, Failure> {
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
            return Err(Failure::new(say!(
                en: "the configuration of this repository says that its working tree is {tree}, which this folder is not in",
                zh: "本仓库的配置指定工作区为 {tree}，而当前文件夹不在其中",
                tree = tree.display(),
            ))
            .help(say!(
                en: "run it there; or unset core.worktree",
                zh: "请在该处运行；或取消设置 core.worktree",
            )));
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
            .map_err(|error| odd(Deed::OpenRepository, &error))?;
        if !folders.shares(repository.commondir()) {
            let shown = repository.commondir().display();
            return Err(Failure::new(say!(
                en: "cannot tell where this repository is: {shown} was not expected",
                zh: "无法确定本仓库的位置：{shown} 不在预期之内",
                shown = shown,
            ))
            .help(say!(
                en: "run it in the working tree, without git's variables",
                zh: "请在工作区内运行，不要设置 git 的环境变量",
            )));
        }
        Ok(Self {
            repository,
            folders,
            index: OnceCell::new(),
        })
    }

    /// What people should know about this repository before they believe what is said about it.
    #[must_use]
    pub(crate) fn remarks(&self) -> Vec<Message> {
        let mut remarks = Vec::new();
        let replaces = |mut found: git2::References<'_>| found.next().is_some();
        if self
            .repository
            .references_glob("refs/replace/*")
            .is_ok_and(replaces)
        {
            remarks.push(say!(
                en: "this repository replaces objects (git replace -l lists them); planlint reads those that were replaced",
                zh: "本仓库替换了对象（git replace -l 可列出）；planlint 读取被替换的原对象",
            ));
        }
        remarks
    }

    /// The root of the working tree; `None` for a bare repository.
    #[must_use]
    pub(crate) fn working_tree(&self) -> Option<PathBuf> {
        self.repository.workdir().map(Path::to_path_buf)
    }

    /// Whether nothing has been committed on the current branch yet.
    #[must_use]
    pub(crate) fn is_unborn(&self) -> bool {
        self.repository
            .head()
            .is_err_and(|error| error.code() == ErrorCode::UnbornBranch)
    }

    /// The commit that `revision` names: a branch, a tag, `HEAD~1`, the beginning of an id.
    ///
    /// # Errors
    /// If there is no such revision, or it is no commit, or the clone does not reach so far back.
    pub(crate) fn resolve(&self, revision: &str) -> Result<CommitId, Failure> {
        if revision.is_empty() {
            return Err(Failure::new(say!(
                en: "the name of a revision is empty",
                zh: "修订版本的名称为空",
            ))
            .help(say!(
                en: "name a branch, a tag or a commit",
                zh: "请指明分支、标签或提交",
            )));
        }
        let candidates = self.candidates(revision)?;
        self.whole_history(&candidates)
            .map_err(|error| self.missing(revision, None, &error))?;
        let object = self
            .repository
            .revparse_single(revision)
            .map_err(|error| self.unknown(revision, &error))?;
        let commit = object.peel(ObjectType::Commit).map_err(|_| {
            Failure::new(say!(
                en: "{revision} is no commit",
                zh: "{revision} 不是提交",
                revision = revision,
            ))
            .help(say!(
                en: "name a branch, a tag or a commit",
                zh: "请指明分支、标签或提交",
            ))
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
        let failure = Failure::new(say!(
            en: "there is no revision {revision}",
            zh: "没有修订版本 {revision}",
            revision = revision,
        ));
        if self.repository.is_shallow() {
            return failure.help(
                say!(
                    en: "this clone is shallow and does not reach so far back; bring the history with: git fetch --unshallow",
                    zh: "当前为浅克隆，历史记录不够长；补全历史：git fetch --unshallow",
                ),
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
            return failure.help(say!(
                en: "there is no commit yet: git add --all, then git commit",
                zh: "尚无任何提交：先 git add --all，再 git commit",
            ));
        }
        if revision.contains(['~', '^']) && error.code() == ErrorCode::NotFound {
            return failure
                .help(say!(
                    en: "there are not so many commits before it, or it does not exist: see git log --oneline",
                    zh: "在它之前没有那么多提交，或它不存在：请看 git log --oneline",
                ));
        }
        let is_id = revision.bytes().all(|byte| byte.is_ascii_hexdigit());
        match error.code() {
            ErrorCode::Ambiguous if is_id => {
                Failure::new(say!(
                    en: "{revision} can mean several commits",
                    zh: "{revision} 可能指多个提交",
                    revision = revision,
                )).help(say!(
 en: "write more of its id",
 zh: "请写出更长的提交号",
))
            }
            ErrorCode::NotFound | ErrorCode::Ambiguous | ErrorCode::InvalidSpec => {
                failure.help(say!(
                    en: "git branch -a and git tag list what there is; git fetch brings what is new",
                    zh: "git branch -a 和 git tag 可列出现有内容；git fetch 可取回新内容",
                ))
            }
            _ => Failure::new(say!(
                en: "cannot read the revision {revision}: {why}",
                zh: "无法读取修订版本 {revision}：{why}",
                why = error.message(),
                revision = revision,
            )).help(
                say!(
                    en: "name a branch, a tag or a commit, as main, v1 or HEAD~1; git fsck says whether something is damaged",
                    zh: "请指明分支、标签或提交，例如 main、v1 或 HEAD~1；git fsck 可查看是否有损坏",
                ),
            ),
        }
    }

    /// The newest commit that both come from; `None` if they have no common history.
    ///
    /// # Errors
    /// If history cannot be read.
    pub(crate) fn merge_base(
        &self,
        one: CommitId,
        other: CommitId,
    ) -> Result<Option<CommitId>, Failure> {
        self.whole_history(&[one.0, other.0])
            .map_err(|error| odd(Deed::ReadHistory, &error))?;
        match self.repository.merge_base(one.0, other.0) {
            Ok(base) => Ok(Some(CommitId(base))),
            Err(error) if error.code() == ErrorCode::NotFound && self.repository.is_shallow() => {
                Err(Failure::new(say!(
                    en: "this clone is shallow: where {one} and {other} come from is not in it",
                    zh: "当前为浅克隆：不含 {one} 与 {other} 的共同来源",
                    one = one.short(),
                    other = other.short(),
                ))
                .help(say!(
                    en: "bring the history with: git fetch --unshallow",
                    zh: "补全历史：git fetch --unshallow",
                )))
            }
            Err(error) if error.code() == ErrorCode::NotFound => Ok(None),
            Err(error) => Err(odd(Deed::FindMergeBase, &error)),
        }
    }

    /// The commits that `to` has and `from` has not, the oldest first.
    ///
    /// # Errors
    /// If history cannot be read.
    pub(crate) fn commits(
        &self,
        from: Option<CommitId>,
        to: CommitId,
    ) -> Result<Vec<Commit>, Failure> {
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
        walk().map_err(|error| odd(Deed::Walk, &error))
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
        ErrorCode::NotFound => Failure::new(say!(
            en: "there is no git repository in {shown} or above it",
            zh: "{shown} 及其上级文件夹中没有 git 仓库",
            shown = shown,
        ))
            .help(say!(
                en: "git init makes this folder one, and git add -A && git commit gives it a first revision; or run it inside a clone\nplanlint check FOLDER and planlint diff OLD NEW, two folders, work without git",
                zh: "git init 可将本文件夹变为仓库，git add -A && git commit 可建立首个修订版本；或在克隆内运行\nplanlint check FOLDER 以及 planlint diff OLD NEW（两个文件夹）无需 git",
            )),
        ErrorCode::Owner => {
            Failure::new(say!(
                en: "this repository belongs to somebody else, and git does not read those without being told",
                zh: "本仓库属于其他用户，未经允许 git 不读取",
            ))
                .help(say!(
                    en: "if you trust it: git config --global --add safe.directory {shown}",
                    zh: "如果信任该仓库：git config --global --add safe.directory {shown}",
                    shown = shown,
                ))
        }
        _ if error.message().contains("objectformat") || error.message().contains("object format") => {
            Failure::new(say!(
                en: "this repository names its objects by SHA-256, which planlint cannot read yet",
                zh: "本仓库以 SHA-256 命名对象，planlint 尚不能读取",
            ))
                .help(say!(
                    en: "check the working tree instead: planlint check FOLDER in a copy without .git",
                    zh: "请改为检查工作区：在不含 .git 的副本中运行 planlint check FOLDER",
                ))
        }
        _ => match error.message().strip_prefix("unsupported extension name extensions.") {
            Some("refstorage") => Failure::new(say!(
                en: "this repository keeps its references as a reftable, which planlint cannot read yet",
                zh: "本仓库以 reftable 保存引用，planlint 尚不能读取",
            ))
                .help(
                    say!(
                        en: "git refs migrate --ref-format=files keeps them in files again; planlint check FOLDER works without git",
                        zh: "git refs migrate --ref-format=files 可改回文件形式；planlint check FOLDER 无需 git",
                    ),
                ),
            Some(name) => Failure::new(say!(
                en: "cannot open the repository: it uses git's extension {name}",
                zh: "无法打开仓库：它使用了 git 扩展 {name}",
                name = name,
            ))
                .help(say!(
                    en: "planlint check FOLDER works without git",
                    zh: "planlint check FOLDER 无需 git",
                )),
            None => odd(Deed::OpenRepository, error),
        },
    }
}

/// What libgit2 could not do.
#[derive(Clone, Copy, Debug)]
pub(super) enum Deed<'d> {
    OpenRepository,
    OpenStore,
    FindMergeBase,
    ListConflicts,
    ListBranches,
    Merge,
    ReadMergeHead,
    ReadCommit,
    ReadObjectId,
    ReadHooksPath,
    ReadSettings,
    ReadHistory,
    Walk,
    ReadReference(&'d str),
}

fn odd(deed: Deed<'_>, error: &git2::Error) -> Failure {
    let why = error.message();
    let message = match deed {
        Deed::OpenRepository => {
            say!(en: "cannot open the repository: {why}", zh: "无法打开仓库：{why}", why = why)
        }
        Deed::OpenStore => {
            say!(en: "cannot open the object store: {why}", zh: "无法打开对象库：{why}", why = why)
        }
        Deed::FindMergeBase => {
            say!(en: "cannot find the merge base: {why}", zh: "无法查找合并基点：{why}", why = why)
        }
        Deed::ListConflicts => {
            say!(en: "cannot list conflicts: {why}", zh: "无法列出冲突：{why}", why = why)
        }
        Deed::ListBranches => {
            say!(en: "cannot list the branches: {why}", zh: "无法列出分支：{why}", why = why)
        }
        Deed::Merge => {
            say!(en: "cannot merge in memory: {why}", zh: "无法在内存中合并：{why}", why = why)
        }
        Deed::ReadMergeHead => {
            say!(en: "cannot read MERGE_HEAD: {why}", zh: "无法读取 MERGE_HEAD：{why}", why = why)
        }
        Deed::ReadCommit => {
            say!(en: "cannot read a commit: {why}", zh: "无法读取提交：{why}", why = why)
        }
        Deed::ReadObjectId => {
            say!(en: "cannot read an object's id: {why}", zh: "无法读取对象标识：{why}", why = why)
        }
        Deed::ReadHooksPath => {
            say!(en: "cannot read core.hooksPath: {why}", zh: "无法读取 core.hooksPath：{why}", why = why)
        }
        Deed::ReadSettings => {
            say!(en: "cannot read git's settings: {why}", zh: "无法读取 git 的设置：{why}", why = why)
        }
        Deed::ReadHistory => {
            say!(en: "cannot read history: {why}", zh: "无法读取历史：{why}", why = why)
        }
        Deed::Walk => {
            say!(en: "cannot walk through history: {why}", zh: "无法遍历历史：{why}", why = why)
        }
        Deed::ReadReference(name) => say!(
            en: "cannot read the reference {name}: {why}",
            zh: "无法读取引用 {name}：{why}",
            name = name,
            why = why,
        ),
    };
    Failure::new(message).help(say!(
        en: "git fsck says whether the repository is damaged; git fetch brings what is missing",
        zh: "git fsck 可查看仓库是否损坏；git fetch 可取回缺失内容",
    ))
}
