//! What every front door has to do with: streams, the terminal, and how a command ends.

mod lang;
mod terminal;
mod watch;

use std::io;
use std::io::Read;
use std::io::Write;
use std::path::PathBuf;

use crate::calendar::Day;
use crate::load::Failure;
use crate::project;
use crate::project::Project;
use crate::report::Format;
use crate::report::help_label;
use crate::report::sanitize;
use crate::words::Lang;
use crate::words::Message;
use crate::words::say;

pub(crate) use lang::asked as asked_lang;
pub(crate) use lang::of_mistyped as lang_of_mistyped;
pub(crate) use lang::parse as parse_lang;
pub(crate) use terminal::Colour;
pub(crate) use terminal::style;
pub(crate) use terminal::variable;
pub use watch::Watch;

/// Nothing at or above `fail_on`.
pub(crate) const CLEAN: u8 = 0;
/// Findings at or above `fail_on`.
pub(crate) const FINDINGS: u8 = 1;
/// The job could not be done.
pub(crate) const FAILURE: u8 = 2;

/// What a command needs from the world.
pub struct World<'w> {
    /// Standard input.
    pub input: &'w mut dyn Read,
    /// Standard output.
    pub out: &'w mut dyn Write,
    /// Standard error.
    pub err: &'w mut dyn Write,
    /// The current folder.
    pub folder: PathBuf,
    /// Whether standard output is a terminal.
    pub out_is_terminal: bool,
    /// Whether standard error is a terminal.
    pub err_is_terminal: bool,
    /// The language that was asked for.
    pub lang: Option<Lang>,
    /// Whether somebody looks after that reading comes to an end; the first word of output ends
    /// that.
    pub watch: Watch,
}

impl World<'_> {
    /// The project around the current folder.
    pub(crate) fn project(&self) -> Project {
        Project::new(self.folder.clone(), today)
    }

    /// The language of an answer in `format`, where the settings want `settings`.
    pub(crate) fn speaks(&self, settings: Option<Lang>, format: Format) -> Lang {
        lang::of_answer(self.lang, settings, format)
    }

    /// Say a line on standard error in planlint's name.
    pub(crate) fn say_of_itself(&mut self, message: &Message) -> io::Result<()> {
        let text = message.text(self.speaks(None, Format::Text));
        writeln!(self.err, "planlint: {}", sanitize(&text))
    }

    /// Say below it what to try next.
    pub(crate) fn say_help(&mut self, help: &Message) -> io::Result<()> {
        let lang = self.speaks(None, Format::Text);
        let label = help_label(lang);
        for line in help.text(lang).lines() {
            writeln!(self.err, "  {label}{}", sanitize(line))?;
        }
        Ok(())
    }

    /// Say on standard error what `project` has to remark, and what it could not do if it is
    /// because of the settings. `color` is how these are shown.
    pub(crate) fn tell<T>(
        &mut self,
        project: &Project,
        done: Result<T, project::Error>,
        color: Colour,
    ) -> Result<T, Stop> {
        for remark in project.take_remarks() {
            self.say_of_itself(&remark)?;
        }
        match done {
            Ok(done) => Ok(done),
            Err(project::Error::Failure(failure) | project::Error::Revision(failure)) => {
                Err(Stop::Failure(failure))
            }
            Err(project::Error::Settings(settings)) => {
                let style = terminal::style(color, self.err_is_terminal)
                    .speaking(self.speaks(None, Format::Text));
                settings.write(style, self.err)?;
                self.say_of_itself(&say!(
                    en: "{name} is not usable, so nothing was checked",
                    zh: "{name} 无法使用，未作任何检查",
                    name = settings.name(),
                ))?;
                Err(Stop::Said)
            }
        }
    }
}

/// Why a command ended early.
#[derive(Debug)]
pub(crate) enum Stop {
    /// It could not do its job.
    Failure(Failure),
    /// Output failed.
    Io(io::Error),
    /// Everything has been said on standard error.
    Said,
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Stop::Failure(failure)
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Stop::Io(error)
    }
}

/// Who reads standard output may have seen enough, as in `planlint check | head`: what was found
/// stays what it is.
pub(crate) fn seen_enough(written: io::Result<()>) -> io::Result<()> {
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

/// Say on standard error why something could not be done, and what to try next.
pub(crate) fn say(world: &mut World<'_>, failure: &Failure) -> u8 {
    // If standard error is closed there is nobody left to tell; the exit code still says it.
    let _ = world.say_of_itself(&failure.message);
    for help in &failure.help {
        let _ = world.say_help(help);
    }
    FAILURE
}

/// The day on which planlint runs, where it runs.
#[expect(
    clippy::disallowed_methods,
    reason = "the edge is where the clock is read; the engine is given the day"
)]
pub(crate) fn today() -> Day {
    let date = jiff::Zoned::now().date();
    Day::new(date.year(), date.month(), date.day()).unwrap_or(Day::MAX)
}
