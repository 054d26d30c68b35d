//! The folders that a pattern finds at a revision.

use git2::Oid;

use crate::analysis::Store;
use crate::config::Pattern;
use crate::config::Progress;
use crate::load::Failure;
use crate::load::MOST_PLANS;
use crate::load::Matches;
use crate::load::budget::Budget;
use crate::load::disk;
use crate::model::RawFile;

use super::At;
use super::Repo;
use super::tree::FILE_KIND;
use super::tree::LINK;
use super::tree::REGULAR;
use super::tree::SUBMODULE;
use super::tree::is_part_of;
use super::tree::not_a_folder;

/// How far the folder of a file has come along a pattern.
struct Folder<'p> {
    path: &'p str,
    progress: Progress,
    /// The outermost folder on the way that matches.
    plan: Option<&'p str>,
}

impl<'p> Folder<'p> {
    fn new(pattern: &Pattern, path: &'p str) -> Self {
        let mut folder = Self {
            path,
            progress: pattern.start(),
            plan: None,
        };
        let mut end = 0;
        for name in path.split('/').filter(|name| !name.is_empty()) {
            end += name.len() + usize::from(end > 0);
            folder.progress = pattern.step(&folder.progress, name);
            if pattern.is_match(&folder.progress) {
                folder.plan = Some(&path[..end]);
                break;
            }
        }
        folder
    }
}

impl Repo {
    /// The folders at a revision that a pattern finds.
    ///
    /// # Errors
    /// If an object is missing or damaged, or something else stands in the place of a folder.
    pub(crate) fn plans(&self, at: At<'_>, pattern: &Pattern) -> Result<Matches, Failure> {
        self.plans_among(at, &self.entries(at, pattern.prefix())?, pattern)
    }

    /// The folders that a pattern finds outside of a sparse checkout: git takes what is in them for
    /// unchanged.
    ///
    /// # Errors
    /// As [`Repo::plans`].
    pub(crate) fn plans_not_checked_out(&self, pattern: &Pattern) -> Result<Matches, Failure> {
        self.plans_among(
            At::Index,
            &self.entries_not_checked_out(pattern.prefix())?,
            pattern,
        )
    }

    fn plans_among(
        &self,
        at: At<'_>,
        entries: &[(String, u32, Oid)],
        pattern: &Pattern,
    ) -> Result<Matches, Failure> {
        let mut matches = Matches::default();
        let mut listed = None;
        let mut folder = Folder::new(pattern, "");
        for (path, mode, id) in entries {
            let (parent, name) = path.rsplit_once('/').unwrap_or(("", path));
            if parent != folder.path {
                folder = Folder::new(pattern, parent);
            }
            if let Some(plan) = folder.plan {
                let hidden = path[plan.len() + 1..]
                    .split('/')
                    .any(|name| name.starts_with('.'));
                if !hidden
                    && disk::is_part(name)
                    && mode & FILE_KIND != SUBMODULE
                    && !matches.folders.contains(plan)
                {
                    matches.folders.insert(plan.to_owned());
                    if matches.folders.len() > MOST_PLANS {
                        return Ok(matches);
                    }
                }
                continue;
            }
            let next = pattern.step(&folder.progress, name);
            let is_folder = match mode & FILE_KIND {
                SUBMODULE => true,
                LINK if pattern.is_match(&next) || pattern.goes_on(&next) => {
                    self.leads_to_folder(at, path, *id, &mut listed)?
                }
                _ => false,
            };
            if is_folder && pattern.is_match(&next) {
                return Err(not_a_folder(path, *mode));
            }
            if is_folder && pattern.goes_on(&next) && pattern.names(&folder.progress, name) {
                matches.not_followed.insert(path.clone());
            }
        }
        Ok(matches)
    }

    /// Whether a folder has something in it at a revision.
    ///
    /// # Errors
    /// If an object is missing or damaged, or something else stands in its place.
    pub(crate) fn has_folder(&self, at: At<'_>, folder: &str) -> Result<bool, Failure> {
        Ok(!self.entries(at, folder)?.is_empty())
    }

    /// Whether there is a file, or a link, of this path at a revision.
    ///
    /// # Errors
    /// If an object is missing or damaged.
    pub(crate) fn has_file(&self, at: At<'_>, path: &str) -> Result<bool, Failure> {
        let folder = path.rsplit_once('/').map_or(".", |(folder, _)| folder);
        Ok(self
            .entries(at, folder)?
            .iter()
            .any(|(other, _, _)| other == path))
    }

    /// The parts that stand in a folder itself, not deeper, each by itself.
    ///
    /// # Errors
    /// If an object is missing or damaged.
    pub(crate) fn direct_parts(
        &self,
        at: At<'_>,
        folder: &str,
        store: &Store,
    ) -> Result<Vec<RawFile>, Failure> {
        let mut parts = Vec::new();
        for (path, mode, id) in self.entries(at, folder)? {
            let name = path
                .strip_prefix(folder)
                .and_then(|rest| rest.strip_prefix('/'))
                .unwrap_or(&path);
            let is_direct = !name.contains('/') && !name.starts_with('.');
            if is_direct && mode & FILE_KIND == REGULAR && is_part_of(&path, folder) {
                let budget = Budget::new(store.limits(), 1);
                let file = self.file(path, id, None, store, &budget)?;
                parts.push(budget.settle_one(file));
            }
        }
        Ok(parts)
    }

    /// The files at the root of a revision that look like settings and are none. What cannot be
    /// read has none: whoever reads the settings themselves says so.
    #[must_use]
    pub(crate) fn no_settings(&self, at: At<'_>) -> Vec<&'static str> {
        let has: Box<dyn Fn(&str) -> bool> = match at {
            At::Commit(id) => {
                let Ok(Some(tree)) = self.folder_tree(id, ".") else {
                    return Vec::new();
                };
                Box::new(move |name| {
                    tree.iter()
                        .any(|entry| entry.name_bytes() == name.as_bytes())
                })
            }
            At::Index => {
                let Ok(index) = self.index() else {
                    return Vec::new();
                };
                Box::new(move |name| index.get(name, 0).is_some())
            }
            At::Merge(merge) => Box::new(move |name| merge.index.get(name, 0).is_some()),
        };
        disk::NO_SETTINGS
            .into_iter()
            .filter(|name| has(name))
            .collect()
    }
}
