//! From which level on findings fail, as it is typed.

use clap::ValueEnum;

use crate::config::FailOn;
use crate::finding::Severity;

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum FailOnName {
    /// Only errors fail the check
    Error,
    /// Warnings fail it too
    Warning,
    /// Any finding fails it
    Note,
    /// It never fails
    Never,
}

impl From<FailOnName> for FailOn {
    fn from(name: FailOnName) -> Self {
        match name {
            FailOnName::Error => FailOn::At(Severity::Error),
            FailOnName::Warning => FailOn::At(Severity::Warning),
            FailOnName::Note => FailOn::At(Severity::Note),
            FailOnName::Never => FailOn::Never,
        }
    }
}
