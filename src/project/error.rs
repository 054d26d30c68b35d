//! Why something could not be done.

use std::fmt;
use std::io;

use crate::finding::Finding;
use crate::load::Failure;
use crate::load::disk;
use crate::report;
use crate::report::Style;
use crate::text::SourceMap;

/// Why something could not be done.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// Something is not there, cannot be read, or is not what was said.
    Failure(Failure),
    /// A name stands for no revision.
    Revision(Failure),
    /// The settings cannot be used.
    Settings(Box<BadSettings>),
}

/// What keeps settings from being used.
#[derive(Debug)]
#[non_exhaustive]
pub struct BadSettings {
    /// Their text.
    pub sources: SourceMap,
    /// What is wrong with it.
    pub mistakes: Vec<Finding>,
}

impl BadSettings {
    /// Returns the name of the file in which they stand.
    #[must_use]
    pub fn name(&self) -> &str {
        let first = self.mistakes.first();
        first.map_or(disk::SETTINGS, |mistake| {
            self.sources.file(mistake.span.file).path()
        })
    }

    /// Writes what is wrong with them, as text.
    ///
    /// # Errors
    /// What `out` returns.
    ///
    /// ```
    /// use planlint::{Check, Day, Error, Project, Style};
    ///
    /// let files = [("planlint.yaml", "fail_on: sometimes\n"), ("plan/plan.yaml", "")];
    /// let project = Project::of_texts(files, || Day::MIN);
    /// let Err(Error::Settings(settings)) = project.check(&Check::default()) else {
    ///     panic!("nobody knows when that is");
    /// };
    /// let mut text = Vec::new();
    /// settings.write(Style::PLAIN, &mut text)?;
    /// assert!(String::from_utf8(text)?.starts_with("planlint.yaml:1:10: "));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn write(&self, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
        report::render_findings(&self.sources, &self.mistakes, style, out)
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failure(failure) | Self::Revision(failure) => failure.fmt(f),
            Self::Settings(settings) => write!(f, "{} is not usable", settings.name()),
        }
    }
}

impl std::error::Error for Error {}
