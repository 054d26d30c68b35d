//! What `-h` and `--help` show, in Chinese. clap lays help out as well, but breaks lines at spaces,
//! which Chinese has not, and its headings are English.

use clap::Arg;
use clap::Command;

use crate::report::cells;
use crate::report::wrapped;

use super::texts;

/// The first line, for who reads another language.
const FOR_ENGLISH: &str = "planlint --lang en --help for English";

/// The widest column of arguments that still leaves room beside it.
const WIDEST: usize = 26;

/// The help of a command that is built and in Chinese: in short, or whole.
pub(super) fn of(command: &Command, is_long: bool, width: usize) -> String {
    let mut lines = vec![FOR_ENGLISH.to_owned(), String::new()];
    let about = command.get_about();
    let about = command.get_long_about().filter(|_| is_long).or(about);
    if let Some(about) = about {
        let about = about.to_string();
        lines.extend(about.lines().flat_map(|line| wrapped(line, 0, width)));
        lines.push(String::new());
    }
    lines.push(usage(command));
    let commands: Vec<_> = command
        .get_subcommands()
        .filter(|below| !below.is_hide_set())
        .map(|below| {
            let about = below.get_about().map(ToString::to_string);
            (below.get_name().to_owned(), about.unwrap_or_default())
        })
        .collect();
    section("命令", &commands, false, width, &mut lines);
    for (heading, is_positional) in [("参数", true), ("选项", false)] {
        let rows: Vec<_> = command
            .get_arguments()
            .filter(|arg| arg.is_positional() == is_positional && !arg.is_hide_set())
            .map(|arg| (shape(arg), meaning(arg, is_long)))
            .collect();
        section(heading, &rows, is_long, width, &mut lines);
    }
    if let Some(after) = command.get_after_help() {
        lines.push(String::new());
        lines.extend(wrapped(&after.to_string(), 0, width));
    }
    lines.push(String::new());
    lines.join("\n")
}

/// How the command is typed.
fn usage(command: &Command) -> String {
    in_chinese(&command.clone().render_usage().to_string())
}

/// What clap writes of how something is typed, with its own words in Chinese.
pub(super) fn in_chinese(usage: &str) -> String {
    let usage = usage.trim_start_matches("Usage: ").trim_end();
    // Further ways to type it stand below the first.
    let usage = usage.replace("\n       ", "\n      ");
    format!("用法：{}", options(&usage))
}

/// How something is typed, with clap's own words in Chinese.
pub(in super::super) fn options(usage: &str) -> String {
    usage
        .replace("[OPTIONS]", "[选项]")
        .replace("<COMMAND>", "<命令>")
}

/// Rows below a heading: beside each other, or each meaning below what it is about.
fn section(
    heading: &str,
    rows: &[(String, String)],
    is_below: bool,
    width: usize,
    lines: &mut Vec<String>,
) {
    if rows.is_empty() {
        return;
    }
    lines.extend([String::new(), format!("{heading}：")]);
    let column = rows.iter().map(|(shape, _)| cells(shape)).max();
    let column = column.unwrap_or_default().min(WIDEST);
    for (at, (shape, meaning)) in rows.iter().enumerate() {
        let room = cells(shape);
        let beside = !is_below && room <= column;
        let indent = if is_below { 10 } else { column + 4 };
        let mut paragraphs = meaning.lines();
        let mut told = paragraphs
            .next()
            .map(|first| wrapped(first, indent, width))
            .unwrap_or_default();
        told.extend(paragraphs.flat_map(|line| wrapped(line, indent, width)));
        if is_below && at > 0 {
            lines.push(String::new());
        }
        match told.first() {
            Some(first) if beside => {
                let gap = " ".repeat(column - room + 2);
                lines.push(format!("  {shape}{gap}{}", first.trim_start()));
                told.remove(0);
            }
            _ => lines.push(format!("  {shape}")),
        }
        lines.extend(told);
    }
}

/// How an argument is typed.
fn shape(arg: &Arg) -> String {
    if arg.is_positional() {
        return arg.to_string();
    }
    match (arg.get_short(), arg.get_long()) {
        (Some(short), Some(_)) => format!("-{short}, {arg}"),
        (None, Some(_)) => format!("    {arg}"),
        _ => arg.to_string(),
    }
}

/// The Chinese of what clap says of its own options.
fn own(english: &str) -> String {
    texts::of(english).unwrap_or(english).to_owned()
}

/// What it means, what it is where it is not typed, and what it can be.
fn meaning(arg: &Arg, is_long: bool) -> String {
    let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
    // clap says of its own option whether there is more to read.
    let mut told = match (arg.get_id().as_str(), is_long) {
        ("help", true) => own("Print help (see a summary with '-h')"),
        ("help", false) => own("Print help (see more with '--help')"),
        _ => help,
    };
    if !arg.get_action().takes_values() {
        return told;
    }
    let default: Vec<_> = arg
        .get_default_values()
        .iter()
        .map(|value| value.to_string_lossy())
        .collect();
    if !default.is_empty() {
        told.push_str(&format!(" [默认值：{}]", default.join(" ")));
    }
    let values = arg.get_possible_values();
    let shown: Vec<_> = values.iter().filter(|value| !value.is_hide_set()).collect();
    if shown.is_empty() {
        return told;
    }
    if !is_long || shown.iter().all(|value| value.get_help().is_none()) {
        let names: Vec<_> = shown.iter().map(|value| value.get_name()).collect();
        told.push_str(&format!(" [可选值：{}]", names.join("、")));
        return told;
    }
    told.push_str("\n可选值：");
    for value in shown {
        let help = value.get_help().map(ToString::to_string);
        let line = format!("\n- {}：{}", value.get_name(), help.unwrap_or_default());
        told.push_str(&line);
    }
    told
}
