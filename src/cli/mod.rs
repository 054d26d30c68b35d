//! The command line: arguments in, streams and an exit code out.

mod args;
mod check;
mod chinese;
mod completions;
mod diff;
mod explain;
mod gate;
mod import;
mod init;
mod level;
mod man;
mod print;
#[cfg(test)]
mod reference;
mod schema;
mod select;
mod shift;
mod show;
mod web;
mod why;

use std::borrow::Cow;
use std::ffi::OsString;
use std::io;
use std::io::Write;
use std::path::PathBuf;

use clap::CommandFactory;
use clap::Parser;
use clap::error::ErrorKind;

use crate::load;
use crate::load::Failure;
use crate::report::Format;
use crate::report::sanitize;
use crate::words::Lang;
use crate::words::say;

use args::Args;
use args::Command;

use crate::console;
use crate::console::CLEAN;
use crate::console::Colour;
use crate::console::FAILURE;
use crate::console::Stop;
use crate::console::Watch;
use crate::console::World;
use crate::console::asked_lang;
use crate::console::lang_of_mistyped;
use crate::console::say;
use crate::console::seen_enough;
use crate::hook;

/// Run planlint with these arguments, the program's name first. Returns the exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>, world: &mut World<'_>) -> u8 {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let result = match Args::try_parse_from(&arguments) {
        Ok(args) => run_as_asked(&args, world),
        Err(error) => not_a_command(&error, &arguments, world).map_err(Stop::Io),
    };
    let ended = result.and_then(|code| {
        seen_enough(world.out.flush())
            .map(|()| code)
            .map_err(Stop::Io)
    });
    match ended {
        Ok(code) => code,
        // Standard error is gone, and nobody left to tell why.
        Err(Stop::Io(error)) if error.kind() == io::ErrorKind::BrokenPipe => FAILURE,
        Err(Stop::Io(error)) => say(
            world,
            &Failure::new(say!(
                en: "cannot write the output: {error}",
                zh: "无法写出结果：{error}",
                error = load::disk::system(&error),
            )),
        ),
        Err(Stop::Failure(failure)) => say(world, &failure),
        Err(Stop::Said) => FAILURE,
    }
}

fn run_as_asked(args: &Args, world: &mut World<'_>) -> Result<u8, Stop> {
    world.lang = asked_lang(args.lang)?;
    go_to(&args.folders, world)?;
    command(&args.command, world)
}

/// Go to the folder that `-C` names, as git does: everything relative begins there.
#[expect(
    clippy::disallowed_methods,
    reason = "the edge is where the current folder is read"
)]
fn go_to(folders: &[PathBuf], world: &mut World<'_>) -> Result<(), Stop> {
    for folder in folders {
        std::env::set_current_dir(world.folder.join(folder))
            .and_then(|()| std::env::current_dir())
            .map(|folder| world.folder = folder)
            .map_err(|error| {
                Failure::new(say!(
                    en: "cannot go to the folder {folder}: {error}",
                    zh: "无法进入文件夹 {folder}：{error}",
                    folder = folder.display(),
                    error = load::disk::system(&error),
                ))
                .help(say!(
                    en: "-C takes a folder that is there",
                    zh: "-C 须指向已有的文件夹",
                ))
            })?;
    }
    Ok(())
}

fn command(command: &Command, world: &mut World<'_>) -> Result<u8, Stop> {
    let says_only = matches!(
        command,
        Command::Explain(_) | Command::Schema(_) | Command::Completions(_) | Command::Man(_)
    );
    if world.folder.as_os_str().is_empty() && !says_only {
        return Err(Failure::new(say!(
            en: "the current folder is gone",
            zh: "当前文件夹已不存在",
        ))
        .help(say!(
            en: "change to one that is there: cd ..",
            zh: "请进入已有的文件夹：cd ..",
        ))
        .into());
    }
    if matches!(
        command,
        Command::Check(_)
            | Command::Diff(_)
            | Command::Gate(_)
            | Command::Why(_)
            | Command::Show(_)
            | Command::Move(_)
            | Command::Reschedule(_)
            | Command::Hook(_)
    ) {
        world.watch = Watch::begin();
    }
    match command {
        Command::Check(check) => check::run(check, world),
        Command::Diff(args) => diff::run(args, world),
        Command::Gate(args) => gate::run(args, world),
        Command::Why(args) => why::run(args, world),
        Command::Move(args) => shift::run_move(args, world),
        Command::Reschedule(args) => shift::run_reschedule(args, world),
        Command::Show(args) => show::run(args, world),
        Command::Hook(args) => hook::run(args, world),
        Command::Init(args) => init::run(args, world),
        Command::Import(args) => import::run(args, world),
        Command::Explain(explain) => explain::run(explain, world),
        Command::Schema(schema) => schema::run(schema, world),
        Command::Completions(args) => {
            let planlint = described(Args::command(), world.speaks(None, Format::Text));
            completions::run(args, planlint, world)
        }
        Command::Man(man) => {
            let lang = world.speaks(None, Format::Text);
            // `help` has no page of its own.
            let planlint = Args::command().disable_help_subcommand(true);
            man::run(man, described(planlint, lang), lang, world)
        }
    }
}

/// What the command line, which is as it was declared, says about itself in a language.
fn described(mut planlint: clap::Command, lang: Lang) -> clap::Command {
    planlint.build();
    match lang {
        Lang::En => planlint,
        Lang::Zh => chinese::translated(planlint),
    }
}

/// What clap has to say. Help and version are no errors, and belong on standard output.
fn not_a_command(
    error: &clap::Error,
    arguments: &[OsString],
    world: &mut World<'_>,
) -> io::Result<u8> {
    match lang_of_mistyped(arguments) {
        // A number is the same in each language.
        _ if error.kind() == ErrorKind::DisplayVersion => in_english(error, arguments, world),
        Lang::En => in_english(error, arguments, world),
        Lang::Zh => in_chinese(error, arguments, world),
    }
}

fn in_english(
    error: &clap::Error,
    arguments: &[OsString],
    world: &mut World<'_>,
) -> io::Result<u8> {
    let (stream, terminal): (&mut dyn Write, bool) = if error.use_stderr() {
        (&mut *world.err, world.err_is_terminal)
    } else {
        (&mut *world.out, world.out_is_terminal)
    };
    let text = error.render();
    // The name of a branch or file can be a stranger's, and clap quotes what it does not
    // understand.
    let inert =
        |argument: &OsString| matches!(sanitize(&argument.to_string_lossy()), Cow::Borrowed(_));
    let written = if terminal && arguments.iter().all(inert) {
        write!(stream, "{}", text.ansi())
    } else {
        write_inert(&text.to_string(), stream)
    };
    seen_enough(written)?;
    Ok(if error.use_stderr() { FAILURE } else { CLEAN })
}

fn in_chinese(
    error: &clap::Error,
    arguments: &[OsString],
    world: &mut World<'_>,
) -> io::Result<u8> {
    let style = console::style(Colour::Auto, world.out_is_terminal);
    let is_long = arguments
        .iter()
        .any(|argument| argument == "--help" || argument == "help");
    // clap knows which command's help is wanted, and shows what it is given for it.
    let planlint = chinese::with_help(
        described(Args::command(), Lang::Zh),
        is_long,
        style.width.min(100),
    );
    let again = planlint.try_get_matches_from(arguments).err();
    let error = again.as_ref().unwrap_or(error);
    let shows = matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
    );
    let text = if shows {
        error.to_string()
    } else {
        chinese::told(error)
    };
    let code = if error.use_stderr() {
        write_inert(&text, world.err)?;
        FAILURE
    } else {
        seen_enough(write_inert(&text, world.out))?;
        CLEAN
    };
    Ok(code)
}

fn write_inert(text: &str, stream: &mut dyn Write) -> io::Result<()> {
    text.lines()
        .try_for_each(|line| writeln!(stream, "{}", sanitize(line)))
}
