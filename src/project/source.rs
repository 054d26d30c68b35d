//! Where files are taken from.

use crate::load::git::At;
use crate::load::git::Repo;

/// A place to take files from.
#[derive(Clone, Copy)]
pub(crate) enum Source<'m> {
    /// The folder that planlint runs in, as it is.
    Disk,
    /// The working tree of a repository.
    Tree(&'m Repo),
    /// A revision.
    Git(&'m Repo, At<'m>),
}
