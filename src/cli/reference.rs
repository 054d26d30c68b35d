//! The page with all commands and options in each language, made of what the command line says
//! about itself: `UPDATE_PAGES=1 cargo test reference` writes it.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use clap::Arg;
use clap::Command;
use clap::CommandFactory;

use crate::words::Lang;

use super::args::Args;
use super::chinese;

fn path(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "docs/commands.md",
        Lang::Zh => "docs/zh/commands.md",
    }
}

fn beginning(lang: Lang) -> &'static str {
    match lang {
        Lang::En => ENGLISH,
        Lang::Zh => CHINESE,
    }
}

const ENGLISH: &str = "# Commands and options

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

const CHINESE: &str = "# 命令和选项

`planlint --help --lang zh` 和 `planlint COMMAND --help --lang zh` 的内容，集中在一页。`planlint completions SHELL` 输出的脚本可以自动补全这些命令和选项，`planlint man` 输出手册页。

退出码：0 没有达到 `fail_on` 级别的问题，1 有问题，2 planlint 未能完成工作，原因写在标准错误输出中。

| 环境变量 | 作用 |
|---|---|
| `NO_COLOR` | 设为任何值：不用颜色（命令行写了 `--color` 的，以它为准） |
| `CLICOLOR_FORCE` | 设为任何值：输出到管道也用颜色，设置了 `NO_COLOR` 的除外 |
| `CLICOLOR` | `0`：不用颜色；其他值：没有设置 `TERM` 的终端也用颜色 |
| `TERM` | `dumb`：终端没有颜色和边框 |
| `COLUMNS` | 使用 `--color always` 而没有连接终端时的行宽；不写则为 80 |
| `FORCE_HYPERLINK` | 不确定终端是否支持链接时也使用链接；`0` 表示不使用 |
| `PLANLINT_LANG` | 没有写 `--lang` 时使用的语言：`en` 或 `zh` |
| `LC_ALL`、`LC_MESSAGES`、`LANG` | 其他各项都没有写明时，文本所用的语言 |
| `PLANLINT_TIMEOUT` | 读取超过若干秒即停止，退出码为 2；不设置则为 600，0 表示不限 |
| `GITHUB_SERVER_URL`、`GITHUB_REPOSITORY`、`GITHUB_SHA` | 文件在 GitHub 上的位置，用于 Markdown 中的链接；与 `GITEA_ACTIONS` 或 `FORGEJO_ACTIONS` 同时设置时，为 Gitea 和 Forgejo 上的位置（命令行写了 `--link-base` 的，以它为准） |
| `CI_PROJECT_URL`、`CI_COMMIT_SHA` | 文件在 GitLab 上的位置，用途同上 |
";

#[test]
fn the_pages_say_what_the_commands_say() {
    for lang in Lang::ALL {
        let path = path(lang);
        let page = page(lang);
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
        if std::env::var_os("UPDATE_PAGES").is_some() {
            fs::write(&file, &page).expect("the page can be written");
        }
        let written = fs::read_to_string(&file).unwrap_or_default();
        assert!(
            written == page,
            "{path} is not what the commands say; UPDATE_PAGES=1 cargo test reference writes it"
        );
    }
}

fn page(lang: Lang) -> String {
    let mut planlint = Args::command().disable_help_subcommand(true);
    planlint.build();
    if lang == Lang::Zh {
        planlint = chinese::translated(planlint);
    }
    let mut page = String::from(beginning(lang));
    planlint
        .get_subcommands()
        .for_each(|command| describe(command, lang, &mut page));
    page
}

fn describe(command: &Command, lang: Lang, page: &mut String) {
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
    let (usage, stop, columns) = match lang {
        Lang::En => (usage.to_owned(), ".", "| argument | what |"),
        Lang::Zh => (chinese::options(usage), "。", "| 参数 | 含义 |"),
    };
    let _ = write!(
        page,
        "\n## {name}\n\n{about}{stop}\n\n```text\n{usage}\n```\n"
    );
    let rows: Vec<String> = command
        .get_arguments()
        .filter(|arg| !arg.is_hide_set())
        .filter_map(|arg| row(arg, lang))
        .collect();
    if !rows.is_empty() {
        let _ = write!(page, "\n{columns}\n|---|---|\n{}\n", rows.join("\n"));
    }
    below
        .into_iter()
        .for_each(|command| describe(command, lang, page));
}

/// A row of the table; none for what every command has.
fn row(arg: &Arg, lang: Lang) -> Option<String> {
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
    let (colon, comma) = match lang {
        Lang::En => (": ", ", "),
        Lang::Zh => ("：", "、"),
    };
    let default = if default.is_empty() || values.is_empty() {
        String::new()
    } else {
        let default = default.join(" ");
        match lang {
            Lang::En => format!(" [default: {default}]"),
            Lang::Zh => format!(" [默认值：{default}]"),
        }
    };
    let shown: Vec<String> = arg
        .get_possible_values()
        .iter()
        .filter(|value| !value.is_hide_set())
        .map(|value| match value.get_help() {
            Some(help) => format!("`{}`{colon}{help}", value.get_name()),
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
    Some(format!("| {} | {told} |", names.join(comma)))
}
