//! What hooks ask.

use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;

use git2::ErrorCode;
use git2::Oid;

use crate::load::Failure;
use crate::words::say;

use super::CommitId;
use super::Deed;
use super::Repo;
use super::folders::Folders;
use super::odd;

/// Where git looks for hooks.
pub(crate) struct HooksFolder {
    /// The folder, which need not be there yet.
    pub path: PathBuf,
    /// Whether `core.hooksPath` names it.
    pub configured: bool,
}

impl Repo {
    /// The repository as git would find it from here, by all of git's variables and files of
    /// settings.
    ///
    /// # Errors
    /// As [`Repo::open`].
    pub(crate) fn open_as_git(folder: &Path) -> Result<Self, Failure> {
        Self::open_in(Arc::new(Folders::find(folder, true)?))
    }

    /// The folder that git takes hooks from: those that run in the working tree, or those of a
    /// server, which run in the git folder. A relative `core.hooksPath` starts where they run.
    ///
    /// # Errors
    /// If git's settings cannot be read, or switch hooks off.
    pub(crate) fn hooks_folder(&self, server: bool) -> Result<HooksFolder, Failure> {
        let config = self
            .repository
            .config()
            .map_err(|error| odd(Deed::ReadSettings, &error))?;
        match config.get_path("core.hooksPath") {
            Ok(path) if path.as_os_str().is_empty() => Err(Failure::new(say!(
                en: "core.hooksPath is empty, so git runs no hooks",
                zh: "core.hooksPath 为空，git 不运行任何钩子",
            ))
            .help(say!(
                en: "see where it is set with: git config --show-origin core.hooksPath",
                zh: "查看设置位置：git config --show-origin core.hooksPath",
            ))),
            Ok(path) => {
                let tree = self.repository.workdir().filter(|_| !server);
                let path = tree.unwrap_or_else(|| self.repository.path()).join(path);
                Ok(HooksFolder {
                    path,
                    configured: true,
                })
            }
            Err(error) if error.code() == ErrorCode::NotFound => Ok(HooksFolder {
                path: self.repository.commondir().join("hooks"),
                configured: false,
            }),
            Err(error) => Err(odd(Deed::ReadHooksPath, &error)),
        }
    }

    /// The folder with git's own files, that linked working trees share.
    #[must_use]
    pub(crate) fn common_folder(&self) -> &Path {
        self.repository.commondir()
    }

    /// The commits of a merge into HEAD that has stopped; none outside a merge.
    ///
    /// # Errors
    /// If git's note of them cannot be read.
    pub(crate) fn merge_heads(&mut self) -> Result<Vec<CommitId>, Failure> {
        let mut heads = Vec::new();
        let listed = self.repository.mergehead_foreach(|id| {
            heads.push(CommitId(*id));
            true
        });
        match listed {
            Err(error) if error.code() != ErrorCode::NotFound => {
                Err(odd(Deed::ReadMergeHead, &error))
            }
            _ => Ok(heads),
        }
    }

    /// The commits that `git merge` is merging right now, and what was typed for each: before it
    /// has asked the hook it writes no `MERGE_HEAD`, but it tells its children.
    #[must_use]
    pub(crate) fn heads_of_git_merge(&self) -> Vec<(CommitId, String)> {
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
    pub(crate) fn commit_by_id(&self, id: &str) -> Result<CommitId, Failure> {
        let found = Oid::from_str(id).and_then(|id| {
            self.whole_history(&[id])?;
            self.repository.find_object(id, None)?.peel_to_commit()
        });
        match found {
            Ok(commit) => Ok(CommitId(commit.id())),
            Err(_) => Err(Failure::new(say!(
                en: "there is no commit {id} here",
                zh: "此处没有提交 {id}",
                id = id,
            ))
            .help(say!(
                en: "git fetch brings what is new; git fsck says whether something is damaged",
                zh: "git fetch 可取回新内容；git fsck 可查看是否有损坏",
            ))),
        }
    }

    /// The parents of a commit.
    ///
    /// # Errors
    /// If the commit is missing or damaged.
    pub(crate) fn parents(&self, id: CommitId) -> Result<Vec<CommitId>, Failure> {
        Ok(self
            .commit(id.0)
            .map_err(|error| odd(Deed::ReadCommit, &error))?
            .parents)
    }

    /// The commit that a reference leads to, by its whole name; `None` if there is none.
    #[must_use]
    pub(crate) fn commit_of_reference(&self, name: &str) -> Option<CommitId> {
        self.folders.reference(name).ok()?;
        let reference = self.repository.find_reference(name).ok()?.resolve().ok()?;
        self.whole_history(&[reference.target()?]).ok()?;
        Some(CommitId(reference.peel_to_commit().ok()?.id()))
    }

    /// The whole name of a branch that is at this commit, of this repository or else of a remote.
    #[must_use]
    pub(crate) fn branch_at(&self, id: CommitId) -> Option<String> {
        self.folders.all_references().ok()?;
        ["refs/heads/*", "refs/remotes/*"].iter().find_map(|names| {
            let references = self
                .repository
                .references_glob(names)
                .ok()?
                .filter_map(Result::ok);
            let mut at = references.filter(|one| one.target() == Some(id.0));
            at.find_map(|one| one.name().ok().map(str::to_owned))
        })
    }

    /// The whole name of the branch that HEAD is on, also if it has no commit yet; `None` if HEAD
    /// is on none.
    #[must_use]
    pub(crate) fn head_branch(&self) -> Option<String> {
        let head = self.repository.find_reference("HEAD").ok()?;
        head.symbolic_target().ok().flatten().map(str::to_owned)
    }
}

/// What git's variables with this beginning say, by the rest of their names.
pub(super) fn variables(beginning: &str) -> Vec<(String, String)> {
    let text = std::env::vars_os()
        .map(|(name, value)| (name.into_string(), value.to_string_lossy().into_owned()));
    text.filter_map(|(name, value)| Some((name.ok()?.strip_prefix(beginning)?.to_owned(), value)))
        .collect()
}
