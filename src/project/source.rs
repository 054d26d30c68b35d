//! Where files are taken from.

use std::sync::Arc;

use crate::analysis::PlanFiles;
use crate::analysis::Store;
use crate::config::Pattern;
use crate::load::Failure;
use crate::load::Matches;
use crate::load::disk;
use crate::load::git::At;
use crate::load::git::Repo;
use crate::load::memory::Texts;
use crate::model::Limits;
use crate::model::RawFile;
use crate::text::SourceMap;

/// A place to take files from.
#[derive(Clone, Copy)]
pub(crate) enum Source<'m> {
    /// The folder that planlint runs in, as it is.
    Disk,
    /// The working tree of a repository.
    Tree(&'m Repo),
    /// What nobody changes while it is looked at.
    State(State<'m>),
}

/// A state of files that stays as it is: whatever has several of them - an older one, the sides of a
/// merge - can be asked about all.
#[derive(Clone, Copy)]
pub(crate) enum State<'m> {
    /// A revision.
    Git(&'m Repo, At<'m>),
    /// Texts in memory.
    Texts(&'m Texts),
}

impl<'m> Source<'m> {
    /// Returns a revision as a place to take files from.
    pub(super) fn git(repo: &'m Repo, at: At<'m>) -> Self {
        Self::State(State::Git(repo, at))
    }
}

impl State<'_> {
    /// Returns the text of its settings, if it has any.
    pub(super) fn settings(self) -> Result<Option<Arc<str>>, Failure> {
        match self {
            Self::Git(repo, at) => repo.settings(at),
            Self::Texts(texts) => texts.settings(disk::SETTINGS),
        }
    }

    /// Returns the files at its root that look like settings and are none.
    pub(super) fn no_settings(self) -> Vec<&'static str> {
        match self {
            Self::Git(repo, at) => repo.no_settings(at),
            Self::Texts(texts) => texts.no_settings(),
        }
    }

    /// Returns whether there is something in a folder.
    pub(super) fn has_folder(self, folder: &str) -> Result<bool, Failure> {
        match self {
            Self::Git(repo, at) => repo.has_folder(at, folder),
            Self::Texts(texts) => Ok(texts.has_folder(folder)),
        }
    }

    /// Returns whether there is a file of this path.
    pub(super) fn has_file(self, path: &str) -> Result<bool, Failure> {
        match self {
            Self::Git(repo, at) => repo.has_file(at, path),
            Self::Texts(texts) => Ok(texts.has_file(path)),
        }
    }

    /// Returns whether there is a plan in a folder.
    pub(super) fn has_plan(self, folder: &str) -> Result<bool, Failure> {
        match self {
            Self::Git(repo, at) => repo.has_plan(at, folder),
            Self::Texts(texts) => Ok(!texts.parts_in(folder).is_empty()),
        }
    }

    /// Returns the paths of the parts of the plan in a folder.
    pub(super) fn parts_in(self, folder: &str) -> Result<Vec<String>, Failure> {
        match self {
            Self::Git(repo, at) => repo.parts_in(at, folder),
            Self::Texts(texts) => Ok(texts.parts_in(folder)),
        }
    }

    /// Returns the parts that stand in a folder itself, not deeper, each by itself.
    pub(super) fn direct_parts(
        self,
        folder: &str,
        limits: &Limits,
    ) -> Result<Vec<RawFile>, Failure> {
        match self {
            Self::Git(repo, at) => {
                repo.direct_parts(at, folder, &Store::new(SourceMap::default(), *limits))
            }
            Self::Texts(texts) => Ok(texts.direct_parts(folder, limits)),
        }
    }

    /// Returns the plan in a folder, of which `store` may have read files already; `None` if there
    /// is none.
    pub(super) fn plan(self, folder: &str, store: &Store) -> Result<Option<PlanFiles>, Failure> {
        match self {
            Self::Git(repo, at) => repo.plan(at, folder, store),
            Self::Texts(texts) => Ok(texts.plan(folder, store.limits_of(folder), &[])),
        }
    }

    /// Returns the folders that a pattern finds.
    pub(super) fn plans(self, pattern: &Pattern) -> Result<Matches, Failure> {
        match self {
            Self::Git(repo, at) => repo.plans(at, pattern),
            Self::Texts(texts) => Ok(texts.plans(pattern)),
        }
    }
}
