//! What is listed in trees and in the index, and what of it a plan can be made of. A tree can be
//! made to do harm: what git itself would not write is refused with a reason.

use std::collections::HashMap;

use git2::Oid;

use crate::load::Failure;
use crate::load::disk;
use crate::words::Arg;
use crate::words::say;

use super::At;
use super::CommitId;
use super::Repo;
use super::object::damaged;

pub(super) const FILE_KIND: u32 = 0o170_000;

pub(super) const FOLDER: u32 = 0o040_000;

pub(super) const LINK: u32 = 0o120_000;

pub(super) const SUBMODULE: u32 = 0o160_000;

pub(super) const REGULAR: u32 = 0o100_000;

/// Trees deeper than this are not read: git's own limit (`core.maxTreeDepth`).
const MOST_DEEP: usize = 2048;

/// A tree is a few objects, however much it unfolds into: ten that each hold ten times the next are
/// ten thousand million files. What unfolds into more than these is no repository.
pub(super) const MOST_ENTRIES: u64 = 1 << 20;

const MOST_PATH_BYTES: u64 = 1 << 28;

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
        self.bytes = self
            .bytes
            .saturating_add(below.bytes)
            .saturating_add(below.entries.saturating_mul(name));
        self.depth = self.depth.max(below.depth + 1);
    }

    fn is_too_much(&self) -> bool {
        self.entries > MOST_ENTRIES || self.bytes > MOST_PATH_BYTES || self.depth > MOST_DEEP
    }
}

impl Repo {
    /// Path, mode and content of everything below `folder`.
    pub(super) fn entries(
        &self,
        at: At<'_>,
        folder: &str,
    ) -> Result<Vec<(String, u32, Oid)>, Failure> {
        match at {
            At::Commit(id) => self.tree_entries(id, folder),
            At::Index => {
                let index = self.index()?;
                let mut in_conflict = index.in_conflict().map(|entry| disk::name(&entry.path));
                if let Some(path) = in_conflict.find(|path| is_part_of(path, folder)) {
                    return Err(unresolved(&path));
                }
                self.entries_of(index, folder)
            }
            At::Merge(merge) => self.entries_of(&merge.index, folder),
        }
    }

    pub(super) fn tree_entries(
        &self,
        id: CommitId,
        folder: &str,
    ) -> Result<Vec<(String, u32, Oid)>, Failure> {
        let Some(tree) = self.folder_tree(id, folder)? else {
            return Ok(Vec::new());
        };
        self.unfold(tree.id(), folder, Some((id, folder)))
    }

    /// Path, mode and content of everything in the tree of `folder`. `at` is where more of what is
    /// missing will be missing.
    pub(super) fn unfold(
        &self,
        tree: Oid,
        folder: &str,
        at: Option<(CommitId, &str)>,
    ) -> Result<Vec<(String, u32, Oid)>, Failure> {
        let prefix = if folder == "." {
            String::new()
        } else {
            format!("{folder}/")
        };
        self.can_unfold([tree], folder)?;
        let mut entries = Vec::new();
        let mut open = vec![(tree, prefix)];
        while let Some((tree, prefix)) = open.pop() {
            let shown = if prefix.is_empty() {
                folder
            } else {
                prefix.trim_end_matches('/')
            };
            let tree = self
                .read_tree(tree)
                .map_err(|error| self.missing(shown, at, &error))?;
            in_order(&tree, &prefix)?;
            for entry in &tree {
                let path = format!("{prefix}{}", disk::name(entry.name_bytes()));
                let mode = mode(&entry);
                if mode & FILE_KIND == FOLDER {
                    open.push((entry.id(), format!("{path}/")));
                } else {
                    entries.push((path, mode, entry.id()));
                }
            }
        }
        Ok(entries)
    }

    /// The tree of `folder` at a commit; `None` if there is no such folder.
    pub(super) fn folder_tree(
        &self,
        id: CommitId,
        folder: &str,
    ) -> Result<Option<git2::Tree<'_>>, Failure> {
        let at = Some((id, folder));
        let root = self
            .read_commit(id.0)
            .and_then(|commit| self.read_tree(commit.tree_id()));
        let root = root.map_err(|error| self.missing(folder, at, &error))?;
        self.descend(root, ".", folder, at)
    }

    /// The tree of `folder`, which is in the folder `from` with this tree, or is that one.
    pub(super) fn descend<'r>(
        &'r self,
        mut tree: git2::Tree<'r>,
        from: &str,
        folder: &str,
        at: Option<(CommitId, &str)>,
    ) -> Result<Option<git2::Tree<'r>>, Failure> {
        let mut path = if from == "." {
            String::new()
        } else {
            format!("{from}/")
        };
        let names = folder
            .strip_prefix(path.trim_end_matches('/'))
            .unwrap_or(folder)
            .to_owned();
        for name in names.split('/').filter(|name| !matches!(*name, "" | ".")) {
            in_order(&tree, &path)?;
            // One by one: a search by halves can miss what is out of order.
            let entry = tree
                .iter()
                .find(|entry| entry.name_bytes() == name.as_bytes());
            let Some((mode, below)) = entry.map(|entry| (mode(&entry), entry.id())) else {
                return Ok(None);
            };
            path.push_str(name);
            match mode & FILE_KIND {
                FOLDER => {}
                REGULAR => return Ok(None),
                _ => return Err(not_a_folder(&path, mode)),
            }
            tree = self
                .read_tree(below)
                .map_err(|error| self.missing(&path, at, &error))?;
            path.push('/');
        }
        Ok(Some(tree))
    }

    /// Refuse trees that unfold into more than fits anywhere. Each object is looked at once,
    /// however often it occurs.
    pub(super) fn can_unfold(
        &self,
        trees: impl IntoIterator<Item = Oid>,
        shown: &str,
    ) -> Result<(), Failure> {
        struct Open {
            tree: Oid,
            /// Folders that are yet to be added up, with the lengths of their names.
            folders: Vec<(Oid, u64)>,
            size: Unfolded,
        }
        let open = |id: Oid| -> Result<Open, Failure> {
            let tree = self
                .read_tree(id)
                .map_err(|error| self.missing(shown, None, &error))?;
            let mut new = Open {
                tree: id,
                folders: Vec::new(),
                size: Unfolded {
                    entries: 0,
                    bytes: 0,
                    depth: 1,
                },
            };
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
                    return Err(unfolds_without_end(shown));
                }
            }
        }
        Ok(())
    }

    /// Whether a folder holds the same at two commits, without looking into it.
    #[must_use]
    pub(crate) fn same_folder(&self, one: CommitId, other: CommitId, folder: &str) -> bool {
        let tree = |id: CommitId| {
            self.folder_tree(id, folder)
                .ok()
                .flatten()
                .map(|tree| tree.id())
        };
        tree(one) == tree(other)
    }

    /// Whether a folder holds the same in two places, without reading its files.
    ///
    /// # Errors
    /// If an object is missing or damaged.
    pub(crate) fn same_in(
        &self,
        one: At<'_>,
        other: At<'_>,
        folder: &str,
    ) -> Result<bool, Failure> {
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
pub(crate) fn is_part_of(path: &str, folder: &str) -> bool {
    is_below(path, folder) && {
        let below = if folder == "." {
            path
        } else {
            &path[folder.len() + 1..]
        };
        let hidden = below.split('/').any(|name| name.starts_with('.'));
        !hidden && disk::is_part(path) && !(folder == "." && path == disk::SETTINGS)
    }
}

/// Whether `path` is in `folder` or deeper.
fn is_below(path: &str, folder: &str) -> bool {
    folder == "."
        || path
            .strip_prefix(folder)
            .is_some_and(|rest| rest.starts_with('/'))
}

pub(super) fn unfolds_without_end(shown: impl Into<Arg>) -> Failure {
    Failure::new(say!(
        en: "{shown} unfolds into more than {most_entries} files or {most_deep} folders in each other, so it is not read",
        zh: "{shown} 展开后超过 {most_entries} 个文件或 {most_deep} 层文件夹，不读取",
        shown = shown.into(),
        most_entries = MOST_ENTRIES,
        most_deep = MOST_DEEP,
    ))
    .help(say!(
        en: "no plan needs so many; somebody may want to fill the memory of whoever reads this",
        zh: "任何计划都不需要这么多；可能有人想耗尽读取者的内存",
    ))
}

pub(super) fn unresolved(path: &str) -> Failure {
    Failure::new(say!(
        en: "{path} is in conflict, so nothing can be committed yet",
        zh: "{path} 存在冲突，暂时无法提交",
        path = path,
    ))
    .help(say!(
        en: "resolve it, then: git add {path}",
        zh: "解决冲突后：git add {path}",
        path = path,
    ))
}

/// The mode that is written in a tree; libgit2's own reading takes what it does not know for a
/// file.
pub(super) fn mode(entry: &git2::TreeEntry<'_>) -> u32 {
    u32::try_from(entry.filemode_raw()).unwrap_or(0)
}

/// Refuse a tree that is not as git writes it: twice the same name, or names out of order, and
/// programs disagree about what is in it.
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
            return Err(damaged(
                &format!("{shown}{name}"),
                "it is listed twice or out of order",
            ));
        }
        last = Some(name);
    }
    Ok(())
}

/// What no entry of a folder can be called.
pub(super) fn is_no_name(name: &str) -> bool {
    matches!(name, "" | "." | "..") || name.eq_ignore_ascii_case(".git")
}

pub(super) fn not_a_folder(path: &str, mode: u32) -> Failure {
    let message = match mode & FILE_KIND {
        LINK => say!(
            en: "{path} is a link, so what is in it is not read",
            zh: "{path} 是链接，其中内容不读取",
            path = path,
        ),
        SUBMODULE => say!(
            en: "{path} is a submodule, so what is in it is not read",
            zh: "{path} 是子模块，其中内容不读取",
            path = path,
        ),
        _ => say!(
            en: "{path} is neither a folder nor a file, so what is in it is not read",
            zh: "{path} 既不是文件夹也不是文件，其中内容不读取",
            path = path,
        ),
    };
    Failure::new(message).help(say!(
        en: "put the folder itself there: only what is in this repository is checked",
        zh: "请放入文件夹本身：只检查本仓库内的内容",
    ))
}
