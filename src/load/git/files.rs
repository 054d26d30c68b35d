//! The parts of a plan, and the settings, as they are at a revision.

use std::collections::BTreeMap;
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use git2::Oid;
use rayon::prelude::*;

use crate::analysis::PlanFiles;
use crate::analysis::Store;
use crate::finding::shorten;
use crate::load::Failure;
use crate::load::budget::Budget;
use crate::load::disk;
use crate::model::BlobId;
use crate::model::NotText;
use crate::model::RawFile;
use crate::words::say;

use super::At;
use super::CommitId;
use super::Deed;
use super::Repo;
use super::blob_id;
use super::index::Index;
use super::odd;
use super::tree::FILE_KIND;
use super::tree::FOLDER;
use super::tree::LINK;
use super::tree::REGULAR;
use super::tree::SUBMODULE;
use super::tree::is_no_name;
use super::tree::is_part_of;
use super::tree::mode;
use super::tree::not_a_folder;
use super::tree::unresolved;

/// Longer paths are in no working tree; every finding in such a file would repeat them.
const LONGEST_PATH: usize = 4096;

/// As many links as Linux follows in one path.
const MOST_LINKS: usize = 40;

/// Steps from folder to folder, and links, that one link is followed for.
const MOST_STEPS: usize = 256;

/// From so many files on they are inflated on all cores.
const WORTH_THREADS: usize = 32;

/// The stages of the two sides of a file in conflict.
const OURS: u16 = 2;

const THEIRS: u16 = 3;

impl Repo {
    /// The parts of the plan in `folder`; `None` if there are none at that revision. What `store`
    /// has read is not fetched again.
    ///
    /// # Errors
    /// If an object is missing or damaged, or a part is a link.
    pub(crate) fn plan(
        &self,
        at: At<'_>,
        folder: &str,
        store: &Store,
    ) -> Result<Option<PlanFiles>, Failure> {
        let found = self.parts(at, folder, self.entries(at, folder)?)?;
        let budget = Budget::new(store.limits_of(folder), found.len());
        let files = match at {
            At::Commit(commit) => self.files(found, Some((commit, folder)), store, &budget)?,
            At::Index => self.files(found, None, store, &budget)?,
            // What a merge made is in the memory of this repository only.
            At::Merge(_) => self.files_in_turn(found, None, store, &budget)?,
        };
        Ok(plan_files(folder, budget.settle(files)))
    }

    /// What belongs to the plan in `folder` although the working tree does not have it: files
    /// outside of a sparse checkout, which git takes for unchanged.
    ///
    /// # Errors
    /// As [`Repo::plan`].
    pub(crate) fn not_checked_out(
        &self,
        folder: &str,
        store: &Store,
    ) -> Result<Vec<RawFile>, Failure> {
        let found = self.parts(At::Index, folder, self.entries_not_checked_out(folder)?)?;
        let budget = Budget::new(store.limits_of(folder), found.len());
        Ok(budget.settle(self.files(found, None, store, &budget)?))
    }

    /// Those of the entries of `folder` that are parts of the plan in it.
    fn parts(
        &self,
        at: At<'_>,
        folder: &str,
        entries: Vec<(String, u32, Oid)>,
    ) -> Result<Vec<(String, Oid)>, Failure> {
        let mut found = Vec::new();
        let mut listed = None;
        for (path, mode, id) in entries {
            let below = if folder == "." {
                path.as_str()
            } else {
                &path[folder.len() + 1..]
            };
            if let Some(name) = below.split('/').find(|name| is_no_name(name)) {
                return Err(Failure::new(say!(
                    en: "{path} cannot be a file: nothing can be called {name}",
                    zh: "{path} 不可能是文件：名称 {name} 不可用",
                    path = &path,
                    name = format!("{name:?}"),
                ))
                .help(say!(
                    en: "git did not make this; git fsck says more",
                    zh: "这不是 git 生成的内容；git fsck 可查看详情",
                )));
            }
            let hidden = below.split('/').any(|name| name.starts_with('.'));
            if hidden || (folder == "." && path == disk::SETTINGS) {
                continue;
            }
            match mode & FILE_KIND {
                REGULAR if disk::is_part(&path) && path.len() > LONGEST_PATH => {
                    return Err(Failure::new(say!(
                        en: "{path}: the path has {bytes} bytes, so it is not read",
                        zh: "{path}：路径长达 {bytes} 字节，不读取",
                        path = shorten(&path, 80),
                        bytes = path.len(),
                    ))
                    .help(say!(
                        en: "no system has files with paths of more than {longest_path} bytes",
                        zh: "没有系统的文件路径会超过 {longest_path} 字节",
                        longest_path = LONGEST_PATH,
                    )));
                }
                REGULAR if disk::is_part(&path) => found.push((path, id)),
                SUBMODULE => return Err(not_a_folder(&path, mode)),
                LINK if disk::is_part(&path) => {
                    return Err(Failure::new(say!(
                        en: "{path} is a link, so it is not read",
                        zh: "{path} 是链接，不读取",
                        path = &path,
                    ))
                        .help(say!(
                            en: "put the file itself there; links are not followed, because they can lead anywhere",
                            zh: "请放入文件本身；链接可能指向任何位置，因此不跟随",
                        )));
                }
                LINK if self.leads_to_folder(at, &path, id, &mut listed)? => {
                    return Err(disk::link_to_folder(&path));
                }
                _ => {}
            }
        }
        Ok(found)
    }

    /// Whether the link at `path` leads to a folder of the same revision, if need be through other
    /// links. `listed` is all that the index has, once it is known.
    pub(super) fn leads_to_folder(
        &self,
        at: At<'_>,
        path: &str,
        id: Oid,
        listed: &mut Option<HashMap<String, (u32, Oid)>>,
    ) -> Result<bool, Failure> {
        let mut at_folder: Vec<String> = path.split('/').map(str::to_owned).collect();
        // What is left to go, the next step last.
        let mut steps = vec![at_folder.pop().unwrap_or_default()];
        let mut link = Some((path.to_owned(), id));
        let mut followed = 0;
        // Who walks around for longer is up to something.
        for _ in 0..MOST_STEPS {
            if let Some((path, id)) = link.take() {
                followed += 1;
                steps.pop();
                match self.target(&path, id, at)? {
                    Some(target) if !target.starts_with('/') && followed <= MOST_LINKS => {
                        steps.extend(target.split('/').rev().map(str::to_owned));
                    }
                    _ => return Ok(false),
                }
            }
            let Some(step) = steps.last() else {
                return Ok(true);
            };
            if step == ".." && at_folder.pop().is_none() {
                return Ok(false);
            }
            if matches!(step.as_str(), "" | "." | "..") {
                steps.pop();
                continue;
            }
            let path = at_folder
                .iter()
                .chain([step])
                .map(String::as_str)
                .collect::<Vec<_>>()
                .join("/");
            match self.listed(at, &path, listed)? {
                Some((mode, _)) if mode & FILE_KIND == FOLDER => at_folder.extend(steps.pop()),
                Some((mode, id)) if mode & FILE_KIND == LINK => link = Some((path, id)),
                // What a submodule holds is not here, but it is a folder.
                Some((mode, _)) => return Ok(mode & FILE_KIND == SUBMODULE && steps.len() == 1),
                None => return Ok(false),
            }
        }
        Ok(true)
    }

    /// What a link says; `None` for what is no path.
    fn target(&self, path: &str, id: Oid, at: At<'_>) -> Result<Option<String>, Failure> {
        let place = if let At::Commit(commit) = at {
            Some((commit, path))
        } else {
            None
        };
        let read = |error| self.missing(path, place, &error);
        let object = self.object(id).map_err(read)?;
        if object.size > LONGEST_PATH as u64 {
            return Ok(None);
        }
        Ok(self
            .content(object)
            .map_err(read)?
            .ok()
            .map(|target| target.to_string()))
    }

    /// What there is at a path, with its mode.
    fn listed(
        &self,
        at: At<'_>,
        path: &str,
        listed: &mut Option<HashMap<String, (u32, Oid)>>,
    ) -> Result<Option<(u32, Oid)>, Failure> {
        let index = match at {
            At::Commit(commit) => {
                let (folder, name) = path.rsplit_once('/').unwrap_or((".", path));
                let Some(tree) = self.folder_tree(commit, folder)? else {
                    return Ok(None);
                };
                let entry = tree
                    .iter()
                    .find(|entry| entry.name_bytes() == name.as_bytes());
                return Ok(entry.map(|entry| (mode(&entry), entry.id())));
            }
            At::Index => self.index()?,
            At::Merge(merge) => &merge.index,
        };
        if listed.is_none() {
            let mut all = HashMap::new();
            for (path, mode, id) in self.entries_of(index, ".")? {
                for folder in Path::new(&path).ancestors().skip(1) {
                    all.entry(folder.display().to_string())
                        .or_insert((FOLDER, Oid::ZERO_SHA1));
                }
                all.insert(path, (mode, id));
            }
            *listed = Some(all);
        }
        Ok(listed.as_ref().and_then(|all| all.get(path)).copied())
    }

    /// The files of the plan in `folder` that `commit` changed: as they were at `parent`, and as
    /// they are.
    ///
    /// # Errors
    /// If an object is missing or damaged.
    pub(crate) fn changed(
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
            let parts = entries
                .filter(|(path, mode, _)| is_part_of(path, folder) && mode & FILE_KIND == REGULAR);
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
            let budget = Budget::new(store.limits_of(folder), found.len());
            Ok::<_, Failure>(budget.settle(self.files_in_turn(found, None, store, &budget)?))
        };
        let (old, new) = (only(&before, &after)?, only(&after, &before)?);
        Ok((plan_files(folder, old), plan_files(folder, new)))
    }

    /// Files by the ids of their contents, on all cores where that is worth it. A repository is for
    /// one thread, so each opens it.
    fn files(
        &self,
        found: Vec<(String, Oid)>,
        at: Option<(CommitId, &str)>,
        store: &Store,
        budget: &Budget,
    ) -> Result<Vec<RawFile>, Failure> {
        let unread = found
            .iter()
            .filter(|(path, id)| !store.knows(path, blob_id(*id)))
            .count();
        if unread < WORTH_THREADS {
            return self.files_in_turn(found, at, store, budget);
        }
        let folders = &self.folders;
        let share = found.len().div_ceil(rayon::current_num_threads());
        let shares: Vec<Vec<RawFile>> = found
            .par_chunks(share)
            .map(|share| {
                Self::open_in(Arc::clone(folders))?.files_in_turn(share.to_vec(), at, store, budget)
            })
            .collect::<Result<_, _>>()?;
        Ok(shares.into_iter().flatten().collect())
    }

    fn files_in_turn(
        &self,
        found: Vec<(String, Oid)>,
        at: Option<(CommitId, &str)>,
        store: &Store,
        budget: &Budget,
    ) -> Result<Vec<RawFile>, Failure> {
        found
            .into_iter()
            .map(|(path, id)| self.file(path, id, at, store, budget))
            .collect()
    }

    /// Whether there is a plan in `folder`, without reading it; also if it is in conflict.
    ///
    /// # Errors
    /// If an object is missing or damaged.
    pub(crate) fn has_plan(&self, at: At<'_>, folder: &str) -> Result<bool, Failure> {
        Ok(!self.parts_in(at, folder)?.is_empty())
    }

    /// The paths of what is a part of the plan in `folder`, or would be if there is one; also of
    /// what is in conflict.
    ///
    /// # Errors
    /// If an object is missing or damaged.
    pub(crate) fn parts_in(&self, at: At<'_>, folder: &str) -> Result<Vec<String>, Failure> {
        let (entries, index) = match at {
            At::Commit(commit) => (self.tree_entries(commit, folder)?, None),
            At::Index => (self.entries_of(self.index()?, folder)?, Some(self.index()?)),
            At::Merge(merge) => (self.entries_of(&merge.index, folder)?, Some(&merge.index)),
        };
        let in_conflict = index
            .into_iter()
            .flat_map(Index::in_conflict)
            .map(|entry| disk::name(&entry.path));
        let paths = entries
            .into_iter()
            .map(|(path, ..)| path)
            .chain(in_conflict);
        Ok(paths.filter(|path| is_part_of(path, folder)).collect())
    }

    /// One file by the id of its content.
    ///
    /// # Errors
    /// If the content is missing or damaged.
    pub(crate) fn file_of(
        &self,
        path: &str,
        blob: BlobId,
        store: &Store,
    ) -> Result<RawFile, Failure> {
        let id = Oid::from_bytes(&blob.0).map_err(|error| odd(Deed::ReadObjectId, &error))?;
        let budget = Budget::new(store.limits(), 1);
        Ok(budget.settle_one(self.file(path.to_owned(), id, None, store, &budget)?))
    }

    pub(super) fn file(
        &self,
        path: String,
        id: Oid,
        at: Option<(CommitId, &str)>,
        store: &Store,
        budget: &Budget,
    ) -> Result<RawFile, Failure> {
        let blob = blob_id(id);
        if store.knows(&path, blob) || budget.is_full() {
            return Ok(RawFile {
                path,
                blob: Some(blob),
                text: None,
            });
        }
        let object = self
            .object(id)
            .map_err(|error| self.missing(&path, at, &error))?;
        let size = object.size;
        if size > budget.file_bytes() {
            return Ok(RawFile {
                path,
                blob: Some(blob),
                text: Some(Err(NotText::TooLarge { bytes: size })),
            });
        }
        if !budget.take(size) {
            return Ok(RawFile {
                path,
                blob: Some(blob),
                text: None,
            });
        }
        let text = self
            .content(object)
            .map_err(|error| self.missing(&path, at, &error))?;
        Ok(RawFile {
            path,
            blob: Some(blob),
            text: Some(text.map_err(NotText::Encoding)),
        })
    }

    /// The settings if the working tree need not have them, and does not; else `None`.
    ///
    /// # Errors
    /// As [`Repo::settings`].
    pub(crate) fn settings_not_checked_out(&self) -> Result<Option<Arc<str>>, Failure> {
        let listed = self.index()?.get(disk::SETTINGS, 0);
        if listed.is_some_and(|entry| entry.skip_worktree) {
            self.settings(At::Index)
        } else {
            Ok(None)
        }
    }

    /// The settings at a revision; `None` if it has none.
    ///
    /// # Errors
    /// If they are missing, damaged or not UTF-8.
    pub(crate) fn settings(&self, at: At<'_>) -> Result<Option<Arc<str>>, Failure> {
        let path = disk::SETTINGS;
        let commit = if let At::Commit(commit) = at {
            Some(commit)
        } else {
            None
        };
        let in_index =
            |index: &Index, stage| index.get(path, stage).map(|entry| (entry.mode, entry.id));
        let found = match at {
            At::Commit(id) => {
                let tree = self
                    .read_commit(id.0)
                    .and_then(|commit| self.read_tree(commit.tree_id()));
                let tree = tree.map_err(|error| self.missing(path, Some((id, path)), &error))?;
                tree.iter()
                    .find(|entry| entry.name_bytes() == path.as_bytes())
                    .map(|entry| (mode(&entry), entry.id()))
            }
            At::Index => {
                let index = self.index()?;
                if index
                    .in_conflict()
                    .any(|unmerged| *unmerged.path == *path.as_bytes())
                {
                    return Err(unresolved(path));
                }
                in_index(index, 0)
            }
            // Of settings in conflict those of the side that is merged into hold.
            At::Merge(merge) => [0, OURS, THEIRS]
                .into_iter()
                .find_map(|stage| in_index(&merge.index, stage)),
        };
        let Some((mode, id)) = found else {
            return Ok(None);
        };
        if mode & FILE_KIND != REGULAR {
            return Err(Failure::new(say!(
                en: "the settings {path} of that revision are not a regular file",
                zh: "该修订版本的设置 {path} 不是普通文件",
                path = path,
            ))
            .help(
                say!(
                    en: "put the file itself there; links are not followed, because they can lead anywhere",
                    zh: "请放入文件本身；链接可能指向任何位置，因此不跟随",
                ),
            ));
        }
        let at = commit.map(|commit| (commit, path));
        let object = self
            .object(id)
            .map_err(|error| self.missing(path, at, &error))?;
        if object.size > disk::MOST_SETTINGS {
            return Err(disk::settings_too_large(object.size));
        }
        match self
            .content(object)
            .map_err(|error| self.missing(path, at, &error))?
        {
            Ok(text) => Ok(Some(text)),
            Err(_) => Err(Failure::new(say!(
                en: "the settings {path} of that revision are not UTF-8",
                zh: "该修订版本的设置 {path} 不是 UTF-8 编码",
                path = path,
            ))),
        }
    }
}

fn plan_files(folder: &str, files: Vec<RawFile>) -> Option<PlanFiles> {
    (!files.is_empty()).then(|| PlanFiles {
        root: folder.to_owned(),
        files,
    })
}
