//! The hooks of git that planlint can be.

use clap::ValueEnum;

/// A hook of git, without `pre-`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Hook {
    /// Before a commit
    #[value(name = "pre-commit")]
    Commit,
    /// Before a merge that git could make by itself becomes a commit
    #[value(name = "pre-merge-commit")]
    MergeCommit,
    /// Before a push
    #[value(name = "pre-push")]
    Push,
    /// On a server, before it takes a push
    #[value(name = "pre-receive")]
    Receive,
}

impl Hook {
    /// Those of a clone.
    pub(super) const CLIENT: [Hook; 3] = [Hook::Commit, Hook::MergeCommit, Hook::Push];
    pub(super) const ALL: [Hook; 4] = [Hook::Commit, Hook::MergeCommit, Hook::Push, Hook::Receive];

    /// As git calls it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Hook::Commit => "pre-commit",
            Hook::MergeCommit => "pre-merge-commit",
            Hook::Push => "pre-push",
            Hook::Receive => "pre-receive",
        }
    }

    /// What it runs, without `planlint` in front.
    pub(super) fn command(self) -> String {
        match self {
            Hook::Receive => "hook pre-receive".to_owned(),
            client => format!("hook run {}", client.name()),
        }
    }
}
