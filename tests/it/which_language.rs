//! Which language wins: the option, `PLANLINT_LANG`, the settings, and for text the locale.

use std::path::Path;

use tempfile::TempDir;

use crate::common;
use crate::common::stderr;
use crate::common::stdout;
use crate::git::Repo;

const PLAN: &str = "plan: {version: 1, title: t, calendar: weekdays}\nphases:\n  - id: \"1\"\n    name: p\n    coordinator: a\n    \
                    total_days: 5\n    tasks:\n      - {id: \"1.1\", name: n, depends_on: [\"9\"]}\n";

fn with_settings(lang: Option<&str>) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder can be made");
    common::write(folder.path(), &[("plan/plan.yaml", PLAN)]);
    if let Some(lang) = lang {
        let settings = format!("plans: [plan]\nlang: {lang}\n");
        common::write(folder.path(), &[("planlint.yaml", &settings)]);
    }
    folder
}

/// The language of an answer, by a word that each format has in it.
fn spoken(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> &'static str {
    let mut command = common::command(folder, arguments);
    let output = command
        .envs(variables.iter().copied())
        .output()
        .expect("planlint can be started");
    let said = format!("{}{}", stdout(&output), stderr(&output));
    match output.status.code() {
        Some(1) if said.contains("不存在") => "zh",
        Some(1) if said.contains("no task has that id") => "en",
        Some(2) => "refused",
        _ => panic!("{said}"),
    }
}

#[test]
fn the_first_that_says_something_wins() {
    let utf8 = ("LANG", "zh_CN.UTF-8");
    let variable = ("PLANLINT_LANG", "zh");
    type Row<'a> = (
        &'a [&'a str],
        Option<&'a str>,
        &'a [(&'a str, &'a str)],
        &'a str,
    );
    let table: &[Row<'_>] = &[
        (&[], None, &[], "en"),
        // The locale, for text only.
        (&[], None, &[utf8], "zh"),
        (&["--format", "json"], None, &[utf8], "en"),
        (&["--format", "sarif"], None, &[utf8], "en"),
        (&["--format", "github"], None, &[utf8], "en"),
        (&["--format", "gitlab"], None, &[utf8], "en"),
        (&["--format", "junit"], None, &[utf8], "en"),
        (&["--format", "markdown"], None, &[utf8], "en"),
        (&[], None, &[("LC_ALL", "C"), utf8], "en"),
        (&[], None, &[("LC_ALL", "POSIX"), utf8], "en"),
        (&[], None, &[("LC_ALL", ""), utf8], "zh"),
        (&[], None, &[("LC_MESSAGES", "en_US.UTF-8"), utf8], "en"),
        (
            &[],
            None,
            &[("LC_ALL", "zh_CN.UTF-8"), ("LC_MESSAGES", "C")],
            "zh",
        ),
        (&[], None, &[("LANG", "zh_CN.GB18030")], "en"),
        (&[], None, &[("LANG", "zh_TW.UTF-8")], "en"),
        (&[], None, &[("LANG", "fr_FR.UTF-8")], "en"),
        // The settings stand above the locale, in every format.
        (&[], Some("en"), &[utf8], "en"),
        (&[], Some("zh"), &[("LANG", "C")], "zh"),
        (&["--format", "json"], Some("zh"), &[], "zh"),
        (&["--format", "markdown"], Some("zh"), &[], "zh"),
        // The variable stands above the settings, the option above all.
        (&[], Some("en"), &[variable], "zh"),
        (&["--format", "markdown"], None, &[variable], "zh"),
        (&["--lang", "en"], Some("zh"), &[variable, utf8], "en"),
        (
            &["--lang", "zh"],
            Some("en"),
            &[("PLANLINT_LANG", "en")],
            "zh",
        ),
        (&["--lang", "zh-CN"], None, &[], "zh"),
        (&["--lang", "zh_CN.UTF-8"], None, &[], "zh"),
        (&["--lang", "zh-Hans", "--format", "sarif"], None, &[], "zh"),
        (&[], None, &[("PLANLINT_LANG", ""), utf8], "zh"),
        // What planlint does not speak is refused where somebody asks for it.
        (&["--lang", "fr"], None, &[], "refused"),
        (&["--lang", "zh-TW"], None, &[], "refused"),
        (&[], None, &[("PLANLINT_LANG", "fr")], "refused"),
        (&[], Some("fr"), &[], "refused"),
        // Whoever types the option does not ask the variable.
        (&["--lang", "zh"], None, &[("PLANLINT_LANG", "fr")], "zh"),
    ];
    for (options, settings, variables, expected) in table {
        let folder = with_settings(*settings);
        let arguments = [&["check"], *options].concat();
        let told = spoken(folder.path(), &arguments, variables);
        assert_eq!(told, *expected, "{options:?} {settings:?} {variables:?}");
    }
    // It stands before the command as well.
    let folder = with_settings(None);
    assert_eq!(spoken(folder.path(), &["--lang", "zh", "check"], &[]), "zh");
}

#[test]
fn a_refusal_names_what_there_is() {
    let folder = with_settings(None);
    let output = common::planlint(folder.path(), &["check", "--lang", "fr"]);
    let all = "planlint speaks en (English) and zh (中文)";
    assert!(stderr(&output).contains(all), "{}", stderr(&output));
    let mut command = common::command(folder.path(), &["check"]);
    let output = command.env("PLANLINT_LANG", "fr").output();
    let output = output.expect("planlint can be started");
    assert!(stderr(&output).contains(all), "{}", stderr(&output));
    let folder = with_settings(Some("fr"));
    let output = common::planlint(folder.path(), &["check"]);
    let told = stderr(&output);
    assert!(
        told.contains("en") && told.contains("zh") && told.contains("planlint.yaml:2:7"),
        "{told}"
    );
}

/// A file in another format goes to others, whatever the locale of this one is.
#[test]
fn each_output_has_the_language_of_its_format() {
    let folder = with_settings(None);
    let arguments = ["check", "--output", "markdown=report.md"];
    let mut command = common::command(folder.path(), &arguments);
    let output = command.env("LANG", "zh_CN.UTF-8").output();
    let output = output.expect("planlint can be started");
    assert!(stdout(&output).contains("不存在"), "{}", stdout(&output));
    let report = std::fs::read_to_string(folder.path().join("report.md")).expect("it is written");
    assert!(report.contains("| level | where | what |"), "{report}");
}

#[test]
fn what_is_mended_and_what_cannot_be_done_are_told_in_it() {
    let folder = with_settings(None);
    let plan = PLAN.replace("coordinator: a", "coordinator：a");
    common::write(folder.path(), &[("plan/plan.yaml", &plan)]);
    let told = |arguments: &[&str]| stderr(&common::planlint(folder.path(), arguments));
    assert_eq!(
        told(&["--lang", "zh", "check", "--fix"]),
        "plan/plan.yaml:5:16: 改为半角冒号加空格（`：` -> `:`）\nplanlint: 已修正 1 个文件中的 1 个问题\n"
    );
    assert_eq!(
        told(&["--lang", "zh", "check", "--fix"]),
        "planlint: 没有只有一种改法的问题\n"
    );
    assert_eq!(
        told(&["check", "--lang", "zh", "nope.yaml"]),
        "planlint: 没有文件 nope.yaml，也没有它可能所属的计划\n  建议：请指明计划中的文件，或计划文件夹：planlint check FOLDER\n"
    );
}

/// What is asked, and the first lines or a line of what is said.
#[test]
fn help_and_mistyped_arguments_are_told_in_chinese() {
    let folder = with_settings(None);
    let told = |arguments: &[&str]| {
        let output = common::planlint(folder.path(), arguments);
        format!("{}{}", stdout(&output), stderr(&output))
    };
    let help = told(&["--lang", "zh", "check", "-h"]);
    assert!(
        help.starts_with(
            "planlint --lang en --help for English\n\n检查计划，指出问题\n\n用法：planlint check [选项] [PLAN|FILE]...\n\n参数：\n"
        ),
        "{help}"
    );
    assert_eq!(told(&["check", "--lang=zh", "-h"]), help);
    let whole = told(&["--lang", "zh", "help", "check"]);
    assert!(
        whole.contains("          可选值：\n          - error：仅错误不通过\n"),
        "{whole}"
    );
    assert_eq!(told(&["--lang", "zh", "check", "--help"]), whole);
    // Chinese is not broken at spaces only, and leaves no line that begins with a full stop.
    assert!(
        whole
            .lines()
            .all(|line| !line.trim_start().starts_with(['，', '。', '；']))
    );
    for (arguments, said) in [
        (
            &["chekc"][..],
            "错误：没有命令 chekc\n\n  建议：是否指命令 ",
        ),
        (
            &["check", "--foo"],
            "错误：没有参数 --foo\n\n  建议：若 --foo 是值，请写 -- --foo\n",
        ),
        (
            &["gate"],
            "错误：缺少参数 <BASE>\n\n用法：planlint gate <BASE> [HEAD]\n\n详见 --help。\n",
        ),
        (
            &["check", "--rev", "HEAD", "--fix"],
            "错误：--rev <REV> 不能与 --fix 同时使用\n",
        ),
        (
            &["check", "--format", "x"],
            "错误：--format <FORMAT> 的值 x 不正确，可选：text、json、sarif、github、gitlab、junit、markdown\n",
        ),
        (
            &["check", "--output", "json"],
            "错误：--output <FORMAT=FILE> 的值 json 不正确：应写作 FORMAT=FILE，如 sarif=planlint.sarif\n",
        ),
        (
            &["check", "--max-findings", "0"],
            "错误：--max-findings <COUNT> 的值 0 不正确：应写 1 至 4294967295 的整数\n",
        ),
        (&["check", "--rev"], "错误：--rev <REV> 缺少值\n"),
    ] {
        let typed: Vec<&str> = ["--lang", "zh"].iter().chain(arguments).copied().collect();
        let output = common::planlint(folder.path(), &typed);
        assert!(stderr(&output).starts_with(said), "{}", stderr(&output));
        assert_eq!(output.status.code(), Some(2));
    }
    let pages = told(&["--lang", "zh", "man", "check"]);
    for heading in [".SH 名称", ".SH 用法", ".SH 参数和选项"] {
        assert!(pages.contains(heading), "{pages}");
    }
    let completions = told(&["--lang", "zh", "completions", "fish"]);
    assert!(completions.contains("检查计划，指出问题"), "{completions}");
}

#[test]
fn hooks_are_installed_in_chinese() {
    let repo = Repo::new(&[("a.txt", "a")]);
    let told = |arguments: &[&str]| {
        let typed: Vec<&str> = ["--lang", "zh"].iter().chain(arguments).copied().collect();
        stdout(&repo.planlint(&typed))
    };
    let status = told(&["hook", "status"]);
    assert!(
        status.starts_with("pre-commit        未安装：.git/hooks/pre-commit\n"),
        "{status}"
    );
    assert_eq!(
        told(&["hook", "install", "pre-push"]),
        "pre-push：已安装为 .git/hooks/pre-push\n此处还没有计划，钩子无可检查：可用 planlint init 或 planlint import 新建\n"
    );
    let again = told(&["hook", "install", "pre-push"]);
    assert!(
        again.starts_with("pre-push：已安装，位于 .git/hooks/pre-push\n"),
        "{again}"
    );
    let status = told(&["hook", "status"]);
    assert!(
        status.contains("\npre-push          已安装：.git/hooks/pre-push\n"),
        "{status}"
    );
    assert_eq!(
        told(&["hook", "uninstall"]),
        "pre-push：已移除 .git/hooks/pre-push\n"
    );
    assert_eq!(told(&["hook", "uninstall"]), "此处没有 planlint 的钩子\n");
}
