//! Where files come from. Loaders produce files, nothing else; whether they make a plan is not
//! their business.

mod budget;
pub(crate) mod disk;
pub(crate) mod git;
pub(crate) mod memory;
mod temporary;
pub(crate) mod write;

use std::collections::BTreeSet;
use std::fmt;

use crate::words::Lang;
use crate::words::Message;

pub(crate) use temporary::exit;

/// The job could not be done: not a finding about a plan, but a reason why there can be none.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Failure {
    /// What went wrong, with the path or revision in question.
    pub message: Message,
    /// What to try next, each in a line of its own.
    pub help: Vec<Message>,
}

/// What a pattern of folders finds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Matches {
    /// The folders that have a part of a plan in them; of folders within each other the outermost.
    pub folders: BTreeSet<String>,
    /// Links and submodules on the way: what is behind them is not looked at.
    pub not_followed: BTreeSet<String>,
}

/// Nobody has so many plans; a pattern that finds more is not read to its end.
pub(crate) const MOST_PLANS: usize = 5000;

impl Failure {
    /// A failure without advice.
    #[must_use]
    pub fn new(message: Message) -> Self {
        Self {
            message,
            help: Vec::new(),
        }
    }

    /// What else to try next.
    #[must_use]
    pub fn help(mut self, help: Message) -> Self {
        self.help.push(help);
        self
    }

    /// The same with this as all that there is to try next.
    #[must_use]
    pub fn only_help(self, help: Message) -> Self {
        Self {
            help: vec![help],
            ..self
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message.text(Lang::En))
    }
}

impl std::error::Error for Failure {}
