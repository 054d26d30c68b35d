//! The page with all commands and options, made of what the command line says about itself:
//! `UPDATE_PAGES=1 cargo test reference` writes it.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use clap::Arg;
use clap::Command;
use clap::CommandFactory;

use super::args::Args;

const PAGE: &str = "docs/commands.md";

const BEGINNING: &str = "# Commands and options

What `planlint --help` and `planlint COMMAND --help` say, on one page. `planlint completions SHELL` completes all of it,
`planlint man` has it as manual pages.

Exit status: 0 nothing at or above `fail_on`, 1 findings, 2 planlint could not do its work; then the reason is on standard
error.

| variable | what |
|---|---|
| `NO_COLOR` | set to anything: no colours (`--color` decides where it is typed) |
| `CLICOLOR_FORCE` | set to anything: colours also in a pipe, where `NO_COLOR` is not set |
| `CLICOLOR` | `0`: no colours; anything else: also on a terminal that `TERM` does not name |
| `TERM` | `dumb`: a terminal without colours and frames |
| `COLUMNS` | how wide lines with `--color always` are where no stream is a terminal; else 80 |
| `FORCE_HYPERLINK` | links also where it is not known that the terminal follows them; `0` for none |
| `PLANLINT_LANG` | the language of what is said, where `--lang` is not typed: `en` or `zh` |
| `LC_ALL`, `LC_MESSAGES`, `LANG` | the language of text, where nothing else says it |
| `PLANLINT_TIMEOUT` | reading ends after so many seconds with exit status 2; 600 where it is not set, 0 for never |
| `GITHUB_SERVER_URL`, `GITHUB_REPOSITORY`, `GITHUB_SHA` | where the files are on GitHub, for links in Markdown; with `GITEA_ACTIONS` or `FORGEJO_ACTIONS`, on Gitea and Forgejo (`--link-base` decides where it is typed) |
| `CI_PROJECT_URL`, `CI_COMMIT_SHA` | the same on GitLab |
";

#[test]
fn the_page_says_what_the_commands_say() {
    let mut planlint = Args::command().disable_help_subcommand(true);
    planlint.build();
    let mut page = String::from(BEGINNING);
    planlint
        .get_subcommands()
        .for_each(|command| describe(command, &mut page));
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(PAGE);
    if std::env::var_os("UPDATE_PAGES").is_some() {
        fs::write(&path, &page).expect("the page can be written");
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        written, page,
        "{PAGE} is not what the commands say; UPDATE_PAGES=1 cargo test reference writes it"
    );
}

fn describe(command: &Command, page: &mut String) {
    let below: Vec<&Command> = command
        .get_subcommands()
        .filter(|command| !command.is_hide_set())
        .collect();
    let name = command.get_bin_name().unwrap_or_else(|| command.get_name());
    let about = command
        .get_about()
        .map(ToString::to_string)
        .unwrap_or_default();
    let usage = command.clone().render_usage().to_string();
    let usage = usage.trim_start_matches("Usage: ");
    let _ = write!(page, "\n## {name}\n\n{about}.\n\n```text\n{usage}\n```\n");
    let rows: Vec<String> = command
        .get_arguments()
        .filter(|arg| !arg.is_hide_set())
        .filter_map(row)
        .collect();
    if !rows.is_empty() {
        let _ = write!(
            page,
            "\n| argument | what |\n|---|---|\n{}\n",
            rows.join("\n")
        );
    }
    below
        .into_iter()
        .for_each(|command| describe(command, page));
}

/// A row of the table; none for what every command has.
fn row(arg: &Arg) -> Option<String> {
    if matches!(arg.get_id().as_str(), "help" | "version") {
        return None;
    }
    let values: Vec<String> = arg
        .get_value_names()
        .into_iter()
        .flatten()
        .map(ToString::to_string)
        .collect();
    let values = if arg.get_action().takes_values() {
        values.join(" ")
    } else {
        String::new()
    };
    let short = arg.get_short().map(|short| format!("`-{short}`"));
    let aliases = arg
        .get_visible_aliases()
        .into_iter()
        .flatten()
        .map(|alias| format!("`--{alias}`"));
    let long = arg.get_long().map(|long| {
        if values.is_empty() {
            format!("`--{long}`")
        } else {
            format!("`--{long} {values}`")
        }
    });
    let mut names: Vec<String> = short.into_iter().chain(long).chain(aliases).collect();
    if names.is_empty() {
        let several = if arg
            .get_num_args()
            .is_some_and(|count| count.max_values() > 1)
        {
            "..."
        } else {
            ""
        };
        names.push(format!("`{values}{several}`"));
    }
    let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
    let default: Vec<String> = arg
        .get_default_values()
        .iter()
        .map(|value| format!("`{}`", value.to_string_lossy()))
        .collect();
    let default = if default.is_empty() || values.is_empty() {
        String::new()
    } else {
        format!(" [default: {}]", default.join(" "))
    };
    let shown: Vec<String> = arg
        .get_possible_values()
        .iter()
        .filter(|value| !value.is_hide_set())
        .map(|value| match value.get_help() {
            Some(help) => format!("`{}`: {}", value.get_name(), help),
            None => format!("`{}`", value.get_name()),
        })
        .collect();
    let possible = if shown.is_empty() || values.is_empty() {
        String::new()
    } else {
        format!("<br>{}", shown.join("<br>"))
    };
    let told = format!("{help}{default}{possible}")
        .replace('|', "\\|")
        .replace('\n', " ");
    Some(format!("| {} | {told} |", names.join(", ")))
}
