//! Where files come from. Loaders produce files, nothing else; whether they make a plan is not their business.

pub mod disk;
pub mod git;
mod room;
pub mod write;

use std::fmt;

/// The job could not be done: not a finding about a plan, but a reason why there can be none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What went wrong, with the path or revision in question.
    pub message: String,
    /// What to try next.
    pub help: Option<String>,
}

impl Failure {
    /// A failure without advice.
    #[must_use]
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None }
    }

    /// What to try next.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}
