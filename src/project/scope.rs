//! What is asked for: which plans, by which settings, on which day, and at which revision.

use std::path::PathBuf;

use crate::calendar::Day;
use crate::config::FailOn;
use crate::config::Selection;
use crate::load::Failure;
use crate::words::say;

/// Which plans are looked at, by which settings, and on which day.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Scope {
    /// Plan folders; for a check also files of plans, of which only the findings are reported. The
    /// `plans` of the settings if there are none here, else the folder `plan`.
    pub plans: Vec<PathBuf>,
    /// Settings in the place of `planlint.yaml` at the root.
    pub config: Option<PathBuf>,
    /// The status date in the place of the plans' own.
    pub as_of: Option<AsOf>,
    /// From which level on findings fail, in the place of the settings' `fail_on`.
    pub fail_on: Option<FailOn>,
    /// Which rules are asked; all that are on by default.
    pub selection: Selection,
    /// Texts that are read in the place of files of the working tree.
    pub overlay: Vec<Buffer>,
}

/// A text that takes the place of a file, whether that is there or not: an editor's buffer that is
/// not saved, or standard input.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Buffer {
    /// The file; relative to the folder of the project.
    pub path: PathBuf,
    /// What is read as if it stood in the file.
    pub bytes: Vec<u8>,
}

impl Buffer {
    /// Returns the text that is read as if it stood in the file at `path`.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>, bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            path: path.into(),
            bytes: bytes.into(),
        }
    }
}

/// A status date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AsOf {
    /// The day on which planlint runs.
    Today,
    /// This day.
    Day(Day),
}

impl AsOf {
    /// Returns the status date that is written `YYYY-MM-DD` or `today`.
    ///
    /// # Errors
    /// If it is neither, or no day that exists.
    pub fn parse(text: &str) -> Result<Self, Failure> {
        if text == "today" {
            return Ok(Self::Today);
        }
        Day::parse(text).map(Self::Day).ok_or_else(|| {
            Failure::new(say!(
                en: "--as-of: {text} is not a date",
                zh: "--as-of：{text} 不是日期",
                text = text,
            ))
            .help(say!(
                en: "write YYYY-MM-DD, or today",
                zh: "写 YYYY-MM-DD 或 today",
            ))
        })
    }
}

/// A state of the files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Revision {
    /// As they are in the working tree; in a bare repository as they are in `HEAD`.
    #[default]
    WorkingTree,
    /// As they are about to be committed.
    Index,
    /// A commit, by any name that git has for it.
    Commit(String),
}
