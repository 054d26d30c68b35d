//! What is listed in the index, or in the one that a merge in memory has made.

use std::fs;
use std::io;
use std::path::Path;
use std::path::PathBuf;

use git2::Oid;

use crate::load::Failure;
use crate::load::disk;
use crate::words::Lang;
use crate::words::Wrong;
use crate::words::say;

use super::Repo;
use super::folders::no_pipe;
use super::folders::small;
use super::index::Entry;
use super::index::Index;
use super::index::Unreadable;
use super::tree::FILE_KIND;
use super::tree::FOLDER;
use super::tree::LINK;
use super::tree::MOST_ENTRIES;
use super::tree::SUBMODULE;
use super::tree::not_a_folder;
use super::tree::unfolds_without_end;

impl Repo {
    /// The repository around `folder`, if its working tree need not have all that git knows: a
    /// sparse checkout.
    ///
    /// # Errors
    /// As [`Repo::open`].
    pub(crate) fn open_sparse(folder: &Path) -> Result<Option<Self>, Failure> {
        // Whoever checks a folder outside of any such thing should not have to wait for git's
        // settings.
        if !git_folder(folder).is_some_and(|git| git.join("info/sparse-checkout").is_file()) {
            return Ok(None);
        }
        Self::open(folder).map(Some)
    }

    /// The index, read once: what is asked about it later is asked about the same one.
    pub(super) fn index(&self) -> Result<&Index, Failure> {
        if let Some(index) = self.index.get() {
            return Ok(index);
        }
        let index = self.read_index()?;
        Ok(self.index.get_or_init(|| index))
    }

    fn read_index(&self) -> Result<Index, Failure> {
        let own = self.repository.path();
        let file = self
            .folders
            .index
            .clone()
            .unwrap_or_else(|| own.join("index"));
        let Some(bytes) = bytes(&file)? else {
            return Ok(Index::default());
        };
        // git looks for the shared one in its own folder first.
        let beside = file.parent().unwrap_or(own);
        let shared = |name: &str| -> Result<Vec<u8>, Unreadable> {
            let name = format!("sharedindex.{name}");
            let files = [own, beside].map(|folder| folder.join(&name));
            let found = files.iter().find(|file| file.exists());
            let read = found
                .map(|file| self::bytes(file))
                .transpose()
                .map_err(|error| Unreadable::from(error.message.text(Lang::En)))?;
            read.flatten().ok_or_else(|| {
                Unreadable::from(format!("it shares entries with {name}, which is not there"))
            })
        };
        Index::read(&bytes, shared).map_err(|why| {
            Failure::new(say!(
                en: "cannot read the index: {why}",
                zh: "无法读取暂存区：{why}",
                why = why.to_string(),
            ))
                .help(say!(
                    en: "git fsck says whether the repository is damaged; git read-tree HEAD writes the index anew, without what was added",
                    zh: "git fsck 可查看仓库是否损坏；git read-tree HEAD 可重建暂存区，但不含已添加的内容",
                ))
        })
    }

    /// Path, mode and content of what an index has below `folder`. A file in conflict has no one
    /// content and is left out.
    pub(super) fn entries_of(
        &self,
        index: &Index,
        folder: &str,
    ) -> Result<Vec<(String, u32, Oid)>, Failure> {
        let prefix = if folder == "." {
            String::new()
        } else {
            format!("{folder}/")
        };
        let mut entries = Vec::new();
        for entry in index.entries() {
            let kind = entry.mode & FILE_KIND;
            // A folder of the way to the plan that is something else.
            let on_the_way = prefix
                .as_bytes()
                .strip_prefix(&*entry.path)
                .is_some_and(|rest| rest.starts_with(b"/"));
            if on_the_way && matches!(kind, LINK | SUBMODULE) {
                return Err(not_a_folder(&disk::name(&entry.path), entry.mode));
            }
            if entry.stage != 0 || entry.intent_to_add {
                continue;
            }
            if kind == FOLDER {
                entries.extend(self.entries_outside(entry, folder)?);
            } else if entry.path.starts_with(prefix.as_bytes()) {
                entries.push((disk::name(&entry.path), entry.mode, entry.id));
            }
            // Many folders can be the same tree.
            if entries.len() as u64 > MOST_ENTRIES {
                return Err(unfolds_without_end(say!(en: "the index", zh: "暂存区")));
            }
        }
        Ok(entries)
    }

    /// What a folder outside of a sparse checkout has below `folder`, of which the index lists no
    /// more than its tree.
    fn entries_outside(
        &self,
        entry: &Entry,
        folder: &str,
    ) -> Result<Vec<(String, u32, Oid)>, Failure> {
        let path = disk::name(&entry.path);
        let path = path.trim_end_matches('/');
        if is_in(path, folder) {
            return self.unfold(entry.id, path, None);
        }
        if !is_in(folder, path) {
            return Ok(Vec::new());
        }
        let tree = self
            .read_tree(entry.id)
            .map_err(|error| self.missing(path, None, &error))?;
        match self.descend(tree, path, folder, None)? {
            Some(tree) => self.unfold(tree.id(), folder, None),
            None => Ok(Vec::new()),
        }
    }

    /// The files of a folder that git takes for unchanged although the working tree does not have
    /// them: those outside of a sparse checkout.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub(super) fn entries_not_checked_out(
        &self,
        folder: &str,
    ) -> Result<Vec<(String, u32, Oid)>, Failure> {
        let index = self.index()?;
        let skipped = index
            .entries()
            .iter()
            .filter(|entry| entry.skip_worktree || entry.mode & FILE_KIND == FOLDER);
        let skipped = Index::some(skipped);
        let Some(root) = self.working_tree() else {
            return Ok(Vec::new());
        };
        let mut entries = self.entries_of(&skipped, folder)?;
        // One that is there all the same is what it is there, to git, too.
        entries.retain(|(path, ..)| root.join(path).symlink_metadata().is_err());
        Ok(entries)
    }
}

/// Whether a path is a folder or in it.
fn is_in(path: &str, folder: &str) -> bool {
    folder == "."
        || path
            .strip_prefix(folder)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The bytes of a file of an index; `None` if it is not there.
fn bytes(file: &Path) -> Result<Option<Vec<u8>>, Failure> {
    no_pipe(file)?;
    let read = || match fs::metadata(file)?.is_file() {
        true => fs::read(file),
        // A device may have no end.
        false => Err(io::Error::other(Wrong(say!(
            en: "it is not a regular file",
            zh: "它不是普通文件",
        )))),
    };
    match read() {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(disk::cannot(
            disk::Deed::ReadIndex,
            file.display().to_string(),
            &error,
        )),
    }
}

/// The folder with the files of git's own that the working tree around `folder` has for itself.
fn git_folder(folder: &Path) -> Option<PathBuf> {
    let root = folder
        .ancestors()
        .find(|ancestor| ancestor.join(".git").exists())?;
    let git = root.join(".git");
    if git.is_dir() {
        return Some(git);
    }
    // Linked working trees and submodules have a file that says where it is.
    let text = small(&git).ok()??;
    let told = String::from_utf8(text).ok()?;
    Some(root.join(told.strip_prefix("gitdir:")?.trim()))
}
