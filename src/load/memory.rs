//! Files of which somebody has nothing but the texts.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::analysis::PlanFiles;
use crate::analysis::Store;
use crate::config::Pattern;
use crate::model::Limits;
use crate::model::RawFile;

use super::Failure;
use super::MOST_PLANS;
use super::Matches;
use super::budget::Budget;
use super::disk;
use super::disk::Instead;
use super::git::is_part_of;

/// A tree of files in memory: their bytes, by paths with `/` that are relative to its root.
#[derive(Clone, Debug, Default)]
pub(crate) struct Texts {
    files: BTreeMap<String, Vec<u8>>,
}

impl Texts {
    /// Returns the tree of these files; of two with one path the later one.
    pub(crate) fn new(files: impl Iterator<Item = (String, Vec<u8>)>) -> Self {
        Self {
            files: files.collect(),
        }
    }

    /// Returns the text of the settings file `name`, if it is there.
    ///
    /// # Errors
    /// If it is too large, or not UTF-8.
    pub(crate) fn settings(&self, name: &str) -> Result<Option<Arc<str>>, Failure> {
        let bytes = self.files.get(name);
        bytes
            .map(|bytes| disk::settings_of(name, bytes))
            .transpose()
    }

    /// Returns the files at the root that look like settings and are none.
    pub(crate) fn no_settings(&self) -> Vec<&'static str> {
        let names = disk::NO_SETTINGS.into_iter();
        names.filter(|name| self.has_file(name)).collect()
    }

    /// Returns whether there is a file in this folder, or deeper.
    pub(crate) fn has_folder(&self, folder: &str) -> bool {
        let below = format!("{folder}/");
        folder == "." || self.files.keys().any(|path| path.starts_with(&below))
    }

    /// Returns whether there is a file of this path.
    pub(crate) fn has_file(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// Returns the paths of all parts of the plan in a folder.
    pub(crate) fn parts_in(&self, folder: &str) -> Vec<String> {
        let paths = self.files.keys();
        let parts = paths.filter(|path| is_part_of(path, folder));
        parts.cloned().collect()
    }

    /// Returns the plan in a folder, with texts in the place of some of its files; `None` if it has
    /// no part. What is larger than the limits is not read.
    pub(crate) fn plan(
        &self,
        folder: &str,
        limits: &Limits,
        overlay: &[&Instead],
    ) -> Option<PlanFiles> {
        let own = self.files.iter();
        let mut parts: BTreeMap<&str, &[u8]> = own
            .filter(|(path, _)| is_part_of(path, folder))
            .map(|(path, bytes)| (path.as_str(), bytes.as_slice()))
            .collect();
        parts.extend(overlay.iter().map(|one| (&*one.path, &*one.bytes)));
        let budget = Budget::new(limits, parts.len());
        let read = |(path, bytes)| disk::given(path, bytes, &budget);
        let files: Vec<RawFile> = parts.into_iter().map(read).collect();
        (!files.is_empty()).then(|| PlanFiles {
            root: folder.to_owned(),
            files: budget.settle(files),
        })
    }

    /// Returns the parts that stand in a folder itself, not deeper, each by itself.
    pub(crate) fn direct_parts(&self, folder: &str, limits: &Limits) -> Vec<RawFile> {
        let parent = |path: &str| path.rsplit_once('/').map_or(".", |(folder, _)| folder) == folder;
        let parts = self.files.keys();
        parts
            .filter(|path| parent(path) && is_part_of(path, folder))
            .filter_map(|path| self.part(path, limits))
            .collect()
    }

    /// Returns one file by itself, if it is there.
    pub(crate) fn part(&self, path: &str, limits: &Limits) -> Option<RawFile> {
        let bytes = self.files.get(path)?;
        let budget = Budget::new(limits, 1);
        Some(budget.settle_one(disk::given(path, bytes, &budget)))
    }

    /// Returns one file as the only part of the plan in a folder, if it is there.
    pub(crate) fn part_of(&self, folder: &str, path: &str, store: &Store) -> Option<PlanFiles> {
        let file = self.part(path, store.limits_of(folder))?;
        Some(PlanFiles {
            root: folder.to_owned(),
            files: vec![file],
        })
    }

    /// Returns the folders that a pattern finds; of folders within each other the outermost.
    pub(crate) fn plans(&self, pattern: &Pattern) -> Matches {
        let mut matches = Matches::default();
        for path in self.files.keys() {
            let folders = path.match_indices('/').map(|(end, _)| &path[..end]);
            let plan = folders.into_iter().find(|folder| pattern.matches(folder));
            if let Some(plan) = plan.filter(|plan| is_part_of(path, plan)) {
                matches.folders.insert(plan.to_owned());
            }
            if matches.folders.len() > MOST_PLANS {
                break;
            }
        }
        matches
    }
}
