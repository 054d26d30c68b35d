//! The command line in Chinese: clap describes arguments in one language, and has words of its own.

mod help;
mod mistake;
mod texts;

use clap::Arg;
use clap::Command;
use clap::builder::PossibleValue;
use clap::builder::StyledStr;

#[cfg(test)]
pub(super) use help::options;
pub(super) use mistake::told;

/// What the command line says about itself, in Chinese. It has to be built.
pub(super) fn translated(command: Command) -> Command {
    let names: Vec<String> = command
        .get_subcommands()
        .map(|below| below.get_name().to_owned())
        .collect();
    let texts = [
        command.get_about(),
        command.get_long_about(),
        command.get_after_help(),
    ]
    .map(|text| text.map(chinese));
    let [about, long_about, after_help] = texts;
    let mut command = command
        .mut_args(argument)
        .subcommand_help_heading("命令")
        .subcommand_value_name("命令");
    command = match about {
        Some(about) => command.about(about),
        None => command,
    };
    command = match long_about {
        Some(long_about) => command.long_about(long_about),
        None => command,
    };
    command = match after_help {
        Some(after_help) => command.after_help(after_help),
        None => command,
    };
    names.into_iter().fold(command, |command, name| {
        command.mut_subcommand(name, translated)
    })
}

/// The same with the help of each command as it is shown: whole sentences, or in short.
pub(super) fn with_help(command: Command, is_long: bool, width: usize) -> Command {
    let names: Vec<String> = command
        .get_subcommands()
        .map(|below| below.get_name().to_owned())
        .collect();
    let shown = help::of(&command, is_long, width);
    names
        .into_iter()
        .fold(command, |command, name| {
            command.mut_subcommand(name, |below| with_help(below, is_long, width))
        })
        .override_help(shown)
}

fn argument(argument: Arg) -> Arg {
    let values: Vec<PossibleValue> = argument
        .get_possible_values()
        .into_iter()
        .map(|value| match value.get_help().map(chinese) {
            Some(help) => value.help(help),
            None => value,
        })
        .collect();
    let help = argument.get_help().map(chinese);
    let argument = if values.is_empty() || !argument.get_action().takes_values() {
        argument
    } else {
        argument.value_parser(values)
    };
    match help {
        Some(help) => argument.help(help),
        None => argument,
    }
}

/// A text in Chinese. Where there is none, the English says more than nothing; a test finds it.
fn chinese(english: &StyledStr) -> String {
    let english = english.to_string();
    texts::of(&english).map_or(english.clone(), ToOwned::to_owned)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use clap::CommandFactory;

    use super::super::args::Args;
    use super::*;

    /// Everything that the command line says about itself.
    fn said(command: &Command, all: &mut BTreeSet<String>) {
        let mut say = |text: Option<&StyledStr>| all.extend(text.map(ToString::to_string));
        say(command.get_about());
        say(command.get_long_about());
        say(command.get_after_help());
        for argument in command.get_arguments().filter(|arg| !arg.is_hide_set()) {
            say(argument.get_help());
            say(argument.get_long_help());
            let values = argument.get_possible_values();
            if argument.get_action().takes_values() {
                values.iter().for_each(|value| say(value.get_help()));
            }
        }
        command.get_subcommands().for_each(|below| said(below, all));
    }

    #[test]
    fn each_text_has_its_chinese_and_no_chinese_is_left_over() {
        let mut planlint = Args::command();
        planlint.build();
        let mut all = BTreeSet::new();
        said(&planlint, &mut all);
        // What clap says by itself depends on whether there is more to say.
        let own = |text: &str| text.starts_with("Print help");
        let known: BTreeSet<String> = texts::TEXTS
            .iter()
            .map(|(english, _)| (*english).to_owned())
            .filter(|english| !own(english))
            .collect();
        all.retain(|text| !own(text));
        let missing: Vec<_> = all.difference(&known).collect();
        assert!(
            missing.is_empty(),
            "without Chinese in texts.rs: {missing:#?}"
        );
        let left: Vec<_> = known.difference(&all).collect();
        assert!(left.is_empty(), "nothing says this any more: {left:#?}");
        let english: BTreeSet<&str> = texts::TEXTS.iter().map(|(english, _)| *english).collect();
        assert_eq!(
            english.len(),
            texts::TEXTS.len(),
            "one of them stands twice"
        );
    }
}
